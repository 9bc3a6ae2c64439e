package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import souk.flashsale.api.CounterEvent;
import souk.kernel.Event;
import souk.orders.api.OrderEvent;

/** What the logs say about claims, by counters on one side and orders on the other. */
final class SaleFacts {
    private static final class Counted {
        private long opened;
        private long moved;
        private long collected;
        private final Map<String, Integer> open = new HashMap<>();
        private final Map<String, Integer> sold = new HashMap<>();
        private final Map<String, String> soldTo = new HashMap<>();
        private final Map<String, Integer> byCustomer = new HashMap<>();
        private final Map<String, String> customers = new HashMap<>();
        private final Map<String, Instant> expires = new HashMap<>();
        private final Map<String, String> with = new HashMap<>();
        private boolean calledOff;
        private int cap;

        private long left() {
            return opened + moved - collected - units(open) - units(sold);
        }

        private static long units(Map<String, Integer> claims) {
            return claims.values().stream().mapToInt(Integer::intValue).sum();
        }

        private void gone(String claim) {
            byCustomer.merge(customers.get(claim), -open.remove(claim), Integer::sum);
        }
    }

    private final Map<String, Counted> counters = new TreeMap<>();
    /** The order that a claim was confirmed in. */
    private final Map<String, String> confirmed = new HashMap<>();

    void note(String id, Event event) {
        if (event instanceof OrderEvent.Confirmed order) order.lines().forEach(line -> line.claimId().ifPresent(claim -> assertThat(confirmed.put(claim, id)).as("the other order of claim " + claim).isNull()));
        if (!(event instanceof CounterEvent)) return;
        var counter = counters.computeIfAbsent(id, key -> new Counted());
        if (event instanceof CounterEvent.Opened opened) {
            counter.opened = opened.units();
            counter.cap = opened.terms().perCustomer();
        } else if (event instanceof CounterEvent.Claimed claimed) {
            assertThat(counter.open.put(claimed.claim(), claimed.quantity())).as("claim " + claimed.claim() + " before").isNull();
            counter.customers.put(claimed.claim(), claimed.customer());
            counter.expires.put(claimed.claim(), claimed.expiresAt());
            assertThat(counter.byCustomer.merge(claimed.customer(), claimed.quantity(), Integer::sum)).as("units of " + claimed.customer()).isLessThanOrEqualTo(counter.cap);
        } else if (event instanceof CounterEvent.Released released) {
            counter.gone(released.claim());
        } else if (event instanceof CounterEvent.Lapsed lapsed) {
            lapsed.lapsed().forEach(counter::gone);
        } else if (event instanceof CounterEvent.Sold sold) {
            counter.sold.put(sold.claim(), counter.open.remove(sold.claim()));
            assertThat(counter.soldTo.put(sold.claim(), sold.orderId())).as("the other order of " + sold.claim()).isNull();
        } else if (event instanceof CounterEvent.Detached detached) {
            boolean over = counter.calledOff || !detached.at().isBefore(counter.expires.get(detached.claim()));
            // Of another order than the one that has it, the word changes nothing.
            if (counter.with.remove(detached.claim(), detached.orderId()) && over) counter.gone(detached.claim());
        } else if (event instanceof CounterEvent.Attached attached) {
            counter.with.put(attached.claim(), attached.orderId());
        } else if (event instanceof CounterEvent.Gave gave) {
            counter.moved -= gave.units();
        } else if (event instanceof CounterEvent.GiveWithdrawn withdrawn) {
            counter.moved += withdrawn.units();
        } else if (event instanceof CounterEvent.Took took) {
            counter.moved += took.units();
        } else if (event instanceof CounterEvent.Collected collected) {
            collected.released().forEach(counter::gone);
            counter.collected += collected.units();
            counter.calledOff |= collected.releaseAll();
        }
        assertThat(counter.left()).as("units left at " + id).isNotNegative();
    }

    /** Each claim that was sold is in the one order it was sold to, and the other way round. */
    String addUp() {
        var sold = new HashMap<String, String>();
        counters.forEach((id, counter) -> counter.soldTo.forEach((claim, order) -> sold.put(id + "." + claim, order)));
        assertThat(confirmed).as("claims in confirmed orders").isEqualTo(sold);
        long moved = counters.values().stream().mapToLong(counter -> counter.moved).sum();
        assertThat(moved).as("units on their way between counters").isZero();
        return counters.size() + " counters: " + sold.size() + " claims sold, each in its order, " + counters.values().stream().mapToLong(counter -> Counted.units(counter.open)).sum() + " units open, "
                + counters.values().stream().mapToLong(Counted::left).sum() + " left";
    }
}
