package souk.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A client of a real server's {@code GET /v1/ws}, for tests; reads all it is sent.
 *
 * <pre>{@code
 * try (var ann = LiveSpec.at(shop.url(), token).watches("cart:" + cart)) {
 *     ann.sees("cart:" + cart, state -> state.path("lines").size() == 1);
 * }
 * }</pre>
 */
public final class LiveSpec implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private WebSocket socket;

    private LiveSpec() {}

    /** A client without a token. */
    public static LiveSpec at(URI server) {
        return new LiveSpec().open(server, "souk.v1").join();
    }

    /** Somebody with this token. */
    public static LiveSpec at(URI server, String token) {
        return new LiveSpec().open(server, "souk.v1", "bearer." + token).join();
    }

    /** A client without a token, while others are being opened. */
    public static CompletableFuture<LiveSpec> opening(URI server) {
        return new LiveSpec().open(server, "souk.v1");
    }

    private CompletableFuture<LiveSpec> open(URI server, String protocol, String... more) {
        return HTTP.newWebSocketBuilder().subprotocols(protocol, more).buildAsync(URI.create("ws://" + server.getAuthority() + "/v1/ws"), new Ear()).thenApply(opened -> {
            socket = opened;
            return this;
        });
    }

    /** Any message; JSON may be written with single quotes. */
    public LiveSpec says(String json) {
        socket.sendText(json.replace('\'', '"'), true).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        return this;
    }

    public LiveSpec watches(String... topics) {
        return says("{'subscribe':['" + String.join("','", topics) + "']}");
    }

    /** Waits until the last state of this topic is so, and gives its {@code data}. */
    public JsonNode sees(String topic, Predicate<JsonNode> data) {
        awaits("a state of " + topic + " as expected", () -> isAt(topic, data));
        var states = states(topic);
        return states.get(states.size() - 1).path("data");
    }

    /** Whether the last state of this topic is so. */
    public boolean isAt(String topic, Predicate<JsonNode> data) {
        var states = states(topic);
        return !states.isEmpty() && data.test(states.get(states.size() - 1).path("data"));
    }

    /** Every message about this topic so far, whole. */
    public List<JsonNode> states(String topic) {
        return received.stream().filter(each -> each.path("topic").asText().equals(topic)).toList();
    }

    /** Waits for an error about this topic, and gives its code. */
    public String error(String topic) {
        awaits("an error about " + topic, () -> errors(topic).findAny().isPresent());
        return errors(topic).findFirst().orElseThrow().path("code").asText();
    }

    private Stream<JsonNode> errors(String topic) {
        return received.stream().map(each -> each.path("error")).filter(each -> each.path("topic").asText().equals(topic));
    }

    /** Waits until the server has closed the socket, and gives the code. */
    public int closedWith() {
        return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private void awaits(String what, BooleanSupplier so) {
        try {
            Awaitility.await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20)).until(so::getAsBoolean);
        } catch (ConditionTimeoutException tooLate) {
            throw new AssertionError("Not in time: " + what + ". What came: " + received, tooLate);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder piece = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            piece.append(data);
            if (last) {
                try {
                    received.add(JSON.readTree(piece.toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException("No JSON: " + piece, e);
                }
                piece.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String why) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            closed.completeExceptionally(failure);
        }
    }
}
