package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.cart.Carts;
import souk.catalog.Catalog;
import souk.catalog.api.SkuCommand;
import souk.catalog.api.SkuOffer;
import souk.inventory.Inventory;
import souk.inventory.api.StockCommand;
import souk.kernel.Money;
import souk.payments.Payments;
import souk.platform.Capability;
import souk.pricing.Pricing;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;

/** Buying at the prices of a list, over the real HTTP edge, with the real aggregates and the test provider's book; time is the shop's own. */
@org.junit.jupiter.api.Order(2)
class PriceListCheckoutTest {
    private static final List<Capability> CAPABILITIES = List.of(Catalog.capability(), Pricing.capability(), Inventory.capability(), Carts.capability(), Payments.capability(), Orders.capability());
    /** With {@code -Dsouk.soak=true} three times as many. */
    private static final int JOURNEYS = Boolean.getBoolean("souk.soak") ? 120 : 40;
    private static Storefront front;
    private static ShopEntities shop;
    private static int names;

    private final HttpSpec shopper = front.guest("shopper-" + ++names);
    private final HttpSpec staff = front.staff();
    private final String list = "list-" + names;

    @BeforeAll
    static void start() {
        front = Storefront.open(CAPABILITIES, "price_list_checkout_test");
        shop = front.shop;
        for (int i = 0; i < 8; i++) sell("SKU-" + i, price(i), "GBP");
        sell("PAN", 900, "USD");
    }

    @AfterAll
    static void stop() {
        front.close();
    }

    @Test
    void aShopperBuysAtThePricesOfTheListThatStaffGaveTheCart() {
        list("", Map.of("SKU-1", 70L, "PAN", 700L)).answers(201).has("id", list).has("version", 1);
        String cart = cart();
        assign(cart).answers(200).has("priceList", list);
        add(cart, "SKU-1", 3).hasMoney("lines.0.unitPrice", 70, "GBP");
        add(cart, "SKU-2", 1).hasMoney("lines.1.unitPrice", price(2), "GBP");
        add(cart, "PAN", 2).hasMoney("lines.2.unitPrice", 700, "GBP");
        long total = 3 * 70 + price(2) + 2 * 700;
        var order = checkout(cart, "k").answers(201).hasMoney("lines.0.unitPrice", 70, "GBP").hasMoney("lines.2.total", 1_400, "GBP").hasMoney("totals.total", total, "GBP");
        assertThat(captured(order.text("id"))).isEqualTo(total);
        assertThat(checkout(cart, "k").answers(201).body()).isEqualTo(order.body());
        assign(cart).refuses(409, "cart-closed");
        staff.delete("/v1/admin/carts/" + cart + "/price-list").refuses(409, "cart-closed");
        shopper.get("/v1/carts/" + cart).answers(200).has("priceList", list).has("status", "closed");
    }

    @Test
    void aShopperCannotGiveACartAList() {
        list("", Map.of("SKU-1", 1L)).answers(201);
        String cart = cart();
        shopper.put("/v1/admin/carts/" + cart + "/price-list", "{'priceList':'" + list + "'}").refuses(403, "forbidden");
        shopper.delete("/v1/admin/carts/" + cart + "/price-list").refuses(403, "forbidden");
        shopper.put("/v1/admin/price-lists/" + list, terms("", Map.of("SKU-1", 1L))).refuses(403, "forbidden");
        assertThat(shopper.get("/v1/carts/" + cart).answers(200).json().has("priceList")).isFalse();
    }

    @Test
    void aListThatChangedSinceIsShownBeforeItIsPaid() {
        list("", Map.of("SKU-1", 70L));
        String cart = listed("SKU-1", 2);
        list("", Map.of("SKU-1", 60L)).answers(200);
        var refused = checkout(cart, "k").refuses(409, "price-changed").hasMoney("cart.lines.0.unitPrice", 60, "GBP").hasMoney("cart.totals.total", 120, "GBP").has("cart.priceList", list);
        assertThat(checkout(cart, "k").refuses(409, "price-changed").body()).isEqualTo(refused.body());
        checkout(cart, "k2").answers(201).hasMoney("totals.total", 120, "GBP");
        assertThat(checkout(cart, "k").refuses(409, "price-changed").body()).isEqualTo(refused.body());
    }

