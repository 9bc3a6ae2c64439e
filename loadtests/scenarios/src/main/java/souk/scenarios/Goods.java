package souk.scenarios;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What the shop sells, as anybody can see it: some hundred products of its list. Some are looked at far more often than others. */
final class Goods {
    private static final int PAGES = 5;
    private static final Duration SEARCHABLE_WITHIN = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A product: its id, one of its SKUs and what it is sold for, and a word of its name. */
    private record Product(String id, String sku, String currency, String word) {}

    /** What a sale can be of. */
    record Sold(String sku, String currency) {}

    private final List<Product> products;

    private Goods(List<Product> products) {
        this.products = products;
    }

    /**
     * What there is, when it can also be searched: a shop that has just been started needs a moment for that.
     *
     * @throws IllegalStateException when the shop does not answer, or sells nothing
     */
    static Goods of(String shop) {
        var products = new ArrayList<Product>();
        try {
            awaitSearch(shop);
            String cursor = "";
            for (int page = 0; page < PAGES && cursor != null; page++) {
                var list = get(shop + "/v1/products?limit=200" + cursor);
                for (JsonNode item : list.path("items")) {
                    var product = get(shop + "/v1/products/" + encoded(item.path("id").asText()));
                    var words = product.path("name").asText().split("\\W+");
                    var variant = product.path("variants").path(0);
                    products.add(new Product(encoded(item.path("id").asText()), variant.path("sku").asText(), variant.path("price").path("currency").asText(), encoded(words[Math.min(1, words.length - 1)])));
                }
                cursor = list.path("next").isTextual() ? "&cursor=" + encoded(list.path("next").asText()) : null;
            }
        } catch (IOException e) {
            throw new IllegalStateException("The shop at " + shop + " does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (products.isEmpty()) throw new IllegalStateException("The shop at " + shop + " sells nothing: put products on its list first");
        return new Goods(products);
    }

    /** Endless products, {@code id}, {@code sku}, {@code other} (another SKU), {@code currency} and {@code word}; the first ones of the list again and again: the square of a uniform draw. */
    Iterator<Map<String, Object>> feeder() {
        var random = new SplittableRandom(7);
        return Stream.generate(() -> {
            double uniform = random.nextDouble();
            var one = products.get((int) (uniform * uniform * products.size()));
            var other = products.get(random.nextInt(products.size()));
            return Map.<String, Object>of("id", one.id(), "sku", one.sku(), "other", other.sku(), "currency", one.currency(), "word", one.word());
        }).iterator();
    }

    /** The product that is looked at most. */
    Sold first() {
        return new Sold(products.get(0).sku(), products.get(0).currency());
    }

    private static void awaitSearch(String shop) throws IOException, InterruptedException {
        var question = HttpRequest.newBuilder(URI.create(shop + "/v1/search?q=anything")).build();
        long end = System.nanoTime() + SEARCHABLE_WITHIN.toNanos();
        while (HttpClient.newHttpClient().send(question, BodyHandlers.discarding()).statusCode() == 503 && System.nanoTime() < end) LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }

    private static JsonNode get(String url) throws IOException, InterruptedException {
        var answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) throw new IOException(url + " was answered " + answer.statusCode() + ": " + answer.body());
        return JSON.readTree(answer.body());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
