package souk.vendors.corrections;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Recorded;
import souk.orders.api.Commission;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.CommissionRate;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderTotals;
import souk.orders.api.VendorPart;
import souk.platform.reading.ViewStore.Versioned;
import souk.testkit.TestKeyspace;
import souk.vendors.corrections.CommissionedOrder.Entry;

/** The list of orders by the rules of their commission, in the real Cassandra. */
class CommissionedOrderStoreTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static CqlSession cql;

    @BeforeAll
    static void open() {
        cql = TestKeyspace.open("commissioned_order_store_test", "schema/vendors.cql");
    }

    @AfterAll
    static void close() {
        cql.close();
    }

    private static CommissionCorrection correction(String rule, Long version) {
        return new CommissionCorrection("c", rule, Optional.ofNullable(version), NOON, NOON.plusSeconds(1), new CommissionRate(1, Optional.empty()));
    }

    private static CommissionedOrder row(Instant placedAt, String... rules) {
        return new CommissionedOrder(Optional.of(new Entry(placedAt, List.of(rules), true)));
    }

    private static List<String> all(CommissionedOrderStore store, Instant from, Instant to, Predicate<Entry> wanted, int limit) {
        var ids = new ArrayList<String>();
        Optional<String> after = Optional.empty();
        do {
            var slice = store.placed(from, to, wanted, limit, after).toCompletableFuture().join();
            ids.addAll(slice.items());
            after = slice.next();
        } while (after.isPresent());
        return ids;
    }

    @Test
    void ordersOfATimeAreListedOnceWhateverThePagesAre() {
        var store = new CommissionedOrderStore(cql, 1);
        var rows = new HashMap<String, Versioned<CommissionedOrder>>();
        var ids = new ArrayList<String>();
        for (int i = 0; i < 40; i++) {
            String id = "o" + (100 + i);
            ids.add(id);
            // Two in the same millisecond, and some hours without any.
            rows.put(id, new Versioned<>(row(NOON.plus(Duration.ofMinutes(40L * (i / 2) + (i > 20 ? 600 : 0))), i % 2 == 0 ? "books@1" : "pots@2"), 3));
        }
        store.writeAll(rows, 4).toCompletableFuture().join();
        var end = NOON.plus(Duration.ofDays(3));
        for (int limit : new int[] {1, 3, 200}) assertThat(all(store, NOON, end, entry -> true, limit)).isEqualTo(ids);
        assertThat(all(store, NOON, end, entry -> entry.mayBeOf(correction("books", null)), 7)).isEqualTo(ids.stream().filter(id -> Integer.parseInt(id.substring(1)) % 2 == 0).toList());
        assertThat(all(store, NOON.plusMillis(1), NOON.plus(Duration.ofMinutes(80)), entry -> true, 3)).containsExactly("o102", "o103", "o104", "o105");
        assertThat(all(store, end, end.plusSeconds(1), entry -> true, 3)).isEmpty();
        assertThat(store.read("o100").toCompletableFuture().join()).contains(rows.get("o100"));
    }

    @Test
    void anOlderRowDoesNotReplaceANewerOne() {
        var store = new CommissionedOrderStore(cql, 1);
        var early = NOON.minus(Duration.ofDays(9));
        store.write("late", new Versioned<>(row(early, "books@1"), 3)).toCompletableFuture().join();
        store.writeAll(Map.of("late", new Versioned<>(new CommissionedOrder(Optional.of(new Entry(early, List.of(), false))), 2)), 1).toCompletableFuture().join();
        assertThat(all(store, early, early.plusSeconds(1), Entry::frozen, 5)).containsExactly("late");
    }

    private static CommissionedOrder folded(OrderEvent... events) {
        var row = CommissionedOrder.NOTHING;
        long version = 0;
        for (var event : events) row = CommissionedOrder.VIEW.apply(row, new Recorded<>("order-1", ++version, "orders-0", version, 0, NOON, "", event));
        return row;
    }

    private static OrderEvent.Placed placed(Optional<VendorPart> part) {
        var ten = Money.of(10, "GBP");
        return new OrderEvent.Placed("n", List.of(new OrderLine("TEA", "A tea", 1, ten, ten, Optional.empty(), part), new OrderLine("POT", "A pot", 1, ten, ten)), new OrderTotals(ten, ten, ten, ten, ten), NOON);
    }

    @Test
    void anOrderOfVendorsIsThereFromItsPlacementOnAndAnotherNever() {
        assertThat(folded(placed(Optional.empty()))).isEqualTo(CommissionedOrder.NOTHING);
        var open = folded(placed(Optional.of(new VendorPart("ann", Money.of(0, "GBP"), Optional.empty()))));
        assertThat(open.order().orElseThrow()).isEqualTo(new Entry(NOON, List.of(), false));
        assertThat(open.order().get().mayBeOf(correction("books", 3L))).as("nobody knows yet").isTrue();
        var kept = Optional.of(new Commission(Money.of(1, "GBP"), "a@books@3"));
        var frozen = folded(placed(Optional.of(new VendorPart("ann", Money.of(0, "GBP"), Optional.empty()))), new OrderEvent.CommissionsFrozen(List.of(kept, kept, Optional.empty()), NOON)).order().orElseThrow();
        assertThat(frozen).isEqualTo(new Entry(NOON, List.of("a@books@3"), true));
        assertThat(frozen.mayBeOf(correction("books", 3L))).isFalse();
        assertThat(frozen.mayBeOf(correction("a@books", null))).isTrue();
        assertThat(frozen.mayBeOf(correction("a@books", 31L))).isFalse();
    }
}
