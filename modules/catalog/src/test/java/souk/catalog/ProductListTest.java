package souk.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.catalog.Samples.product;
import static souk.catalog.Samples.variant;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.catalog.api.ProductContent;
import souk.catalog.api.ProductContent.Status;
import souk.catalog.api.ProductEvent;
import souk.devservices.DevServices;
import souk.kernel.Recorded;
import souk.platform.journal.Database;
import souk.platform.reading.Shelves;
import souk.platform.reading.ViewStore.Versioned;

/** The list of products, its rows in a real Cassandra. */
class ProductListTest {
    private static final ProductContent SHIRT = product("Shirt", variant("S-1", 1999));
    private static CqlSession cql;
    private static ProductListStore store;

    @BeforeAll
    static void connect() {
        var cassandra = DevServices.shared().cassandra();
        try (var first = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).build()) {
            first.execute("CREATE KEYSPACE product_list_test WITH replication = " + DevServices.shared().cassandra().replication());
        }
        cql = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).withKeyspace("product_list_test").build();
        Database.create(cql, ProductListTest.class.getClassLoader(), "schema/catalog.cql");
        store = new ProductListStore(cql, 1);
    }

    @AfterAll
    static void disconnect() {
        cql.close();
    }

    private static ProductList after(ProductEvent... events) {
        var row = ProductList.VIEW.empty();
        for (int i = 0; i < events.length; i++) row = ProductList.VIEW.apply(row, new Recorded<>("p", i + 1, "catalog-0", 1, i, Instant.EPOCH, "", events[i]));
        return row;
    }

    private static void write(String id, long version, ProductList row) {
        store.write(id, new Versioned<>(row, version)).toCompletableFuture().join();
    }

    private static ProductList row(String id, ProductContent content) {
        return new ProductList(Optional.of(ProductSummary.of(id, content)));
    }

    @Test
    void aProductIsListedWhenItsChangeIsSettledAndNoLongerWhenItIsDeleted() {
        var proposed = new ProductEvent.ChangeProposed("p", 1, "c", "r", Optional.of(SHIRT), Instant.EPOCH);
        var changed = new ProductEvent.ProductChanged("p", 1, "c", SHIRT);
        assertThat(after(proposed).product()).isEmpty();
        assertThat(after(proposed, changed).product()).contains(ProductSummary.of("p", SHIRT));
        assertThat(after(proposed, changed, new ProductEvent.ProductDeleted("p", 2)).product()).isEmpty();
    }

    @Test
    void aRowThatArrivesLateDoesNotUndoANewerOne() {
        write("late", 5, row("late", SHIRT));
        write("late", 3, row("late", product("Old", variant("S-1", 1))));
        write("late", 4, new ProductList(Optional.empty()));
        assertThat(store.read("late").toCompletableFuture().join()).contains(new Versioned<>(row("late", SHIRT), 5));
        write("late", 6, new ProductList(Optional.empty()));
        write("late", 5, row("late", SHIRT));
        assertThat(store.read("late").toCompletableFuture().join()).contains(new Versioned<>(new ProductList(Optional.empty()), 6));
    }

    @Test
    void whoCountsCategoriesCountsWhatAnotherNodeHasWritten() {
        var elsewhere = new ProductListStore(cql, 1);
        assertThat(count(elsewhere, "elsewhere/hats")).isNull();
        for (int i = 0; i < 40; i++) write("hat-" + i, 1, row("hat-" + i, in("elsewhere/hats")));
        assertThat(count(elsewhere, "elsewhere/hats")).isEqualTo(40);
        assertThat(count(store, "elsewhere/hats")).isEqualTo(40);
        write("hat-1", 2, row("hat-1", in("elsewhere/caps")));
        write("hat-2", 2, row("hat-2", Samples.draft(in("elsewhere/hats"))));
        write("hat-3", 2, new ProductList(Optional.empty()));
        for (var each : List.of(store, elsewhere)) {
            assertThat(count(each, "elsewhere/hats")).isEqualTo(37);
            assertThat(count(each, "elsewhere/caps")).isEqualTo(1);
        }
    }

    @Test
    void onlyShelvesWithChangesAreCountedAgain() {
        write("counted", 1, row("counted", in("counted/once")));
        assertThat(count(store, "counted/once")).isEqualTo(1);
        // What nobody has said anything of is not looked at: this row comes from beside the view.
        cql.execute("UPDATE product_list SET category = 'counted/twice' WHERE shelf = " + Shelves.of("counted") + " AND id = 'counted'");
        assertThat(count(store, "counted/once")).isEqualTo(1);
        write("counted", 1, row("counted", in("counted/once")));
        assertThat(count(store, "counted/twice")).isEqualTo(1);
    }

    private static ProductContent in(String category) {
        return new ProductContent(SHIRT.slug(), SHIRT.name(), SHIRT.brand(), category, SHIRT.description(), SHIRT.attributes(), SHIRT.status(), SHIRT.variants());
    }

    private static Long count(ProductListStore store, String category) {
        return store.categories().toCompletableFuture().join().get(category);
    }

    @Test
    void deletedAndUnwantedRowsCostNoPlaceOnAPage() {
        for (int i = 0; i < 60; i++) {
            var content = i % 3 == 0 ? Samples.draft(SHIRT) : SHIRT;
            write("page-" + i, 1, i % 4 == 0 ? new ProductList(Optional.empty()) : row("page-" + i, content));
        }
        var found = new ArrayList<String>();
        Optional<String> position = Optional.empty();
        do {
            var slice = store.slice(Optional.of(Status.PUBLISHED), 4, position).toCompletableFuture().join();
            if (slice.next().isPresent()) assertThat(slice.items()).hasSize(4);
            slice.items().forEach(product -> found.add(product.id()));
            position = slice.next();
        } while (position.isPresent());
        assertThat(found.stream().filter(id -> id.startsWith("page-"))).hasSize(30).doesNotHaveDuplicates();
    }
}
