package souk.flashdemo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A running shop over its public HTTP API. Whatever is sent may be sent again: while the shop is away, or says that it cannot right now, the same request is repeated when it says, for a
 * minute. Safe for many threads.
 */
public final class Shop {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Set<Integer> LATER = Set.of(429, 502, 503, 504);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10)).build();
    private final URI url;
    private final Runnable repeated;
    private String staff;

    /**
     * What it said.
     *
     * @param pause how long it wants to be left alone; null: this is an answer for good
     */
    record Answer(String question, int status, JsonNode body, Duration pause) {
        /** @throws IOException if it is another status than these */
        Answer expect(Integer... statuses) throws IOException {
            if (Set.of(statuses).contains(status)) return this;
            throw new IOException(question + " was answered " + status + " " + body);
        }

        /** Why it was refused. */
        String code() {
            return body.path("code").asText("status-" + status);
        }

        String text(String field) {
            return body.path(field).asText();
        }
    }

    private Shop(URI url, Runnable repeated) {
        this.url = url;
        this.repeated = repeated;
    }

    /**
     * The shop at this place, as its staff.
     *
     * @param repeated is told of each request that has to be sent again
     * @throws BadInput if there is none, it is not ready, something else is there, or it does not know this account
     */
    public static Shop at(URI url, String email, String password, Runnable repeated) throws InterruptedException {
        var shop = new Shop(url, repeated);
        String other = "What answers at " + url + " is no Souk shop";
        String instead = " Name the port of a shop with --port, or start one there with ./souk up --port N.";
        try {
            Answer login = shop.once(request(url, "POST", "/v1/sessions", Map.of("email", email, "password", password)).timeout(FIRST_LOOK).build());
            if (login.status() == 503) throw new BadInput("The shop at " + url + " is not ready. Wait until ./souk up says that it is.");
            if (login.code().equals("bad-credentials")) throw new BadInput("The shop at " + url + " does not know " + email + " by this password. Say the right one in SOUK_ADMIN_PASSWORD.");
            if (login.status() != 201 || login.text("token").isEmpty()) throw new BadInput(other + ": a log-in was answered " + login.status() + "." + instead);
            shop.staff = login.text("token");
            return shop;
        } catch (ConnectException e) {
            throw new BadInput("No shop answers at " + url + ". Start one with ./souk up, or name its port with --port.", e);
        } catch (IOException e) {
            throw new BadInput(other + ": " + e.getMessage() + "." + instead, e);
        }
    }

    /** A new guest's token. */
    String guest() throws IOException, InterruptedException {
        return patiently(request(url, "POST", "/v1/sessions", Map.of()).build()).expect(201).text("token");
    }

    /**
     * Asks as a guest.
     *
     * @param key  of idempotency, or null
     * @param body or null
     * @throws IOException when there was no answer for good within a minute: nobody knows what came of it
     */
    Answer asGuest(String token, String method, String path, String key, Object body) throws IOException, InterruptedException {
        var request = request(url, method, path, body).header("Authorization", "Bearer " + token);
        return patiently((key == null ? request : request.header("Idempotency-Key", key)).build());
    }

    /** The same as staff. */
    Answer asStaff(String method, String path, String key, Object body) throws IOException, InterruptedException {
        return asGuest(staff, method, path, key, body);
    }

    /** Once, and as anybody; for what is asked again soon anyway. */
    Answer look(String path) throws IOException, InterruptedException {
        return once(request(url, "GET", path, null).build());
    }

    private static HttpRequest.Builder request(URI url, String method, String path, Object body) throws IOException {
        var request = HttpRequest.newBuilder(url.resolve(path)).timeout(TIMEOUT);
        if (body == null) return request.method(method, BodyPublishers.noBody());
        return request.header("Content-Type", "application/json").method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }

    private Answer patiently(HttpRequest request) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Duration pause = PAUSE;
            try {
                Answer answer = once(request);
                if (answer.pause() == null) return answer;
                pause = answer.pause();
                if (System.nanoTime() > end) throw new IOException(answer.question() + " was answered " + answer.status() + " for " + PATIENCE.toSeconds() + " s");
            } catch (IOException e) {
                if (System.nanoTime() > end) throw new IOException(request.method() + " " + request.uri() + " got no answer for " + PATIENCE.toSeconds() + " s: " + e, e);
            }
            repeated.run();
            // Not all at the same moment again.
            Thread.sleep(pause.toMillis() + ThreadLocalRandom.current().nextLong(PAUSE.toMillis()));
        }
    }

    private Answer once(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        var retryAfter = response.headers().firstValue("Retry-After");
        // With a key, a conflict that says when to come back is the first call, still under way.
        boolean later = LATER.contains(response.statusCode()) || response.statusCode() == 409 && retryAfter.isPresent();
        return new Answer(request.method() + " " + request.uri().getPath(), response.statusCode(), json(response.body()),
                later ? retryAfter.map(Shop::pause).orElse(PAUSE) : null);
    }

    /** Whatever is no JSON says nothing. */
    private static JsonNode json(byte[] body) throws IOException {
        try {
            return body.length == 0 ? JSON.missingNode() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static Duration pause(String seconds) {
        if (!seconds.matches("\\d{1,5}")) return PAUSE;
        var pause = Duration.ofSeconds(Integer.parseInt(seconds));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
