package souk.vendors.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.vendors.orders.Sold.DELIVERED;
import static souk.vendors.orders.Sold.LINES;
import static souk.vendors.orders.Sold.NOON;
import static souk.vendors.orders.Sold.SHIPPED;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.kernel.Recorded;
import souk.platform.reading.Shelves.Slice;
import souk.platform.reading.ViewStore.Versioned;
import souk.testkit.TestKeyspace;
import souk.vendors.api.VendorOrderEvent;
import souk.vendors.api.VendorOrderView.Status;

/** The lists of vendor orders in the real Cassandra. */
class VendorOrderListStoreTest {
    private static CqlSession cql;

    @BeforeAll
    static void open() {
        cql = TestKeyspace.open("vendor_order_list_store_test", "schema/vendors.cql");
    }

    @AfterAll
    static void close() {
        cql.close();
    }

    private static VendorOrderEvent.Opened opened(String order, String vendor, Instant placedAt) {
        return new VendorOrderEvent.Opened(order, vendor, "S-" + order, placedAt, LINES, placedAt);
    }

    private static VendorOrderList folded(String id, VendorOrderEvent... events) {
        var row = VendorOrderList.NOTHING;
        long version = 0;
        for (var event : events) row = VendorOrderList.VIEW.apply(row, new Recorded<>(id, ++version, "vendors-0", version, 0, event.at(), "", event));
        return row;
    }

    private static void write(VendorOrderListStore store, String id, VendorOrderList row, long version) {
        store.write(id, new Versioned<>(row, version)).toCompletableFuture().join();
    }

    /** Every page after every other. */
    private static List<String> all(int limit, Function<Optional<String>, CompletionStage<Slice<VendorOrderList.Entry>>> slice) {
        var ids = new ArrayList<String>();
        Optional<String> after = Optional.empty();
        do {
            var page = slice.apply(after).toCompletableFuture().join();
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            page.items().forEach(order -> ids.add(order.orderId()));
            after = page.next();
        } while (after.isPresent());
        return ids;
    }

    @Test
    void aRowIsReadAsItWasWrittenAndAnOlderOneDoesNotUndoANewer() {
        var store = new VendorOrderListStore(cql, 1);
        var open = folded("row.zoe", opened("row", "zoe", NOON));
        var arrived = folded("row.zoe", opened("row", "zoe", NOON), SHIPPED, DELIVERED);
        write(store, "row.zoe", arrived, 3);
        write(store, "row.zoe", open, 1);
        assertThat(store.read("row.zoe").toCompletableFuture().join()).contains(new Versioned<>(arrived, 3));
        assertThat(store.read("none.zoe").toCompletableFuture().join()).isEmpty();
        assertThat(store.ofVendor("zoe", entry -> true, 10, Optional.empty()).toCompletableFuture().join().items()).containsExactly(arrived.order().orElseThrow());
        assertThat(store.ofVendor("nobody", entry -> true, 10, Optional.empty()).toCompletableFuture().join().items()).isEmpty();
    }

    @Test
    void listsShowTheNewestFirstEachOnceOverPagesMonthsAndEqualTimes() {
        var store = new VendorOrderListStore(cql, 1);
        var expected = new ArrayList<String>();
        for (int i = 0; i < 60; i++) {
            // Three at a time, over more than half a year.
            var placedAt = Instant.parse("2030-05-01T10:00:00.123456Z").minus(Duration.ofDays(10L * (i / 3)));
            String order = "list-" + (char) ('c' - i % 3) + i;
            String vendor = i % 2 == 0 ? "even" : "odd";
            expected.add(order);
            var row = i % 5 == 0 ? folded(order + "." + vendor, opened(order, vendor, placedAt), SHIPPED) : folded(order + "." + vendor, opened(order, vendor, placedAt));
            for (int twice = 0; twice < 2; twice++) write(store, order + "." + vendor, row, 2);
        }
        for (int limit : new int[] {1, 7, 60, 200}) {
            assertThat(all(limit, after -> store.ofVendor("even", entry -> true, limit, after))).hasSize(30).isEqualTo(expected.stream().filter(id -> number(id) % 2 == 0).toList());
            assertThat(all(limit, after -> store.ofVendor("odd", entry -> entry.status() == Status.SHIPPED, limit, after))).hasSize(6).isEqualTo(expected.stream().filter(id -> number(id) % 2 == 1 && number(id) % 5 == 0).toList());
            assertThat(all(limit, after -> store.ofShop(entry -> entry.orderId().startsWith("list-"), limit, after))).isEqualTo(expected);
        }
    }

    private static int number(String order) {
        return Integer.parseInt(order.substring("list-c".length()));
    }
}
