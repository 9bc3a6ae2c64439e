package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import souk.devservices.DevServices;
import souk.platform.http.Principal;
import souk.platform.http.Tokens;
import souk.platform.journal.Segment;
import souk.testkit.HttpSpecBadInput;
import souk.testkit.TestShop;

/**
 * Everything that the contract forbids, sent to every route of {@code /openapi.json}, so that a new route is covered by itself: always
 * the documented refusal, never a 5xx, and nothing is stored.
 */
@AloneInOpenShop
class BadInputTest {
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The id of a request, which is the cause of the events that it leads to; those of steps and reactions tell of which event. */
    private static final Pattern REQUEST = Pattern.compile("[0-9a-z]+-[0-9]+");
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

    private final TestShop shop;
    private final Market market;
    private final Market.Shopper ann;
    private final String guestToken;
    private final String staffToken;
    private final String customerToken;
    private final Audit audit;
    private Map<String, Long> ends;

    BadInputTest(TestShop shop, Market market) {
        this.shop = shop;
        this.market = market;
        ann = market.shopper();
        guestToken = market.nobody.post("/v1/sessions", "{}").text("token");
        staffToken = market.nobody.post("/v1/sessions", "{'email':'admin@souk.local','password':'" + TestShop.ADMIN_PASSWORD + "'}").text("token");
        audit = Audit.of(DevServices.shared().cassandra(), DevServices.shared().elasticsearch(), shop.keyspace());
        ends = audit.ends();
        var accounts = new Accounts(shop, market.nobody);
        customerToken = accounts.session(accounts.open(), "customer");
        assertThat(audit.since(ends)).as("events since an account was asked for").anyMatch(BadInputTest::isOfARequest);
    }

    /** One route of the contract, with its parameters filled in. */
    private record Operation(String method, String path, JsonNode definition) {
        boolean takesJson() {
            return definition.path("requestBody").path("content").has("application/json");
        }

        boolean takesBody() {
            return definition.has("requestBody");
        }

        boolean needsToken() {
            return definition.path("security").size() == 1;
        }

        boolean allows(String kind) {
            return StreamSupport.stream(definition.path("x-souk-roles").spliterator(), false).anyMatch(role -> role.asText().equals(kind));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private List<Operation> operations() {
        var all = new ArrayList<Operation>();
        market.nobody.contract().path("paths").fields().forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation -> all.add(
                new Operation(operation.getKey().toUpperCase(Locale.ROOT), path.getKey().replaceAll("\\{[^}]+}", "made-up") + requiredQuery(operation.getValue()), operation.getValue()))));
        assertThat(all).hasSizeGreaterThan(15);
        return all;
    }

    private static String requiredQuery(JsonNode operation) {
        var pairs = new ArrayList<String>();
        operation.path("parameters").forEach(parameter -> {
            if (parameter.path("in").asText().equals("query") && parameter.path("required").asBoolean()) pairs.add(parameter.path("name").asText() + "=x");
        });
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    /** What a request before this test led to has been written, before anything is sent. */
    @BeforeEach
    void remember() {
        ends = audit.ends();
        await("what was asked for before has been done").atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofSeconds(1)).until(() -> {
            var before = ends;
            ends = audit.ends();
            return audit.since(before).stream().noneMatch(BadInputTest::isOfARequest);
        });
    }

    /** The shop goes on meanwhile: deadlines pass and letters are sent. But no request leads to an event, and nothing new comes to be. */
    @AfterEach
    void nothingWasStored() {
        var since = audit.since(ends);
        audit.close();
        assertThat(since.stream().filter(entry -> isOfARequest(entry) || entry.version() == 1 && entry.cause().isEmpty()))
                .extracting(entry -> entry.type() + "/" + entry.id() + " " + entry.version() + " " + entry.name() + " because of " + entry.cause()).as("events of requests").isEmpty();
    }

    private static boolean isOfARequest(Segment.Entry entry) {
        return REQUEST.matcher(entry.cause()).matches();
    }

    @Test
    void whateverTheSchemasForbidIsRefused() {
        int sent = HttpSpecBadInput.everyRouteRefuses(market.nobody, Map.of("guest", ann.http(), "staff", market.staff, "customer", market.nobody.withToken(customerToken), "vendor", market.nobody.withToken(vendorToken())));
        System.out.println(sent + " bad requests to " + operations().size() + " routes were refused as documented");
    }

