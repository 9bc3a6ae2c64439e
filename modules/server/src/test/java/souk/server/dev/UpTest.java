package souk.server.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.Child;
import souk.devservices.PortTakenException;
import souk.devservices.Ports;

/** The launcher as a process of its own, with real servers. */
class UpTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    @TempDir
    Path checkout;
    private Process up;

    @AfterEach
    void endTheLauncher() throws Exception {
        if (up != null) {
            up.destroy();
            up.waitFor();
        }
    }

    @Test
    void aKilledServerIsStartedAgainAndCtrlCLeavesNothingBehind() throws Exception {
        int port = freeRange();
        launch("up", "--servers-only", "--port", Integer.toString(port));
        await().atMost(LONG).until(() -> said("Servers are ready"));
        ProcessHandle cassandra = up.descendants().filter(handle -> commandOf(handle).contains("CassandraDaemon")).findFirst().orElseThrow();
        cassandra.destroyForcibly();
        await().atMost(LONG).until(() -> said("Cassandra ended (killed by signal 9)") && said("Cassandra was started again"));
        List<ProcessHandle> all = new ArrayList<>(up.descendants().toList());
        assertThat(all).hasSizeGreaterThanOrEqualTo(4);                         // two servers, Elasticsearch's launcher, the guard

        new ProcessBuilder("sh", "-c", "kill -INT " + up.pid()).start().waitFor();
        await().atMost(LONG).until(() -> !up.isAlive());
        assertThat(said("Stopped after")).isTrue();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(all).noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void aTakenPortIsNamedWithTheOptionThatChangesIt() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(Ports.HOST))) {
            launch("up", "--port", Integer.toString(other.getLocalPort()));
            assertThat(up.waitFor()).isEqualTo(1);
            assertThat(output()).contains("Port " + other.getLocalPort()).contains("wanted for HTTP").contains("--port N");
            assertThat(checkout.resolve(".souk")).as("nothing is written before").doesNotExist();
        }
    }

    @Test
    void aNodeWithoutAShopIsRefused() throws Exception {
        launch("node", "--port", "8081");
        assertThat(up.waitFor()).isEqualTo(1);
        assertThat(output()).contains("No shop runs in this checkout", "./souk up");
    }

    private void launch(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        // A test may run with SIGINT ignored, which a child would inherit.
        if (new ProcessBuilder("env", "--default-signal=INT", "true").start().waitFor() == 0) {
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.addAll(List.of(Child.java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dsouk.short-lived=true", "-Dsouk.checkout=" + checkout, "-cp", System.getProperty("java.class.path"), SoukCommand.class.getName()));
        command.addAll(List.of(arguments));
        up = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out().toFile()).start();
    }

    private Path out() {
        return checkout.resolve("out.txt");
    }

    private String output() throws Exception {
        return Files.readString(out());
    }

    private boolean said(String text) throws Exception {
        return output().contains(text);
    }

    private static String commandOf(ProcessHandle handle) {
        try {
            return Files.readString(Path.of("/proc/" + handle.pid() + "/cmdline"));
        } catch (java.io.IOException e) {
            return handle.info().commandLine().orElse("");
        }
    }

    /** A port from which on everything that a shop with one node needs is free. */
    private static int freeRange() {
        while (true) {
            int port = Ports.free();
            try {
                IntStream.of(100, 101, 102, 103, 110).forEach(offset -> Ports.requireFree("a test", port + offset));
                return port;
            } catch (PortTakenException e) {
                // the next one, then
            }
        }
    }
}