    @Test
    void aListThatHasEndedLeavesTheCatalogsPrice() {
        list("'to':'" + shop.now().plusSeconds(60) + "',", Map.of("SKU-1", 70L));
        String cart = listed("SKU-1", 2);
        shop.later(Duration.ofSeconds(60));
        checkout(cart, "k").refuses(409, "price-changed").hasMoney("cart.lines.0.unitPrice", price(1), "GBP");
        checkout(cart, "k2").answers(201).hasMoney("totals.total", 2 * price(1), "GBP");
    }

    @Test
    void aListThatBeginsIsMetAtTheCheckout() {
        list("'from':'" + shop.now().plusSeconds(60) + "',", Map.of("SKU-1", 70L));
        String cart = cart();
        assign(cart).answers(200);
        add(cart, "SKU-1", 2).hasMoney("lines.0.unitPrice", price(1), "GBP");
        shop.later(Duration.ofSeconds(60));
        checkout(cart, "k").refuses(409, "price-changed").hasMoney("cart.totals.total", 140, "GBP");
        checkout(cart, "k2").answers(201).hasMoney("totals.total", 140, "GBP");
    }

    @Test
    void aListThatIsTakenOffLeavesTheCatalogsPrice() {
        list("", Map.of("SKU-1", 70L));
        String cart = listed("SKU-1", 2);
        var without = staff.delete("/v1/admin/carts/" + cart + "/price-list").answers(200).hasMoney("totals.total", 140, "GBP");
        assertThat(without.json().has("priceList")).isFalse();
        checkout(cart, "k").refuses(409, "price-changed").hasMoney("cart.totals.total", 2 * price(1), "GBP");
        checkout(cart, "k2").answers(201).hasMoney("totals.total", 2 * price(1), "GBP");
    }

    @Test
    void aListThatIsGivenToAFullCartIsMetAtTheCheckout() {
        list("", Map.of("SKU-1", 70L));
        String cart = cart();
        add(cart, "SKU-1", 2);
        assign(cart).answers(200).hasMoney("totals.total", 2 * price(1), "GBP");
        checkout(cart, "k").refuses(409, "price-changed").hasMoney("cart.totals.total", 140, "GBP");
        checkout(cart, "k2").answers(201).hasMoney("totals.total", 140, "GBP");
    }

    /** Random carts whose lists come, change and go at any moment: what is paid is what is ordered is what the lists and the catalog say. */
    @Test
    void theSumOfTheLinesIsTheTotalIsWhatWasCapturedWithAnyList() {
        int changedPrices = 0;
        for (int seed = 0; seed < JOURNEYS; seed++) changedPrices += journey(new Random(seed), "journey-" + seed + "-" + list);
        assertThat(changedPrices).isBetween(JOURNEYS / 6, JOURNEYS * 3);
    }

