package souk.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An answer that is made as it is taken comes to its end, however long it takes; and one that breaks off is known for what it is. */
class LongAnswerTest {
    private static final String END = "\r\n0\r\n\r\n";
    private static ActorSystem<Void> system;
    private static Edge edge;

    @BeforeAll
    static void start() {
        var config = ConfigFactory.parseString("souk.http { head-timeout = 500 ms, next-head-timeout = 500 ms, akka.idle-timeout = 60 s }").withFallback(TestShop.CONFIG);
        system = ActorSystem.create(Behaviors.empty(), "long-answers", config);
        var slow = Endpoint.get("/v1/slow").summary("Takes its time").roles(Access.ANYONE).answersRaw(200, "text/plain").handle(call -> answer(lines(8)));
        var broken = Endpoint.get("/v1/broken").summary("Breaks off").roles(Access.ANYONE).answersRaw(200, "text/plain")
                .handle(call -> answer(lines(3).map(LongAnswerTest::untilTheThird)));
        edge = Edge.start(system, List.of(slow, broken), new Health(), Clock.systemUTC()).toCompletableFuture().join();
    }

    @AfterAll
    static void stop() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }

    private static CompletableFuture<Answer> answer(Source<ByteString, ?> lines) {
        return CompletableFuture.completedFuture(Answer.of(200, new Answer.Flowing("text/plain", lines)));
    }

    /** Each some time after the one before. */
    private static Source<ByteString, ?> lines(int count) {
        return Source.range(1, count).throttle(1, Duration.ofMillis(150)).map(i -> ByteString.fromString("line " + i + "\n"));
    }

    private static ByteString untilTheThird(ByteString line) {
        if (line.utf8String().startsWith("line 3")) throw new IllegalStateException("the database does not answer");
        return line;
    }

    /** All that comes for a request until the connection ends. A connection that was ended before its head was read, on a busy machine, has brought nothing: then it is asked again. */
    private static String told(String path) {
        return await().atMost(Duration.ofMinutes(2)).pollDelay(Duration.ZERO).until(() -> once(path), told -> !told.isEmpty());
    }

    private static String once(String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.setSoTimeout(120_000);
            var told = new StringBuilder();
            try {
                socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
                for (int next = socket.getInputStream().read(); next >= 0; next = socket.getInputStream().read()) told.append((char) next);
            } catch (SocketException reset) {
                // A connection that is broken off may end so.
            }
            return told.toString();
        }
    }

    @Test
    void anAnswerThatTakesLongerThanAConnectionMayBeIdleComesToItsEnd() {
        assertThat(told("/v1/slow")).startsWith("HTTP/1.1 200").contains("line 1\n", "line 8\n").endsWith(END);
    }

    @Test
    void oneThatBreaksOffHasNoEnd() {
        // A connection that is reset may take with it what had come.
        assertThat(told("/v1/broken")).startsWith("H").doesNotContain("line 3").doesNotContain(END);
    }
}
