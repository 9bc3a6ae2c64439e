package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import souk.platform.Node;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.LiveSpec;
import souk.testkit.TestShop;

/**
 * Nobody reads or changes what is somebody else's. Every route of {@code /openapi.json} with an id in its path is tried with ids of others: as they are, altered by one character, and those of another
 * sort of thing, with proper bodies, versions and keys. The answer is 404, the same as for what is not there, and everything of the owner's stays as it was. A route that this test does not know fails it: say
 * whose it is.
 */
@InOpenShop
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OthersThingsTest {
    private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z]+)}");
    /** What each of a shopper's own routes is sent; {@code SKU} is one that is sold. */
    private static final Map<String, String> OWNED = new LinkedHashMap<>();
    private static final String ADDRESS = "{'name':'Ann','line1':'1 High Street','city':'York','postcode':'YO1','country':'GB'}";
    /** The same for everybody: what is public, and where who asks gets something of their own. */
    private static final Set<String> EVERYBODYS = Set.of("GET /v1/products/{id}", "GET /v1/stock/{sku}", "GET /v1/vendors/{id}/ratings", "GET /v1/flash-sales/{id}", "GET /v1/flash-sales/{id}/queue", "POST /v1/flash-sales/{id}/queue",
            "POST /v1/flash-sales/{id}/claims", "PUT /v1/me/consents/{purpose}");
    /** Live topics of a shopper's own, and what they are of. */
    private static final Map<String, String> TOPICS = Map.of("cart", "cart", "order", "order");

    static {
        OWNED.put("GET /v1/carts/{id}", null);
        OWNED.put("POST /v1/carts/{id}/lines", Market.line("SKU", 1));
        OWNED.put("POST /v1/carts/{id}/lines:batch", "{'lines':[" + Market.line("SKU", 1) + "]}");
        OWNED.put("PATCH /v1/carts/{id}/lines/{lineId}", "{'quantity':2}");
        OWNED.put("DELETE /v1/carts/{id}/lines/{lineId}", null);
        OWNED.put("POST /v1/carts/{id}/checkout", Market.buying("approve"));
        OWNED.put("GET /v1/orders/{id}", null);
        OWNED.put("POST /v1/orders/{id}/cancel", null);
        OWNED.put("GET /v1/orders/{id}/disputes", null);
        OWNED.put("POST /v1/orders/{id}/disputes", "{'vendorId':'made-up','reason':'Broken'}");
        OWNED.put("POST /v1/orders/{id}/disputes/{disputeId}/evidence", "{'text':'Broken'}");
        OWNED.put("GET /v1/orders/{id}/ratings/{vendorId}", null);
        OWNED.put("PUT /v1/orders/{id}/ratings/{vendorId}", "{'stars':1}");
        OWNED.put("POST /v1/me/guest-orders/{id}/claim", null);
        OWNED.put("DELETE /v1/flash-sales/{id}/claims/{claimId}", null);
        OWNED.put("DELETE /v1/me/sessions/{id}", null);
        OWNED.put("PUT /v1/me/addresses/{id}", ADDRESS);
        OWNED.put("DELETE /v1/me/addresses/{id}", null);
        OWNED.put("GET /v1/me/vendors/{id}", null);
    }

    /** A route of the contract with ids in its path. */
    private record Operation(String method, String path, List<String> kinds) {
        private String name() {
            return method + " " + path;
        }

        private List<String> parameters() {
            return PARAMETER.matcher(path).results().map(found -> found.group(1)).toList();
        }

        /** The sort of thing that a parameter names. */
        private String thing(String parameter) {
            if (parameter.endsWith("Id")) return parameter.substring(0, parameter.length() - 2);
            return path.startsWith("/v1/me/sessions/") ? "session" : path.startsWith("/v1/me/addresses/") ? "address" : path.contains("/vendors/") ? "vendor" : path.startsWith("/v1/flash-sales/") ? "sale"
                    : path.startsWith("/v1/orders/") || path.startsWith("/v1/me/guest-orders/") || path.startsWith("/v1/admin/orders/") ? "order" : "cart";
        }

        private String filled(Map<String, String> ids) {
            String filled = path;
            for (String parameter : parameters()) filled = filled.replace("{" + parameter + "}", ids.get(parameter));
            return filled;
        }
    }

    /** Somebody, and the ids of what is theirs by the sort of thing. */
    private record Visitor(String kind, HttpSpec http, String token, Map<String, String> things) {
        private Map<String, String> ids(Operation operation) {
            var ids = new LinkedHashMap<String, String>();
            for (String parameter : operation.parameters()) ids.put(parameter, things.getOrDefault(operation.thing(parameter), "made-up"));
            return ids;
        }
    }

    private final TestShop shop;
    private final Market market;
    private final Accounts accounts;
    private final List<Operation> operations = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private List<Visitor> owners;
    private List<Visitor> others;
    private String sku;
    private String sale;
    private int sent;

    OthersThingsTest(TestShop shop, Market market) {
        this.shop = shop;
        this.market = market;
        accounts = new Accounts(shop, market.nobody);
        market.nobody.contract().path("paths").fields().forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation -> {
            if (path.getKey().contains("{")) operations.add(new Operation(operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), words(operation.getValue().path("x-souk-roles"))));
        }));
    }

    private static List<String> words(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }

    @BeforeAll
    void everybodyHasSomething() {
        sku = market.sells(700, 100);
        var now = Instant.now();
        sale = market.staff.post("/v1/admin/flash-sales", "{'sku':'" + sku + "','price':{'amount':100,'currency':'GBP'},'quantity':20,'perCustomer':5,'startsAt':'" + now + "','endsAt':'" + now.plusSeconds(3_600)
                + "','claimTtlSeconds':3000}").answers(201).text("id");
        owners = List.of(guest(), customer());
        others = List.of(guest(), customer());
    }

    @AfterAll
    void theSaleIsOver() {
        market.staff.post("/v1/admin/flash-sales/" + sale + "/cancel").answers(200);
    }

    private Visitor guest() {
        String token = market.nobody.session("{}").text("token");
        return with("guest", token, new LinkedHashMap<>());
    }

    private Visitor customer() {
        String token = accounts.session(accounts.open(), "customer");
        var things = new LinkedHashMap<String, String>();
        things.put("session", market.nobody.withToken(token).get("/v1/me/sessions").answers(200).json().get(0).path("id").asText());
        things.put("address", market.nobody.withToken(token).post("/v1/me/addresses", ADDRESS).answers(201).text("id"));
        things.put("vendor", market.nobody.withToken(token).post("/v1/vendors/applications", "{'name':'Teas','payoutAccount':'acct-1'}").answers(201).text("vendorId"));
        return with("customer", token, things);
    }

    private Visitor with(String kind, String token, Map<String, String> things) {
        var shopper = new Market.Shopper(market.nobody.withToken(token), token);
        things.put("sale", sale);
        things.put("claim", shopper.http().withKey("claim").post("/v1/flash-sales/" + sale + "/claims", "{'quantity':1}").answers(201).text("claimId"));
        things.put("order", shopper.buys(shopper.cart(sku, 1), "buy", "approve").answers(201).text("id"));
        String cart = shopper.http().withKey("cart").post("/v1/carts", "{'currency':'GBP'}").answers(201).text("id");
        things.put("line", shopper.adds(cart, sku, 2).answers(200).text("lines.0.id"));
        things.put("cart", cart);
        return new Visitor(kind, shopper.http(), token, things);
    }

    /** All that can be seen of what is theirs, by themselves and by staff. */
    private List<String> state(Visitor who) {
        var state = new ArrayList<String>();
        for (String path : List.of("/v1/carts/" + who.things.get("cart"), "/v1/orders/" + who.things.get("order"))) {
            var seen = who.http.get(path).answers(200);
            state.add(seen.header("ETag") + " " + seen.body());
        }
        for (String path : List.of("/v1/admin/carts/" + who.things.get("cart"), "/v1/admin/orders/" + who.things.get("order"))) state.add(market.staff.get(path + "/history?limit=200").answers(200).json().path("items").toString());
        if (who.kind.equals("customer")) for (String path : List.of("/v1/me/sessions", "/v1/me/addresses", "/v1/me/vendors/" + who.things.get("vendor"))) state.add(who.http.get(path).answers(200).body());
        var sold = market.staff.get("/v1/admin/flash-sales/" + sale).answers(200);
        state.add(sold.text("claimed") + " claimed, " + sold.text("left") + " left");
        return state;
    }

    @Test
    void whatIsSomebodyElsesIsNotThere() {
        var unknown = operations.stream().filter(operation -> !operation.kinds.equals(List.of("staff")) && !operation.kinds.equals(List.of("vendor"))).map(Operation::name).filter(name -> !OWNED.containsKey(name) && !EVERYBODYS.contains(name)).toList();
        assertThat(unknown).as("routes with ids of which this test does not know whose they are: put them into OWNED or EVERYBODYS").isEmpty();
        assertThat(operations.stream().map(Operation::name)).as("routes with ids").containsAll(OWNED.keySet());
        var all = new ArrayList<>(owners);
        all.addAll(others);
        var before = all.stream().map(this::state).toList();

        for (Visitor owner : owners) {
            for (Visitor other : others) for (Operation operation : operations) tryAll(operation, owner, other);
            for (Operation operation : operations) tryOwn(operation, owner, others.get(1));
            for (Operation operation : operations) if (OWNED.containsKey(operation.name())) expect(operation, new Visitor("nobody", market.nobody, null, Map.of()), owner.ids(operation), owner, "401 unauthenticated");
        }

        assertThat(failures).as("of " + sent + " requests for what is somebody else's").isEmpty();
        assertThat(all.stream().map(this::state).toList()).as("what is theirs, before and after").isEqualTo(before);
        System.out.println(sent + " requests for what is somebody else's, or nobody's, by all " + operations.size() + " routes with ids: none was answered with anything, and nothing changed");
    }

    private void tryAll(Operation operation, Visitor owner, Visitor other) {
        if (EVERYBODYS.contains(operation.name())) return;
        if (!OWNED.containsKey(operation.name())) {
            expect(operation, other, owner.ids(operation), owner, "403 forbidden");
            return;
        }
        String expected = operation.kinds.contains(other.kind) ? "404 not-found" : "403 forbidden";
        var exact = expect(operation, other, owner.ids(operation), owner, expected);
        var missing = new LinkedHashMap<>(owner.ids(operation));
        missing.put(operation.parameters().get(0), "made-up");
        if (!exact.body().equals(expect(operation, other, missing, owner, expected).body())) failures.add(operation.name() + " answers otherwise where there is something: " + exact.body());
        for (var ids : variations(operation, owner, other)) if (!ids.equals(other.ids(operation))) expect(operation, other, ids, owner, expected);
    }

    /** Nor does an owner find anything by an id that is none of theirs, or is theirs but by a route that is not for them. */
    private void tryOwn(Operation operation, Visitor owner, Visitor other) {
        if (EVERYBODYS.contains(operation.name())) return;
        if (!OWNED.containsKey(operation.name()) || !operation.kinds.contains(owner.kind)) expect(operation, owner, owner.ids(operation), owner, "403 forbidden");
        else for (var ids : variations(operation, owner, other)) expect(operation, owner, ids, other, "404 not-found");
    }

    /** The owner's ids, one of them altered by a character, here and there, or that of another thing, or of the other's own. */
    private static Set<Map<String, String>> variations(Operation operation, Visitor owner, Visitor other) {
        var all = new LinkedHashSet<Map<String, String>>();
        for (String parameter : operation.parameters()) {
            for (String id : variations(operation, parameter, owner, other)) {
                var ids = new LinkedHashMap<>(owner.ids(operation));
                ids.put(parameter, id);
                all.add(ids);
            }
        }
        return all;
    }

    private static Set<String> variations(Operation operation, String parameter, Visitor owner, Visitor other) {
        String id = owner.things.getOrDefault(operation.thing(parameter), "made-up");
        var all = new LinkedHashSet<String>();
        for (int i : new int[] {0, id.length() / 2, id.length() - 1}) all.add(id.substring(0, i) + (id.charAt(i) == 'k' ? 'j' : 'k') + id.substring(i + 1));
        all.add(id + "k");
        if (id.length() > 1) all.add(id.substring(0, id.length() - 1));
        all.addAll(owner.things.values());
        all.add(other.things.getOrDefault(operation.thing(parameter), "made-up"));
        all.remove(id);
        return all;
    }

    /** @param whose the version that is sent is that of their cart, and the key one that they have used */
    private HttpSpecAnswer expect(Operation operation, Visitor who, Map<String, String> ids, Visitor whose, String expected) {
        sent++;
        String body = OWNED.get(operation.name());
        String path = operation.filled(ids);
        boolean bare = who.kind.equals("nobody") || !OWNED.containsKey(operation.name());
        var answer = (bare ? who.http : who.http.withKey("buy").ifMatch("\"2\"")).sendRaw(operation.method, path, body == null ? null : body.replace("SKU", sku).replace('\'', '"'), "application/json");
        String said = answer.status() + " " + (answer.body().isEmpty() ? "" : answer.json().path("code").asText());
        if (!said.equals(expected)) failures.add(operation.method + " " + path + " as " + who.kind + " on what is a " + whose.kind + "'s: " + expected + ", but it answered " + said);
        return answer;
    }

    @Test
    void whatIsSomebodyElsesIsNotTakenFromABodyNorAKey() {
        for (Visitor owner : owners) {
            for (Visitor other : others) {
                var before = state(owner);
                String own = "/v1/carts/" + other.things.get("cart");
                String claim = "{'claimId':'" + owner.things.get("claim") + "'}";
                other.http.post(own + "/lines", claim).refuses(404, "not-found");
                other.http.post(own + "/lines:batch", "{'lines':[" + claim + "]}").refuses(404, "not-found");
                // A key is each one's own: the other's first use of it here is not the owner's answer.
                assertThat(other.http.withKey("cart").post("/v1/carts", "{'currency':'GBP'}").answers(201).text("id")).isEqualTo(other.things.get("cart"));
                assertThat(other.http.withKey("claim").post("/v1/flash-sales/" + sale + "/claims", "{'quantity':1}").answers(201).text("claimId")).isEqualTo(other.things.get("claim"));
                assertThat(other.http.get("/v1/orders?limit=200").answers(200).each("items", "id")).doesNotContain(owner.things.get("order"));
                assertThat(state(owner)).isEqualTo(before);
            }
        }
    }

    @Test
    void whatIsSomebodyElsesIsNotWatched() {
        var config = ConfigFactory.parseString(OpenShop.TOKEN_KEY + "\nsouk.customers.staff.password = never-used").withFallback(ConfigFactory.parseResources("souk-node.conf"))
                .withFallback(ConfigFactory.defaultReferenceUnresolved()).resolve();
        var node = new Node(null, null, config, Clock.systemUTC(), Runnable::run);
        Souk.CAPABILITIES.forEach(capability -> capability.topics().forEach((name, topic) -> assertThat(TOPICS.containsKey(name)).as("the topic " + name + " is somebody's own: put it into TOPICS").isEqualTo(topic.apply(node).isOwned())));
        for (Visitor owner : owners) {
            for (Visitor other : others) {
                try (var live = LiveSpec.at(shop.url(), other.token); var nobody = LiveSpec.at(shop.url())) {
                    TOPICS.forEach((topic, thing) -> {
                        String name = topic + ":" + owner.things.get(thing);
                        live.watches(name);
                        assertThat(live.error(name)).as(name).isEqualTo("not-found");
                        assertThat(live.states(name)).isEmpty();
                        nobody.watches(name);
                        assertThat(nobody.error(name)).as(name).isEqualTo("unauthenticated");
                        assertThat(nobody.states(name)).isEmpty();
                    });
                }
            }
        }
    }
}
