package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.kernel.Recorded;
import souk.kernel.View;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderStatus;
import souk.platform.reading.ViewStore;
import souk.platform.reading.ViewStore.Versioned;
import souk.platform.wire.Codec;
import souk.testkit.TestKeyspace;

/** The views' folds and their rows in the real Cassandra. */
class OrderStoresTest {
    private static CqlSession cql;

    @BeforeAll
    static void open() {
        cql = TestKeyspace.open("orders_stores_test", "schema/orders.cql");
    }

    @AfterAll
    static void close() {
        cql.close();
    }

    private static <V> V folded(View<V, OrderEvent> view, String id, OrderEvent... events) {
        V row = view.empty();
        long version = 0;
        for (OrderEvent event : events) row = view.apply(row, new Recorded<>(id, ++version, "orders-0", version, 0, event.at(), "", event));
        return row;
    }

    private static OrderEvent.Confirmed sold(String principal, Instant placedAt) {
        return new OrderEvent.Confirmed(principal, "number", Samples.EMAIL, Samples.LINES, Samples.TOTALS, placedAt, placedAt.plusMillis(50));
    }

    private static <V> void write(ViewStore<V> store, String id, V row, long version) {
        store.write(id, new Versioned<>(row, version)).toCompletableFuture().join();
    }

    /** Every page after every other. */
    private static List<String> all(Function<Optional<String>, OrderListStore.Slice> slice, int limit) {
        var ids = new ArrayList<String>();
        Optional<String> after = Optional.empty();
        do {
            var page = slice.apply(after);
            assertThat(page.orders()).hasSizeLessThanOrEqualTo(limit);
            page.orders().forEach(order -> ids.add(order.id()));
            after = page.next();
        } while (after.isPresent());
        return ids;
    }

