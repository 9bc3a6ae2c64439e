package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.JsonPatch;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import souk.devservices.DevServices;
import souk.inventory.api.StockCommand;
import souk.kernel.Command;
import souk.platform.Node;
import souk.platform.PagesOfShop;
import souk.platform.partition.PageRebuild;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.TestShop;
import souk.testkit.ViewsEqualLog;

/**
 * What a cart, orders and a stock item were at any time: 30 random commands on each, with {@code -Psoak} 500, what staff saw after each is written down, and is
 * told again by version and by time: at once, after the node was started anew, and after every page, every view and the histories were made again from the logs.
 */
@Order(3)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TimeTravelTest {
    private static final boolean SOAK = Boolean.getBoolean("souk.soak");
    private static final int COMMANDS = SOAK ? 500 : 30;
    private static final int VIEWS_AT_ONCE = 3;
    private static final String KEYSPACE = "time_travel_" + UUID.randomUUID().toString().replace("-", "");
    private static final String SETTINGS = OpenShop.TOKEN_KEY + "\nsouk { payments.test.answers-after = 100 ms, cassandra.request-timeout = 12 s, history { snapshot-every = 10, pace = 5 ms, patience = 15 s }, reading.pace = 5 ms }";
    /** What staff saw, by path and version. */
    private static final Map<String, TreeMap<Long, JsonNode>> SEEN = new LinkedHashMap<>();
    private static TestShop shop;
    private static Market market;

    private final Random random = new Random(20);

    @BeforeAll
    static void open() {
        shop = TestShop.start(Souk.CAPABILITIES, SETTINGS, KEYSPACE, DevServices.shared().cassandra());
        market = Market.at(shop.url(), TestShop.ADMIN_PASSWORD);
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    /** What staff sees now is written down. */
    private static void look(String path) {
        var seen = market.staff.get(path).answers(200);
        assertThat(seen.header("ETag")).isEqualTo("\"" + seen.number("version") + "\"");
        var before = SEEN.computeIfAbsent(path, p -> new TreeMap<>()).put(seen.number("version"), seen.json());
        if (before != null) assertThat(timeless(seen.json())).isEqualTo(timeless(before));
    }

    /** Without since when it is so: that is told within a moment, and on a busy machine the time of the answer stands in for it. */
    private static JsonNode timeless(JsonNode body) {
        return ((ObjectNode) body.deepCopy()).without("at");
    }

    @Test
    @Order(1)
    void aCartIsChangedManyTimes() {
        var ann = market.shopper();
        var skus = new ArrayList<String>();
        for (int i = 0; i < 12; i++) skus.add(market.sells(100 + i, 1_000_000));
        String cart = ann.cart();
        String path = "/v1/admin/carts/" + cart;
        look(path);
        int refused = 0;
        for (int i = 0; i < COMMANDS; i++) {
            String sku = skus.get(random.nextInt(skus.size()));
            var lines = SEEN.get(path).lastEntry().getValue().path("lines");
            String line = "/v1/carts/" + cart + "/lines/" + lines.path(lines.isEmpty() ? 0 : random.nextInt(lines.size())).path("id").asText("none");
            HttpSpecAnswer answer = switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> ann.adds(cart, sku, 1 + random.nextInt(5));
                case 4, 5, 6 -> ann.http().patch(line, "{'quantity':" + (1 + random.nextInt(9)) + "}");
                case 7, 8 -> ann.http().delete(line);
                case 9 -> ann.http().post("/v1/carts/" + cart + "/lines:batch", "{'lines':[" + Market.line(sku, 1) + "," + Market.line(skus.get(0), 2) + "]}");
                case 10 -> ann.buys(cart, "declined-" + i, "decline");
                default -> {
                    market.offers(sku, 100 + random.nextInt(50), "GBP");
                    yield ann.buys(cart, "dearer-" + i, "decline");
                }
            };
            assertThat(answer.status()).as(answer.toString()).isLessThan(500);
            if (answer.status() >= 400) refused++;
            look(path);
        }
        ann.buys(cart, "bought", "approve");
        look(path);
        System.out.println("a cart: " + COMMANDS + " commands (" + refused + " refused), " + SEEN.get(path).lastKey() + " events, " + SEEN.get(path).size() + " states seen");
        everythingIsToldAsItWasSeen("at once", path);
    }

    @Test
    @Order(2)
    void aStockItemIsChangedManyTimes() {
        String sku = market.sells(100, 500);
        String path = "/v1/admin/stock/" + sku;
        look(path);
        var held = new ArrayList<String>();
        int refused = 0;
        for (int i = 0; i < COMMANDS; i++) {
            var now = Instant.now();
            String id = held.isEmpty() || random.nextBoolean() ? "r" + i : held.get(random.nextInt(held.size()));
            Command<?> command = switch (random.nextInt(8)) {
                case 0 -> new StockCommand.Count("shelf-" + random.nextInt(4), random.nextInt(300), Optional.of((long) random.nextInt(20)), Optional.empty());
                case 1, 2, 3 -> new StockCommand.Reserve(sku, id, 1 + random.nextInt(30), now, now.plusMillis(random.nextInt(5) == 0 ? 50 : 3_600_000));
                case 4 -> new StockCommand.Commit(id, now);
                case 5 -> new StockCommand.Release(id, now);
                case 6 -> new StockCommand.Restock("back-" + id, 1 + random.nextInt(9), Optional.empty(), now);
                default -> new StockCommand.Acknowledge("back-" + id, now);
            };
            if (command instanceof StockCommand.Reserve) held.add(id);
            var outcome = shop.node().partitions().ask(StockCommand.at(sku), command).join();
            if (outcome.<Boolean>fold(reply -> false, refusal -> true)) refused++;
            look(path);
        }
        System.out.println("a stock item: " + COMMANDS + " commands (" + refused + " refused), " + SEEN.get(path).lastKey() + " events, " + SEEN.get(path).size() + " states seen");
        everythingIsToldAsItWasSeen("at once", path);
    }

    @Test
    @Order(3)
    void ordersAreMadeRefundedCancelledAndSteeredManyTimes() {
        var ann = market.shopper();
        String sku = market.sells(250, 1_000);
        var orders = new ArrayList<String>();
        long events = 0;
        for (int i = 0; i < COMMANDS; i++) {
            String order = orders.isEmpty() ? "" : orders.get(random.nextInt(orders.size()));
            int what = orders.size() < 3 ? 0 : random.nextInt(7);
            if (what < 2) {
                String cart = ann.cart(sku, 1 + random.nextInt(3));
                String token = List.of("approve", "approve", "decline", "timeout").get(random.nextInt(4));
                var answer = ann.buys(cart, "buy", token);
                assertThat(answer.status()).as(answer.toString()).isIn(201, 202, 402, 409);
                order = answer.status() < 300 ? answer.text("id") : order;
                if (answer.status() < 300) orders.add(order);
            } else if (what == 2) {
                ann.cancels(order, "cancel");
            } else if (what > 4) {
                market.refunds(order, "refund-" + i, "{'lines':[" + Market.line(sku, 1 + random.nextInt(2)) + "],'restock':" + random.nextBoolean() + "}");
            } else {
                market.staff.post("/v1/admin/orders/" + order + "/steering", "{'action':'" + (what == 3 ? "retry" : "compensate") + "'}");
            }
            if (!order.isEmpty()) look("/v1/admin/orders/" + order);
        }
        anAccountTakesOneOver(sku);
        var paths = SEEN.keySet().stream().filter(path -> path.contains("/orders/")).toArray(String[]::new);
        for (String path : paths) events += SEEN.get(path).lastKey();
        System.out.println(paths.length + " orders: " + COMMANDS + " commands, " + events + " events, " + SEEN.values().stream().mapToInt(Map::size).sum() + " states seen in all");
        everythingIsToldAsItWasSeen("at once", paths);
    }

    /** What a guest has ordered is an account's from one version on, and was the guest's before. */
    private static void anAccountTakesOneOver(String sku) {
        var accounts = new Accounts(shop, market.nobody);
        String email = accounts.open();
        var guest = market.shopper();
        String order = guest.http().withKey("buy").post("/v1/carts/" + guest.cart(sku, 1) + "/checkout", Market.buying("approve").replace("ann@shop.example", email)).answers(201).text("id");
        String path = "/v1/admin/orders/" + order;
        look(path);
        var account = market.nobody.withToken(accounts.session(email, "customer"));
        insist(() -> account.post("/v1/me/guest-orders/" + order + "/claim"), 200);
        look(path);
        String id = account.get("/v1/me").text("id");
        assertThat(SEEN.get(path).lastEntry().getValue().path("owner").asText()).isEqualTo(id);
        assertThat(SEEN.get(path).firstEntry().getValue().path("owner").asText()).isNotEqualTo(id);
        insist(() -> account.withKey("cancel").post("/v1/orders/" + order + "/cancel"), 200);
        look(path);
    }

    @Test
    @Order(4)
    void theDifferenceOfTwoInstantsMakesTheOneOfTheOther() throws Exception {
        for (String path : SEEN.keySet().stream().limit(4).toList()) {
            var versions = new ArrayList<>(SEEN.get(path).keySet());
            for (int i = 0; i < COMMANDS / 5; i++) {
                long from = versions.get(random.nextInt(versions.size()));
                long to = versions.get(random.nextInt(versions.size()));
                var difference = market.staff.get(path + "/diff?from=version:" + from + "&to=version:" + to).answers(200).has("from.version", from).has("to.version", to);
                var before = market.staff.get(path + "?asOf=version:" + from).json();
                var after = market.staff.get(path + "?asOf=version:" + to).json();
                assertThat(difference.text("from.at")).isEqualTo(before.path("at").asText());
                assertThat(JsonPatch.apply(difference.json().path("patch"), before)).isEqualTo(after);
            }
            market.staff.get(path + "/diff?from=version:1").answers(200).has("to.version", market.staff.get(path).number("version"));
        }
    }

    @Test
    @Order(5)
    void whatIsAskedWronglyOrWasNotIsRefused() {
        String path = SEEN.keySet().iterator().next();
        long newest = market.staff.get(path).number("version");
        for (String route : List.of(path + "?asOf=", path + "/diff?to=version:1&from=", path + "/diff?from=version:1&to=")) {
            for (String wrong : List.of("yesterday", "version:", "version:-1", "version:x", "2026-01-31", "2026-13-01T00:00:00Z", "")) {
                market.staff.get(route + wrong).refuses(400, "bad-request").becauseOf(route.contains("diff?to") ? "from" : route.contains("diff") ? "to" : "asOf", "bad-format");
            }
            for (String never : List.of("version:0", "version:" + (newest + 1), "2020-01-01T00:00:00Z")) market.staff.get(route + never).refuses(404, "not-found");
        }
        market.staff.get(path + "/diff").refuses(400, "bad-request").becauseOf("from", "missing");
        market.staff.get(path + "?asOf=2099-01-01T00:00:00%2B02:00").answers(200).has("version", newest);
        for (String thing : List.of("/v1/admin/carts/nothing", "/v1/admin/orders/nothing", "/v1/admin/stock/nothing")) {
            for (String part : List.of("", "?asOf=version:1", "/history", "/diff?from=version:1")) {
                market.staff.get(thing + part).refuses(404, "not-found");
                market.shopper().http().get(thing + part).refuses(403, "forbidden");
            }
        }
        market.staff.get(path + "/history?limit=0").refuses(400, "bad-request");
    }

    @Test
    @Order(6)
    void everythingIsToldAsItWasSeenByANodeThatWasStartedAnew() {
        shop.close();
        open();
        everythingIsToldAsItWasSeen("after a restart", SEEN.keySet().toArray(String[]::new));
        // Each build asks this of the histories that are made again, which are compared with these row by row.
        if (SOAK) everyStateIsWhatTheLogComesTo();
    }

    @Test
    @Order(7)
    void everythingIsAsItWasSeenWithEveryPageAndEveryViewMadeAgainFromTheLogs() throws Exception {
        var last = new LinkedHashMap<String, HttpSpecAnswer>();
        SEEN.keySet().forEach(path -> last.put(path, market.staff.get(path).answers(200)));
        shop.close();
        long began = System.nanoTime();
        var rebuilt = PagesOfShop.rebuild(shop(), Souk.CAPABILITIES, progress -> {});
        assertThat(rebuilt).isNotEmpty().allSatisfy(log -> assertThat(log.equal()).as(log.toString()).isEqualTo(log.pages()));
        System.out.printf("pages made anew of %d logs: %d, each equal to the one before, from %d events, in %.1f s%n", rebuilt.size(), rebuilt.stream().mapToLong(PageRebuild.Result::pages).sum(),
                rebuilt.stream().mapToLong(PageRebuild.Result::events).sum(), (System.nanoTime() - began) / 1e9);
        open();
        last.forEach((path, seen) -> {
            var now = market.staff.get(path).answers(200);
            // An order that was being cancelled may have gone on.
            if (now.number("version") == seen.number("version")) assertThat(timeless(now.json())).as(path).isEqualTo(timeless(seen.json()));
        });

        var views = new ArrayList<String>();
        market.staff.get("/ops/views").answers(200).json().path("names").forEach(view -> views.add(view.asText()));
        assertThat(views).containsExactly("analytics.sales", "catalog.product-list", "customers.staff-list", "flashsale.sale-list", "history", "ledger.journal", "orders.affiliate-list", "orders.guest-orders", "orders.held", "orders.order-list", "orders.unfinished", "payments.credit-note-list",
                "payments.credit-notes-of-person", "search", "vendors.commission-correction-list", "vendors.commissioned-orders", "vendors.dispute-list", "vendors.offer-list", "vendors.paid-list", "vendors.payout-list", "vendors.payout-run-list", "vendors.rating-list", "vendors.sales", "vendors.vendor-list", "vendors.vendor-order-list");
        // Few at once: other shops have their tables in the same Cassandra, which makes one table at a time.
        for (int i = 0; i < views.size(); i += VIEWS_AT_ONCE) {
            var some = views.subList(i, Math.min(i + VIEWS_AT_ONCE, views.size()));
            some.forEach(view -> Rush.insist(() -> market.staff.post("/ops/views/" + view + "/rebuild")).answers(202));
            for (String view : some) {
                await(view + " is rebuilt").atMost(Duration.ofMinutes(3)).until(() -> Rush.insist(() -> market.staff.get("/ops/views/" + view)).number("serving") == 2);
                var now = Rush.insist(() -> market.staff.get("/ops/views/" + view));
                System.out.println(view + " was made again beside the one before: " + now.json().path("comparison"));
                now.has("comparison.differing", 0);
            }
        }
        everythingIsToldAsItWasSeen("with pages and views made again", SEEN.keySet().toArray(String[]::new));
        everyStateIsWhatTheLogComesTo();
        try (var cql = session()) {
            var node = new Node(null, cql, shop().resolve(), InstantSource.system(), Runnable::run);
            System.out.println(new ViewsEqualLog(node, Souk.CAPABILITIES.stream().filter(capability -> !capability.name().equals("search")).toList()).awaitEqual(Duration.ofSeconds(60)));
        }
        market.staff.post("/ops/views/nothing/rebuild").refuses(404, "not-found");
        market.shopper().http().post("/ops/views/history/rebuild").refuses(403, "forbidden");
    }

    @Test
    @Order(8)
    @EnabledIfSystemProperty(named = "souk.soak", matches = "true")
    void anOpenShopSellsWhileItsPagesAreMadeAgainAndTakenOver() {
        var ann = market.shopper();
        String sku = market.sells(250, 1_000);
        var restarts = (LongSupplier) () -> shop.node().partitions().stats().values().stream().mapToLong(log -> log.restarts.sum()).sum();
        long before = restarts.getAsLong();
        var rebuilding = CompletableFuture.supplyAsync(() -> PagesOfShop.rebuild(shop(), Souk.CAPABILITIES, progress -> {}));
        int sold = 0;
        long units = 0;
        int logs = -1;
        while (logs < 0 || restarts.getAsLong() - before < logs) {
            String cart = insist(() -> ann.http().post("/v1/carts", "{'currency':'GBP'}"), 201).text("id");
            insist(() -> ann.adds(cart, sku, 1), 200);
            units += insist(() -> ann.buys(cart, "buy", "approve"), 201).number("lines.0.quantity");
            sold++;
            if (rebuilding.isDone()) logs = rebuilding.join().size();
        }
        market.has(sku, 1_000 - units);
        assertThat(rebuilding.join()).allSatisfy(log -> assertThat(log.differing()).as(log.toString()).isZero());
        System.out.printf("%d orders were sold while the pages of %d logs were made again and taken over%n", sold, logs);
        everythingIsToldAsItWasSeen("after pages were made again in an open shop", SEEN.keySet().toArray(String[]::new));
    }

    /** What is turned away is sent again. */
    private static HttpSpecAnswer insist(Supplier<HttpSpecAnswer> request, int good) {
        var answer = new AtomicReference<HttpSpecAnswer>();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            answer.set(request.get());
            assertThat(answer.get().status()).as(answer.get().toString()).isIn(good, 202, 409, 503);
            return answer.get().status() == good;
        });
        return answer.get();
    }

    /** As a process beside it would be configured. */
    private static Config shop() {
        var cassandra = DevServices.shared().cassandra();
        return ConfigFactory.parseString(SETTINGS + "\nsouk.cassandra { contact-point = \"" + cassandra.host() + ":" + cassandra.port() + "\", keyspace = " + KEYSPACE + " }")
                .withFallback(ConfigFactory.parseResources("souk-node.conf")).withFallback(ConfigFactory.defaultReferenceUnresolved());
    }

    private static CqlSession session() {
        var cassandra = DevServices.shared().cassandra();
        return CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).withKeyspace(KEYSPACE).build();
    }

    private static void everyStateIsWhatTheLogComesTo() {
        try (var cql = session()) {
            System.out.println(new PastByLog(cql, shop.node().partitions(), ConfigFactory.parseString(SETTINGS).resolve()).everyStateIsWhatTheLogComesTo());
        }
    }

    /** By version and by time, each state that staff has seen; and all events, each once. */
    private static void everythingIsToldAsItWasSeen(String when, String... paths) {
        long began = System.nanoTime();
        var askers = Executors.newFixedThreadPool(8);
        try {
            var asked = new ArrayList<CompletableFuture<?>>();
            for (String path : paths) {
                // A history that is being made again is waited for.
                await().atMost(Duration.ofSeconds(60)).until(() -> market.staff.get(path + "/history?limit=1").status() == 200);
                SEEN.get(path).forEach((version, seen) -> asked.add(CompletableFuture.runAsync(() -> isTold(path, version, seen), askers)));
                asked.add(CompletableFuture.runAsync(() -> allEventsAreTold(path), askers));
            }
            CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new)).join();
            int states = List.of(paths).stream().mapToInt(path -> SEEN.get(path).size()).sum();
            System.out.printf("%s: %d states of %d things, each told by version and by time as it was seen, in %.1f s%n", when, states, paths.length, (System.nanoTime() - began) / 1e9);
        } finally {
            askers.shutdown();
        }
    }

    private static void isTold(String path, long version, JsonNode seen) {
        var byVersion = market.staff.get(path + "?asOf=version:" + version).answers(200);
        assertThat(timeless(byVersion.json())).as(path + " at version " + version).isEqualTo(timeless(seen));
        for (String at : List.of(seen.path("at").asText(), byVersion.text("at"))) {
            var byTime = market.staff.get(path + "?asOf=" + at).answers(200);
            // What was decided in the same millisecond belongs to it.
            if (byTime.number("version") != version) assertThat(byTime.text("at")).as(path + " at " + at).isEqualTo(byVersion.text("at"));
            else assertThat(byTime.json()).as(path + " at " + at).isEqualTo(byVersion.json());
        }
    }

    private static void allEventsAreTold(String path) {
        long newest = market.staff.get(path).number("version");
        var versions = new ArrayList<String>();
        String next = "";
        do {
            var page = market.staff.get(path + "/history?limit=200" + next).answers(200);
            page.json().path("items").forEach(event -> assertThat(event.path("data").isObject()).isTrue());
            assertThat(page.body()).doesNotContain("\"token\":\"approve\"");
            versions.addAll(page.each("items", "version"));
            next = page.json().path("next").isNull() ? null : "&cursor=" + page.text("next");
        } while (next != null);
        // An order that is being paid or cancelled goes on by itself.
        assertThat(versions.size()).isGreaterThanOrEqualTo((int) newest);
        assertThat(versions).containsExactlyElementsOf(LongStream.rangeClosed(1, versions.size()).mapToObj(Long::toString).toList());
    }
}
