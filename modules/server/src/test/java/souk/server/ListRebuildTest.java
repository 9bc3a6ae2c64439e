package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import souk.devservices.DevServices;
import souk.platform.reading.Shelves;
import souk.testkit.HttpSpec;
import souk.testkit.TestShop;

/** Lists are built anew beside those that serve, while shoppers buy, staff changes products and a probe asks a hundred times a second. With {@code -Psoak}. */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ListRebuildTest {
    static final List<String> VIEWS = List.of("catalog.product-list", "orders.order-list");
    static final int PRODUCTS = 40;
    private static final Duration LONG = Duration.ofSeconds(120);
    private static TestShop shop;
    private static Market market;

    @BeforeAll
    static void open() {
        // Nobody searches here.
        var capabilities = Souk.CAPABILITIES.stream().filter(capability -> !capability.name().equals("search")).toList();
        shop = TestShop.start(capabilities, OpenShop.TOKEN_KEY + "\nsouk { cassandra.request-timeout = 12 s, reading.pace = 5 ms }");
        market = Market.at(shop.url(), TestShop.ADMIN_PASSWORD);
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    static String token(java.net.URI node) {
        return HttpSpec.at(node.toString()).session("{'email':'admin@souk.local','password':'" + TestShop.ADMIN_PASSWORD + "'}").text("token");
    }

    /** Until nothing is being done to a view. */
    static JsonNode rests(Market market, String view) {
        return await(view + " rests").atMost(LONG).pollInterval(Duration.ofMillis(200)).until(() -> market.staff.get("/ops/views/" + view).answers(200).json(),
                state -> List.of("resting", "different", "failed").contains(state.path("phase").asText()));
    }

    static void all(Market market, String what) {
        VIEWS.forEach(view -> market.staff.post("/ops/views/" + view + "/" + what).answers(202));
    }

    static void serves(Market market, int generation) {
        for (String view : VIEWS) {
            var state = rests(market, view);
            assertThat(state.path("serving").asInt()).as(state.toString()).isEqualTo(generation);
        }
    }

    private static boolean thereIs(String table) {
        return rows("SELECT table_name FROM system_schema.tables WHERE keyspace_name = '" + shop.keyspace() + "' AND table_name = '" + table + "'") == 1;
    }

    private static int rows(String query) {
        try (var cql = session()) {
            return cql.execute(query).all().size();
        }
    }

    private static CqlSession session() {
        var cassandra = DevServices.shared().cassandra();
        return CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).withKeyspace(shop.keyspace()).build();
    }

    @Test
    @Order(1)
    void rebuildsUnderLoadFailNobodyAndGoNoStepBack() throws Exception {
        var sale = new Sale(market);
        var faults = new ArrayList<String>();
        try (var probe = new ListProbe(List.of(shop.url()), token(shop.url()), PRODUCTS)) {
            sale.begin();
            long began = System.nanoTime();
            all(market, "rebuild");
            market.staff.post("/ops/views/" + VIEWS.get(0) + "/rebuild").refuses(409, "rebuild-in-progress");
            serves(market, 2);
            for (String view : VIEWS) {
                var built = rests(market, view);
                System.out.println("Rebuilt under load within " + (System.nanoTime() - began) / 1_000_000 + " ms: " + built);
                assertThat(built.path("comparison").path("differing").asInt()).isZero();
                assertThat(built.path("comparison").path("entries").asInt()).isPositive();
            }
            all(market, "rollback");
            serves(market, 1);
            all(market, "rollback");
            serves(market, 2);
            all(market, "finish");
            serves(market, 2);
            sale.end();
            probe.close();
            probe.faults.stream().distinct().limit(20).forEach(faults::add);
            System.out.println("Two lists rebuilt, three switches each and " + sale.changes + " changes: " + probe.asked + " questions, " + probe.walks + " walks through the pages, " + probe.faults.size() + " faults");
        } finally {
            sale.end();
        }
        assertThat(faults).isEmpty();
        for (String gone : List.of("product_list", "order_list", "order_list_by_hour", "order_list_hours")) assertThat(thereIs(gone)).as(gone).isFalse();
        market.staff.post("/ops/views/" + VIEWS.get(0) + "/rollback").refuses(409, "no-other-generation");
    }

    @Test
    @Order(2)
    void whatIsBuiltCanBeGivenUp() {
        market.staff.post("/ops/views/orders.order-list/rebuild").answers(202).has("other", 3);
        market.staff.post("/ops/views/orders.order-list/cancel").answers(202);
        var state = rests(market, "orders.order-list");
        assertThat(state.path("serving").asInt()).isEqualTo(2);
        assertThat(state.has("other")).isFalse();
        assertThat(thereIs("order_list_g3")).isFalse();
        market.staff.post("/ops/views/orders.order-list/cancel").refuses(409, "nothing-to-cancel");
        market.staff.get("/v1/admin/orders").answers(200);
    }

    @Test
    @Order(3)
    void aViewThatWasWrongIsComparedAndTakenOverFromWhenSomebodySaysSo() {
        try (var cql = session()) {
            // Nothing but a rebuild mends this: it seems to be written by a later version.
            cql.execute("UPDATE product_list_g2 USING TIMESTAMP 1000000 SET status = 'deleted' WHERE shelf = " + Shelves.of("product-3") + " AND id = 'product-3'");
        }
        assertThat(market.nobody.get("/v1/products?limit=200").answers(200).each("items", "id")).hasSize(PRODUCTS - 1);
        market.staff.post("/ops/views/catalog.product-list/rebuild").answers(202);
        var different = rests(market, "catalog.product-list");
        assertThat(different.path("phase").asText()).isEqualTo("different");
        assertThat(different.path("comparison").path("examples")).hasToString("[\"product_list " + Shelves.of("product-3") + ", product-3\"]");
        market.staff.post("/ops/views/catalog.product-list/rollback").refuses(409, "generations-differ");
        assertThat(market.nobody.get("/v1/products?limit=200").answers(200).each("items", "id")).hasSize(PRODUCTS - 1);

        market.staff.post("/ops/views/catalog.product-list/switch").answers(202);
        assertThat(rests(market, "catalog.product-list").path("serving").asInt()).isEqualTo(3);
        assertThat(market.nobody.get("/v1/products?limit=200").answers(200).each("items", "id")).hasSize(PRODUCTS);
    }

    @Test
    @Order(4)
    void whatCanBeRebuiltIsNamed() {
        market.staff.get("/ops/views").answers(200).has("names.0", "catalog.product-list").has("names.1", "flashsale.sale-list").has("names.2", "history").hasSize("names", 6);
        var refused = market.staff.post("/ops/views/wrong/rebuild").refuses(404, "not-found");
        assertThat(refused.text("detail")).contains("wrong").contains("orders.order-list").contains("payments.credit-note-list");
        market.shopper().http().post("/ops/views/history/rebuild").refuses(403, "forbidden");
    }

    /** Shoppers buy and get something back, and staff changes prices, which only rise. */
    static final class Sale {
        final AtomicInteger changes = new AtomicInteger();
        private final Market market;
        private final String sku = "product-0";
        private volatile boolean open = true;
        private CompletableFuture<?> staff = CompletableFuture.completedFuture(null);
        private CompletableFuture<?> shoppers = CompletableFuture.completedFuture(null);

        Sale(Market market) {
            this.market = market;
            for (int i = 0; i < PRODUCTS; i++) market.sells("product-" + i, 1, 100_000);
            await().atMost(LONG).until(() -> market.nobody.get("/v1/products?limit=200").answers(200).each("items", "id").size() == PRODUCTS);
        }

        void begin() {
            staff = CompletableFuture.runAsync(() -> {
                var looked = market.nobody.get("/v1/products?limit=" + ListProbe.PAGE).answers(200).each("items", "id");
                for (int price = 2; open; price++) {
                    String product = price % 2 == 0 ? looked.get(price / 2 % looked.size()) : "product-" + price % PRODUCTS;
                    // Not what the shoppers buy: they would have to agree to each new price.
                    if (!product.equals(sku)) market.offers(product, price, "GBP");
                    changes.incrementAndGet();
                }
            });
            shoppers = CompletableFuture.runAsync(() -> {
                for (int i = 0; open; i++) {
                    var shopper = market.shopper();
                    String cart = Rush.cart(shopper, sku, 2);
                    String key = "buy-" + i;
                    String order = Rush.insist(() -> shopper.buys(cart, key, "approve"), 202, 409).text("id");
                    if (i % 2 == 0) Rush.insist(() -> market.refunds(order, key, "{'lines':[" + Market.line(sku, 1) + "],'restock':true}"));
                    if (i % 4 == 0) Rush.insist(() -> shopper.cancels(order, key));
                    changes.addAndGet(2);
                }
            });
        }

        void end() {
            open = false;
            CompletableFuture.allOf(staff, shoppers).join();
        }
    }
}
