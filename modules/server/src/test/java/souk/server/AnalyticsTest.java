package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.server.Rush.insist;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.devservices.DevServices;
import souk.server.Market.Shopper;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.TestShop;

/**
 * What is sold and given back over HTTP, and what the analysts are told of it: random orders, refunds and cancellations, each written down by the test as its answer says, and added up in plain Java. In a whole shop whose clock is
 * that of Newfoundland, half an hour beside all others.
 */
class AnalyticsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final ZoneId ZONE = ZoneId.of("America/St_Johns");
    private static final String SETTINGS = OpenShop.TOKEN_KEY + "\nsouk { analytics.zone = \"" + ZONE + "\", payments.test.answers-after = 100 ms, cassandra.request-timeout = 12 s, reading { pace = 5 ms, paces.\"analytics.sales\" = 5 ms } }";
    private static final String KEYSPACE = "analytics_" + UUID.randomUUID().toString().replace("-", "");
    private static TestShop shop;
    private static Market market;

    @BeforeAll
    static void open() {
        shop = TestShop.start(Souk.CAPABILITIES, SETTINGS, KEYSPACE, DevServices.shared().cassandra());
        market = Market.at(shop.url(), TestShop.ADMIN_PASSWORD);
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    /** What the test knows: amounts in pence, by the times that answers have told. */
    private record Entry(Instant at, long orders, long units, long gross, long refunds) {}

    private record Units(Instant placedAt, String sku, long units, long revenue) {}

    private record Bought(String id, Shopper by, Instant placedAt, Map<String, Integer> left) {}

    private final Random random = new Random();
    private final List<Entry> book = new ArrayList<>();
    private final List<Units> units = new ArrayList<>();
    private final Map<String, Integer> prices = new LinkedHashMap<>();
    private final List<Bought> bought = new ArrayList<>();

    @Test
    void everyFigureIsWhatThePlainBookSaysAlsoAfterARebuildAndARestart() {
        for (int i = 0; i < 6; i++) {
            int pence = 1 + random.nextInt(2_000);
            prices.put(market.sells(pence, 10_000), pence);
        }
        for (int i = 0; i < 50; i++) {
            int what = bought.isEmpty() ? 0 : random.nextInt(8);
            if (what < 5) buys();
            else if (what < 7) refunds(bought.get(random.nextInt(bought.size())), "r" + i);
            else cancels(bought.remove(random.nextInt(bought.size())));
        }
        assertThat(book.stream().filter(entry -> entry.refunds > 0)).isNotEmpty();
        System.out.println(book.size() + " things in the book");
        allIsAsInTheBook();
        theBooksSayTheSame();

        insist(() -> market.staff.post("/ops/views/analytics.sales/rebuild")).answers(202);
        await("the figures are made anew").atMost(Duration.ofMinutes(3)).until(() -> asks("/ops/views/analytics.sales").number("serving") == 2);
        assertThat(asks("/ops/views/analytics.sales").number("comparison.differing")).isZero();
        allIsAsInTheBook();

        buys();
        shop.close();
        open();
        cancels(bought.remove(0));
        allIsAsInTheBook();
    }

    private void buys() {
        var shopper = market.shopper();
        String cart = shopper.cart();
        var lines = new HashMap<String, Integer>();
        for (String sku : prices.keySet()) if (lines.isEmpty() || random.nextInt(3) == 0) lines.put(sku, 1 + random.nextInt(4));
        lines.forEach((sku, quantity) -> insist(() -> shopper.http().withKey(sku).post("/v1/carts/" + cart + "/lines", Market.line(sku, quantity))).answers(200));
        if (random.nextInt(6) == 0) {
            shopper.buys(cart, "declined", "decline").refuses(402, "payment-declined");
            return;
        }
        var order = shopper.buys(cart, "bought", "approve").answers(201);
        var placedAt = Instant.parse(order.text("placedAt"));
        bought.add(new Bought(order.text("id"), shopper, placedAt, lines));
        long gross = 0;
        for (var line : lines.entrySet()) {
            gross += (long) line.getValue() * prices.get(line.getKey());
            units.add(new Units(placedAt, line.getKey(), line.getValue(), (long) line.getValue() * prices.get(line.getKey())));
        }
        book.add(new Entry(placedAt, 1, lines.values().stream().mapToInt(Integer::intValue).sum(), gross, 0));
    }

    private void refunds(Bought order, String key) {
        String sku = order.left.keySet().stream().skip(random.nextInt(order.left.size())).findFirst().orElseThrow();
        int left = order.left.get(sku);
        if (left == 0) return;
        int some = 1 + random.nextInt(left);
        String body = "{'lines':[" + Market.line(sku, some) + "]}";
        var refund = insist(() -> market.refunds(order.id, key, body), 202).answers(201);
        if (random.nextBoolean()) insist(() -> market.refunds(order.id, key, body), 202).answers(201);
        order.left.put(sku, left - some);
        book.add(new Entry(Instant.parse(refund.text("at")), 0, 0, 0, (long) some * prices.get(sku)));
        units.add(new Units(order.placedAt, sku, -some, -(long) some * prices.get(sku)));
    }

    /** At the node that there is now: after a restart it is another one. */
    private void cancels(Bought order) {
        var cancelled = insist(() -> market.nobody.withToken(order.by.token()).withKey("off").post("/v1/orders/" + order.id + "/cancel"), 202).answers(200);
        long refunds = 0;
        for (var line : order.left.entrySet()) {
            refunds += (long) line.getValue() * prices.get(line.getKey());
            units.add(new Units(order.placedAt, line.getKey(), -line.getValue(), -(long) line.getValue() * prices.get(line.getKey())));
        }
        if (refunds > 0) book.add(new Entry(Instant.parse(cancelled.text("cancelledAt")), 0, 0, 0, refunds));
    }

    // ---- what must be said

    private static ZonedDateTime thisHour() {
        return ZonedDateTime.now(ZONE).truncatedTo(ChronoUnit.HOURS);
    }

    private static String window(ZonedDateTime from, ZonedDateTime to) {
        return "from=" + from.toInstant() + "&to=" + to.toInstant();
    }

    private void allIsAsInTheBook() {
        var from = thisHour().minusDays(2);
        var to = thisHour().plusHours(2);
        var now = Instant.now();
        var complete = await("the figures say that they are complete").atMost(LONG).until(() -> asks("/v1/analytics/sales?bucket=hour&" + window(from, to)), answer -> !Instant.parse(answer.text("completeTo")).isBefore(now));
        assertThat(told(complete)).as("complete to " + complete.text("completeTo") + ", asked after " + now).isEqualTo(expected("hour", from.toInstant(), to.toInstant()));
        for (String bucket : List.of("hour", "day", "week", "month")) {
            await(bucket).atMost(LONG).untilAsserted(() -> assertThat(told(market.staff.get("/v1/analytics/sales?bucket=" + bucket + "&" + window(from, to)).answers(200).has("zone", ZONE).has("currency", "GBP")))
                    .isEqualTo(expected(bucket, from.toInstant(), to.toInstant())));
        }
        // However long a window is, it has what there is.
        assertThat(told(asks("/v1/analytics/sales?bucket=hour&from=1990-01-01T03:30:00Z&to=9999-12-01T03:30:00Z"))).isEqualTo(expected("hour", from.toInstant(), to.toInstant()));
        // A window with an end within what happened: the hour that has begun is not in it.
        var begun = thisHour();
        assertThat(told(asks("/v1/analytics/sales?bucket=day&currency=GBP&" + window(from, begun)))).isEqualTo(expected("day", from.toInstant(), begun.toInstant()));
        asks("/v1/analytics/sales?bucket=day&currency=EUR&" + window(from, to)).hasSize("buckets", 0).has("totals.orders", 0).hasMoney("totals.net", 0, "EUR").hasNo("totals.averageOrder").has("otherCurrencies.0", "GBP");
        for (String by : List.of("units", "revenue")) {
            for (int limit : new int[] {2, 100}) {
                var products = new ArrayList<String>();
                asks("/v1/analytics/top-products?by=" + by + "&limit=" + limit + "&" + window(from, to)).json().forEach(each -> products.add(each.path("sku").asText() + " " + each.path("units").asLong() + " "
                        + each.path("revenue").path("amount").asLong() + " " + each.path("name").asText()));
                assertThat(products).isEqualTo(expectedProducts(by, limit));
            }
        }
    }

    /** As the ledger has it, which nothing of this is made from. */
    private void theBooksSayTheSame() {
        var all = book.stream().reduce(new Entry(Instant.EPOCH, 0, 0, 0, 0), (one, other) -> new Entry(one.at, 0, 0, one.gross + other.gross, one.refunds + other.refunds));
        await("the books").atMost(LONG).untilAsserted(() -> {
            var sums = new HashMap<String, Long>();
            asks("/v1/admin/ledger/trial-balance").json().path("accounts").forEach(sum -> sums.put(sum.path("account").asText(), sum.path("credit").asLong() - sum.path("debit").asLong()));
            assertThat(sums.get("sales")).isEqualTo(all.gross);
            assertThat(sums.get("refunds")).isEqualTo(-all.refunds);
        });
    }

    private static HttpSpecAnswer asks(String path) {
        return insist(() -> market.staff.get(path)).answers(200);
    }

    private static Map<String, List<Long>> told(HttpSpecAnswer answer) {
        var all = new TreeMap<String, List<Long>>();
        String before = "";
        for (JsonNode bucket : answer.json().path("buckets")) {
            assertThat(bucket.path("start").asText()).isGreaterThan(before);
            before = bucket.path("start").asText();
            all.put(before, figures(bucket));
        }
        all.put("totals", figures(answer.json().path("totals")));
        return all;
    }

    private static List<Long> figures(JsonNode of) {
        var all = new ArrayList<>(List.of(of.path("orders").asLong(), of.path("units").asLong()));
        for (String amount : List.of("gross", "discounts", "refunds", "net", "tax", "freight", "averageOrder")) all.add(of.path(amount).path("amount").asLong());
        return all;
    }

    /** A second computation, from the test's own record alone. */
    private Map<String, List<Long>> expected(String bucket, Instant from, Instant to) {
        var buckets = new TreeMap<String, List<Entry>>();
        for (Entry entry : book) {
            if (entry.at.isBefore(from) || !entry.at.isBefore(to)) continue;
            var local = entry.at.atZone(ZONE);
            var start = switch (bucket) {
                case "hour" -> local.truncatedTo(ChronoUnit.HOURS);
                case "day" -> local.truncatedTo(ChronoUnit.DAYS);
                case "week" -> local.truncatedTo(ChronoUnit.DAYS).minusDays(local.getDayOfWeek().getValue() - 1);
                default -> local.truncatedTo(ChronoUnit.DAYS).minusDays(local.getDayOfMonth() - 1);
            };
            buckets.computeIfAbsent(start.toInstant().toString(), at -> new ArrayList<>()).add(entry);
            buckets.computeIfAbsent("totals", at -> new ArrayList<>()).add(entry);
        }
        buckets.computeIfAbsent("totals", at -> new ArrayList<>());
        var all = new TreeMap<String, List<Long>>();
        buckets.forEach((start, entries) -> {
            long orders = entries.stream().mapToLong(Entry::orders).sum();
            long gross = entries.stream().mapToLong(Entry::gross).sum();
            long refunds = entries.stream().mapToLong(Entry::refunds).sum();
            all.put(start, List.of(orders, entries.stream().mapToLong(Entry::units).sum(), gross, 0L, refunds, gross - refunds, 0L, 0L, orders == 0 ? 0 : Math.floorDiv(2 * gross + orders, 2 * orders)));
        });
        return all;
    }

    private List<String> expectedProducts(String by, int limit) {
        record Product(String sku, long units, long revenue) {}
        var all = prices.keySet().stream().map(sku -> new Product(sku, units.stream().filter(each -> each.sku.equals(sku)).mapToLong(Units::units).sum(), units.stream().filter(each -> each.sku.equals(sku)).mapToLong(Units::revenue).sum()));
        return all.filter(product -> product.units > 0).sorted(Comparator.comparingLong((Product product) -> by.equals("units") ? -product.units : -product.revenue).thenComparing(Product::sku)).limit(limit)
                .map(product -> product.sku + " " + product.units + " " + product.revenue + " Product " + product.sku).toList();
    }

    // ---- what is asked wrongly

    @Test
    void aWindowThatIsNoneIsRefusedWithItsReason() {
        String right = "bucket=day&from=2026-01-01T03:30:00Z&to=2026-02-01T03:30:00Z";
        market.staff.get("/v1/analytics/sales?" + right).answers(200).hasSize("buckets", 0);
        market.staff.get("/v1/analytics/sales?" + right.replace("2026-02", "2026-01")).answers(200).hasSize("buckets", 0);
        for (String route : List.of("/v1/analytics/sales?bucket=day&", "/v1/analytics/top-products?by=revenue&")) {
            market.staff.get(route + "from=2026-01-02T03:30:00Z&to=2026-01-01T03:30:00Z").refuses(400, "bad-request").becauseOf("to", "out-of-range");
            market.staff.get(route + "from=2026-01-01T03:15:00Z&to=2026-02-01T03:30:00Z").refuses(400, "bad-request").becauseOf("from", "out-of-range");
            market.staff.get(route + "from=2026-01-01T03:30:00Z&to=2026-02-01T03:30:00.5Z").refuses(400, "bad-request").becauseOf("to", "out-of-range");
            market.staff.get(route + "from=2026-01-01T03:00:00Z&to=2026-02-01T00:00:00Z").answers(200);
            market.staff.get(route + "from=1990-01-01T03:30:00Z&to=2026-02-01T03:30:00Z").answers(200);
            market.staff.get(route + "from=2026-01-01T03:30:00Z").refuses(400, "bad-request").becauseOf("to", "missing");
            market.staff.get(route + "from=yesterday&to=2026-02-01T03:30:00Z").refuses(400, "bad-request").becauseOf("from", "bad-format");
            market.staff.get(route + "from=2026-01-01T03:30:00Z&to=2026-02-01T03:30:00Z&currency=QQQ").refuses(400, "bad-request").becauseOf("currency", "bad-format");
            market.shopper().http().get(route + "from=2026-01-01T03:30:00Z&to=2026-02-01T03:30:00Z").refuses(403, "forbidden");
        }
        market.staff.get("/v1/analytics/sales?" + right.replace("day", "year")).refuses(400, "bad-request").becauseOf("bucket", "bad-format");
        market.staff.get("/v1/analytics/sales?bucket=hour&from=1990-01-01T03:30:00Z&to=2026-02-01T03:30:00Z").answers(200).hasSize("buckets", 0);
        market.staff.get("/v1/analytics/top-products?by=luck&from=2026-01-01T03:30:00Z&to=2026-02-01T03:30:00Z").refuses(400, "bad-request").becauseOf("by", "bad-format");
        for (String limit : List.of("0", "-1", "201", "1000")) market.staff.get("/v1/analytics/top-products?limit=" + limit + "&from=2026-01-01T03:30:00Z&to=2026-02-01T03:30:00Z").refuses(400, "bad-request").becauseOf("limit", "out-of-range");
        for (String limit : List.of("1", "200")) market.staff.get("/v1/analytics/top-products?limit=" + limit + "&from=2026-01-01T03:30:00Z&to=2026-02-01T03:30:00Z").answers(200);
    }
}
