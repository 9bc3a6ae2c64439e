package souk.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A visitor of a real server, for tests. Speaks in sentences, and holds everything that is said on both sides against
 * {@code /openapi.json}.
 *
 * <pre>{@code
 * var shop = HttpSpec.at("http://127.0.0.1:" + port);
 * var guest = shop.guest();
 * String cart = guest.post("/v1/carts", "{'currency':'GBP'}").answers(201).has("currency", "GBP").text("id");
 * guest.withKey("k1").post("/v1/carts/" + cart + "/lines", "{'sku':'A','quantity':0}").refuses(400, "bad-request").becauseOf("quantity", "out-of-range");
 * }</pre>
 *
 * JSON may be written with single quotes. Immutable: {@code with...} gives another visitor.
 */
public final class HttpSpec {
    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private final URI base;
    private final OpenApiCheck contract;
    private final Map<String, String> headers;
    private final Duration patience;
    private final boolean insists;

    private HttpSpec(URI base, OpenApiCheck contract, Map<String, String> headers, Duration patience, boolean insists) {
        this.base = base;
        this.contract = contract;
        this.headers = headers;
        this.patience = patience;
        this.insists = insists;
    }

    /** A visitor without a token of the server at this address, which is asked for its contract. */
    public static HttpSpec at(String base) {
        var uri = URI.create(base);
        try {
            var answer = CLIENT.send(HttpRequest.newBuilder(uri.resolve("/openapi.json")).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) throw new AssertionError("/openapi.json answered " + answer.statusCode() + " " + answer.body());
            return new HttpSpec(uri, OpenApiCheck.of(answer.body()), Map.of(), Duration.ofSeconds(30), false);
        } catch (IOException e) {
            throw new UncheckedIOException("No server at " + base, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The server's contract. */
    public JsonNode contract() {
        return contract.contract();
    }

    /** A visitor with this token. */
    public HttpSpec withToken(String token) {
        return withHeader("Authorization", "Bearer " + token);
    }

    /** The same visitor, sending this header. */
    public HttpSpec withHeader(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpSpec(base, contract, more, patience, insists);
    }

    /** The same visitor, who waits for an answer so long, and not 30 seconds. */
    public HttpSpec patient(Duration time) {
        return new HttpSpec(base, contract, headers, time, insists);
    }

    /**
     * The same visitor, who sends a request again each second, for a minute, while the answer is 503, as any client should: a machine that is busy for a moment may be too late, and partitions of a
     * cluster that has just grown are on the move. For what prepares a test, and for what changes nothing or has a key.
     */
    public HttpSpec insisting() {
        return new HttpSpec(base, contract, headers, patience, true);
    }

    /** The same visitor, sending this Idempotency-Key. */
    public HttpSpec withKey(String key) {
        return withHeader("Idempotency-Key", key);
    }

    /** The same visitor, sending this If-Match. */
    public HttpSpec ifMatch(String etag) {
        return withHeader("If-Match", etag);
    }

    /** A new guest, by POST /v1/sessions. */
    public HttpSpec guest() {
        return withToken(session("{}").text("token"));
    }

    /** Somebody with an account, by POST /v1/sessions. */
    public HttpSpec logIn(String email, String password) {
        return withToken(session("{'email':'" + email + "','password':'" + password + "'}").text("token"));
    }

    /** A new session, opened with this body, for tests of something else: asked for until there is one, as one too many is nothing to anybody. */
    public HttpSpecAnswer session(String json) {
        return insisting().post("/v1/sessions", json).answers(201);
    }

    public HttpSpecAnswer get(String path) {
        return send("GET", path, null);
    }

    public HttpSpecAnswer post(String path, String json) {
        return send("POST", path, json);
    }

    /** A POST without a body. */
    public HttpSpecAnswer post(String path) {
        return send("POST", path, null);
    }

    public HttpSpecAnswer put(String path, String json) {
        return send("PUT", path, json);
    }

    public HttpSpecAnswer patch(String path, String json) {
        return send("PATCH", path, json);
    }

    public HttpSpecAnswer delete(String path) {
        return send("DELETE", path, null);
    }

    /** A DELETE with a body, which few routes take. */
    public HttpSpecAnswer delete(String path, String json) {
        return send("DELETE", path, json);
    }

    /** Any request; the body, if any, with single quotes for double ones. */
    public HttpSpecAnswer send(String method, String path, String json) {
        return sendRaw(method, path, json == null ? null : json.replace('\'', '"'), "application/json");
    }

    /** Any request with a body as it is. */
    public HttpSpecAnswer sendRaw(String method, String path, String body, String contentType) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var answer = sendOnce(method, path, body, contentType);
            if (!insists || answer.status() != 503 || System.nanoTime() - end > 0) return answer;
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        }
    }

    private HttpSpecAnswer sendOnce(String method, String path, String body, String contentType) {
        var request = HttpRequest.newBuilder(base.resolve(path)).timeout(patience).method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        if (body != null) request.header("Content-Type", contentType);
        try {
            var response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            var uri = response.uri();
            contract.check(method, uri.getPath(), uri.getRawQuery(), contentType.endsWith("json") ? body : null, response.statusCode(), response.headers().firstValue("Content-Type").orElse(""), response.body());
            return new HttpSpecAnswer(method + " " + path, response);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + " was not answered", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while waiting for an answer", e);
    }
}
