package souk.server.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the script {@code souk} says on a machine that lacks something. A copy of it runs in an empty folder, so nothing is built. */
class SoukScriptTest {
    @TempDir
    Path folder;

    record Ended(int exit, String output) {
    }

    @BeforeEach
    void copyTheScript() throws IOException {
        Files.copy(Path.of("../../souk"), folder.resolve("souk"));
    }

    @Test
    void helpNeedsNothing() throws Exception {
        assertThat(souk(Map.of(), "help").output()).contains("./souk up").contains("--port N").contains("N+100");
    }

    @Test
    void anUnknownCommandIsNamed() throws Exception {
        Ended ended = souk(Map.of(), "dance");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.output()).contains("there is no command dance");
    }

    @Test
    void anOldJavaIsNamedWithWhatToDo() throws Exception {
        for (String version : new String[] {"1.8.0_392", "11.0.2", "16"}) {
            Ended ended = souk(Map.of("JAVA_HOME", javaThatIs(version).toString()), "up");
            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.output()).contains("is Java " + version.replace("1.8.0_392", "8").replaceFirst("\\..*", ""))
                .contains("needs a JDK 17 to 23");
        }
    }

    @Test
    void aWrongJavaHomeIsNamed() throws Exception {
        assertThat(souk(Map.of("JAVA_HOME", "/nowhere"), "up").output()).contains("JAVA_HOME is /nowhere").contains("JDK 17");
    }

    @Test
    void noJavaAtAllIsSaid() throws Exception {
        assertThat(souk(Map.of("PATH", tools().toString()), "up").output()).contains("there is no java on the PATH").contains("JDK 17");
    }

    @Test
    void noMavenIsSaid() throws Exception {
        Ended ended = souk(Map.of("PATH", tools().toString(), "JAVA_HOME", javaThatIs("17.0.1").toString()), "up");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.output()).contains("there is no mvn on the PATH").contains("Install Maven");
    }

    @Test
    void aStateFolderThatCannotBeMadeIsNamed() throws Exception {
        Files.createFile(folder.resolve(".souk"));
        Ended ended = souk(Map.of("JAVA_HOME", javaThatIs("17.0.1").toString()), "up");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.output()).contains("the state folder " + folder.resolve(".souk") + " cannot be made");
    }

    private Path javaThatIs(String version) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("jdk-" + version + "/bin"));
        executable(bin.resolve("java"), "#!/bin/sh\necho 'openjdk version \"" + version + "\" 2020-01-01' >&2\n");
        executable(bin.resolve("javac"), "#!/bin/sh\n");
        return bin.getParent();
    }

    /** A PATH with the everyday tools, but neither java nor mvn. */
    private Path tools() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        for (String tool : "dirname basename sed head tail ls find mkdir tr grep cat date touch rm flock env".split(" ")) {
            for (String place : List.of("/bin/", "/usr/bin/")) {
                if (Files.isExecutable(Path.of(place + tool))) {
                    executable(bin.resolve(tool), "#!/bin/sh\nexec " + place + tool + " \"$@\"\n");
                }
            }
        }
        return bin;
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Ended souk(Map<String, String> environment, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of("/bin/sh", folder.resolve("souk").toString()), Stream.of(arguments)).toList())
            .redirectErrorStream(true);
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }
}
