package souk.platform.live;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A client of {@code /v1/ws} that reads all it is sent. */
final class Client implements WebSocket.Listener, AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    final List<JsonNode> received = new CopyOnWriteArrayList<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder piece = new StringBuilder();
    private WebSocket socket;

    private Client() {}

    /** @throws java.util.concurrent.CompletionException with {@link java.net.http.WebSocketHandshakeException} when it is refused */
    static Client of(int port, String... protocols) {
        return of(HTTP, "ws://127.0.0.1:" + port, protocols);
    }

    /** One that speaks TLS, say. */
    static Client of(HttpClient http, String server, String... protocols) {
        var client = new Client();
        var builder = http.newWebSocketBuilder().connectTimeout(PATIENCE);
        if (protocols.length > 0) builder.subprotocols(protocols[0], Arrays.copyOfRange(protocols, 1, protocols.length));
        client.socket = builder.buildAsync(URI.create(server + "/v1/ws"), client).join();
        return client;
    }

    String protocol() {
        return socket.getSubprotocol();
    }

    /** JSON may be written with single quotes. */
    Client says(String json) {
        socket.sendText(json.replace('\'', '"'), true).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        return this;
    }

    Client saysInPieces(String first, String rest) {
        socket.sendText(first.replace('\'', '"'), false).join();
        socket.sendText(rest.replace('\'', '"'), true).join();
        return this;
    }

    Client saysBytes(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        return this;
    }

    Client watches(String... topics) {
        return says("{'subscribe':['" + String.join("','", topics) + "']}");
    }

    /** The states of a topic that have come, or wait for it. */
    List<JsonNode> states(String topic) {
        return received.stream().filter(each -> each.path("topic").asText().equals(topic)).toList();
    }

    /** Waits until this topic's last state has this sum. */
    void sees(String topic, long sum) {
        await(topic + " at " + sum).atMost(PATIENCE).pollInSameThread().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20)).until(() -> isAt(topic, sum));
    }

    /** Whether a topic's last state has this sum. */
    boolean isAt(String topic, long sum) {
        return last(topic) == sum;
    }

    private long last(String topic) {
        var states = states(topic);
        return states.isEmpty() ? -1 : states.get(states.size() - 1).path("data").path("sum").asLong();
    }

    /** Waits for so many errors, and gives their codes. */
    List<String> errors(int many) {
        await(many + " errors").atMost(PATIENCE).until(() -> codes().size() >= many);
        return codes();
    }

    private List<String> codes() {
        return received.stream().filter(each -> each.has("error")).map(each -> each.path("error").path("code").asText()).toList();
    }

    int closedWith() {
        return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

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

    @Override
    public void close() {
        socket.abort();
    }
}
