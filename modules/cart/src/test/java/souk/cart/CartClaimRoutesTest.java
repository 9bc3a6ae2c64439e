package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.cart.api.CartCommand;
import souk.catalog.Catalog;
import souk.catalog.api.SkuCommand;
import souk.catalog.api.SkuOffer;
import souk.flashsale.FlashSale;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.SaleTerms;
import souk.kernel.Money;
import souk.kernel.PersistentMap;
import souk.pricing.Pricing;
import souk.pricing.api.PriceListCommand;
import souk.pricing.api.PriceListTerms;
import souk.testkit.RoutesSpec;
import souk.testkit.RoutesSpec.Reply;

/** Claims of flash sales in carts over HTTP; what becomes of them at checkout is the orders' affair. */
class CartClaimRoutesTest {
    static RoutesSpec shop;
    static String anna;
    static int names;

    @BeforeAll
    static void start() {
        shop = RoutesSpec.serving(Carts.capability(), Catalog.capability(), Pricing.capability(), FlashSale.capability());
        anna = shop.guest("anna");
        shop.entities().tell(SkuCommand.at("TEA"), new SkuCommand.Assign("TEA", "product-TEA", 1, Optional.of(new SkuOffer("The TEA", Money.of(250, "GBP"), true, "", Map.of()))));
        sale("tea", "TEA", Money.of(100, "GBP"), Duration.ofHours(1));
        sale("short", "TEA", Money.of(100, "GBP"), Duration.ofSeconds(30));
        sale("pan", "PAN", Money.of(100, "USD"), Duration.ofHours(1));
        sale("gift", "GIFT", Money.of(0, "GBP"), Duration.ofHours(1));
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @Test
    void aClaimIsALineAtTheSalesPriceAndSaysWhichItIs() {
        var cart = cart();
        var claim = claim("tea", 2);
        var added = add(cart, claim);
        assertThat(added.status()).as(added.toString()).isEqualTo(200);
        assertThat(added.json().path("lines")).hasToString("[{\"id\":\"1\",\"sku\":\"TEA\",\"name\":\"The TEA in a sale\",\"quantity\":2,\"unitPrice\":{\"amount\":100,\"currency\":\"GBP\"},"
                + "\"total\":{\"amount\":200,\"currency\":\"GBP\"},\"claimId\":\"" + claim + "\"}]");
        assertThat(shop.send("GET", cart, anna, null).json().path("lines")).isEqualTo(added.json().path("lines"));
        assertThat(add(cart, claim("gift", 1)).json().path("totals").path("total").path("amount").asInt()).isEqualTo(200);
    }

    @Test
    void theSameClaimAgainAnswersTheCartHoweverItsIdIsWritten() {
        var cart = cart();
        var claim = claim("tea", 2);
        var first = add(cart, claim);
        assertThat(add(cart, claim).json()).isEqualTo(first.json());
        assertThat(add(cart, claim.replace(".0.", ".00.")).status()).isIn(200, 404);
        assertThat(lines(shop.send("GET", cart, anna, null))).isEqualTo("TEA 2x100 claimed");
    }

    @Test
    void aClaimStandsBesideALineOfItsSku() {
        var cart = cart();
        var batch = shop.send("POST", cart + "/lines:batch", anna, "{\"lines\":[{\"sku\":\"TEA\",\"quantity\":1},{\"claimId\":\"" + claim("tea", 2) + "\"},{\"sku\":\"TEA\",\"quantity\":1}]}");
        assertThat(lines(batch)).isEqualTo("TEA 2x250, TEA 2x100 claimed");
        assertThat(lines(shop.send("POST", cart + "/lines", anna, "{\"sku\":\"TEA\",\"quantity\":1}"))).isEqualTo("TEA 3x250, TEA 2x100 claimed");
    }

    @Test
    void whatIsNoClaimOfTheShoppersIsNotFound() {
        var cart = cart();
        var foreign = claim("tea", 1);
        for (String claim : new String[] {"c", "tea", "tea.0", "tea.0.", "tea.0.none", "tea.7.none", "tea.-1.x", "tea.99999999.x", "none.0.x", "..", ".0.x"}) {
            assertThat(add(cart, claim).outcome()).as(claim).isEqualTo("404 not-found");
        }
        var bob = shop.guest("bob");
        var bobs = shop.send("POST", "/v1/carts", bob, "{\"currency\":\"GBP\"}").header("Location");
        assertThat(shop.send("POST", bobs + "/lines", bob, "{\"claimId\":\"" + foreign + "\"}").outcome()).isEqualTo("404 not-found");
        assertThat(shop.send("POST", cart + "/lines", bob, "{\"claimId\":\"" + foreign + "\"}").outcome()).isEqualTo("404 not-found");
        assertThat(shop.send("POST", "/v1/carts/none/lines", anna, "{\"claimId\":\"" + foreign + "\"}").outcome()).isEqualTo("404 not-found");
    }

    @Test
    void aClaimThatIsSoldOrInAnotherCurrencyIsRefusedAndOfABatchNothingIsAdded() {
        var cart = cart();
        var sold = claim("tea", 1);
        sell(sold);
        assertThat(add(cart, sold).outcome()).isEqualTo("409 claim-paid");
        assertThat(add(cart, claim("pan", 1)).outcome()).isEqualTo("409 currency-mismatch");
        for (String bad : new String[] {sold, "tea.0.none", claim("pan", 1)}) {
            shop.send("POST", cart + "/lines:batch", anna, "{\"lines\":[{\"sku\":\"TEA\",\"quantity\":1},{\"claimId\":\"" + claim("tea", 1) + "\"},{\"claimId\":\"" + bad + "\"}]}");
            assertThat(lines(shop.send("GET", cart, anna, null))).as(bad).isEmpty();
        }
    }

    @Test
    void aClaimWhoseTimeIsOverIsGoneAndARetryWithItsKeyIsStillAnswered() {
        var cart = cart();
        var claim = claim("short", 1);
        var body = "{\"claimId\":\"" + claim + "\"}";
        var first = shop.send("POST", cart + "/lines", anna, body, "Idempotency-Key", "k");
        assertThat(lines(first)).isEqualTo("TEA 1x100 claimed");
        shop.entities().later(Duration.ofSeconds(31));
        assertThat(add(cart, claim).outcome()).isEqualTo("410 claim-expired");
        assertThat(shop.send("POST", cart + "/lines", anna, body, "Idempotency-Key", "k").json()).isEqualTo(first.json());
        assertThat(shop.send("POST", cart + "/lines", anna, "{\"claimId\":\"none\"}", "Idempotency-Key", "k").outcome()).isEqualTo("422 idempotency-key-reused");
        assertThat(shop.send("POST", cart + "/lines", anna, body, "Idempotency-Key", "k2").outcome()).isEqualTo("410 claim-expired");
    }

    @Test
    void howManyWereClaimedIsNotChangedAndARemovedClaimStaysClaimed() {
        var cart = cart();
        var claim = claim("tea", 2);
        add(cart, claim);
        assertThat(shop.send("PATCH", cart + "/lines/1", anna, "{\"quantity\":3}").outcome()).isEqualTo("409 claim-line");
        assertThat(shop.send("PATCH", cart + "/lines/1", anna, "{}").outcome()).isEqualTo("200");
        assertThat(lines(shop.send("DELETE", cart + "/lines/1", anna, null))).isEmpty();
        assertThat(shop.entities().tell(CounterCommand.atClaim(claim).orElseThrow(), new CounterCommand.LookAtClaim(claim, "anna")).quantity()).isEqualTo(2);
        assertThat(lines(add(cart, claim))).isEqualTo("TEA 2x100 claimed");
    }

    @Test
    void aPriceListHasNoPriceForAClaim() {
        var terms = new PriceListTerms("", Money.of(0, "GBP").currency(), Optional.empty(), Optional.empty(), PersistentMap.copyOf(Map.of("TEA", Money.of(200, "GBP"))));
        shop.entities().tell(PriceListCommand.at("trade"), new PriceListCommand.SetTerms("trade", terms, Optional.empty()));
        var cart = cart();
        assertThat(shop.send("PUT", cart.replace("/v1/", "/v1/admin/") + "/price-list", shop.admin(), "{\"priceList\":\"trade\"}").outcome()).isEqualTo("200");
        assertThat(lines(add(cart, claim("tea", 1)))).isEqualTo("TEA 1x100 claimed");
        assertThat(lines(shop.send("POST", cart + "/lines:batch", anna, "{\"lines\":[{\"sku\":\"TEA\",\"quantity\":1},{\"claimId\":\"" + claim("tea", 2) + "\"}]}")))
                .isEqualTo("TEA 1x100 claimed, TEA 1x200, TEA 2x100 claimed");
    }

    @Test
    void staffSeesWhichClaimALineIs() {
        var cart = cart();
        var claim = claim("tea", 2);
        add(cart, claim);
        assertThat(shop.entities().tell(CartCommand.at(cart.substring("/v1/carts/".length())), new CartCommand.Inspect()).lines().get(0).claimId()).contains(claim);
    }

    private static void sale(String id, String sku, Money price, Duration timeToPay) {
        var terms = new SaleTerms(sku, "The " + sku + " in a sale", price, 100, Instant.now().minusSeconds(60), Instant.now().plus(Duration.ofDays(1)), timeToPay);
        shop.entities().tell(CounterCommand.at(id, 0), new CounterCommand.Open(id + ".0", terms, 100));
    }

    /** Anna's. */
    private static String claim(String sale, int quantity) {
        var id = sale + ".0.claim-" + ++names;
        return shop.entities().tell(CounterCommand.at(sale, 0), new CounterCommand.Claim(id, "anna", quantity, Instant.now().plus(Duration.ofMinutes(1)))).claimId();
    }

    private static void sell(String claim) {
        var counter = CounterCommand.atClaim(claim).orElseThrow();
        var soon = Instant.now().plus(Duration.ofMinutes(1));
        shop.entities().tell(counter, new CounterCommand.Attach(claim, "anna", "order-1", soon, soon.plusSeconds(600)));
        shop.entities().tell(counter, new CounterCommand.Sell(claim, "order-1"));
    }

    private static String cart() {
        return shop.send("POST", "/v1/carts", anna, "{\"currency\":\"GBP\"}").header("Location");
    }

    private static Reply add(String cart, String claim) {
        return shop.send("POST", cart + "/lines", anna, "{\"claimId\":\"" + claim + "\"}");
    }

    private static String lines(Reply cart) {
        assertThat(cart.status()).as(cart.toString()).isEqualTo(200);
        var lines = new StringBuilder();
        cart.json().path("lines").forEach(line -> lines.append(lines.isEmpty() ? "" : ", ").append(line.path("sku").asText()).append(' ').append(line.path("quantity")).append('x')
                .append(line.path("unitPrice").path("amount")).append(line.has("claimId") ? " claimed" : ""));
        return lines.toString();
    }
}
