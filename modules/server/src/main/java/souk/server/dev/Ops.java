package souk.server.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import souk.devservices.DevServicesException;
import souk.devservices.Ports;

/** What operators ask a running shop over HTTP, as {@code admin@souk.local}. */
final class Ops {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();
    private final int port;
    private String token;

    /** Signs in. */
    Ops(int port, String password) {
        this.port = port;
        try {
            token = send("POST", "/v1/sessions", JSON.writeValueAsString(Map.of("email", "admin@souk.local", "password", password)), 201).path("token").asText();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode get(String path) {
        return send("GET", path, null, 200);
    }

    /** Asks for something that takes its time. */
    JsonNode begin(String path) {
        return send("POST", path, null, 202);
    }

    private JsonNode send(String method, String path, String body, int good) {
        var request = HttpRequest.newBuilder(URI.create("http://" + Ports.HOST + ":" + port + path)).timeout(Duration.ofMinutes(2)).method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) request.header("Content-Type", "application/json");
        if (token != null) request.header("Authorization", "Bearer " + token);
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            var json = JSON.readTree(answer.body());
            if (answer.statusCode() == good) return json;
            throw new DevServicesException(method + " " + path + " was answered " + answer.statusCode() + ": " + json.path("detail").asText(answer.body()));
        } catch (java.net.ConnectException e) {
            throw new DevServicesException("No shop answers on port " + port + ". Start it with ./souk up, or name its port with --port.", e);
        } catch (IOException e) {
            throw new DevServicesException("The shop on port " + port + " did not answer " + method + " " + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevServicesException("Interrupted while waiting for the shop", e);
        }
    }
}