    /** Of a vendor that is not there. */
    private static String vendorToken() {
        return Tokens.of(ConfigFactory.parseString(OpenShop.TOKEN_KEY), Clock.systemUTC()).issue(new Principal("account-of-vendor", Principal.Kind.VENDOR).sellingFor("made-up"), Duration.ofHours(1)).token();
    }

    @TestFactory
    List<DynamicTest> whateverIsNoProperBodyIsRefused() {
        byte[] large = " ".repeat(2 << 20).getBytes(StandardCharsets.US_ASCII);
        byte[] notUtf8 = {'{', '"', 'a', '"', ':', '"', (byte) 0xC3, (byte) 0x28, '"', '}'};
        Map<String, Body> bodies = new LinkedHashMap<>();
        bodies.put("2 MiB", new Body(BodyPublishers.ofByteArray(large), 413, "body-too-large"));
        bodies.put("2 MiB of unknown length", new Body(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)), 413, "body-too-large"));
        bodies.put("invalid UTF-8", new Body(BodyPublishers.ofByteArray(notUtf8), 400, "bad-json"));
        bodies.put("a byte order of UTF-16", new Body(BodyPublishers.ofString("{}", StandardCharsets.UTF_16), 400, "bad-json"));
        bodies.put("a key twice", new Body(BodyPublishers.ofString("{\"a\":1,\"a\":2}"), 400, null));
        bodies.put("100,000 levels", new Body(BodyPublishers.ofString("{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000)), 400, "bad-json"));
        bodies.put("a number of 100,000 digits", new Body(BodyPublishers.ofString("{\"a\":" + "9".repeat(100_000) + "}"), 400, null));
        bodies.put("half a body", new Body(BodyPublishers.ofString("{\"a\":"), 400, "bad-json"));
        return operations().stream().filter(Operation::takesJson).map(operation -> DynamicTest.dynamicTest(operation.toString(), () ->
                bodies.forEach((what, body) -> refused(operation + " with " + what, send(operation, tokenFor(operation), body.bytes, "application/json"), body.status, body.code)))).toList();
    }

    private record Body(BodyPublisher bytes, int status, String code) {}

    @TestFactory
    List<DynamicTest> whoMayNotIsRefused() {
        var tokens = new LinkedHashMap<String, String>();
        tokens.put("no token", null);
        tokens.put("an expired token", Tokens.of(ConfigFactory.parseString(OpenShop.TOKEN_KEY), Clock.offset(Clock.systemUTC(), Duration.ofDays(-2)))
                .issue(new Principal("staff:x", Principal.Kind.STAFF, Set.of(Principal.ADMIN)), Duration.ofHours(1)).token());
        tokens.put("a token with another signature", staffToken.substring(0, staffToken.length() - 8) + "AAAAAAAA");
        tokens.put("a token without a signature", "eyJhbGciOiJub25lIn0." + staffToken.split("\\.")[1] + ".");
        tokens.put("no proper token", "made-up");
        return operations().stream().filter(Operation::needsToken).map(operation -> DynamicTest.dynamicTest(operation.toString(), () -> {
            tokens.forEach((what, token) -> refused(operation + " with " + what, send(operation, token, BodyPublishers.ofString("{"), "text/plain"), 401, "unauthenticated"));
            // The role comes before the body and the thing.
            if (!operation.allows("guest")) refused(operation + " as a guest", send(operation, guestToken, BodyPublishers.ofString("{"), "text/plain"), 403, "forbidden");
        })).toList();
    }

    @Test
    void aMethodThatAPathDoesNotKnowIsRefusedWithThoseItKnows() throws Exception {
        var known = new LinkedHashMap<String, Set<String>>();
        operations().forEach(operation -> known.computeIfAbsent(operation.path.split("\\?")[0], path -> new TreeSet<>()).add(operation.method));
        for (var path : known.entrySet()) {
            for (String method : METHODS) {
                if (knows(path.getKey(), method)) continue;
                var answer = send(method, path.getKey(), guestToken, null, BodyPublishers.ofString("{}"), "application/json");
                refused(method + " " + path.getKey(), answer, 405, "method-not-allowed");
                assertThat(answer.headers().firstValue("Allow").orElse("").split(", ")).contains(path.getValue().toArray(String[]::new));
            }
        }
    }

    /** Of its own, or as another route's path with parameters. */
    private boolean knows(String path, String method) {
        return StreamSupport.stream(((Iterable<Map.Entry<String, JsonNode>>) () -> market.nobody.contract().path("paths").fields()).spliterator(), false)
                .anyMatch(route -> route.getValue().has(method.toLowerCase(Locale.ROOT)) && path.matches(route.getKey().replaceAll("\\{[^}]+}", "[^/]+")));
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        var guest = ann.http();
        guest.get("/v1/carts/unknown").refuses(404, "not-found");
        guest.post("/v1/carts/unknown/lines", Market.line("x", 1)).refuses(404, "not-found");
        guest.delete("/v1/carts/unknown/lines/unknown").refuses(404, "not-found");
        guest.patch("/v1/carts/unknown/lines/unknown", "{'quantity':1}").refuses(404, "not-found");
        ann.buys("unknown", "k", "approve").refuses(404, "not-found");
        ann.order("unknown").refuses(404, "not-found");
        ann.cancels("unknown", "k").refuses(404, "not-found");
        market.nobody.get("/v1/products/unknown").refuses(404, "not-found");
        market.nobody.get("/v1/stock/unknown").refuses(404, "not-found");
        market.staff.put("/v1/admin/stock/unknown/main", "{'onHand':1}").refuses(404, "not-found");
        market.staff.patch("/v1/admin/products/unknown", "{'name':'x'}").refuses(404, "not-found");
        market.staff.get("/v1/admin/orders/unknown").refuses(404, "not-found");
        market.staff.post("/v1/admin/orders/unknown/steering", "{'action':'retry'}").refuses(404, "not-found");
        market.staff.get("/v1/admin/vendors/unknown").refuses(404, "not-found");
        for (String word : List.of("review", "approve", "suspend", "reinstate")) market.staff.post("/v1/admin/vendors/unknown/" + word).refuses(404, "not-found");
        market.staff.post("/v1/admin/vendors/unknown/reject", "{'reason':'No'}").refuses(404, "not-found");
        market.staff.put("/v1/admin/vendors/unknown/tier", "{'tier':'gold'}").refuses(404, "not-found");
        market.staff.get("/v1/admin/commission-rules/unknown").refuses(404, "not-found");
        market.staff.get("/v1/admin/commission-rules/unknown/versions").refuses(404, "not-found");
        market.staff.delete("/v1/admin/commission-rules/unknown").refuses(404, "not-found");
        market.staff.put("/v1/admin/commission-rules/unknown", "{'vendorId':'unknown','basisPoints':1,'from':'2026-01-01T00:00:00Z'}").refuses(422, "unknown-vendor");
        for (String part : List.of("", "/history", "/balance")) market.staff.get("/v1/admin/affiliates/unknown" + part).refuses(404, "not-found");
        for (String word : List.of("suspend", "reinstate")) market.staff.post("/v1/admin/affiliates/unknown/" + word).refuses(404, "not-found");
        for (String path : List.of("/v1/vendor", "/v1/vendor/members", "/v1/vendor/offers", "/v1/vendor/offers/TEA", "/v1/vendor/orders", "/v1/vendor/orders/unknown")) market.nobody.withToken(vendorToken()).get(path).refuses(404, "not-found");
        var vendor = market.nobody.withToken(vendorToken()).withKey("k");
        vendor.post("/v1/vendor/orders/unknown/ship", "{'carrier':'a','trackingNumber':'b'}").refuses(404, "not-found");
        vendor.post("/v1/vendor/orders/unknown/refunds", "{'lines':[" + Market.line("x", 1) + "]}").refuses(404, "not-found");
        vendor.post("/v1/vendor/orders/unknown/cancel").refuses(404, "not-found");
        vendor.patch("/v1/vendor", "{'name':'Teas'}").refuses(404, "not-found");
        // Nobody has shown a password in a session that is none.
        vendor.patch("/v1/vendor", "{'payoutAccount':'DE89370400440532013000'}").refuses(401, "unauthenticated");
        market.staff.get("/v1/admin/payouts/unknown").refuses(404, "not-found");
        market.staff.get("/v1/admin/vendor-orders/unknown").refuses(404, "not-found");
        vendor.get("/v1/vendor/disputes/unknown").refuses(404, "not-found");
        vendor.post("/v1/vendor/disputes/unknown/evidence", "{'text':'No'}").refuses(404, "not-found");
        market.staff.get("/v1/admin/disputes/unknown").refuses(404, "not-found");
        market.staff.post("/v1/admin/disputes/unknown/evidence", "{'text':'No'}").refuses(404, "not-found");
        market.staff.post("/v1/admin/disputes/unknown/decision", "{'for':'vendor'}").refuses(404, "not-found");
        market.staff.post("/v1/admin/vendor-orders/unknown/deliver", "{}").refuses(404, "not-found");
        market.staff.get("/v1/admin/commission/corrections/unknown").refuses(404, "not-found");
        for (String word : List.of("hide", "show")) market.staff.post("/v1/admin/ratings/unknown/" + word).refuses(404, "not-found");
        market.staff.get("/v1/admin/vendors/unknown/ratings").refuses(404, "not-found");
        market.nobody.get("/v1/vendors/unknown/ratings").refuses(404, "not-found");
        market.nobody.get("/nothing/here").refuses(404, "not-found");
    }

    @Test
    void whatCannotBeIsRefused() {
        for (String currency : List.of("'gbp'", "'XXX'", "'GB'", "'POUND'", "826", "null", "''")) ann.http().post("/v1/carts", "{'currency':" + currency + "}").refuses(400, "bad-request");
        ann.http().post("/v1/carts", "{'currency':'GBP','currency':'GBP'}").refuses(400, "bad-json");
        String product = "{'name':'x','variants':[{'sku':'x','price':{'amount':%s,'currency':'GBP'}}]}";
        for (String amount : List.of("-1", "9007199254740993", "1e400", "99999999999999999999", "0.5", "'1'")) {
            market.staff.put("/v1/admin/products/bad", product.formatted(amount)).refuses(400, "bad-request").becauseOf("variants[0].price.amount", code(amount));
        }
        for (String buying : List.of(Market.buying("surprise"), Market.buying("approve").replace("'test'", "'cash'"), Market.buying("approve").replace("'GB'", "'XX'"),
                Market.buying("approve").replace("ann@shop.example", "ann"), Market.buying("approve").replace("ann@shop.example", "a@b.example\\nBcc: c@d.example"))) {
            ann.http().withKey("bad").post("/v1/carts/unknown/checkout", buying).refuses(400, "bad-request");
        }
        for (String code : List.of("''", "'Tea'", "'tea_blog'", "'-tea'", "'" + "t".repeat(33) + "'", "7", "['tea']")) {
            ann.http().withKey("bad").post("/v1/carts/unknown/checkout", Market.buying("approve").replace("'payment'", "'affiliate':" + code + ",'payment'")).refuses(400, "bad-request");
        }
        for (String code : List.of("Tea", "tea_blog", "-tea", "t".repeat(33))) market.staff.put("/v1/admin/affiliates/" + code, "{'name':'x','basisPoints':1}").refuses(422, "bad-code");
        for (String share : List.of("-1", "10001", "0.5", "'1'", "null")) market.staff.put("/v1/admin/affiliates/bad", "{'name':'x','basisPoints':" + share + "}").refuses(400, "bad-request");
        for (String key : List.of("", " ", "k".repeat(256))) {
            assertThat(send("POST", "/v1/carts", guestToken, key, BodyPublishers.ofString("{\"currency\":\"GBP\"}"), "application/json").statusCode()).as("key '" + key + "'").isEqualTo(400);
        }
    }

    private static String code(String amount) {
        return amount.equals("'1'") || amount.contains("e") || amount.contains(".") ? "wrong-type" : "out-of-range";
    }

    private String tokenFor(Operation operation) {
        return operation.allows("guest") ? guestToken : operation.allows("staff") ? staffToken : operation.allows("customer") ? customerToken : vendorToken();
    }

    private HttpResponse<String> send(Operation operation, String token, BodyPublisher body, String type) {
        return send(operation.method, operation.path, token, "bad-input", operation.takesBody() ? body : BodyPublishers.noBody(), type);
    }

    private HttpResponse<String> send(String method, String path, String token, String key, BodyPublisher body, String type) {
        var request = HttpRequest.newBuilder(URI.create(shop.url() + path)).timeout(Duration.ofSeconds(60)).method(method, body).header("Content-Type", type);
        if (token != null) request.header("Authorization", "Bearer " + token);
        if (key != null) request.header("Idempotency-Key", key);
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(method + " " + path + " was not answered: " + e, e);
        }
    }

    private static void refused(String what, HttpResponse<String> answer, int status, String code) {
        String said = what + " was answered " + answer.statusCode() + " " + answer.body();
        assertThat(answer.statusCode()).as(said).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).as(said).hasValue("application/problem+json");
        try {
            var problem = (ObjectNode) JSON.readTree(answer.body());
            assertThat(problem.path("status").asInt()).as(said).isEqualTo(status);
            if (code != null) assertThat(problem.path("code").asText()).as(said).isEqualTo(code);
        } catch (IOException e) {
            throw new AssertionError(said, e);
        }
    }
}