    private int journey(Random random, String journey) {
        String cart = cart();
        var lists = List.of(journey + "-a", journey + "-b");
        var said = new HashMap<String, Map<String, Long>>();
        lists.forEach(id -> said.put(id, reprice(id, random)));
        var assigned = Optional.<String>empty();
        var quantities = new HashMap<String, Long>();
        for (int step = 0; step < 10; step++) {
            int what = random.nextInt(10);
            if (step == 0 || what < 5) {
                String sku = "SKU-" + random.nextInt(8);
                int quantity = 1 + random.nextInt(9);
                add(cart, sku, quantity);
                quantities.merge(sku, (long) quantity, Long::sum);
            } else if (what < 7) {
                assigned = Optional.of(lists.get(random.nextInt(2)));
                staff.put("/v1/admin/carts/" + cart + "/price-list", "{'priceList':'" + assigned.get() + "'}").answers(200);
            } else if (what == 7) {
                assigned = Optional.empty();
                staff.delete("/v1/admin/carts/" + cart + "/price-list").answers(200);
            } else {
                String id = lists.get(random.nextInt(2));
                said.put(id, reprice(id, random));
            }
        }
        var answer = checkout(cart, "first");
        int changed = answer.status() == 409 ? 1 : 0;
        if (changed == 1) {
            answer.refuses(409, "price-changed");
            answer = checkout(cart, "second");
        }
        answer.answers(201);
        var prices = assigned.map(said::get).orElse(Map.of());
        long sum = 0;
        for (var line : answer.json().path("lines")) {
            String sku = line.path("sku").asText();
            long unit = prices.getOrDefault(sku, price(Integer.parseInt(sku.substring(4))));
            assertThat(line.at("/unitPrice/amount").asLong()).as(journey + " " + sku).isEqualTo(unit);
            assertThat(line.at("/total/amount").asLong()).isEqualTo(unit * line.path("quantity").asLong());
            sum += line.at("/total/amount").asLong();
            quantities.merge(sku, -line.path("quantity").asLong(), Long::sum);
        }
        assertThat(quantities.values()).as(journey).containsOnly(0L);
        assertThat(answer.number("totals.total.amount")).as(journey).isEqualTo(sum);
        assertThat(captured(answer.text("id"))).as(journey).isEqualTo(sum);
        return changed;
    }

    private Map<String, Long> reprice(String id, Random random) {
        var prices = new HashMap<String, Long>();
        for (int i = 0; i < 8; i++) if (i == 0 || random.nextBoolean()) prices.put("SKU-" + i, (long) random.nextInt(10_000));
        staff.put("/v1/admin/price-lists/" + id, terms("", prices));
        return prices;
    }

    private HttpSpecAnswer list(String time, Map<String, Long> prices) {
        return staff.put("/v1/admin/price-lists/" + list, terms(time, prices));
    }

    private static String terms(String time, Map<String, Long> prices) {
        return "{'currency':'GBP'," + time + "'prices':[" + prices.entrySet().stream().map(each -> "{'sku':'" + each.getKey() + "','price':{'amount':" + each.getValue() + ",'currency':'GBP'}}")
                .collect(Collectors.joining(",")) + "]}";
    }

    private String cart() {
        return shopper.post("/v1/carts", "{'currency':'GBP'}").answers(201).text("id");
    }

    /** A cart that has this test's list, and something in it. */
    private String listed(String sku, int quantity) {
        String cart = cart();
        assign(cart).answers(200);
        add(cart, sku, quantity);
        return cart;
    }

    private HttpSpecAnswer assign(String cart) {
        return staff.put("/v1/admin/carts/" + cart + "/price-list", "{'priceList':'" + list + "'}");
    }

    private HttpSpecAnswer add(String cart, String sku, int quantity) {
        return shopper.post("/v1/carts/" + cart + "/lines", "{'sku':'" + sku + "','quantity':" + quantity + "}").answers(200);
    }

    private HttpSpecAnswer checkout(String cart, String key) {
        return Storefront.checkout(shopper, cart, cart + key, "approve");
    }

    private long captured(String order) {
        return staff.get("/v1/admin/payments/test-ledger?payment=" + order).answers(200).number("items.0.captured.amount");
    }

    private static long price(int sku) {
        return 100 + 37L * sku;
    }

    private static void sell(String sku, long price, String currency) {
        shop.must(SkuCommand.at(sku), new SkuCommand.Assign(sku, "product-" + sku, 1, Optional.of(new SkuOffer("A " + sku, Money.of(price, currency), true, "", Map.of()))));
        shop.must(StockCommand.at(sku), new StockCommand.Count("main", 1_000_000, Optional.empty(), Optional.empty()));
    }
}
