package souk.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever is sent, the answer is never our fault. */
class EdgeFuzzTest {
    private static final List<String> FIELDS = List.of("name", "price", "email", "country", "parts", "attributes", "at", "color", "gift", "letter", "offset", "amount", "currency", "sku", "quantity", "surprise", "");
    private static TestShop shop;
    private static ExecutorService clients;

    @BeforeContainer
    static void start() {
        shop = new TestShop();
        clients = Executors.newFixedThreadPool(10);
    }

    @AfterContainer
    static void stop() {
        clients.shutdown();
        shop.close();
    }

    @Property(tries = 1000)
    void anyBytesAsABody(@ForAll byte[] body) {
        expectNoFaultOfOurs(shop.http.send("POST", "/v1/things", shop.guest, body, "Content-Type", "application/json"));
    }

    @Property(tries = 2000)
    void anyJsonAsABody(@ForAll("json") String body) {
        expectNoFaultOfOurs(shop.http.json("POST", "/v1/things", shop.guest, body));
        expectNoFaultOfOurs(shop.http.json("PATCH", "/v1/things/x", shop.guest, body));
    }

    @Property(tries = 1000)
    void almostRightBodies(@ForAll("json") String value, @ForAll("field") String field) {
        var good = new java.util.TreeMap<>(Map.of("name", "\"n\"", "price", "{\"amount\":1,\"currency\":\"GBP\"}", "email", "\"a@b\"", "country", "\"DE\"", "parts", "[{\"sku\":\"A\",\"quantity\":1}]"));
        good.put(field, value);
        var body = new StringBuilder("{");
        good.forEach((name, json) -> body.append(body.length() == 1 ? "" : ",").append('"').append(name).append("\":").append(json));
        expectNoFaultOfOurs(shop.http.json("POST", "/v1/things", shop.guest, body.append('}').toString()));
    }

    @Property(tries = 1000)
    void anyPathQueryAndHeaders(@ForAll("address") String path, @ForAll("address") String query, @ForAll("address") String header) {
        String answer = shop.http.raw("PATCH /v1/things" + path + "?" + query + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: " + header + "\r\nIf-Match: " + header
                + "\r\nIdempotency-Key: " + header + "\r\nContent-Type: " + header + "\r\nContent-Length: 2\r\n\r\n{}");
        assertThat(answer).doesNotStartWith("HTTP/1.1 5").startsWith("HTTP/1.1 ");
    }

    /** Ten side by side: that there is no answer takes waiting to see. */
    @Property(tries = 10)
    void anyBytesAsARequest(@ForAll @Size(10) List<byte[]> requests) {
        var answers = requests.stream().map(bytes -> CompletableFuture.supplyAsync(() -> shop.http.raw(ended(bytes), 100), clients)).toList();
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).doesNotStartWith("HTTP/1.1 5"));
    }

    private static byte[] ended(byte[] head) {
        byte[] all = Arrays.copyOf(head, head.length + 4);
        System.arraycopy("\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 0, all, head.length, 4);
        return all;
    }

    private static void expectNoFaultOfOurs(Http.Reply reply) {
        assertThat(reply.status()).as(reply.toString()).isBetween(200, 499);
        if (reply.status() >= 400) assertThat(reply.code()).isNotBlank();
    }

    @Provide
    Arbitrary<String> field() {
        return Arbitraries.of(FIELDS);
    }

    /** Printable ASCII without what ends a request line or header. */
    @Provide
    Arbitrary<String> address() {
        return Arbitraries.strings().withCharRange('!', '~').ofMaxLength(40);
    }

    @Provide
    Arbitrary<String> json() {
        return json(4);
    }

    private Arbitrary<String> json(int depth) {
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(12).map(text -> TextNode.valueOf(text).toString());
        Arbitrary<String> words = Arbitraries.of("null", "true", "false", "0", "-0", "-1", "1.0", "1e3", "1e400", "1E-400", "99999999999999999999", "9007199254740992", "\"GBP\"", "\"DE\"", "\"a@b\"", "\"2026-01-31T12:00:00Z\"", "\"\\ud800\"", "\"\\u0000\"");
        Arbitrary<String> numbers = Arbitraries.longs().map(String::valueOf);
        if (depth == 0) return Arbitraries.oneOf(texts, words, numbers);
        Arbitrary<String> arrays = json(depth - 1).list().ofMaxSize(4).map(values -> "[" + String.join(",", values) + "]");
        Arbitrary<String> objects = Combinators.combine(field(), json(depth - 1)).as((name, value) -> "\"" + name + "\":" + value).list().ofMaxSize(5).map(members -> "{" + String.join(",", members) + "}");
        return Arbitraries.oneOf(texts, words, numbers, arrays, objects, objects);
    }
}
