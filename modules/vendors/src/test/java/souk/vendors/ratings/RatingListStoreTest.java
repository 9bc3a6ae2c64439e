package souk.vendors.ratings;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.kernel.Personal;
import souk.platform.reading.ViewStore.Versioned;
import souk.testkit.TestKeyspace;
import souk.vendors.ratings.RatingList.Entry;
import souk.vendors.ratings.RatingListStore.Sum;

/** Ratings in the real Cassandra. */
class RatingListStoreTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static CqlSession cql;
    private static RatingListStore store;

    @BeforeAll
    static void open() {
        cql = TestKeyspace.open("rating_list_store_test", "schema/vendors.cql");
        store = new RatingListStore(cql, 1);
    }

    @AfterAll
    static void close() {
        cql.close();
    }

    private static RatingList rated(String order, String vendor, int stars, Instant at) {
        return new RatingList(Optional.of(new Entry(order, vendor, stars, Optional.of(Personal.sealed("buyer", "A")), "account-" + vendor, false, at, at)));
    }

    private static void write(RatingList row, long version) {
        store.write(RatingListStore.id(row.rating().orElseThrow()), new Versioned<>(row, version)).toCompletableFuture().join();
    }

    private static Sum sum(String vendor) {
        return store.sum(vendor).toCompletableFuture().join();
    }

    @Test
    void eachRatingCountsOnceWithWhatItSaidLast() {
        assertThat(sum("nobody")).isEqualTo(new Sum(0, 0));
        write(rated("o1", "sum", 5, NOON), 1);
        write(rated("o2", "sum", 4, NOON), 1);
        write(rated("o2", "sum", 4, NOON), 1);
        write(rated("o2", "other", 1, NOON), 1);
        assertThat(sum("sum")).isEqualTo(new Sum(2, 9));
        write(rated("o1", "sum", 1, NOON), 2);
        assertThat(sum("sum")).isEqualTo(new Sum(2, 5));
        // A reader that has just lost its partition writes what it had read before.
        write(rated("o1", "sum", 5, NOON), 1);
        assertThat(sum("sum")).isEqualTo(new Sum(2, 5));
        assertThat(store.read("o1.sum").toCompletableFuture().join()).contains(new Versioned<>(rated("o1", "sum", 1, NOON), 2));
    }

    @Test
    void aVendorsAreListedNewestFirstEachOnceWhateverThePages() {
        // Some at the same instant.
        for (int i = 0; i < 9; i++) write(rated("o" + i, "list", 1 + i % 5, NOON.plusSeconds(i / 2)), 1);
        for (int limit : new int[] {1, 2, 4, 9, 20}) {
            var orders = new ArrayList<String>();
            Optional<String> after = Optional.empty();
            do {
                var page = store.ofVendor("list", limit, after).toCompletableFuture().join();
                assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
                page.items().forEach(entry -> orders.add(entry.orderId()));
                after = page.next();
            } while (after.isPresent());
            assertThat(orders).as("by " + limit).isEqualTo(List.of("o8", "o7", "o6", "o5", "o4", "o3", "o2", "o1", "o0"));
        }
        assertThat(store.ofPerson("account-list").toCompletableFuture().join()).hasSize(9);
    }
}
