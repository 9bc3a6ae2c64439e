package souk.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** A flash sale as staff plans and reads it. */
final class Offer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String shop;
    private final String token;
    final String id;
    final String currency;

    private Offer(String shop, String token, String id, String currency) {
        this.shop = shop;
        this.token = token;
        this.id = id;
        this.currency = currency;
    }

    /** Plans a sale of a SKU, one unit a customer. What is claimed there may stay unpaid for five minutes. */
    static Offer plan(String shop, Goods.Sold sold, int units, Duration in, Duration lasting) {
        var startsAt = Instant.now().plus(in).truncatedTo(ChronoUnit.MILLIS);
        String token = send(shop + "/v1/sessions", "", "{\"email\":\"admin@souk.local\",\"password\":" + JSON.getNodeFactory().textNode(Settings.staffPassword()) + "}").path("token").asText();
        var sale = send(shop + "/v1/admin/flash-sales", token, """
                {"sku":"%s","price":{"amount":100,"currency":"%s"},"quantity":%d,"perCustomer":1,"startsAt":"%s","endsAt":"%s","claimTtlSeconds":300}"""
                .formatted(sold.sku(), sold.currency(), units, startsAt, startsAt.plus(lasting)));
        return new Offer(shop, token, sale.path("id").asText(), sold.currency());
    }

    /** As staff sees it now. */
    JsonNode look() {
        return send(shop + "/v1/admin/flash-sales/" + id, token, null);
    }

    private static JsonNode send(String url, String token, String body) {
        var request = HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/json").header("Idempotency-Key", UUID.randomUUID().toString());
        if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
        if (body != null) request.POST(BodyPublishers.ofString(body));
        try {
            var answer = HTTP.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) throw new IllegalStateException(url + " was answered " + answer.statusCode() + ": " + answer.body());
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException("The shop at " + url + " does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
