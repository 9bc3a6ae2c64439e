package souk.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Talks to a server under test, well or badly. */
final class Http {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;

    Http(int port) {
        this.port = port;
    }

    /** A request; headers as name, value, name, value. */
    Reply send(String method, String path, String token, byte[] body, String... headers) {
        return send(method, path, token, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body), headers);
    }

    Reply send(String method, String path, String token, BodyPublisher body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(60)).method(method, body);
        if (token != null) request.header("Authorization", "Bearer " + token);
        if (headers.length > 0) request.headers(headers);
        try {
            return new Reply(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + " was not answered", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Reply json(String method, String path, String token, String body, String... headers) {
        var all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = "application/json";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return send(method, path, token, body.getBytes(StandardCharsets.UTF_8), all);
    }

    Reply get(String path, String token) {
        return send("GET", path, token, (byte[]) null);
    }

    /** Sends these very bytes on a new connection and returns what comes back until the server closes it, or for two seconds. */
    String raw(byte[] bytes) {
        return raw(bytes, 2000);
    }

    String raw(byte[] bytes, int milliseconds) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(milliseconds);
            var answer = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(bytes);
                socket.getInputStream().transferTo(answer);
            } catch (IOException closedOrSilent) {
                // what came until then is the answer
            }
            return answer.toString(StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String raw(String text) {
        return raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** An answer. */
    record Reply(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new UncheckedIOException("No JSON: " + response.body(), e);
            }
        }

        String code() {
            return json().path("code").asText();
        }

        /** Each error as field=code. */
        java.util.Set<String> errors() {
            var errors = new java.util.TreeSet<String>();
            json().path("errors").forEach(error -> errors.add(error.path("field").asText() + "=" + error.path("code").asText()));
            return errors;
        }

        @Override
        public String toString() {
            return status() + " " + response.body();
        }
    }
}
