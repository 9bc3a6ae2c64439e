package souk.devservices;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** The folder that a server keeps its state in. */
final class DataDir {
    private DataDir() {
    }

    /** Creates the folder where it is missing, and returns when it can be written and its disk has room for a server. */
    static void require(String server, Path folder, int megabytes) {
        try {
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, "probe", ".tmp");
            try (FileChannel channel = FileChannel.open(probe, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.allocate(64 << 10);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            } finally {
                Files.delete(probe);
            }
            long free = Files.getFileStore(folder).getUsableSpace() >> 20;
            if (free < megabytes) {
                throw new DevServicesException("The disk that holds " + folder + " has " + free + " MB free, and " + server + " needs "
                    + megabytes + " MB to start. Free some space, or keep the data elsewhere.");
            }
        } catch (AccessDeniedException | FileAlreadyExistsException e) {
            throw new DevServicesException(server + " cannot keep its data in " + folder + ": " + e.getFile()
                + " is no folder that user " + System.getProperty("user.name") + " may write to. Make it writable, or remove it.", e);
        } catch (IOException e) {
            throw new DevServicesException(server + " cannot keep its data in " + folder + ": " + e.getMessage()
                + ". See that the folder can be written and its disk is not full.", e);
        }
    }

    /** The folder for a server's temporary files, empty: what an earlier run left there is removed. */
    static Path temporary(String server, Path data) {
        Path folder = data.resolve("tmp");
        delete(folder);
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new DevServicesException(server + "'s folder " + folder + " could not be made: " + e.getMessage(), e);
        }
    }

    /** Writes a resource of this package into a file, each {@code ${name}} replaced by its value. */
    static void write(String resource, Path file, Map<String, String> values) {
        String text = read(resource);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("${" + value.getKey() + "}", value.getValue());
        }
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new DevServicesException("The configuration " + file + " could not be written: " + e.getMessage()
                + ". See that the folder can be written and its disk is not full.", e);
        }
    }

    /** A text resource of this package. */
    static String read(String resource) {
        try (InputStream in = DataDir.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new DevServicesException("The resource souk/devservices/" + resource + " is missing from the class path. Build "
                    + "modules/devservices again: mvn install -DskipTests -pl modules/devservices/servers,modules/devservices");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new DevServicesException("The resource souk/devservices/" + resource + " could not be read: " + e.getMessage(), e);
        }
    }

    /** Removes a folder with all that is in it; what is gone already, or cannot be removed, is left as it is. */
    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | java.io.UncheckedIOException e) {
            // It is not there, or somebody else is removing it too.
        }
    }
}