    @Test
    void aSaleIsListedFromItsConfirmationOnAndSaysWhenItWasCancelled() {
        assertThat(folded(OrderList.VIEW, "o", Samples.until(OrderStatus.PAID)).order()).isEmpty();
        assertThat(folded(OrderList.VIEW, "o", Samples.until(OrderStatus.REJECTED)).order()).isEmpty();
        assertThat(folded(OrderList.VIEW, "o", Samples.until(OrderStatus.CONFIRMED)).order().orElseThrow().status()).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(folded(OrderList.VIEW, "o", Samples.until(OrderStatus.CANCELLING)).order().orElseThrow().status()).isEqualTo(OrderStatus.CANCELLING);
        var cancelled = folded(OrderList.VIEW, "o", Samples.until(OrderStatus.CANCELLED)).order().orElseThrow();
        assertThat(cancelled.status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(cancelled.cancelledAt()).contains(Samples.NOON);
        assertThat(cancelled.lines()).isEqualTo(Samples.LINES);
    }

    @Test
    void aListSaysHowMuchOfASaleWasGivenBack() {
        assertThat(folded(OrderList.VIEW, "o", Samples.until(OrderStatus.REFUNDING)).order().orElseThrow().refunded()).isEqualTo(Samples.NOTHING);
        var again = new OrderEvent.Refunded("refund-2", Samples.REFUNDED.lines(), Samples.CUP, true, Samples.NOON);
        var refunded = folded(OrderList.VIEW, "o", Samples.CONFIRMED, Samples.REFUND_REQUESTED, Samples.REFUNDED, again).order().orElseThrow();
        assertThat(refunded.refunded()).isEqualTo(Samples.CUP.times(2));
        assertThat(refunded.status()).isEqualTo(OrderStatus.CONFIRMED);
        var cancelled = folded(OrderList.VIEW, "o", Samples.CONFIRMED, Samples.REFUNDED, new OrderEvent.CancelRequested(Samples.NOON), new OrderEvent.Cancelled(Samples.NOON));
        assertThat(cancelled.order().orElseThrow().refunded()).isEqualTo(Samples.TOTAL);
    }

    @Test
    void rowsFromBeforeThereWereRefundsSayWhatWasGivenBackToo() {
        for (var status : List.of(OrderStatus.CONFIRMED, OrderStatus.CANCELLED)) {
            var entry = new OrderList.Entry("o", "anna", "number", status, Samples.EMAIL, Samples.LINES, Samples.TOTALS, Samples.NOON, Optional.empty(), null, null);
            assertThat(entry.refunded()).isEqualTo(status == OrderStatus.CANCELLED ? Samples.TOTAL : Samples.NOTHING);
        }
    }

    @Test
    void aRowIsReadAsItWasWrittenAndAnOlderOneDoesNotUndoANewer() {
        var store = new OrderListStore(cql, 1);
        var confirmed = folded(OrderList.VIEW, "row", Samples.until(OrderStatus.CONFIRMED));
        var cancelled = folded(OrderList.VIEW, "row", Samples.until(OrderStatus.CANCELLED));
        write(store, "row", cancelled, 7);
        write(store, "row", confirmed, 5);
        assertThat(store.read("row").toCompletableFuture().join()).contains(new Versioned<>(cancelled, 7));
        assertThat(store.read("no such row").toCompletableFuture().join()).isEmpty();
        assertThat(store.ofBuyer("anna", 10, Optional.empty()).toCompletableFuture().join().orders()).containsExactly(cancelled.order().get());
    }

    @Test
    void listsShowTheNewestFirstEachOrderOnceOverPagesHoursAndEqualTimes() {
        var store = new OrderListStore(cql, 1);
        var expected = new ArrayList<String>();
        for (int i = 0; i < 60; i++) {
            // Three at a time, over more than two days.
            var placedAt = Instant.parse("2030-05-01T10:00:00.123456Z").minus(Duration.ofHours(3L * (i / 3)));
            String id = "list-" + (char) ('c' - i % 3) + i;
            expected.add(id);
            for (int twice = 0; twice < 2; twice++) write(store, id, folded(OrderList.VIEW, id, sold(i % 2 == 0 ? "even" : "odd", placedAt)), 5);
        }
        for (int limit : new int[] {1, 7, 60, 200}) {
            assertThat(all(after -> store.ofBuyer("even", limit, after).toCompletableFuture().join(), limit)).hasSize(30).isEqualTo(expected.stream().filter(id -> number(id) % 2 == 0).toList());
            assertThat(all(after -> store.ofShop(order -> order.id().startsWith("list-"), limit, after).toCompletableFuture().join(), limit)).isEqualTo(expected);
        }
        assertThat(all(after -> store.ofShop(order -> order.status() == OrderStatus.CANCELLED && order.id().startsWith("list-"), 10, after).toCompletableFuture().join(), 10)).isEmpty();
        assertThat(store.ofBuyer("nobody", 10, Optional.empty()).toCompletableFuture().join().orders()).isEmpty();
    }

    @Test
    void theOrdersOfABatchAreOneWriteToTheListOfTheirHour() {
        var store = new OrderListStore(cql, 1);
        var rows = new HashMap<String, Versioned<OrderList>>();
        for (int i = 0; i < 250; i++) {
            String id = "batch-" + i;
            rows.put(id, new Versioned<>(folded(OrderList.VIEW, id, sold("batch-buyer-" + i, Instant.parse("2031-05-01T10:30:00Z").plusSeconds(i < 90 ? -i : 3_600 + i))), 5));
        }
        long byId = writes("order_list");
        long byHour = writes("order_list_by_hour");
        store.writeAll(rows, 8).toCompletableFuture().join();
        assertThat(writes("order_list") - byId).isEqualTo(250);
        // 90 in the first hour; 160 in the second, as 100 and 60.
        assertThat(writes("order_list_by_hour") - byHour).isEqualTo(3);
        assertThat(all(after -> store.ofShop(order -> order.id().startsWith("batch-"), 100, after).toCompletableFuture().join(), 100)).hasSize(250).doesNotHaveDuplicates();
    }

    /** How many writes this table has seen. */
    private static long writes(String table) {
        return cql.execute("SELECT count FROM system_views.local_write_latency WHERE keyspace_name = 'orders_stores_test' AND table_name = ?", table).one().getLong(0);
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring("list-c".length()));
    }

