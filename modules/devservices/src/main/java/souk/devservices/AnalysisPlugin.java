package souk.devservices;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The plugin that gives the development Elasticsearch the token filters it lacks: the classes of {@code souk.devservices.analysis}, put
 * into a jar. They are only read here, as files; Souk's own JVM has none of the classes that they are made of.
 */
final class AnalysisPlugin {
    private static final String CLASSES = "souk/devservices/analysis/";
    private static final String NAME = "souk-analysis";

    private final Map<String, byte[]> classes = new TreeMap<>();
    private final String components = DataDir.read("analysis-plugin/named_components.json");
    private final String descriptor = DataDir.read("analysis-plugin/stable-plugin-descriptor.properties");

    AnalysisPlugin() {
        URL folder = AnalysisPlugin.class.getClassLoader().getResource(CLASSES);
        if (folder == null) {
            throw new DevServicesException("The classes of Elasticsearch's plugin are missing from the class path. Build modules/devservices again: "
                + "mvn install -DskipTests -pl modules/devservices/servers,modules/devservices");
        }
        try {
            URI uri = folder.toURI();
            if (uri.getScheme().equals("jar")) {
                try (FileSystem jar = FileSystems.newFileSystem(Path.of(URI.create(uri.getSchemeSpecificPart().replaceFirst("!.*$", ""))))) {
                    read(jar.getPath(CLASSES));
                }
            } else {
                read(Path.of(uri));
            }
        } catch (IOException | URISyntaxException e) {
            throw new DevServicesException("The classes of Elasticsearch's plugin at " + folder + " could not be read: " + e.getMessage(), e);
        }
    }

    private void read(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files.filter(each -> each.toString().endsWith(".class"))::iterator) {
                classes.put(CLASSES + file.getFileName(), Files.readAllBytes(file));
            }
        }
    }

    /** Eight letters that are others as soon as anything of the plugin is. */
    String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((components + descriptor).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            classes.forEach((name, bytes) -> digest.update(bytes));
            return HexFormat.of().formatHex(digest.digest(), 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts it into an unpacked Elasticsearch of this version. */
    void install(Path home, String elasticsearchVersion) throws IOException {
        Path plugin = Files.createDirectories(home.resolve("plugins").resolve(NAME));
        Files.writeString(plugin.resolve("named_components.json"), components);
        Files.writeString(plugin.resolve("stable-plugin-descriptor.properties"), descriptor.replace("${elasticsearch}", elasticsearchVersion));
        try (OutputStream out = Files.newOutputStream(plugin.resolve(NAME + ".jar")); JarOutputStream jar = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> each : classes.entrySet()) {
                jar.putNextEntry(new JarEntry(each.getKey()));
                jar.write(each.getValue());
                jar.closeEntry();
            }
        }
    }
}
