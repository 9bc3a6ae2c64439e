package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import souk.platform.Node;
import souk.platform.http.Role;
import souk.testkit.TestShop;

/**
 * Every route of the running shop's {@code /openapi.json} for every sort of visitor and every role: 401 and 403 exactly where the contract says so, before anything else is looked at. The
 * routes that the capabilities have are all there, and {@code docs/roles.md} is made from it and never stale.
 */
@InOpenShop
class RolesTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "roles.md");
    private static final String WRITE = "souk.docs";
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> ROLES = Arrays.stream(Role.values()).map(Role::wire).toList();

    /** A column of the matrix. */
    private record Visitor(String name, String kind, String role) {
        private static Visitor plain(String kind) {
            return new Visitor(kind, kind, "");
        }

        private static Visitor staff(String role) {
            return new Visitor(role, "staff", role);
        }

        private boolean may(Operation operation) {
            if (!operation.kinds().contains(kind)) return false;
            return role.isEmpty() || operation.staffRoles().contains(role);
        }
    }

    private static final List<Visitor> VISITORS = Stream.concat(Stream.of("anonymous", "guest", "customer", "vendor").map(Visitor::plain), ROLES.stream().map(Visitor::staff)).toList();

    /** A row. */
    private record Operation(String method, String path, JsonNode definition) {
        private String name() {
            return method + " " + path;
        }

        private List<String> kinds() {
            return words("x-souk-roles");
        }

        private List<String> staffRoles() {
            return words("x-souk-staff-roles");
        }

        private List<String> words(String field) {
            return StreamSupport.stream(definition.path(field).spliterator(), false).map(JsonNode::asText).toList();
        }

        private boolean takesABody() {
            return Set.of("POST", "PUT", "PATCH").contains(method) || definition.has("requestBody");
        }
    }

    private final TestShop shop;
    private final Market market;
    private final Accounts accounts;
    private final List<Operation> operations = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private int cells;

    RolesTest(TestShop shop, Market market) {
        this.shop = shop;
        this.market = market;
        accounts = new Accounts(shop, market.nobody);
        market.nobody.contract().path("paths").fields().forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation ->
                operations.add(new Operation(operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue()))));
    }

    @Test
    void theContractHasEveryRouteAndSaysForWhomItIs() {
        var config = ConfigFactory.parseString(OpenShop.TOKEN_KEY + "\nsouk.customers.staff.password = never-used").withFallback(ConfigFactory.parseResources("souk-node.conf"))
                .withFallback(ConfigFactory.defaultReferenceUnresolved()).resolve();
        var node = new Node(null, null, config, Clock.systemUTC(), Runnable::run);
        var known = operations.stream().map(Operation::name).collect(Collectors.toCollection(TreeSet::new));
        Souk.CAPABILITIES.stream().flatMap(capability -> capability.routes().stream()).flatMap(routes -> routes.apply(node).stream())
                .forEach(endpoint -> assertThat(known).as("routes in the contract").contains(endpoint.name()));
        for (Operation operation : operations) {
            assertThat(operation.kinds()).as("x-souk-roles of " + operation.name()).isNotEmpty();
            assertThat(operation.staffRoles().isEmpty()).as("x-souk-staff-roles of " + operation.name() + " are missing").isEqualTo(!operation.kinds().contains("staff"));
            assertThat(ROLES).as("roles").containsAll(operation.staffRoles());
            String path = operation.path + "/";
            if (path.startsWith("/v1/admin/") || path.startsWith("/ops/") || path.startsWith("/v1/analytics/")) {
                assertThat(operation.kinds()).as(operation.name()).containsExactly("staff");
                assertThat(operation.staffRoles()).as(operation.name() + " names the roles it wants").contains("admin").hasSizeLessThan(ROLES.size());
            }
            if (path.startsWith("/v1/vendor/")) assertThat(operation.kinds()).as(operation.name()).containsExactly("vendor");
            if (path.startsWith("/v1/me/")) assertThat(operation.kinds()).as(operation.name()).containsExactly("customer", "vendor", "staff");
        }
    }

    @Test
    void everyRouteIsForWhomTheContractSaysAndForNobodyElse() {
        tryAll(Visitor.plain("anonymous"), null);
        tryAll(Visitor.plain("guest"), market.nobody.session("{}").text("token"));
        String email = accounts.open();
        tryAll(Visitor.plain("customer"), accounts.session(email, "customer"));
        tryAll(Visitor.plain("vendor"), vendor());
        for (String role : ROLES) {
            gives(email, "'" + role + "'");
            tryAll(Visitor.staff(role), accounts.session(email, "staff"));
        }
        gives(email, "");
        assertThat(failures).as("cells that are not as the contract says").isEmpty();
        assertThat(cells).isEqualTo(operations.size() * VISITORS.size());
        System.out.println(cells + " cells, " + operations.size() + " routes x " + VISITORS.size() + " sorts of visitor and role: 401 and 403 exactly where the contract says so");
    }

    private String vendor() {
        String email = Market.unique("vendor") + "@shop.example";
        String vendor = market.vendor(email);
        return accounts.session(email, "vendor");
    }

    private void gives(String email, String roles) {
        assertThat(Rush.insist(() -> market.staff.put("/v1/admin/staff/" + email, "{'roles':[" + roles + "]}")).status()).isIn(200, 201);
    }

    private void tryAll(Visitor visitor, String token) {
        for (Operation operation : operations) {
            cells++;
            var answer = send(operation, token);
            // What is sent is wrong for every route, so that nothing is ever done: whoever may is told so.
            String expected = visitor.may(operation) ? operation.takesABody() ? "415 unsupported-media-type" : "400 bad-request" : token == null ? "401 unauthenticated" : "403 forbidden";
            String said = answer.statusCode() + " " + problem(answer).path("code").asText();
            // Who may, but must first show again who they are, may.
            if (visitor.may(operation) && said.equals("403 step-up-required")) continue;
            if (!said.equals(expected)) failures.add(operation.name() + " as " + visitor.name + ": " + expected + ", but it answered " + said);
            else if (said.startsWith("403")) namesWhoMay(operation, visitor, problem(answer).path("detail").asText());
        }
    }

    private void namesWhoMay(Operation operation, Visitor visitor, String detail) {
        var wanted = operation.staffRoles().size() == ROLES.size() || operation.staffRoles().isEmpty() ? operation.kinds() : operation.staffRoles();
        if (!Arrays.asList(detail.split("[ ,.()]+")).containsAll(wanted)) failures.add(operation.name() + " as " + visitor.name + " does not name " + wanted + " in: " + detail);
    }

    private HttpResponse<String> send(Operation operation, String token) {
        var request = HttpRequest.newBuilder(URI.create(shop.url() + operation.path.replaceAll("\\{[^}]+}", "made-up") + "?surprise=1")).timeout(Duration.ofSeconds(60)).header("Content-Type", "text/plain")
                .method(operation.method, operation.takesABody() ? BodyPublishers.ofString("{") : BodyPublishers.noBody());
        if (token != null) request.header("Authorization", "Bearer " + token);
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(operation.name() + " was not answered", e);
        }
    }

    private static JsonNode problem(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError("No problem document: " + answer.statusCode() + " " + answer.body(), e);
        }
    }

    @Test
    void thePageOfRolesIsTrue() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty(WRITE))) Files.writeString(PAGE, page);
        String committed = Files.exists(PAGE) ? Files.readString(PAGE) : "";
        assertThat(committed).as("docs/roles.md is stale. Write it anew and commit it: mvn verify -pl modules/server -Dtest=RolesTest -D" + WRITE + "=write").isEqualTo(page);
    }

    private String page() {
        var text = new StringBuilder("""
                # Who may do what

                Made from the running shop's `/openapi.json` (`x-souk-roles`, `x-souk-staff-roles`) by `RolesTest`, which tries every cell and fails while this page is stale.

                `yes`: may. Otherwise: 401 without a token, 403 `forbidden` with one, before anything else of the request is looked at. The columns after `vendor` are staff with that one role; who has
                several may what any of them may. What a route is for all, but shows each only their own (carts, orders, claims, sessions), answers 404 to others: `OthersThingsTest`.
                How staff get their roles: [ADR 22](adr/0022-roles.md).

                """);
        row(text, Stream.concat(Stream.of("Route"), VISITORS.stream().map(Visitor::name)));
        row(text, Stream.concat(Stream.of("---"), VISITORS.stream().map(visitor -> ":-:")));
        for (Operation operation : operations) row(text, Stream.concat(Stream.of("`" + operation.name() + "`"), VISITORS.stream().map(visitor -> visitor.may(operation) ? "yes" : "")));
        return text.toString();
    }

    private static void row(StringBuilder text, Stream<String> cells) {
        text.append("| ").append(cells.collect(Collectors.joining(" | "))).append(" |\n");
    }
}
