package souk.devservices;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Elasticsearch as its makers ship it, with our {@link AnalysisPlugin}, unpacked once per user into a cache outside the checkout. */
final class ElasticsearchDistribution {
    private ElasticsearchDistribution() {
    }

    /** The unpacked distribution; unpacks it when this is the first time. Any number of processes may ask at once. */
    static Path home() {
        Path zip = Path.of(DataDir.read("elasticsearch.zip.path").strip());
        return unpacked(zip, cache());
    }

    /** {@code SOUK_CACHE}, or {@code .cache/souk} in the user's home. */
    static Path cache() {
        String chosen = System.getenv("SOUK_CACHE");
        return (chosen == null || chosen.isBlank() ? Path.of(System.getProperty("user.home"), ".cache", "souk") : Path.of(chosen)).toAbsolutePath();
    }

    /** A folder is complete or not there: it is filled under another name and renamed. */
    static Path unpacked(Path zip, Path cache) {
        String name = zip.getFileName().toString().replaceFirst("\\.zip$", "");
        AnalysisPlugin plugin = new AnalysisPlugin();
        Path home = cache.resolve(name + "-" + plugin.fingerprint());
        if (Files.isDirectory(home)) {
            return home;
        }
        if (!Files.isReadable(zip)) {
            throw new DevServicesException("Elasticsearch's " + zip + " has gone from the local Maven repository, or may not be read by user "
                + System.getProperty("user.name") + ". Get it again: mvn install -DskipTests -pl modules/devservices/servers,modules/devservices");
        }
        DataDir.require("Elasticsearch's cache", cache, 256);
        try {
            Path filling = Files.createTempDirectory(cache, name + ".");
            try {
                unzip(zip, filling);
                plugin.install(filling.resolve(name), name.substring(name.indexOf('-') + 1));
                Files.move(filling.resolve(name), home, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                if (!Files.isDirectory(home)) {       // else somebody else was faster, and theirs is as good
                    throw e;
                }
            } finally {
                DataDir.delete(filling);
            }
            return home;
        } catch (IOException e) {
            throw new DevServicesException("Elasticsearch could not be unpacked into " + cache + ": " + e.getMessage()
                + ". See that the folder can be written and its disk has 256 MB free, or name another one in SOUK_CACHE.", e);
        }
    }

    private static void unzip(Path zip, Path into) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = file.entries(); entries.hasMoreElements();) {
                ZipEntry entry = entries.nextElement();
                Path target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) {
                    throw new IOException(zip + " has an entry outside its folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    try (InputStream in = file.getInputStream(entry)) {
                        Files.copy(in, target);
                    }
                }
            }
        }
    }
}
