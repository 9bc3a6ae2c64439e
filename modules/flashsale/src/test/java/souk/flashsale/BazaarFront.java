package souk.flashsale;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import souk.catalog.Catalog;
import souk.catalog.api.SkuCommand;
import souk.catalog.api.SkuOffer;
import souk.inventory.Inventory;
import souk.inventory.api.StockCommand;
import souk.kernel.Blueprint;
import souk.kernel.Money;
import souk.platform.Node;
import souk.platform.http.Endpoint;
import souk.platform.http.Principal;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecServer;
import souk.testkit.Simulation.Trouble;

/** A {@link Bazaar} in which nothing fails, over the real HTTP edge, for the tests of one class: flash sales with the real routes, aggregates and processes, and no stores. Time is the bazaar's own. */
final class BazaarFront implements BeforeAllCallback, AfterAllCallback {
    private Bazaar bazaar;
    private BazaarEntities entities;
    private HttpSpecServer server;

    @Override
    public void beforeAll(ExtensionContext tests) {
        var blueprints = new ArrayList<Blueprint<?, ?>>();
        for (var capability : List.of(Catalog.capability(), Inventory.capability(), FlashSale.capability())) blueprints.addAll(capability.blueprints());
        bazaar = new Bazaar(new Random(1), Trouble.NONE, blueprints, Instant.parse("2026-01-01T12:00:00Z"));
        entities = new BazaarEntities(bazaar);
        var node = new Node(entities, null, HttpSpecServer.config(), bazaar::now, ForkJoinPool.commonPool());
        List<Endpoint> endpoints = FlashSale.capability().routes().stream().flatMap(routes -> routes.apply(node).stream()).toList();
        server = HttpSpecServer.serving(endpoints);
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        server.close();
    }

    BazaarEntities entities() {
        return entities;
    }

    Instant now() {
        return bazaar.now();
    }

    /** Lets time pass. */
    void later(Duration time) {
        entities.later(time);
    }

    HttpSpec nobody() {
        return server.nobody();
    }

    HttpSpec guest(String id) {
        return server.as(new Principal(id, Principal.Kind.GUEST));
    }

    HttpSpec staff(String scope) {
        return server.as(new Principal("s", Principal.Kind.STAFF, Set.of(scope)));
    }

    /** So many mugs lie there, and are sold for 9.00. */
    void sells(String sku, int units) {
        entities.must(SkuCommand.at(sku), new SkuCommand.Assign(sku, "product-" + sku, 1, Optional.of(new SkuOffer("A mug", Money.of(900, "GBP"), true, "", Map.of()))));
        entities.must(StockCommand.at(sku), new StockCommand.Count("main", units, Optional.empty(), Optional.empty()));
    }
}
