package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.cart.api.CartCommand;
import souk.catalog.Catalog;
import souk.catalog.api.SkuCommand;
import souk.catalog.api.SkuOffer;
import souk.kernel.Money;
import souk.kernel.PersistentMap;
import souk.pricing.Pricing;
import souk.pricing.api.PriceListCommand;
import souk.pricing.api.PriceListTerms;
import souk.testkit.RoutesSpec;
import souk.testkit.RoutesSpec.Reply;

/** Price lists of carts over HTTP; checkouts at their prices are the orders' affair. */
class CartPriceListRoutesTest {
    static RoutesSpec shop;
    static String anna;
    static String staff;

    @BeforeAll
    static void start() {
        shop = RoutesSpec.serving(Carts.capability(), Catalog.capability(), Pricing.capability());
        anna = shop.guest("anna");
        staff = shop.admin();
        sell("TEA", Money.of(250, "GBP"));
        sell("CUP", Money.of(400, "GBP"));
        sell("PAN", Money.of(900, "USD"));
        list("trade", "GBP", Optional.empty(), Optional.empty(), Map.of("TEA", 200L, "PAN", 700L, "SECRET", 1L));
        list("dollars", "USD", Optional.empty(), Optional.empty(), Map.of("PAN", 800L));
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @Test
    void whatIsAddedTakesTheListsPriceAndElseTheCatalogs() {
        var cart = cart();
        assertThat(add(cart, "TEA", 1).json().path("lines").path(0).path("unitPrice").path("amount").asInt()).isEqualTo(250);
        var assigned = assign(cart, "trade");
        assertThat(assigned.status()).as(assigned.toString()).isEqualTo(200);
        assertThat(assigned.json().path("priceList").asText()).isEqualTo("trade");
        assertThat(assigned.header("ETag")).isEqualTo("\"3\"");
        assertThat(assigned.json().path("totals").path("total").path("amount").asInt()).isEqualTo(250);
        assertThat(prices(shop.send("POST", "/v1/carts/" + cart + "/lines:batch", anna,
                "{\"lines\":[{\"sku\":\"TEA\",\"quantity\":2},{\"sku\":\"CUP\",\"quantity\":1},{\"sku\":\"TEA\",\"quantity\":3}]}"))).isEqualTo("TEA 1x250 TEA 5x200 CUP 1x400");
        assertThat(shop.send("GET", "/v1/carts/" + cart, anna, null).json().path("priceList").asText()).isEqualTo("trade");
        assertThat(shop.send("DELETE", "/v1/admin/carts/" + cart + "/price-list", staff, null).json().has("priceList")).isFalse();
        assertThat(prices(add(cart, "CUP", 1))).isEqualTo("TEA 1x250 TEA 5x200 CUP 2x400");
        assertThat(prices(add(cart, "TEA", 1))).isEqualTo("TEA 2x250 TEA 5x200 CUP 2x400");
    }

    @Test
    void aListsPriceIsInTheCartsCurrencyWhateverTheCatalogsIs() {
        var cart = cart();
        assertThat(add(cart, "PAN", 1).outcome()).isEqualTo("409 currency-mismatch");
        assign(cart, "trade");
        assertThat(prices(add(cart, "PAN", 1))).isEqualTo("PAN 1x700");
        assertThat(assign(cart, "dollars").outcome()).isEqualTo("409 currency-mismatch");
    }

    @Test
    void aListSellsNothingThatTheCatalogDoesNot() {
        var cart = cart();
        assign(cart, "trade");
        assertThat(add(cart, "SECRET", 1).outcome()).isEqualTo("404 not-found");
    }

    @Test
    void outsideOfItsTimeAListDoesNotCount() {
        var now = Instant.now();
        list("past", "GBP", Optional.empty(), Optional.of(now.minusSeconds(1)), Map.of("TEA", 100L));
        list("coming", "GBP", Optional.of(now.plus(Duration.ofHours(1))), Optional.empty(), Map.of("TEA", 100L));
        list("present", "GBP", Optional.of(now.minusSeconds(1)), Optional.of(now.plus(Duration.ofHours(1))), Map.of("TEA", 100L));
        for (var expected : Map.of("past", "TEA 1x250", "coming", "TEA 1x250", "present", "TEA 1x100").entrySet()) {
            var cart = cart();
            assertThat(assign(cart, expected.getKey()).outcome()).isEqualTo("200");
            assertThat(prices(add(cart, "TEA", 1))).as(expected.getKey()).isEqualTo(expected.getValue());
        }
    }

    @Test
    void aRetryWithItsKeyAddsOnceThoughTheListChanged() {
        var cart = cart();
        assign(cart, "trade");
        var line = "{\"sku\":\"TEA\",\"quantity\":1}";
        var first = shop.send("POST", "/v1/carts/" + cart + "/lines", anna, line, "Idempotency-Key", "k");
        assertThat(prices(first)).isEqualTo("TEA 1x200");
        shop.send("DELETE", "/v1/admin/carts/" + cart + "/price-list", staff, null);
        assertThat(prices(shop.send("POST", "/v1/carts/" + cart + "/lines", anna, line, "Idempotency-Key", "k"))).isEqualTo("TEA 1x200");
    }

    @Test
    void whoMayNotAndWhatIsNotThereIsRefused() {
        var cart = cart();
        for (String path : new String[] {"/v1/admin/carts/" + cart + "/price-list"}) {
            assertThat(shop.send("PUT", path, anna, "{\"priceList\":\"trade\"}").outcome()).isEqualTo("403 forbidden");
            assertThat(shop.send("DELETE", path, anna, null).outcome()).isEqualTo("403 forbidden");
            assertThat(shop.send("PUT", path, null, "{\"priceList\":\"trade\"}").outcome()).isEqualTo("401 unauthenticated");
            for (String body : new String[] {"{}", "{\"priceList\":null}", "{\"priceList\":\"\"}", "{\"priceList\":7}", "{\"priceList\":\"trade\",\"to\":\"now\"}"}) {
                assertThat(shop.send("PUT", path, staff, body).outcome()).isEqualTo("400 bad-request");
            }
        }
        assertThat(assign(cart, "none").outcome()).isEqualTo("404 not-found");
        assertThat(assign("none", "trade").outcome()).isEqualTo("404 not-found");
        assertThat(shop.send("DELETE", "/v1/admin/carts/none/price-list", staff, null).outcome()).isEqualTo("404 not-found");
        assertThat(shop.send("PUT", "/v1/admin/carts/" + cart + "/price-list", staff, "{\"priceList\":\"trade\"}", "If-Match", "\"7\"").outcome()).isEqualTo("412 stale");
        assertThat(shop.send("GET", "/v1/carts/" + cart, anna, null).json().path("version").asInt()).isEqualTo(1);
    }

    @Test
    void aCartThatIsBeingPaidOrWasPaidGetsNoList() {
        var cart = cart();
        add(cart, "TEA", 1);
        shop.entities().tell(CartCommand.at(cart), new CartCommand.BeginCheckout("o", "anna", 2, Map.of()));
        assertThat(assign(cart, "trade").outcome()).isEqualTo("409 checkout-in-progress");
        shop.entities().tell(CartCommand.at(cart), new CartCommand.Close("o"));
        assertThat(assign(cart, "trade").outcome()).isEqualTo("409 cart-closed");
        assertThat(shop.send("DELETE", "/v1/admin/carts/" + cart + "/price-list", staff, null).outcome()).isEqualTo("409 cart-closed");
    }

    private static String cart() {
        return shop.send("POST", "/v1/carts", anna, "{\"currency\":\"GBP\"}").json().path("id").asText();
    }

    private static Reply add(String cart, String sku, int quantity) {
        return shop.send("POST", "/v1/carts/" + cart + "/lines", anna, "{\"sku\":\"" + sku + "\",\"quantity\":" + quantity + "}");
    }

    private static Reply assign(String cart, String list) {
        return shop.send("PUT", "/v1/admin/carts/" + cart + "/price-list", staff, "{\"priceList\":\"" + list + "\"}");
    }

    private static String prices(Reply cart) {
        assertThat(cart.status()).as(cart.toString()).isEqualTo(200);
        var lines = new StringBuilder();
        cart.json().path("lines").forEach(line -> lines.append(line.path("sku").asText()).append(' ').append(line.path("quantity")).append('x').append(line.path("unitPrice").path("amount")).append(' '));
        return lines.toString().strip();
    }

    private static void sell(String sku, Money price) {
        shop.entities().tell(SkuCommand.at(sku), new SkuCommand.Assign(sku, "product-" + sku, 1, Optional.of(new SkuOffer("The " + sku, price, true, "", Map.of()))));
    }

    private static void list(String id, String currency, Optional<Instant> from, Optional<Instant> to, Map<String, Long> amounts) {
        var prices = new HashMap<String, Money>();
        amounts.forEach((sku, amount) -> prices.put(sku, Money.of(amount, currency)));
        var terms = new PriceListTerms("", prices.values().iterator().next().currency(), from, to, PersistentMap.copyOf(prices));
        shop.entities().tell(PriceListCommand.at(id), new PriceListCommand.SetTerms(id, terms, Optional.empty()));
    }
}
