package souk.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LateAnswersTest {
    private static final Duration DELAY = Duration.ofMillis(50);

    private ServerSocket server;
    private LateAnswers late;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getByName(Ports.HOST));
        late = LateAnswers.of(new InetSocketAddress(Ports.HOST, server.getLocalPort()), DELAY);
    }

    @AfterEach
    void close() throws IOException {
        late.close();
        server.close();
    }

    @Test
    void whatIsAnsweredComesNoEarlierAndWhole() throws IOException {
        var said = new byte[3_000_000];
        new Random(1).nextBytes(said);
        echo();
        try (var client = new Socket()) {
            client.connect(late.address());
            long began = System.nanoTime();
            writeAside(client, said);
            var heard = client.getInputStream().readNBytes(1);
            assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(DELAY.toNanos());
            assertThat(heard[0]).isEqualTo(said[0]);
            assertThat(client.getInputStream().readNBytes(said.length - 1)).isEqualTo(java.util.Arrays.copyOfRange(said, 1, said.length));
        }
    }

    @Test
    void manyQuestionsAreDelayedSideBySide() throws IOException {
        echo();
        try (var client = new Socket()) {
            client.connect(late.address());
            client.setTcpNoDelay(true);
            for (int i = 0; i < 200; i++) client.getOutputStream().write(i);
            for (int i = 0; i < 200; i++) assertThat(client.getInputStream().read()).isEqualTo(i);
        }
    }

    @Test
    void whoeverHangsUpIsHeardOnTheOtherSide() throws IOException {
        try (var client = new Socket()) {
            client.connect(late.address());
            var accepted = server.accept();
            accepted.getOutputStream().write(7);
            accepted.close();
            assertThat(client.getInputStream().read()).isEqualTo(7);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        var client = new Socket();
        client.connect(late.address());
        try (var accepted = server.accept()) {
            client.close();
            assertThat(accepted.getInputStream().read()).isEqualTo(-1);
        }
    }

    private void echo() {
        aside(() -> {
            try (var accepted = server.accept()) {
                accepted.getInputStream().transferTo(accepted.getOutputStream());
            }
        });
    }

    private static void writeAside(Socket client, byte[] said) {
        aside(() -> client.getOutputStream().write(said));
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void aside(Task task) {
        var thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException ended) {
                // the test says whether it should have
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
