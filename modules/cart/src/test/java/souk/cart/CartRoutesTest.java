package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.cart.api.CartCommand;
import souk.catalog.Catalog;
import souk.catalog.api.SkuCommand;
import souk.catalog.api.SkuOffer;
import souk.kernel.Money;
import souk.testkit.RoutesSpec;
import souk.testkit.RoutesSpec.Reply;

class CartRoutesTest {
    static RoutesSpec shop;
    static String anna;

    @BeforeAll
    static void start() {
        shop = RoutesSpec.serving(Carts.capability(), Catalog.capability());
        anna = shop.guest("anna");
        sell("TEA", Money.of(250, "GBP"), true);
        sell("CUP", Money.of(400, "GBP"), true);
        sell("DRAFT", Money.of(400, "GBP"), false);
        sell("PAN", Money.of(900, "USD"), true);
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @Test
    void aCartIsOpenedFilledAndChanged() {
        var opened = shop.send("POST", "/v1/carts", anna, "{\"currency\":\"GBP\"}");
        assertThat(opened.status()).as(opened.toString()).isEqualTo(201);
        var path = opened.header("Location");
        assertThat(path).isEqualTo("/v1/carts/" + opened.json().path("id").asText());
        assertThat(opened.header("ETag")).isEqualTo("\"1\"");
        var added = shop.send("POST", path + "/lines", anna, "{\"sku\":\"TEA\",\"quantity\":3}");
        assertThat(added.status()).as(added.toString()).isEqualTo(200);
        assertThat(added.json().path("lines")).hasToString("[{\"id\":\"1\",\"sku\":\"TEA\",\"name\":\"The TEA\",\"quantity\":3,"
                + "\"unitPrice\":{\"amount\":250,\"currency\":\"GBP\"},\"total\":{\"amount\":750,\"currency\":\"GBP\"}}]");
        shop.send("POST", path + "/lines:batch", anna, "{\"lines\":[{\"sku\":\"CUP\",\"quantity\":1},{\"sku\":\"TEA\",\"quantity\":1}]}");
        shop.send("PATCH", path + "/lines/1", anna, "{\"quantity\":2}");
        shop.send("DELETE", path + "/lines/2", anna, null);
        var seen = shop.send("GET", path, anna, null);
        assertThat(seen.json().path("totals")).hasToString("{\"subtotal\":{\"amount\":500,\"currency\":\"GBP\"},\"discount\":{\"amount\":0,\"currency\":\"GBP\"},"
                + "\"shipping\":{\"amount\":0,\"currency\":\"GBP\"},\"tax\":{\"amount\":0,\"currency\":\"GBP\"},\"total\":{\"amount\":500,\"currency\":\"GBP\"}}");
        assertThat(seen.json().path("version").asInt()).isEqualTo(5);
        assertThat(seen.json().path("currency").asText()).isEqualTo("GBP");
        assertThat(seen.json().path("status").asText()).isEqualTo("open");
        assertThat(seen.header("ETag")).isEqualTo("\"5\"");
    }

    @Test
    void anotherShopperFindsNoSuchCart() {
        var path = cart();
        var bob = shop.guest("bob");
        assertThat(shop.send("GET", path, bob, null).outcome()).isEqualTo("404 not-found");
        assertThat(shop.send("POST", path + "/lines", bob, "{\"sku\":\"TEA\",\"quantity\":3}").outcome()).isEqualTo("404 not-found");
        assertThat(shop.send("PATCH", path + "/lines/1", bob, "{\"quantity\":3}").outcome()).isEqualTo("404 not-found");
        assertThat(shop.send("DELETE", path + "/lines/1", bob, null).outcome()).isEqualTo("404 not-found");
        assertThat(shop.send("GET", path, shop.admin(), null).outcome()).isEqualTo("404 not-found");
        assertThat(shop.send("GET", path, null, null).outcome()).isEqualTo("401 unauthenticated");
    }

    @Test
    void theSameKeyMakesOneCartAndOneLine() {
        var first = shop.send("POST", "/v1/carts", anna, "{\"currency\":\"GBP\"}", "Idempotency-Key", "k1");
        var again = shop.send("POST", "/v1/carts", anna, "{\"currency\":\"GBP\"}", "Idempotency-Key", "k1");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(shop.send("POST", "/v1/carts", anna, "{\"currency\":\"USD\"}", "Idempotency-Key", "k1").outcome()).isEqualTo("422 idempotency-key-reused");
        assertThat(shop.send("POST", "/v1/carts", shop.guest("bob"), "{\"currency\":\"USD\"}", "Idempotency-Key", "k1").outcome()).isEqualTo("201");

        var lines = first.header("Location") + "/lines";
        var line = shop.send("POST", lines, anna, "{\"sku\":\"TEA\",\"quantity\":3}", "Idempotency-Key", "k2");
        assertThat(shop.send("POST", lines, anna, "{\"quantity\":3, \"sku\":\"TEA\"}", "Idempotency-Key", "k2").json()).isEqualTo(line.json());
        assertThat(shop.send("POST", lines, anna, "{\"sku\":\"TEA\",\"quantity\":4}", "Idempotency-Key", "k2").outcome()).isEqualTo("422 idempotency-key-reused");
        assertThat(shop.send("POST", lines, anna, "{\"sku\":\"TEA\",\"quantity\":1}", "Idempotency-Key", "k3").json().path("lines").path(0).path("quantity").asInt()).isEqualTo(4);
    }

    @Test
    void aBatchIsAddedWholeOrNotAtAll() {
        var path = cart();
        assertThat(shop.send("POST", path + "/lines:batch", anna, "{\"lines\":[{\"sku\":\"TEA\",\"quantity\":1},{\"sku\":\"NONE\",\"quantity\":1}]}").outcome()).isEqualTo("404 not-found");
        assertThat(shop.send("POST", path + "/lines:batch", anna, "{\"lines\":[{\"sku\":\"TEA\",\"quantity\":1},{\"sku\":\"PAN\",\"quantity\":1}]}").outcome()).isEqualTo("409 currency-mismatch");
        assertThat(shop.send("GET", path, anna, null).json().path("lines")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"sku":"NONE","quantity":1}                | 404 not-found
            {"sku":"DRAFT","quantity":1}               | 404 not-found
            {"claimId":"c"}                            | 404 not-found
            {"sku":"PAN","quantity":1}                 | 409 currency-mismatch
            {"sku":"TEA","claimId":"c"}                | 400 bad-request
            {"sku":"TEA"}                              | 400 bad-request
            {"quantity":1}                             | 400 bad-request
            {}                                         | 400 bad-request
            {"sku":"TEA","quantity":0}                 | 400 bad-request
            {"sku":"TEA","quantity":-1}                | 400 bad-request
            {"sku":"TEA","quantity":1000000}           | 400 bad-request
            {"sku":"TEA","quantity":1.5}               | 400 bad-request
            {"sku":7,"quantity":1}                     | 400 bad-request
            {"sku":"TEA","quantity":1,"price":1}       | 400 bad-request
            {"sku":"TEA","quantity":1                  | 400 bad-json
            """)
    void aWrongLineIsRefusedAndNothingIsAdded(String body, String outcome) {
        var path = cart();
        assertThat(shop.send("POST", path + "/lines", anna, body).outcome()).isEqualTo(outcome);
        var inABatch = outcome.equals("400 bad-json") ? body : "{\"lines\":[" + body + "]}";
        assertThat(shop.send("POST", path + "/lines:batch", anna, inABatch).outcome()).isEqualTo(outcome);
        assertThat(shop.send("GET", path, anna, null).json().path("lines")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PATCH  | /lines/1 | {"quantity":0}     | 400 bad-request
            PATCH  | /lines/1 | {"quantity":null}  | 400 bad-request
            PATCH  | /lines/1 | {"sku":"CUP"}      | 400 bad-request
            PATCH  | /lines/1 | {}                 | 200
            PATCH  | /lines/9 | {}                 | 404 not-found
            PATCH  | /lines/9 | {"quantity":1}     | 404 not-found
            DELETE | /lines/9 |                    | 404 not-found
            POST   | /lines:batch | {"lines":[]}   | 400 bad-request
            """)
    void aWrongChangeIsRefusedAndChangesNothing(String method, String path, String body, String outcome) {
        var cart = cart();
        shop.send("POST", cart + "/lines", anna, "{\"sku\":\"TEA\",\"quantity\":3}");
        assertThat(shop.send(method, cart + path, anna, body).outcome()).isEqualTo(outcome);
        assertThat(shop.send("GET", cart, anna, null).json().path("version").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}
            {"currency":"XXX"}
            {"currency":"gbp"}
            {"currency":7}
            {"currency":"GBP","id":"mine"}
            """)
    void aCartWantsACurrencyThatTheShopKnows(String body) {
        assertThat(shop.send("POST", "/v1/carts", anna, body).outcome()).isEqualTo("400 bad-request");
    }

    @Test
    void aChangeOfAnOlderVersionIsRefused() {
        var path = cart();
        shop.send("POST", path + "/lines", anna, "{\"sku\":\"TEA\",\"quantity\":3}");
        for (Reply refused : new Reply[] {shop.send("POST", path + "/lines", anna, "{\"sku\":\"TEA\",\"quantity\":3}", "If-Match", "\"1\""),
                shop.send("PATCH", path + "/lines/1", anna, "{\"quantity\":4}", "If-Match", "\"1\""), shop.send("DELETE", path + "/lines/1", anna, null, "If-Match", "\"1\"")}) {
            assertThat(refused.outcome()).isEqualTo("412 stale");
        }
        assertThat(shop.send("PATCH", path + "/lines/1", anna, "{\"quantity\":4}", "If-Match", "\"2\"").outcome()).isEqualTo("200");
    }

    @Test
    void aCartThatIsBeingPaidOrWasPaidIsNotChanged() {
        var path = cart();
        shop.send("POST", path + "/lines", anna, "{\"sku\":\"TEA\",\"quantity\":3}");
        var cart = CartCommand.at(path.substring("/v1/carts/".length()));
        shop.entities().tell(cart, new CartCommand.BeginCheckout("o", "anna", 2, Map.of()));
        assertThat(shop.send("POST", path + "/lines", anna, "{\"sku\":\"TEA\",\"quantity\":3}").outcome()).isEqualTo("409 checkout-in-progress");
        shop.entities().tell(cart, new CartCommand.Close("o"));
        assertThat(shop.send("POST", path + "/lines", anna, "{\"sku\":\"TEA\",\"quantity\":3}").outcome()).isEqualTo("409 cart-closed");
        assertThat(shop.send("GET", path, anna, null).json().path("orderId").asText()).isEqualTo("o");
    }

    @Test
    void aCartThatNobodyChangesIsGone() {
        var path = cart();
        shop.entities().later(Duration.ofDays(30));
        assertThat(shop.send("POST", path + "/lines", anna, "{\"sku\":\"TEA\",\"quantity\":3}").outcome()).isEqualTo("410 cart-expired");
        assertThat(shop.send("GET", path, anna, null).outcome()).isEqualTo("410 cart-expired");
    }

    private static String cart() {
        return shop.send("POST", "/v1/carts", anna, "{\"currency\":\"GBP\"}").header("Location");
    }

    private static void sell(String sku, Money price, boolean published) {
        shop.entities().tell(SkuCommand.at(sku), new SkuCommand.Assign(sku, "product-" + sku, 1, Optional.of(new SkuOffer("The " + sku, price, published, "", Map.of()))));
    }
}
