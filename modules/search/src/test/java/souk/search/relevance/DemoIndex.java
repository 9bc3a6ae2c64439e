package souk.search.relevance;

import static java.nio.charset.StandardCharsets.UTF_8;

import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.json.JsonpUtils;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import souk.catalog.api.ProductContent;
import souk.catalog.api.Variant;
import souk.devservices.ElasticsearchServer;
import souk.kernel.Money;
import souk.search.text.IndexText;
import souk.search.text.ProductText;

/** The demo shop's products in a real Elasticsearch, in an index as {@link IndexText} has it. */
final class DemoIndex implements AutoCloseable {
    /** A product and its id. */
    record Product(String id, ProductContent content) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JacksonJsonpMapper QUERIES = new JacksonJsonpMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int AT_ONCE = 1_000;
    private final ElasticsearchServer server;

    DemoIndex(Path folder, Path products) throws IOException {
        server = ElasticsearchServer.start(ElasticsearchServer.Config.small(folder));
        send("PUT", "/products", IndexText.json());
        var bulk = new StringBuilder();
        int lines = 0;
        for (Product product : read(products)) {
            bulk.append("{\"index\":{\"_id\":").append(JSON.writeValueAsString(product.id)).append("}}\n")
                    .append(JSON.writeValueAsString(Map.of(IndexText.TEXT, ProductText.of(product.content)))).append('\n');
            if (++lines % AT_ONCE == 0) put(bulk);
        }
        put(bulk);
        send("POST", "/products/_forcemerge?max_num_segments=1", "");
        send("POST", "/products/_refresh", "");
    }

    /** Where the demo shop's products lie in the checkout. */
    static Path demoShop() {
        return Path.of("../server/src/main/resources/souk/demo-shop/products.ndjson.gz");
    }

    static List<Product> read(Path products) throws IOException {
        List<Product> read = new ArrayList<>();
        try (var lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(products)), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) read.add(product(JSON.readTree(line)));
        }
        return read;
    }

    private static Product product(JsonNode node) {
        Map<String, String> attributes = new LinkedHashMap<>();
        node.path("attributes").properties().forEach(each -> attributes.put(each.getKey(), each.getValue().asText()));
        JsonNode variant = node.get("variants").get(0);
        Money price = Money.of(variant.at("/price/amount").asLong(), variant.at("/price/currency").asText());
        return new Product(node.get("id").asText(), new ProductContent(null, node.get("name").asText(), node.path("brand").asText(), node.path("category").asText(),
                node.path("description").asText(""), attributes, null, List.of(new Variant(variant.get("sku").asText(), variant.path("gtin").asText(""), Map.of(), price))));
    }

    /** The ids of the best, best first. */
    List<String> best(Query query, int most) throws IOException {
        List<String> ids = new ArrayList<>();
        JsonNode answer = send("POST", "/products/_search?filter_path=took,hits.hits._id", "{\"size\":" + most + ",\"_source\":false,\"track_total_hits\":false,\"query\":" + JsonpUtils.toJsonString(query, QUERIES) + "}");
        for (JsonNode hit : answer.at("/hits/hits")) ids.add(hit.get("_id").asText());
        return ids;
    }

    private void put(StringBuilder bulk) throws IOException {
        JsonNode answer = send("POST", "/products/_bulk?filter_path=errors,items.*.error", bulk.toString());
        if (answer.path("errors").asBoolean()) throw new IOException("Elasticsearch refused products: " + answer);
        bulk.setLength(0);
    }

    private JsonNode send(String method, String path, String body) throws IOException {
        try {
            HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(URI.create(server.url() + path)).header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) throw new IOException(method + " " + path + " is answered " + answer.statusCode() + ": " + answer.body());
            return JSON.readTree(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for Elasticsearch", e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
