package souk.scenarios;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.tryMax;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Choice;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;

/** What one visitor does. */
final class Visits {
    /** So often a request is repeated that was answered 503, or not at all: the same, with the same key, on whichever node. */
    private static final int TRIES = 6;
    static final Duration SHORT = Duration.ofMillis(200);
    static final Duration LONG = Duration.ofMillis(1_500);
    static final String ORDER = """
            {"email":"shopper@example.com","shippingAddress":{"name":"Ada Example","line1":"1 Long Street","city":"London","postcode":"N1 9GU","country":"GB"},"payment":{"method":"test","token":"approve"}}""";

    private final Iterator<Map<String, Object>> goods;

    Visits(Goods goods) {
        this.goods = goods.feeder();
    }

    /** How everybody speaks to the shop: JSON, and each request to any of its nodes. */
    static HttpProtocolBuilder protocol() {
        return http.baseUrls(Settings.urls()).acceptHeader("application/json").contentTypeHeader("application/json").userAgentHeader("souk-scenarios").disableCaching().shareConnections();
    }

    /** Searches, looks at a list and at two products, one of them again. */
    ChainBuilder browse() {
        return feed(goods)
                .exec(http("search").get("/v1/search?q=#{word}").check(status().is(200))).pause(SHORT, LONG)
                .exec(http("product").get("/v1/products/#{id}").check(status().is(200))).pause(SHORT, LONG)
                .exec(http("list").get("/v1/products?limit=20").check(status().is(200))).pause(SHORT, LONG)
                .feed(goods)
                .exec(http("product").get("/v1/products/#{id}").check(status().is(200))).pause(SHORT, LONG)
                .exec(http("product again").get("/v1/products/#{id}").check(status().is(200)))
                .exec(http("stock").get("/v1/stock/#{sku}").check(status().is(200)));
    }

    /** Comes, opens a cart, puts two things in it and pays. */
    ChainBuilder buy() {
        return feed(goods)
                .exec(session -> session.set("key", UUID.randomUUID().toString()))
                .exec(insisting(http("session").post("/v1/sessions").body(StringBody("{}")).check(status().is(201), jsonPath("$.token").saveAs("token"))))
                .exec(insisting(shopper("open cart", "/v1/carts", "open").body(StringBody("{\"currency\":\"#{currency}\"}")).check(status().is(201), jsonPath("$.id").saveAs("cart"))))
                .pause(SHORT, LONG)
                .exec(insisting(shopper("add line", "/v1/carts/#{cart}/lines", "one").body(StringBody("{\"sku\":\"#{sku}\",\"quantity\":1}")).check(status().is(200))))
                .pause(SHORT, LONG)
                .exec(insisting(shopper("add line", "/v1/carts/#{cart}/lines", "two").body(StringBody("{\"sku\":\"#{other}\",\"quantity\":1}")).check(status().is(200))))
                .pause(SHORT, LONG)
                .exec(insisting(shopper("checkout", "/v1/carts/#{cart}/checkout", "order").body(StringBody(ORDER)).check(status().is(201), jsonPath("$.status").is("confirmed"))));
    }

    /** Nine of ten only look. */
    ChainBuilder visit() {
        return randomSwitch().on(new Choice.WithWeight(90, browse()), new Choice.WithWeight(10, exec(browse()).exec(buy())));
    }

    static HttpRequestActionBuilder shopper(String name, String path, String step) {
        return http(name).post(path).header("Authorization", "Bearer #{token}").header("Idempotency-Key", "#{key}-" + step);
    }

    /** The same again until it is done: what was answered 503, or not at all, may be repeated with its key. Each try counts in the figures, a failed one as failed. */
    static ChainBuilder insisting(HttpRequestActionBuilder request) {
        return tryMax(TRIES, "tries").on(exec(request)).exitHereIfFailed();
    }
}
