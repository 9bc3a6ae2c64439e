package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import souk.testkit.TestShop;

/** What keeps browsers from being talked into something is in every answer of every route of {@code /openapi.json}, refusals too. */
@InOpenShop
class SafeHeadersTest {
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final TestShop shop;
    private final Market market;

    SafeHeadersTest(TestShop shop, Market market) {
        this.shop = shop;
        this.market = market;
    }

    @Test
    void everyAnswerOfEveryRouteKeepsBrowsersSafe() {
        String guest = market.nobody.session("{}").text("token");
        var routes = new ArrayList<String[]>();
        market.nobody.contract().path("paths").fields().forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(method ->
                routes.add(new String[] {method.toUpperCase(Locale.ROOT), path.getKey().replaceAll("\\{[^}]+}", "made-up")})));
        assertThat(routes).hasSizeGreaterThan(50);
        for (String[] route : routes) {
            // Nobody is let in, or only to what a guest may see: nothing is changed by a body that is none.
            for (String token : Arrays.asList(null, guest)) safe(route[0] + " " + route[1], send(route[0], route[1], token));
        }
        for (String nowhere : List.of("/", "/v1/nowhere", "/index.html")) safe(nowhere, send("GET", nowhere, null));
    }

    private static void safe(String what, HttpResponse<String> answer) {
        var headers = answer.headers();
        String said = what + ": " + answer.statusCode() + " " + headers.map();
        assertThat(headers.firstValue("X-Content-Type-Options")).as(said).hasValue("nosniff");
        assertThat(headers.firstValue("Strict-Transport-Security").orElse("")).as(said).startsWith("max-age=");
        assertThat(headers.firstValue("Server").orElse("")).as(said).doesNotContainPattern("[0-9]");
        assertThat(headers.firstValue("Cache-Control").orElse("")).as(said).matches("no-store|public, max-age=\\d+");
        if (!what.contains("/health/")) for (String header : List.of("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")) assertThat(headers.allValues(header)).as(said).hasSize(1);
        if (headers.firstValue("Content-Type").orElse("").startsWith("text/html")) {
            assertThat(headers.firstValue("Content-Security-Policy").orElse("")).as(said).contains("default-src", "frame-ancestors").doesNotContain("unsafe-eval");
        }
    }

    private HttpResponse<String> send(String method, String path, String token) {
        var body = method.equals("GET") || method.equals("DELETE") ? BodyPublishers.noBody() : BodyPublishers.ofString("{");
        var request = HttpRequest.newBuilder(URI.create(shop.url() + path)).timeout(Duration.ofSeconds(60)).method(method, body).header("Content-Type", "text/plain");
        if (token != null) request.header("Authorization", "Bearer " + token);
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(method + " " + path + " was not answered: " + e, e);
        }
    }
}
