package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import souk.server.Market.Shopper;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.TestShop;

/**
 * No vendor reads or changes what is another's. Every route of {@code /openapi.json} under {@code /v1/vendor} is tried with the ids of everything that another vendor has, whatever sort of id it takes, as they are and altered, with
 * proper bodies and keys: the answer is the same as for what is not there, names nothing of the other, and everything stays as it was. A route that this test does not know fails it: say in CASES or LISTS what it is sent. What
 * vendors have and can name belongs into {@link #things}. A run pays all vendors, so this is alone in the shop. Shoppers' things: {@link OthersThingsTest}.
 */
@AloneInOpenShop
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OthersVendorThingsTest {
    private static final Duration A_WHILE = Duration.ofSeconds(90);
    private static final String SETTINGS = "/v1/admin/payout-settings";
    private static final String NOT_THERE = "404 not-found";
    private static final String OFFER = "{'price':{'amount':1,'currency':'GBP'},'location':'home','onHand':1}";
    private static final String LINES = "{'lines':[{'sku':'SKU','quantity':1}]}";

    /**
     * What a route with an id in its path is sent.
     *
     * @param body     {@code SKU} is one that the other sells; null: none
     * @param usually  the answer, whatever sort of id it is
     * @param unless   the answer to some sorts of ids; empty: it may be answered, as that is nobody's own
     * @param varied   whether an id that is altered is nobody's, too
     */
    private record Case(String body, String usually, Map<String, String> unless, boolean varied) {
        private Case(String body) {
            this(body, NOT_THERE, Map.of(), true);
        }
    }

    private static final Map<String, Case> CASES = new LinkedHashMap<>();
    /** Without an id: of the vendor of the token. */
    private static final Set<String> LISTS = Set.of("/v1/vendor", "/v1/vendor/members", "/v1/vendor/offers", "/v1/vendor/orders", "/v1/vendor/payouts", "/v1/vendor/balance", "/v1/vendor/ledger",
            "/v1/vendor/analytics", "/v1/vendor/disputes");

    /** What changes the vendor of the token. */
    private static final String CHANGES = "PATCH /v1/vendor";

    /** What some of these want to be told. */
    private static final Map<String, String> ASKED = Map.of("/v1/vendor/balance", "?currency=GBP", "/v1/vendor/ledger", "?currency=GBP",
            "/v1/vendor/analytics", "?currency=GBP&from=" + LocalDate.now(ZoneOffset.UTC).minusDays(2) + "T00:00:00Z&to=" + LocalDate.now(ZoneOffset.UTC).plusDays(2) + "T00:00:00Z");

    static {
        CASES.put("GET /v1/vendor/offers/{sku}", new Case(null));
        // What the catalog has may be sold by anybody.
        CASES.put("PUT /v1/vendor/offers/{sku}", new Case(OFFER, NOT_THERE, Map.of("sku", ""), true));
        CASES.put("DELETE /v1/vendor/offers/{sku}", new Case(null));
        CASES.put("GET /v1/vendor/orders/{id}", new Case(null));
        CASES.put("POST /v1/vendor/orders/{id}/ship", new Case("{'carrier':'Royal Mail','trackingNumber':'RM2'}"));
        CASES.put("POST /v1/vendor/orders/{id}/refunds", new Case(LINES));
        CASES.put("POST /v1/vendor/orders/{id}/cancel", new Case(null));
        CASES.put("GET /v1/vendor/payouts/{id}", new Case(null));
        CASES.put("GET /v1/vendor/disputes/{id}", new Case(null));
        CASES.put("POST /v1/vendor/disputes/{id}/evidence", new Case("{'text':'It was whole'}"));
        for (String form : List.of("", ".csv", ".pdf")) CASES.put("GET /v1/vendor/payouts/{id}/statement" + form, new Case(null));
        // Whoever sells for one vendor cannot be asked by another; an address that nobody has may be.
        CASES.put("PUT /v1/vendor/members/{email}", new Case(null, "400 bad-request", Map.of("member", "409 sells-already", "owner", "409 sells-already"), false));
        CASES.put("DELETE /v1/vendor/members/{email}", new Case(null));
    }

    private record Operation(String method, String path) {
        private String name() {
            return method + " " + path;
        }

        private String at(String id) {
            return path.replaceAll("\\{[A-Za-z]+}", URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20"));
        }
    }

    private record Seller(String id, String email, HttpSpec http) {
        private HttpSpecAnswer offers(String sku) {
            return http.put("/v1/vendor/offers/" + sku, OFFER.replace("'amount':1", "'amount':900").replace("'onHand':1", "'onHand':9"));
        }

        private String lists(String path) {
            return http.get(path + ASKED.getOrDefault(path, "")).answers(200).body();
        }
    }

    private final Market market;
    private final Accounts accounts;
    private final List<Operation> operations = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    /** Ids of what is Ann's by the sort of thing. */
    private final Map<String, String> things = new LinkedHashMap<>();
    private Seller ann;
    private Seller bob;
    private int sent;

    OthersVendorThingsTest(TestShop shop, Market market) {
        this.market = market;
        accounts = new Accounts(shop, market.nobody);
        market.nobody.contract().path("paths").fields().forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(method -> {
            if (path.getKey().equals("/v1/vendor") || path.getKey().startsWith("/v1/vendor/")) operations.add(new Operation(method.toUpperCase(Locale.ROOT), path.getKey()));
        }));
    }

    private Seller seller() {
        String email = Market.unique("seller") + "@shop.example";
        String id = market.shopper().http().post("/v1/vendors/applications", "{'name':'" + Market.unique("Teas") + "','email':'" + email + "','password':'" + Accounts.PASSWORD + "','payoutAccount':'acct-1'}").answers(201).text("vendorId");
        market.staff.post("/v1/admin/vendors/" + id + "/approve").answers(200);
        return new Seller(id, email, market.nobody.withToken(accounts.session(email, "vendor")));
    }

    @BeforeAll
    void annHasOneOfEverything() {
        market.staff.put(SETTINGS, "{'holdDays':0}").answers(200);
        ann = seller();
        bob = seller();
        String sku = market.sells(1_000, 5);
        String member = accounts.open();
        ann.http.put("/v1/vendor/members/" + member, null).answers(200);
        for (String each : List.of(sku, market.sells(1_000, 5))) ann.offers(each).answers(201);
        String paid = sold(market.shopper(), sku);
        var buyer = market.shopper();
        String open = sold(buyer, sku);
        String dispute = buyer.http().withKey("dispute").post("/v1/orders/" + open + "/disputes", "{'vendorId':'" + ann.id + "','reason':'It never came'}").answers(201).text("id");
        ann.http.post("/v1/vendor/orders/" + paid + "." + ann.id + "/ship", "{'carrier':'Royal Mail','trackingNumber':'" + Market.unique("RM") + "'}").answers(200);
        market.staff.post("/v1/admin/vendor-orders/" + paid + "." + ann.id + "/deliver", "{}").answers(200);
        await("it is payable").atMost(A_WHILE).untilAsserted(() -> ann.http.get("/v1/vendor/balance?currency=GBP").answers(200).hasMoney("payable", 900, "GBP"));
        String run = market.staff.withKey(Market.unique("run")).post("/v1/admin/payouts/runs", "{'currency':'GBP'}").answers(201).text("id");
        await("it is paid").atMost(A_WHILE).untilAsserted(() -> assertThat(ann.http.get("/v1/vendor/payouts").answers(200).each("items", "state")).containsExactly("paid"));
        await("it is booked").atMost(A_WHILE).untilAsserted(() -> assertThat(ann.http.get("/v1/vendor/ledger?currency=GBP").answers(200).each("items", "type")).containsExactly("payout", "sale", "sale"));
        await("it is listed").atMost(A_WHILE).untilAsserted(() -> assertThat(ann.http.get("/v1/vendor/orders").answers(200).each("items", "status")).containsExactlyInAnyOrder("open", "delivered"));
        await("it is disputed").atMost(A_WHILE).untilAsserted(() -> assertThat(ann.http.get("/v1/vendor/disputes").answers(200).each("items", "id")).containsExactly(dispute));
        await("they are listed").atMost(A_WHILE).untilAsserted(() -> assertThat(ann.http.get("/v1/vendor/offers").answers(200).each("items", "onHand")).containsExactlyInAnyOrder("7", "9"));
        things.putAll(Map.of("vendor order", open + "." + ann.id, "vendor order that is over", paid + "." + ann.id, "order", open, "payout", run + "." + ann.id, "run", run, "offer", ann.id + ":" + sku, "sku", sku, "member", member, "owner",
                ann.email, "vendor", ann.id));
        things.put("dispute", dispute);
    }

    @AfterAll
    void itIsAsItWas() {
        market.staff.put(SETTINGS, "{'holdDays':14}").answers(200);
    }

    private String sold(Shopper shopper, String sku) {
        String cart = shopper.cart();
        shopper.http().post("/v1/carts/" + cart + "/lines", "{'sku':'" + sku + "','quantity':1,'vendorId':'" + ann.id + "'}").answers(200);
        String order = shopper.buys(cart, "buy", "approve").answers(201).text("id");
        await("what is Ann's of it").atMost(A_WHILE).until(() -> ann.http.get("/v1/vendor/orders/" + order + "." + ann.id).status() == 200);
        return order;
    }

    /** All that can be seen of what is a vendor's, by itself and by staff. */
    private List<String> state(Seller who) {
        var state = new ArrayList<String>();
        // Who asks somebody to sell for it has a later version, also when they do so elsewhere already.
        LISTS.stream().sorted().filter(path -> who == ann || !path.equals("/v1/vendor")).forEach(path -> state.add(who.lists(path)));
        if (who != ann) return state;
        for (String path : List.of("/v1/vendor/orders/" + things.get("vendor order"), "/v1/vendor/orders/" + things.get("vendor order that is over"), "/v1/vendor/payouts/" + things.get("payout"), "/v1/vendor/offers/" + things.get("sku"),
                "/v1/vendor/disputes/" + things.get("dispute"))) {
            state.add(ann.http.get(path).answers(200).body());
        }
        for (String path : List.of("/v1/admin/vendor-orders/" + things.get("vendor order"), "/v1/admin/offers/" + things.get("offer"))) state.add(market.staff.get(path + "/history?limit=200").answers(200).json().path("items").toString());
        return state;
    }

    @Test
    void whatIsAnotherVendorsIsNotThere() {
        assertThat(operations.stream().filter(each -> each.path.contains("{")).map(Operation::name)).as("routes under /v1/vendor with an id: say in CASES what they are sent, and put an id of what they are of into things").containsExactlyInAnyOrderElementsOf(CASES.keySet());
        var before = List.of(state(ann), state(bob));
        var tried = operations.stream().filter(each -> CASES.containsKey(each.name())).toList();
        for (Operation operation : tried) things.forEach((sort, id) -> tries(operation, sort, id));
        assertThat(failures).as("of " + sent + " requests for what is another vendor's").isEmpty();
        assertThat(List.of(state(ann), state(bob))).as("what is theirs, before and after").isEqualTo(before);
        System.out.println(sent + " requests for what is another vendor's by all " + tried.size() + " routes with ids: none was answered with anything, and nothing changed");
    }

    private void tries(Operation operation, String sort, String id) {
        var expected = CASES.get(operation.name());
        String answer = expected.unless.getOrDefault(sort, expected.usually);
        if (!answer.isEmpty()) {
            var exact = expect(operation, bob.http, id, answer);
            if (answer.equals(NOT_THERE) && !exact.body().equals(expect(operation, bob.http, "made-up", NOT_THERE).body())) failures.add(operation.name() + " answers otherwise where there is something: " + exact.body());
        }
        // Where that is answered an altered one may be, too: another test's, a letter away.
        if (expected.varied && !answer.isEmpty()) for (String other : variations(id)) expect(operation, bob.http, other, NOT_THERE);
        expect(operation, market.staff, id, "403 forbidden");
        expect(operation, market.shopper().http(), id, "403 forbidden");
        expect(operation, market.nobody, id, "401 unauthenticated");
    }

    /** Altered by a character here and there, and as an id of Bob's would be. */
    private Set<String> variations(String id) {
        var all = new LinkedHashSet<String>();
        for (int i : new int[] {0, id.length() / 2, id.length() - 1}) all.add(id.substring(0, i) + (id.charAt(i) == 'k' ? 'j' : 'k') + id.substring(i + 1));
        all.addAll(List.of(id + "k", id + "." + bob.id, id.replace(ann.id, bob.id) + "." + ann.id, bob.id + ":" + id));
        if (id.contains("." + ann.id)) all.add(id.replace("." + ann.id, "." + bob.id));
        return all;
    }

    private HttpSpecAnswer expect(Operation operation, HttpSpec who, String id, String expected) {
        sent++;
        String body = CASES.get(operation.name()).body;
        var answer = who.withKey(Market.unique("k")).send(operation.method, operation.at(id), body == null ? null : body.replace("SKU", things.get("sku")));
        String said = answer.status() + " " + (answer.body().isEmpty() ? "" : answer.json().path("code").asText());
        if (!said.equals(expected)) failures.add(operation.method + " " + operation.at(id) + ": " + expected + ", but it answered " + said);
        namesNothing(operation.method + " " + operation.at(id), answer.body());
        return answer;
    }

    private void namesNothing(String request, String body) {
        things.forEach((sort, id) -> {
            if (body.contains(id)) failures.add(request + " names a " + sort + " of the other's: " + body);
        });
    }

    @Test
    void whatAVendorIsShownWithoutAnIdIsItsOwn() {
        assertThat(operations.stream().filter(each -> !each.path.contains("{")).map(Operation::name)).as("routes under /v1/vendor without an id: put what shows something into LISTS").containsExactlyInAnyOrderElementsOf(
                Stream.concat(LISTS.stream().map(path -> "GET " + path), Stream.of(CHANGES)).toList());
        for (String path : LISTS) {
            namesNothing(path, bob.lists(path));
            // Where another's page goes on.
            String one = path + (path.endsWith("ledger") ? "?currency=GBP&limit=1" : "?limit=1");
            var page = ann.http.get(one);
            if (page.status() == 200 && page.json().path("next").isTextual()) namesNothing(one, bob.http.get(one + "&cursor=" + URLEncoder.encode(page.text("next"), StandardCharsets.UTF_8)).body());
        }
        var before = state(ann);
        bob.http.post("/v1/sessions/step-up", "{'password':'" + Accounts.PASSWORD + "'}").answers(200);
        bob.http.patch("/v1/vendor", "{'name':'" + Market.unique("Pots") + "','payoutAccount':'acct-2'}").answers(200).has("id", bob.id);
        assertThat(state(ann)).isEqualTo(before);
        assertThat(failures).isEmpty();
    }

    @Test
    void whoSellsTheSameSkuChangesNothingOfTheOthersOffer() {
        String path = "/v1/vendor/offers/" + things.get("sku");
        String before = ann.http.get(path).answers(200).body();
        var carl = seller();
        carl.http.put(path, OFFER).answers(201);
        carl.http.delete(path).answers(204);
        assertThat(ann.http.get(path).answers(200).body()).isEqualTo(before);
    }
}
