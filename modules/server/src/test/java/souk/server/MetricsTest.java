package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import souk.platform.Capability;
import souk.platform.metrics.Metrics;
import souk.testkit.TestShop;

/** What a running shop tells of itself is what the documents, the alerts and the dashboards say it tells. */
@AloneInOpenShop
class MetricsTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final Path OPERATIONS = ROOT.resolve("docs/operations.md");
    private static final Path MONITORING = ROOT.resolve("k8s/monitoring");
    private static final Duration A_WHILE = Duration.ofSeconds(60);
    /** Told by Prometheus itself of what it fetches. */
    private static final Set<String> OF_PROMETHEUS = Set.of("up", "ALERTS");

    private static final Pattern NAME = Pattern.compile("\\b[a-z][a-z0-9_]*\\b(?! *\\()");
    private static final Set<String> FUNCTIONS = Set.of("__rate_interval");
    private static final String BEGIN = "<!-- metrics: written by MetricsTest -->";
    private static final String END = "<!-- end of metrics -->";

    private final TestShop shop;
    private final Market market;

    MetricsTest(TestShop shop, Market market) {
        this.shop = shop;
        this.market = market;
    }

    private String scrape() {
        try (var in = URI.create("http://127.0.0.1:" + shop.node().metricsPort().orElseThrow() + "/metrics").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of what is told, of a histogram as Prometheus calls it as a whole. */
    private static Set<String> told(String scrape) {
        return scrape.lines().filter(line -> line.startsWith("# TYPE ")).map(line -> line.split(" ")[2]).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> described() {
        return Stream.concat(Metrics.all().stream().map(Metrics.Description::name), counts().map(MetricsTest::shown)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Capability.Count> counts() {
        return Souk.CAPABILITIES.stream().flatMap(each -> each.counts().stream());
    }

    private static String shown(Capability.Count count) {
        return "souk_" + Metrics.shown(count.name());
    }

    /** Something of everything: a purchase, a search, a refusal, a page that is not there, a log-in that fails. */
    private void trade() {
        String sku = market.sells(1_000, 1);
        var ann = market.shopper();
        ann.buys(ann.cart(sku, 1), Market.unique("key"), "approve").answers(201);
        ann.buys(ann.cart(sku, 1), Market.unique("key"), "approve").answers(409);
        market.nobody.get("/v1/search?q=" + sku).answers(200);
        market.nobody.get("/v1/no-such-thing").answers(404);
        market.nobody.post("/v1/sessions", "{'email':'" + Market.unique("nobody") + "@shop.example','password':'a wrong password'}").refuses(401, "bad-credentials");
    }

    @Test
    void everythingThatIsDescribedIsToldAndNothingElse() {
        trade();
        await("all metrics are told").atMost(A_WHILE).untilAsserted(() -> assertThat(told(scrape())).isEqualTo(described()));
        await("what was just done is counted").atMost(A_WHILE).untilAsserted(() -> {
            String scrape = scrape();
            counts(scrape, "souk_http_requests_seconds_count", "route=\"POST /v1/carts/{id}/lines\"", "status=\"200\"");
            counts(scrape, "souk_http_requests_seconds_count", "route=\"none\"", "status=\"404\"");
            counts(scrape, "souk_partition_commands_total", "log=\"inventory-", "type=\"inventory.stock\"");
            counts(scrape, "souk_partition_rejections_total", "type=\"inventory.stock\"", "code=\"sold-out\"");
        });
        assertThat(scrape().lines().filter(line -> !line.startsWith("#"))).as("lines of the text form").allMatch(line -> line.matches("[a-z_]+(\\{([a-z_]+=\"[^\"]*\",?)+})? [0-9.E+-]+(Inf|NaN)?"));
    }

    private static void counts(String scrape, String name, String... labels) {
        assertThat(scrape.lines()).as(name + " of " + List.of(labels)).anyMatch(line -> line.startsWith(name + "{") && Stream.of(labels).allMatch(line::contains) && !line.endsWith(" 0.0"));
    }

    @Test
    void aViewThatIsAtTheEndHasNoLag() {
        trade();
        await("views catch up").atMost(A_WHILE).untilAsserted(() -> {
            var lags = scrape().lines().filter(line -> line.startsWith("souk_view_lag_")).toList();
            assertThat(lags).hasSizeGreaterThan(10).allMatch(line -> line.endsWith(" 0.0"));
        });
    }

    @Test
    void theClusterIsSeenAtAGlance() {
        var seen = market.staff.get("/ops/cluster").answers(200).json();
        assertThat(seen.path("members")).hasSize(1);
        var member = seen.path("members").get(0);
        assertThat(member.path("status").asText()).isEqualTo("up");
        assertThat(member.path("ready").asBoolean()).isTrue();
        assertThat(member.path("httpPort").asInt()).isEqualTo(shop.node().port());
        var logs = StreamSupport.stream(seen.path("partitions").spliterator(), false).toList();
        assertThat(logs.stream().map(each -> each.path("log").asText())).contains("cart-0", "inventory-0", "orders-0");
        assertThat(logs).allMatch(each -> each.path("node").asText().equals(member.path("address").asText()) && each.path("position").asLong() >= each.path("checkpoint").asLong());
        assertThat(seen.path("views").findValuesAsText("view")).contains("orders.order-list.v1", "catalog.product-list.v1");
        await("stuck checkouts are counted").atMost(A_WHILE).until(() -> market.staff.get("/ops/cluster").answers(200).json().path("counts").has("orders.stuck"));
    }

    @Test
    void onlyTheMetricsAreServedThere() throws IOException {
        var connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + shop.node().metricsPort().orElseThrow() + "/v1/products").toURL().openConnection();
        assertThat(connection.getResponseCode()).isEqualTo(404);
    }

    /** What a query of an alert or a dashboard names, without the endings of histograms. */
    private static Set<String> named(String query) {
        String plain = query.replaceAll("\"[^\"]*\"", "").replaceAll("\\{[^}]*}", "").replaceAll("\\b(by|on|ignoring|without) *\\([^)]*\\)", "");
        return NAME.matcher(plain).results().map(found -> found.group().replaceFirst("_(bucket|sum|count)$", "")).filter(name -> name.contains("_") && !FUNCTIONS.contains(name) || name.equals("up"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> alerts(String rules) {
        return Pattern.compile("(?m)^ *- alert: (\\w+)$").matcher(rules).results().map(found -> found.group(1)).toList();
    }

    @Test
    void alertsAndDashboardsNameOnlyWhatIsTold() throws IOException {
        trade();
        await("all metrics are told").atMost(A_WHILE).untilAsserted(() -> assertThat(told(scrape())).isEqualTo(described()));
        Set<String> told = told(scrape());
        var unknown = new TreeMap<String, Set<String>>();
        int queries = 0;
        String rules = Files.readString(MONITORING.resolve("souk-alerts.yaml"));
        for (var found : Pattern.compile("(?m)^ *expr: (?:\\|-\\n *)?(.+)$").matcher(rules).results().toList()) {
            queries++;
            collect(unknown, "alert: " + found.group(1), named(found.group(1)), told);
        }
        assertThat(queries).isEqualTo(alerts(rules).size()).isGreaterThan(15);
        try (var dashboards = Files.list(MONITORING.resolve("dashboards"))) {
            for (Path dashboard : dashboards.toList()) {
                for (String query : new ObjectMapper().readTree(dashboard.toFile()).findValuesAsText("expr")) {
                    queries++;
                    collect(unknown, dashboard.getFileName() + ": " + query, named(query), told);
                }
            }
        }
        assertThat(queries).isGreaterThan(60);
        assertThat(unknown).as("queries that name what a running node does not tell").isEmpty();
    }

    private static void collect(TreeMap<String, Set<String>> unknown, String where, Set<String> named, Set<String> told) {
        assertThat(named).as("metrics of " + where).isNotEmpty();
        named.removeAll(told);
        named.removeAll(OF_PROMETHEUS);
        if (!named.isEmpty()) unknown.put(where, named);
    }

    @Test
    void everyAlertHasATestAndAParagraphOfTheRunbook() throws IOException {
        String rules = Files.readString(MONITORING.resolve("souk-alerts.yaml"));
        String tests = Files.readString(MONITORING.resolve("souk-alerts.test.yaml"));
        String operations = Files.readString(OPERATIONS);
        for (String alert : alerts(rules)) {
            assertThat(rules).as("a link from " + alert).contains("runbook: docs/operations.md#" + alert.toLowerCase());
            assertThat(operations).as("a paragraph for " + alert).contains("#### " + alert + "\n");
            assertThat(tests).as("a test of " + alert).contains("- name: " + alert + "\n").contains("alertname=\"" + alert + "\",alertstate=\"firing\"");
        }
        assertThat(Pattern.compile("(?m)^#### (Souk\\w+)$").matcher(operations).results().map(found -> found.group(1))).containsExactlyElementsOf(alerts(rules));
    }

    @Test
    void alertsFireWhenTheyShould() throws Exception {
        boolean there = Stream.of(System.getenv("PATH").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
        Assumptions.assumeTrue(there, "The alerts were NOT tried: there is no promtool on the PATH (Debian: apt-get install prometheus)");
        for (String[] command : new String[][] {{"promtool", "check", "rules", "souk-alerts.yaml"}, {"promtool", "test", "rules", "souk-alerts.test.yaml"}}) {
            var process = new ProcessBuilder(command).directory(MONITORING.toFile()).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        }
    }

    @Test
    void theTableOfMetricsIsTrue() throws IOException {
        var table = new StringBuilder("\n| Metric | Kind | Labels | What it says |\n|---|---|---|---|\n");
        Stream.concat(Metrics.all().stream(), counts().map(each -> new Metrics.Description(shown(each), Metrics.Kind.GAUGE, List.of(), each.meaning())))
                .sorted(Comparator.comparing(Metrics.Description::name)).forEach(each -> table.append("| `").append(each.name()).append("` | ").append(each.kind().name().toLowerCase(Locale.ROOT))
                .append(" | ").append(String.join(", ", each.tags())).append(" | ").append(each.meaning()).append(" |\n"));
        String document = Files.readString(OPERATIONS);
        int from = document.indexOf(BEGIN) + BEGIN.length();
        int until = document.indexOf(END);
        if ("write".equals(System.getProperty("souk.docs"))) Files.writeString(OPERATIONS, document = document.substring(0, from) + "\n" + table + "\n" + document.substring(until));
        assertThat(document).as("the table of metrics in docs/operations.md is stale. Write it anew and commit it: mvn verify -pl modules/server -Dtest=MetricsTest -Dsouk.docs=write")
                .contains(BEGIN + "\n" + table + "\n" + END);
    }
}
