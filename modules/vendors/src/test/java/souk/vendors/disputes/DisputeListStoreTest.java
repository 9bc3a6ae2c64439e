package souk.vendors.disputes;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.platform.reading.ViewStore.Versioned;
import souk.testkit.TestKeyspace;
import souk.vendors.disputes.DisputeList.Entry;
import souk.vendors.disputes.DisputeView.Status;

/** The lists of disputes in the real Cassandra. */
class DisputeListStoreTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static CqlSession cql;
    private static DisputeListStore store;

    @BeforeAll
    static void open() {
        cql = TestKeyspace.open("dispute_list_store_test", "schema/vendors.cql");
        store = new DisputeListStore(cql, 1);
    }

    @AfterAll
    static void close() {
        cql.close();
    }

    private static void write(String id, String vendor, Status status, Instant at, long version, String... authors) {
        store.write(id, new Versioned<>(new DisputeList(Optional.of(new Entry("order-" + vendor, vendor, status, at, List.of(authors)))), version)).toCompletableFuture().join();
    }

    private static List<String> all(String owner, Predicate<Entry> wanted, int limit) {
        var ids = new ArrayList<String>();
        Optional<String> after = Optional.empty();
        do {
            var page = store.slice(owner, wanted, limit, after).toCompletableFuture().join();
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            ids.addAll(page.items());
            after = page.next();
        } while (after.isPresent());
        return ids;
    }

    @Test
    void eachListHasWhatIsWantedOnceNewestFirstWhateverThePages() {
        for (int i = 0; i < 9; i++) write("d" + i, "list", i % 3 == 0 ? Status.OVERDUE : Status.OPEN, NOON.plusSeconds(i / 2), 2, "buyer");
        write("else", "other", Status.OPEN, NOON, 2, "buyer");
        for (int limit : new int[] {1, 2, 4, 20}) {
            for (String owner : List.of(DisputeListStore.ofVendor("list"), DisputeListStore.ofOrder("order-list"))) {
                assertThat(all(owner, entry -> true, limit)).isEqualTo(List.of("d8", "d7", "d6", "d5", "d4", "d3", "d2", "d1", "d0"));
                assertThat(all(owner, entry -> entry.status() == Status.OVERDUE, limit)).isEqualTo(List.of("d6", "d3", "d0"));
            }
            assertThat(all(DisputeListStore.ofShop(), entry -> entry.vendorId().equals("list") && entry.status() == Status.OVERDUE, limit)).isEqualTo(List.of("d6", "d3", "d0"));
        }
    }

    @Test
    void whatIsNotOpenedIsFoundByItsAuthorOnlyAndWhatIsOlderUndoesNothing() {
        write("asked", "ann", Status.OPENING, NOON, 1, "buyer-1");
        assertThat(all(DisputeListStore.ofVendor("ann"), entry -> true, 5)).isEmpty();
        assertThat(store.ofPerson("buyer-1").toCompletableFuture().join()).containsExactly("asked");
        write("asked", "ann", Status.OPEN, NOON.plusSeconds(1), 2, "buyer-1");
        write("asked", "ann", Status.OPEN, NOON.plusSeconds(1), 3, "buyer-1", "seller-1");
        write("asked", "ann", Status.OPENING, NOON, 1, "buyer-1");
        assertThat(all(DisputeListStore.ofVendor("ann"), entry -> true, 5)).containsExactly("asked");
        assertThat(store.ofPerson("seller-1").toCompletableFuture().join()).containsExactly("asked");
    }
}
