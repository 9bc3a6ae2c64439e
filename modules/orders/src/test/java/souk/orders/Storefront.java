package souk.orders;

import com.datastax.oss.driver.api.core.CqlSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import souk.kernel.Blueprint;
import souk.kernel.Event;
import souk.kernel.Recorded;
import souk.payments.Payments;
import souk.payments.api.PaymentRequest;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.http.Endpoint;
import souk.platform.http.Principal;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.HttpSpecServer;
import souk.testkit.Simulation.Trouble;
import souk.testkit.TestKeyspace;

/**
 * A {@link Shop} in which nothing fails, over the real HTTP edge: real aggregates and routes, and the test provider's book in a real Cassandra. No events reach a view
 * unless somebody {@link #listen listens}; time is the shop's own.
 */
final class Storefront implements AutoCloseable {
    final CqlSession cql;
    final ShopEntities shop;
    private final Shop world;
    private final HttpSpecServer server;

    private Storefront(List<Capability> capabilities, CqlSession cql) {
        this.cql = cql;
        var nodes = new Node[1];
        var blueprints = new ArrayList<Blueprint<?, ?>>();
        capabilities.forEach(capability -> blueprints.addAll(capability.blueprints()));
        world = new Shop(new Random(1), Trouble.NONE, blueprints, s -> request ->
                CompletableFuture.completedFuture(Payments.capability().providers().get(PaymentRequest.PROVIDER).apply(nodes[0]).call(request).toCompletableFuture().join()));
        shop = new ShopEntities(world);
        nodes[0] = new Node(shop, cql, HttpSpecServer.config(), shop::now, ForkJoinPool.commonPool());
        List<Endpoint> endpoints = capabilities.stream().flatMap(capability -> capability.routes().stream()).flatMap(routes -> routes.apply(nodes[0]).stream()).toList();
        server = HttpSpecServer.serving(endpoints);
    }

    /** A shop of these capabilities, with the tables of orders, payments and these schemas in a keyspace. */
    static Storefront open(List<Capability> capabilities, String keyspace, String... schemas) {
        var all = new ArrayList<>(List.of("schema/orders.cql", "schema/payments.cql", "souk-privacy.cql"));
        all.addAll(List.of(schemas));
        return new Storefront(capabilities, TestKeyspace.open(keyspace, all.toArray(String[]::new)));
    }

    /** Hears of every event before anybody is told that it happened. */
    void listen(Consumer<Recorded<Event>> hears) {
        world.listen(hears);
    }

    HttpSpec nobody() {
        return server.nobody();
    }

    HttpSpec guest(String name) {
        return server.as(new Principal(name, Principal.Kind.GUEST));
    }

    HttpSpec staff() {
        return server.as(new Principal("staff", Principal.Kind.STAFF, Set.of(Principal.ADMIN)));
    }

    /** The body of a checkout that is paid with the test provider's token. */
    static String form(String token) {
        return "{'email':'anna@example.org','shippingAddress':{'name':'Anna','line1':'1 High St','city':'York','postcode':'YO1 7HH','country':'GB'},'payment':{'method':'test','token':'" + token + "'}}";
    }

    static HttpSpecAnswer checkout(HttpSpec shopper, String cart, String key, String token) {
        return shopper.withKey(key).post("/v1/carts/" + cart + "/checkout", form(token));
    }

    @Override
    public void close() {
        server.close();
        cql.close();
    }
}
