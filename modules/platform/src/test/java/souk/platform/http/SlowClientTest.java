package souk.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import souk.platform.http.body.Text;

/** Who sends so slowly that it is never idle is cut all the same; who waits for us is not. */
@Order(2)
class SlowClientTest {
    record Word(@Text(max = 20_000) String word) {}

    private static ActorSystem<Void> system;
    private static Edge edge;

    @BeforeAll
    static void start() {
        var config = ConfigFactory.parseString("souk.http { head-timeout = 3 s, next-head-timeout = 8 s, akka.idle-timeout = 20 s, handler-timeout = 60 s, body-window = 2 s, body-rate = 300 }").withFallback(TestShop.CONFIG);
        system = ActorSystem.create(Behaviors.empty(), "slow", config);
        var late = Endpoint.get("/v1/late").summary("Waits").roles(Access.ANYONE).answers(204, null)
                .handle(call -> CompletableFuture.supplyAsync(Answer::noContent, CompletableFuture.delayedExecutor(4, TimeUnit.SECONDS)));
        var body = Endpoint.put("/v1/word").summary("Takes a body").roles(Access.ANYONE).body(Word.class).answers(204, null).handle(call -> CompletableFuture.completedFuture(Answer.noContent()));
        edge = Edge.start(system, List.of(late, body), new Health(), Clock.systemUTC()).toCompletableFuture().join();
    }

    @AfterAll
    static void stop() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }

    private static final class Client implements AutoCloseable {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port());
        private final StringBuilder answer = new StringBuilder();

        private Client() throws IOException {
            socket.setSoTimeout(100);
        }

        private void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Sends a byte each tenth of a second until the server closes the connection, which it has a minute for; tells how long it did not. */
        private Duration untilCut() {
            long begin = System.nanoTime();
            while (drips("a")) assertThat(System.nanoTime() - begin).as("nanoseconds for which a slow client was not cut").isLessThan(Duration.ofMinutes(1).toNanos());
            return Duration.ofNanos(System.nanoTime() - begin);
        }

        /** Sends this and waits for a tenth of a second; false when the server has closed the connection. */
        private boolean drips(String piece) {
            try {
                send(piece);
                int read = socket.getInputStream().read();
                if (read >= 0) answer.append((char) read);
                return read >= 0;
            } catch (SocketTimeoutException open) {
                return true;
            } catch (IOException closed) {
                return false;
            }
        }

        /** Sends one byte more, and says whether anybody takes it. */
        private boolean stillThere() {
            try {
                send("a");
                // An answer is the refusal, after which the connection ends.
                socket.getInputStream().read();
                return false;
            } catch (SocketTimeoutException open) {
                return true;
            } catch (IOException closed) {
                return false;
            }
        }

        private void readUntil(String text) throws IOException {
            long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (answer.indexOf(text) < 0 && System.nanoTime() < deadline) {
                try {
                    int read = socket.getInputStream().read();
                    if (read < 0) break;
                    answer.append((char) read);
                } catch (SocketTimeoutException open) {
                    // not yet
                }
            }
            assertThat(answer.toString()).contains(text);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void aFirstHeadByteByByteIsCut() throws IOException {
        try (var client = new Client()) {
            client.send("GET /health/live HTTP/1.1\r\nHost: a\r\nX-Slow: ");
            assertThat(client.untilCut()).as("what it has for its head").isGreaterThan(Duration.ofMillis(2_500));
        }
    }

    @Test
    void aLaterHeadByteByByteIsCutToo() throws IOException {
        try (var client = new Client()) {
            client.send("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
            client.readUntil("live\"");
            client.send("GET /health/live HTTP/1.1\r\nHost: a\r\nX-Slow: ");
            assertThat(client.untilCut()).as("what it has for its next head").isGreaterThan(Duration.ofSeconds(6));
        }
    }

    @Test
    void whoWaitsForAnAnswerOrSendsTheNextRequestInTimeIsNotCut() throws IOException {
        try (var client = new Client()) {
            for (int i = 0; i < 2; i++) {
                client.send("GET /v1/late HTTP/1.1\r\nHost: a\r\n\r\n");
                client.readUntil("HTTP/1.1 204");
                client.answer.setLength(0);
                client.send("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
                client.readUntil("live\"");
            }
        }
    }

    @Test
    void aBodyThatDripsIsCutThoughItBeganFast() throws IOException {
        try (var client = new Client()) {
            client.send("PUT /v1/word HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{\"word\":\"" + "a".repeat(2000));
            client.untilCut();
            assertThat(client.answer.toString()).satisfiesAnyOf(a -> assertThat(a).isEmpty(), a -> assertThat(a).startsWith("H"));
        }
    }

    @Test
    void aBodyThatTakesLongButComesSteadilyIsRead() throws IOException {
        String word = "a".repeat(12_000);
        try (var client = new Client()) {
            client.send("PUT /v1/word HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: " + (word.length() + 11) + "\r\n\r\n{\"word\":\"");
            // Four seconds at 3,000 bytes a second: longer than a head may take, and than bodies are looked at once.
            for (int i = 0; i < word.length() / 300; i++) assertThat(client.drips(word.substring(0, 300))).as("still read").isTrue();
            client.send("\"}");
            client.readUntil("HTTP/1.1 204");
        }
    }

    @Test
    void whatIsShippedCutsHeadsAfterTenSecondsAndBodiesBelowAKibibyteASecond() {
        var settings = EdgeSettings.of(ConfigFactory.parseResources("souk-http.conf").resolve().withFallback(ConfigFactory.load()));
        assertThat(settings.headTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.nextHeadTimeout()).isLessThan(Duration.ofSeconds(60));
        assertThat(settings.bodyWindow()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.bodyRate()).isEqualTo(1024);
    }

    @Test
    void twoHundredSlowOnesAreAllCutWhileOthersAreServed() throws IOException {
        var slow = new ArrayList<Client>();
        try {
            for (int i = 0; i < 200; i++) {
                var client = new Client();
                client.socket.setSoTimeout(1);
                slow.add(client);
                client.send(i % 2 == 0 ? "GET /health/live HTTP/1.1\r\nHost: a\r\nX-Slow: " : "PUT /v1/word HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{\"word\":\"");
            }
            var http = new Http(edge.port());
            var open = new ArrayList<>(slow);
            long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            int served = 0;
            while (!open.isEmpty()) {
                assertThat(System.nanoTime()).as(open.size() + " slow clients are still there").isLessThan(deadline);
                // One that says goodbye and waits for more is cut as well as one whose socket is closed.
                open.removeIf(client -> !client.stillThere());
                assertThat(http.json("PUT", "/v1/word", null, "{\"word\":\"fast\"}").status()).isEqualTo(204);
                served++;
            }
            assertThat(served).isPositive();
        } finally {
            for (Client each : slow) each.close();
        }
    }
}
