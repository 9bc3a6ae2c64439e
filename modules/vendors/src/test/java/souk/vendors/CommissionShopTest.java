package souk.vendors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.catalog.Catalog;
import souk.customers.Customers;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.orders.Orders;
import souk.orders.api.Commission;
import souk.orders.api.Commissions;
import souk.orders.api.Commissions.Sale;
import souk.platform.Node;
import souk.platform.http.Principal;
import souk.platform.http.Tokens;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecServer;
import souk.testkit.TestShop;
import souk.vendors.api.Applicant;
import souk.vendors.api.Company;
import souk.vendors.api.PayoutAccount;
import souk.vendors.api.VendorCommand;

/** Rules for commission over HTTP, and what a checkout is told by them, on a real node with a real Cassandra. */
class CommissionShopTest {
    private static final String RULES = "/v1/admin/commission-rules/";
    private static final String ALWAYS = "'from':'2020-01-01T00:00:00Z'";
    private static TestShop shop;
    private static Node node;
    private static Commissions commissions;
    private static HttpSpec finance;
    private static HttpSpec keeper;

    @BeforeAll
    static void start() {
        var vendors = Vendors.capability(Customers::accounts).routes(its -> {
            node = its;
            commissions = Vendors.commissions(its);
            return List.of();
        });
        shop = TestShop.start(List.of(Catalog.capability(), Orders.capability(), vendors), "souk.http.token-key = \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"");
        finance = as("finance");
        keeper = as("catalog");
        for (String id : List.of("teas", "pots")) applies(id);
        for (String path : List.of("home/tea", "home/tea/green", "garden")) sells(path);
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @AfterEach
    void noRulesAreLeft() {
        finance.get("/v1/admin/commission-rules").answers(200).each("items", "id").forEach(id -> finance.delete(RULES + id).answers(204));
    }

    private static HttpSpec as(String role) {
        return HttpSpec.at(shop.url().toString()).withToken(Tokens.of(HttpSpecServer.config(), Clock.systemUTC()).issue(new Principal("staff-" + role, Principal.Kind.STAFF, Set.of(role)), Duration.ofHours(1)).token());
    }

    private static void applies(String vendor) {
        var key = node.persons().key("owner-of-" + vendor).orElseThrow();
        var applicant = new Applicant("owner-of-" + vendor, "mailbox-of-" + vendor, key.seal(vendor + "@shop.example"), false);
        var company = key.seal(new Company(vendor + "@shop.example", Optional.empty(), Optional.empty()));
        var outcome = node.entities().ask(VendorCommand.at(vendor), new VendorCommand.Apply(vendor, applicant, vendor, company, key.seal(new PayoutAccount(PayoutAccount.Kind.REFERENCE, "account")), List.of())).join();
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    }

    /** One SKU of this category, named as that. */
    private static void sells(String category) {
        String sku = sku(category);
        keeper.put("/v1/admin/products/" + sku, "{'name':'" + sku + "','category':'" + category + "','variants':[{'sku':'" + sku + "','price':{'amount':1000,'currency':'GBP'}}]}").answers(201);
    }

    private static String sku(String category) {
        return category.replace('/', '-');
    }

    private static Sale sale(String vendor, String category, long total) {
        return new Sale(vendor, sku(category), Money.of(total, "GBP"));
    }

    private static List<Optional<Commission>> charged(Instant at, Sale... sales) {
        return commissions.of(List.of(sales), at).toCompletableFuture().join().fold(all -> all, refusal -> {
            throw new AssertionError("It was refused: " + refusal);
        });
    }

    /** Of one line of ten pounds, such as {@code 100 by all@1}. */
    private static String said(Instant at, String vendor, String category) {
        return charged(at, sale(vendor, category, 1_000)).get(0).map(commission -> commission.amount().amount() + " by " + commission.rule()).orElse("nothing");
    }

    private static String set(String id, String rule) {
        return id + "@" + finance.put(RULES + id, "{" + rule + "," + ALWAYS + "}").answers(201).text("version");
    }

    @Test
    void aRuleIsSetShownChangedAndRemovedAndItsVersionsStay() {
        var first = finance.put(RULES + "teas", "{'vendorId':'teas','category':'home/tea','tier':'gold','basisPoints':1250,'fixed':{'amount':30,'currency':'GBP'},'from':'2020-01-01T00:00:00Z','to':'2099-01-01T00:00:00Z'}").answers(201)
                .has("id", "teas").has("vendorId", "teas").has("category", "home/tea").has("tier", "gold").has("basisPoints", 1250).hasMoney("fixed", 30, "GBP").has("by", "staff-finance").hasNo("until");
        String version = first.text("version");
        assertThat(first.header("ETag")).isEqualTo("\"" + version + "\"");
        finance.get(RULES + "teas").answers(200).has("to", "2099-01-01T00:00:00Z");
        finance.put(RULES + "teas", "{'basisPoints':1000," + ALWAYS + "}").answers(200).hasNo("vendorId").hasNo("fixed");
        String second = finance.put(RULES + "teas", "{'basisPoints':1000," + ALWAYS + "}").answers(200).text("version");
        assertThat(finance.get("/v1/admin/commission-rules").answers(200).each("items", "id")).containsExactly("teas");
        finance.delete(RULES + "teas").answers(204);
        finance.delete(RULES + "teas").refuses(404, "not-found");
        finance.get(RULES + "teas").refuses(404, "not-found");

        assertThat(finance.get(RULES + "teas/versions").answers(200).each("items", "version")).startsWith(second, version);
        finance.get(RULES + "teas/versions?version=" + version).answers(200).has("items.0.basisPoints", 1250).has("items.0.endedBy", "staff-finance").has("items.0.tier", "gold");
        var page = finance.get(RULES + "teas/versions?limit=1").answers(200).has("items.0.version", Long.parseLong(second));
        finance.get(RULES + "teas/versions?limit=1&cursor=" + page.text("next")).answers(200).has("items.0.version", Long.parseLong(version));
        finance.get(RULES + "nothing/versions").refuses(404, "not-found");
    }

    @Test
    void whatCannotBeIsRefused() {
        finance.put(RULES + "bad", "{'basisPoints':10001," + ALWAYS + "}").refuses(400, "bad-request").becauseOf("basisPoints", "out-of-range");
        finance.put(RULES + "bad", "{'basisPoints':-1," + ALWAYS + "}").refuses(400, "bad-request").becauseOf("basisPoints", "out-of-range");
        finance.put(RULES + "bad", "{'basisPoints':1,'fixed':{'amount':-1,'currency':'GBP'}," + ALWAYS + "}").refuses(400, "bad-request").becauseOf("fixed.amount", "out-of-range");
        finance.put(RULES + "bad", "{'basisPoints':1}").refuses(400, "bad-request").becauseOf("from", "missing");
        finance.put(RULES + "bad", "{'basisPoints':1,'category':'home/'," + ALWAYS + "}").refuses(400, "bad-request").becauseOf("category", "bad-format");
        finance.put(RULES + "bad", "{'basisPoints':1,'tier':'Gold!'," + ALWAYS + "}").refuses(400, "bad-request").becauseOf("tier", "bad-format");
        for (String to : List.of("2020-01-01T00:00:00Z", "2019-12-31T23:59:59Z")) {
            finance.put(RULES + "bad", "{'basisPoints':1,'to':'" + to + "'," + ALWAYS + "}").refuses(400, "bad-request").becauseOf("to", "out-of-range");
        }
        finance.put(RULES + "bad", "{'vendorId':'nobody','basisPoints':1," + ALWAYS + "}").refuses(422, "unknown-vendor");
        finance.get(RULES + "bad").refuses(404, "not-found");
        as("vendors").get("/v1/admin/commission-rules").refuses(403, "forbidden");
        as("vendors").put("/v1/admin/vendors/nobody/tier", "{'tier':'gold'}").refuses(404, "not-found");
        as("vendors").put("/v1/admin/vendors/teas/tier", "{'tier':'Gold!'}").refuses(400, "bad-request").becauseOf("tier", "bad-format");
    }

    @Test
    void aLineIsChargedByItsVendorItsCategoryAndItsVendorsTier() {
        String all = set("all", "'basisPoints':1000");
        String gold = set("gold", "'tier':'gold','basisPoints':800");
        String tea = set("tea", "'category':'home/tea','basisPoints':1200");
        String pots = set("pots", "'vendorId':'pots','basisPoints':500,'fixed':{'amount':20,'currency':'GBP'}");
        String both = set("both", "'vendorId':'pots','category':'home','basisPoints':0");
        as("vendors").put("/v1/admin/vendors/teas/tier", "{'tier':'gold'}").answers(200).has("tier", "gold");
        var now = Instant.now();
        assertThat(said(now, "teas", "garden")).isEqualTo("80 by " + gold);
        assertThat(said(now, "teas", "home/tea/green")).isEqualTo("120 by " + tea);
        assertThat(said(now, "pots", "home/tea")).isEqualTo("0 by " + both);
        assertThat(said(now, "pots", "garden")).isEqualTo("70 by " + pots);
        // All lines of an order at once, in their order; what is in euros has no rule with pounds in it, what is sold no more has no category, and of a vendor that is not there nothing is known.
        assertThat(charged(now, sale("teas", "garden", 99), new Sale("pots", "garden", Money.of(1_000, "EUR")), new Sale("pots", "gone", Money.of(10, "GBP")), sale("nobody", "garden", 1_005), sale("teas", "garden", 99)))
                .extracting(each -> each.map(commission -> commission.amount() + " by " + commission.rule()).orElse("nothing"))
                .containsExactly("8 GBP by " + gold, "100 EUR by " + all, "10 GBP by " + pots, "101 GBP by " + all, "8 GBP by " + gold);
        finance.put("/v1/admin/vendors/teas/tier", "{}").answers(200).hasNo("tier");
        assertThat(said(now, "teas", "garden")).isEqualTo("100 by " + all);
    }

    @Test
    void whoAsksLateIsToldWhatHeldWhenItWasSold() {
        assertThat(said(Instant.now(), "teas", "garden")).isEqualTo("nothing");
        var written = finance.put(RULES + "all", "{'basisPoints':1000," + ALWAYS + "}").answers(201);
        String first = "all@" + written.text("version");
        var sold = Instant.parse(written.text("since"));
        // The shop's times are whole milliseconds.
        await("the next millisecond").until(() -> Instant.now().isAfter(sold.plusMillis(2)));
        String second = "all@" + finance.put(RULES + "all", "{'basisPoints':500," + ALWAYS + "}").answers(200).text("version");
        assertThat(said(sold, "teas", "garden")).isEqualTo("100 by " + first);
        assertThat(said(Instant.now(), "teas", "garden")).isEqualTo("50 by " + second);
        finance.delete(RULES + "all").answers(204);
        assertThat(said(sold, "teas", "garden")).isEqualTo("100 by " + first);
        assertThat(said(Instant.now(), "teas", "garden")).isEqualTo("nothing");
        // A rule says nothing of what was sold before it was written, whatever its from.
        assertThat(said(Instant.parse("2020-06-01T00:00:00Z"), "teas", "garden")).isEqualTo("nothing");
    }
}