    @Test
    void onlyLateOrdersAreOnTheListOfUnfinishedOnes() {
        assertThat(folded(Unfinished.VIEW, "o", Samples.until(OrderStatus.PAID)).late()).isFalse();
        assertThat(folded(Unfinished.VIEW, "o", Samples.until(OrderStatus.PAYMENT_PENDING)).late()).isTrue();
        var store = new UnfinishedStore(cql, 1);
        var late = folded(Unfinished.VIEW, "o", Samples.FELL_BEHIND);
        var caughtUp = folded(Unfinished.VIEW, "o", Samples.FELL_BEHIND, new OrderEvent.CaughtUp(Samples.NOON));
        for (int i = 0; i < 50; i++) write(store, "late-" + i, late, 3);
        for (int i = 0; i < 50; i += 2) write(store, "late-" + i, caughtUp, 9);
        write(store, "late-0", late, 3);
        assertThat(store.read("late-1").toCompletableFuture().join()).contains(new Versioned<>(late, 3));
        assertThat(store.read("late-2").toCompletableFuture().join()).contains(new Versioned<>(caughtUp, 9));
        var seen = new ArrayList<String>();
        Optional<String> after = Optional.empty();
        do {
            var page = store.slice(4, after).toCompletableFuture().join();
            seen.addAll(page.items());
            after = page.next();
        } while (after.isPresent());
        assertThat(seen).hasSize(25).doesNotHaveDuplicates().allMatch(id -> number(id.replace("late-", "list-c")) % 2 == 1);
    }

    @Test
    void onlyHeldOrdersAreOnTheListOfThoseToBeReviewed() {
        assertThat(folded(HeldOrder.VIEW, "o", Samples.until(OrderStatus.PAID))).isEqualTo(HeldOrder.NOT);
        var store = new HeldStore(cql, 1);
        var held = folded(HeldOrder.VIEW, "o", Samples.until(OrderStatus.HELD_FOR_REVIEW));
        assertThat(held).isEqualTo(new HeldOrder(Samples.HELD.until(), true));
        var over = folded(HeldOrder.VIEW, "o", Samples.HELD, Samples.APPROVED);
        for (int i = 0; i < 10; i++) write(store, "held-" + i, held, 6);
        for (int i = 0; i < 10; i += 2) write(store, "held-" + i, over, 7);
        write(store, "held-0", held, 6);
        assertThat(store.read("held-1").toCompletableFuture().join()).contains(new Versioned<>(held, 6));
        assertThat(store.read("held-2").toCompletableFuture().join()).contains(new Versioned<>(over, 7));
        assertThat(store.slice(100, Optional.empty()).toCompletableFuture().join().items()).containsExactlyInAnyOrder("held-1", "held-3", "held-5", "held-7", "held-9");
    }

    private static final String LATER = "another account";

    private static List<String> ofBuyer(OrderListStore store, String principal) {
        return all(after -> store.ofBuyer(principal, 10, after).toCompletableFuture().join(), 10);
    }

    @Test
    void anOrderThatWasTakenOverIsInTheListOfItsNewOwnerAloneAndWhereItWasInThatOfTheShop() {
        var store = new OrderListStore(cql, 1);
        var placedAt = Instant.parse("2032-05-01T10:30:00Z");
        var sold = new OrderEvent.Confirmed("moving-guest", "number", Samples.EMAIL, Samples.LINES, Samples.TOTALS, placedAt, placedAt, Optional.of(Samples.MAILBOX));
        var before = folded(OrderList.VIEW, "moved", sold);
        var taken = new OrderEvent.TakenOver(LATER, Samples.TAKE_OVER.email(), Samples.TAKE_OVER.shippingAddress(), Samples.NOON);
        var after = folded(OrderList.VIEW, "moved", sold, taken);
        assertThat(after.order().orElseThrow()).satisfies(entry -> {
            assertThat(entry.principal()).isEqualTo(LATER);
            assertThat(entry.email()).isEqualTo(taken.email());
            assertThat(entry.placedBy()).contains("moving-guest");
        });
        write(store, "moved", before, 5);
        assertThat(ofBuyer(store, "moving-guest")).containsExactly("moved");
        write(store, "moved", after, 6);
        // A late copy of what was written before changes nothing.
        write(store, "moved", before, 5);
        assertThat(ofBuyer(store, "moving-guest")).isEmpty();
        assertThat(ofBuyer(store, LATER)).containsExactly("moved");
        assertThat(all(next -> store.ofShop(order -> order.id().equals("moved"), 10, next).toCompletableFuture().join(), 10)).containsExactly("moved");
        var cancelled = folded(OrderList.VIEW, "moved", sold, taken, new OrderEvent.CancelRequested(Samples.NOON), new OrderEvent.Cancelled(Samples.NOON));
        write(store, "moved", cancelled, 8);
        assertThat(store.ofBuyer(LATER, 10, Optional.empty()).toCompletableFuture().join().orders()).containsExactly(cancelled.order().get());
        assertThat(store.read("moved").toCompletableFuture().join()).contains(new Versioned<>(cancelled, 8));
    }

