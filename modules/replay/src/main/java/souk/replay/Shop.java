package souk.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * A running shop over its public HTTP API. Whatever is sent may be sent again: while the shop is away, or says that it cannot right now, the same request is repeated, for three
 * minutes. Safe for many threads.
 */
public final class Shop {
    /** For what is sent. */
    public static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Set<Integer> LATER = Set.of(429, 502, 503, 504);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10)).build();
    private final URI url;
    private final String email;
    private final String password;
    private volatile String staff;

    /** What it said. */
    public record Answer(String question, int status, JsonNode body, boolean later) {
        /** @throws IOException if it is another status than these */
        public Answer expect(Integer... statuses) throws IOException {
            if (Set.of(statuses).contains(status)) return this;
            throw new IOException(question + " was answered " + status + " " + body);
        }

        /** Whether it is a refusal with this code. */
        public boolean refuses(String code) {
            return status >= 400 && body.path("code").asText().equals(code);
        }

        /** This field of the body; empty if it is not there. */
        public String text(String field) {
            return body.path(field).asText();
        }
    }

    /** Somebody who may see a list. */
    @FunctionalInterface
    public interface Asker {
        /** The answer to GET. */
        Answer get(String path) throws IOException, InterruptedException;
    }

    private Shop(URI url, String email, String password) {
        this.url = url;
        this.email = email;
        this.password = password;
    }

    /**
     * The shop at this place, as its staff.
     *
     * @throws BadInput if there is none, or it does not know this account
     */
    public static Shop at(URI url, String email, String password) throws IOException, InterruptedException {
        var shop = new Shop(url, email, password);
        try {
            Answer login = shop.once(shop.request("POST", "/v1/sessions", Map.of("email", email, "password", password)).build());
            if (login.refuses("bad-credentials")) throw new BadInput("The shop at " + url + " does not know " + email + " by this password. Say the right one in SOUK_ADMIN_PASSWORD.");
            shop.staff = login.expect(201).text("token");
        } catch (ConnectException e) {
            throw new BadInput("No shop answers at " + url + ". Start one with ./souk up, or name its port with --port.", e);
        }
        return shop;
    }

    /** A new guest's token. */
    public String guest() throws IOException, InterruptedException {
        return asNobody("POST", "/v1/sessions", Map.of()).expect(201).text("token");
    }

    /** Without a token: to get one. */
    public Answer asNobody(String method, String path, Object body) throws IOException, InterruptedException {
        return patiently(request(method, path, body).build());
    }

    /**
     * As whoever has this token.
     *
     * @param key  of idempotency, or null
     * @param body or null
     */
    public Answer as(String token, String method, String path, String key, Object body) throws IOException, InterruptedException {
        return patiently(signed(request(method, path, body), token, key).build());
    }

    /**
     * As the staff account.
     *
     * @param key  of idempotency, or null
     * @param body or null
     */
    public Answer asStaff(String method, String path, String key, Object body) throws IOException, InterruptedException {
        String token = staff;
        Answer answer = patiently(signed(request(method, path, body), token, key).build());
        if (answer.status() != 401) return answer;
        renew(token);
        return patiently(signed(request(method, path, body), staff, key).build());
    }

    private synchronized void renew(String old) throws IOException, InterruptedException {
        if (staff.equals(old)) staff = patiently(request("POST", "/v1/sessions", Map.of("email", email, "password", password)).build()).expect(201).text("token");
    }

    /** Everything that staff see in a list, page by page. */
    public void each(String list, Side.Task<JsonNode> task) throws IOException, InterruptedException {
        each(list, path -> asStaff("GET", path, null, null), task);
    }

    /**
     * Everything in a list, page by page.
     *
     * @param list  a path, with or without a query
     * @param asker who asks for a page
     */
    public static void each(String list, Asker asker, Side.Task<JsonNode> task) throws IOException, InterruptedException {
        String cursor = null;
        do {
            JsonNode page = asker.get(list + (list.contains("?") ? "&" : "?") + "limit=200" + (cursor == null ? "" : "&cursor=" + encoded(cursor))).expect(200).body();
            for (JsonNode item : page.path("items")) task.with(item);
            cursor = page.path("next").textValue();
        } while (cursor != null);
    }

    /** Imports products, one a line. */
    public Answer importProducts(String id, String lines) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url.resolve("/v1/admin/products/import?id=" + encoded(id))).timeout(Duration.ofMinutes(5)).header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(lines));
        return patiently(signed(request, staff, null).build());
    }

    /** As a part of a path or query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String method, String path, Object body) throws IOException {
        var request = HttpRequest.newBuilder(url.resolve(path)).timeout(TIMEOUT);
        if (body == null) return request.method(method, BodyPublishers.noBody());
        return request.header("Content-Type", "application/json").method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }

    private static HttpRequest.Builder signed(HttpRequest.Builder request, String token, String key) {
        request.header("Authorization", "Bearer " + token);
        return key == null ? request : request.header("Idempotency-Key", key);
    }

    private Answer patiently(HttpRequest request) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            boolean last = System.nanoTime() > end;
            try {
                Answer answer = once(request);
                if (last || !answer.later()) return answer;
            } catch (IOException e) {
                if (last) throw new IOException(request.method() + " " + request.uri() + " got no answer for " + PATIENCE.toMinutes() + " minutes: " + e, e);
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private Answer once(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        // With a key, a conflict that says when to come back is the first call, still under way.
        boolean later = LATER.contains(response.statusCode()) || response.statusCode() == 409 && response.headers().firstValue("Retry-After").isPresent();
        return new Answer(request.method() + " " + request.uri().getPath(), response.statusCode(), response.body().length == 0 ? JSON.nullNode() : JSON.readTree(response.body()), later);
    }
}
