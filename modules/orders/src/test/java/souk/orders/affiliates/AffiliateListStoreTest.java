package souk.orders.affiliates;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.kernel.Recorded;
import souk.orders.affiliates.AffiliateList.Entry;
import souk.platform.reading.ViewStore.Versioned;
import souk.testkit.TestKeyspace;

/** The list of affiliates, folded and in the real Cassandra. */
class AffiliateListStoreTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static CqlSession cql;

    @BeforeAll
    static void open() {
        cql = TestKeyspace.open("affiliate_list_store_test", "schema/orders.cql");
    }

    @AfterAll
    static void close() {
        cql.close();
    }

    private static AffiliateList folded(String code, AffiliateEvent... events) {
        var row = AffiliateList.VIEW.empty();
        long version = 0;
        for (var event : events) row = AffiliateList.VIEW.apply(row, new Recorded<>(code, ++version, "orders-0", version, 0, NOON, "", event));
        return row;
    }

    private static AffiliateEvent.TermsSet set(String code, int basisPoints) {
        return new AffiliateEvent.TermsSet(code, "Blog " + code, basisPoints, "staff:a", NOON);
    }

    @Test
    void eachIsListedOnceAsItStandsWhateverCameTwiceOrLate() {
        var store = new AffiliateListStore(cql, 1);
        var suspended = new AffiliateEvent.Suspended("staff:a", NOON);
        for (int i = 0; i < 9; i++) store.write("a" + i, new Versioned<>(folded("a" + i, set("a" + i, i)), 1)).toCompletableFuture().join();
        var newest = folded("a4", set("a4", 4), suspended, set("a4", 40));
        store.write("a4", new Versioned<>(newest, 3)).toCompletableFuture().join();
        store.write("a4", new Versioned<>(folded("a4", set("a4", 4)), 1)).toCompletableFuture().join();
        assertThat(store.read("a4").toCompletableFuture().join()).contains(new Versioned<>(newest, 3));
        assertThat(store.read("nobody").toCompletableFuture().join()).isEmpty();
        assertThat(newest.affiliate()).contains(new Entry("a4", "Blog a4", 40, true));
        assertThat(folded("a4", set("a4", 4), suspended, new AffiliateEvent.Reinstated("staff:a", NOON)).affiliate()).contains(new Entry("a4", "Blog a4", 4, false));
        var all = new ArrayList<Entry>();
        Optional<String> after = Optional.empty();
        do {
            var page = store.slice(2, after).toCompletableFuture().join();
            all.addAll(page.items());
            after = page.next();
        } while (after.isPresent());
        assertThat(all).hasSize(9).doesNotHaveDuplicates().contains(new Entry("a4", "Blog a4", 40, true), new Entry("a8", "Blog a8", 8, false));
    }
}