    @Test
    void whoeverDiesWhileAnOrderMovesLeavesTheOlderRowToBeginWithAgain() {
        var store = new OrderListStore(cql, 1);
        var sold = sold("dying-guest", Instant.parse("2033-05-01T10:30:00Z"));
        var before = folded(OrderList.VIEW, "half", sold);
        var after = folded(OrderList.VIEW, "half", sold, Samples.TAKEN_OVER);
        write(store, "half", before, 5);
        // It was written where it is now, and not deleted yet where it was.
        var entry = after.order().orElseThrow();
        cql.execute("INSERT INTO order_list (principal, placed_at, id, version, entry) VALUES (?, ?, ?, ?, ?) USING TIMESTAMP 6", entry.principal(), entry.placedAt(), "half", 6L, ByteBuffer.wrap(Codec.encode(entry)));
        assertThat(store.read("half").toCompletableFuture().join()).contains(new Versioned<>(before, 5));
        write(store, "half", after, 6);
        assertThat(store.read("half").toCompletableFuture().join()).contains(new Versioned<>(after, 6));
        assertThat(ofBuyer(store, "dying-guest")).isEmpty();
        assertThat(ofBuyer(store, entry.principal())).contains("half");
    }

    @Test
    void onlyOrdersOfGuestsThatAreNobodysYetAreFoundByTheirMailbox() {
        assertThat(folded(GuestOrder.VIEW, "o", Samples.until(OrderStatus.CONFIRMED))).isEqualTo(GuestOrder.NOT);
        var found = folded(GuestOrder.VIEW, "o", Samples.FOUND, Samples.FOUND_CONFIRMED);
        assertThat(found).isEqualTo(new GuestOrder(Optional.of(Samples.MAILBOX), Samples.NOON, true));
        var taken = folded(GuestOrder.VIEW, "o", Samples.FOUND, Samples.FOUND_CONFIRMED, Samples.TAKEN_OVER);
        var store = new GuestOrderStore(cql, 1);
        for (int i = 10; i < 30; i++) write(store, "guest-" + i, found, 6);
        for (int i = 10; i < 30; i += 2) write(store, "guest-" + i, taken, 7);
        write(store, "guest-10", found, 6);
        write(store, "of an account", GuestOrder.NOT, 6);
        assertThat(store.read("guest-11").toCompletableFuture().join()).contains(new Versioned<>(found, 6));
        assertThat(store.read("guest-12").toCompletableFuture().join()).contains(new Versioned<>(taken, 7));
        var seen = new ArrayList<String>();
        Optional<String> after = Optional.empty();
        do {
            var page = store.ofMailbox(Samples.MAILBOX, 3, after).toCompletableFuture().join();
            seen.addAll(page.orders());
            after = page.next();
        } while (after.isPresent());
        assertThat(seen).containsExactly("guest-29", "guest-27", "guest-25", "guest-23", "guest-21", "guest-19", "guest-17", "guest-15", "guest-13", "guest-11");
        assertThat(store.ofMailbox("another", 10, Optional.empty()).toCompletableFuture().join().orders()).isEmpty();
    }
}
