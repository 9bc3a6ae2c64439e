package souk.flashdemo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import souk.cart.api.CartEvent;
import souk.flashsale.api.CounterEvent;
import souk.flashsale.api.SaleEvent;
import souk.inventory.api.StockEvent;
import souk.kernel.Event;
import souk.kernel.Money;
import souk.kernel.Recorded;
import souk.orders.api.OrderEvent;

/**
 * Where every unit of one sale is, reckoned from the events alone. It shares nothing with the aggregates that made them, so that a mistake there is not compared with itself.
 *
 * <p>Events come log by log, those of a log in its order; the rest of the shop's events may be among them.
 */
final class Books {
    /** Where the units of a claim are. */
    enum Place { WITH_CUSTOMER, WITH_ORDER, SOLD, BACK }

    /** What is known of a claim. */
    static final class Claim {
        final String id;
        final String customer;
        final int quantity;
        final Instant expiresAt;
        final List<String> soldTo = new ArrayList<>();
        Place place = Place.WITH_CUSTOMER;
        String order = "";

        private Claim(String id, String customer, int quantity, Instant expiresAt) {
            this.id = id;
            this.customer = customer;
            this.quantity = quantity;
            this.expiresAt = expiresAt;
        }
    }

    private static final class Counter {
        private long opened;
        private long left;
        private long open;
        private long sold;
        private long collected;
        private int perCustomer;
        private boolean calledOff;
        private final Map<String, Long> has = new HashMap<>();
    }

    private static final int EXAMPLES = 10;

    private final String saleId;
    private final Map<String, Counter> counters = new TreeMap<>();
    private final Map<String, Claim> claims = new TreeMap<>();
    private final Map<String, String> counterOf = new HashMap<>();
    private final Purchases purchases;
    private final Map<String, Integer> given = new HashMap<>();
    private final Map<String, Integer> got = new HashMap<>();
    private final List<String> examples = new ArrayList<>();
    private Money price;
    private long reserved;
    private long taken;
    private long returned;
    private long granted;
    private long cameBack;
    private long shortPositions;
    private long events;
    private long overCap;
    private long strange;

    Books(String saleId) {
        this.saleId = saleId;
        this.purchases = new Purchases(saleId);
    }

    /** Enters one event. */
    void enter(Recorded<? extends Event> recorded) {
        events++;
        if (recorded.event() instanceof CounterEvent event && recorded.id().startsWith(saleId + ".")) counter(recorded, event);
        else if (recorded.event() instanceof SaleEvent event && recorded.id().equals(saleId)) sale(event);
        else if (recorded.event() instanceof OrderEvent event) purchases.enter(recorded.id(), event);
        else if (recorded.event() instanceof CartEvent event) purchases.enter(recorded.id(), event);
    }

    // ---- what stands in them

    /** How many were entered. */
    long events() {
        return events;
    }

    /** Units that left the stock for the sale, as the sale says. */
    long taken() {
        return taken;
    }

    /** Units that are in the stock again, as the sale says. */
    long returned() {
        return returned;
    }

    long opened() {
        return counters.values().stream().mapToLong(counter -> counter.opened).sum();
    }

    long left() {
        return counters.values().stream().mapToLong(counter -> counter.left).sum();
    }

    /** Units of claims that are neither paid nor back. */
    long open() {
        return counters.values().stream().mapToLong(counter -> counter.open).sum();
    }

    long sold() {
        return counters.values().stream().mapToLong(counter -> counter.sold).sum();
    }

    /** Units that the sale took back from its counters at its end. */
    long collected() {
        return counters.values().stream().mapToLong(counter -> counter.collected).sum();
    }

    /** Units of all claims. */
    long granted() {
        return granted;
    }

    /** Units of claims that came back while the sale went on. */
    long cameBack() {
        return cameBack;
    }

    /** Positions after which a counter had fewer units than none, or some although all were taken back. */
    long shortPositions() {
        return shortPositions;
    }

    /** Positions after which a customer had more units than one may have. */
    long positionsOverCap() {
        return overCap;
    }

    /** Events about what there was not: a claim made twice, or one that nobody made, or whose units were somewhere else. */
    long strangeEvents() {
        return strange;
    }

    /** Customers who have claims at more than one counter, none of which then knows how much they have. */
    long customersOfSeveralCounters() {
        Map<String, Set<String>> of = new HashMap<>();
        claims.values().forEach(claim -> of.computeIfAbsent(claim.customer, customer -> new HashSet<>()).add(counterOf.get(claim.id)));
        return of.values().stream().filter(each -> each.size() > 1).count();
    }

    /** Transfers between counters that did not arrive as they were given. */
    long unfinishedMoves() {
        var all = new HashSet<>(given.keySet());
        all.addAll(got.keySet());
        return all.stream().filter(move -> !given.getOrDefault(move, 0).equals(got.getOrDefault(move, 0))).count();
    }

    Money price() {
        return price;
    }

    Map<String, Claim> claims() {
        return claims;
    }

    /** The orders and the carts that claims went through. */
    Purchases purchases() {
        return purchases;
    }

    List<String> examples() {
        return examples;
    }

    // ---- how they are kept

    private void sale(SaleEvent event) {
        if (event instanceof SaleEvent.Created created) price = created.terms().price();
        else if (event instanceof SaleEvent.Changed changed) price = changed.terms().price();
        else if (event instanceof SaleEvent.Reserved units) reserved = units.picks().stream().mapToLong(StockEvent.Pick::quantity).sum();
        else if (event instanceof SaleEvent.Taken) taken += reserved;
        else if (event instanceof SaleEvent.Returned units) returned += units.units();
    }

    private void counter(Recorded<?> at, CounterEvent event) {
        var counter = counters.computeIfAbsent(at.id(), id -> new Counter());
        if (event instanceof CounterEvent.Opened opening) {
            counter.opened += opening.units();
            counter.left += opening.units();
            counter.perCustomer = opening.terms().perCustomer();
        } else if (event instanceof CounterEvent.Claimed claimed) {
            claimed(at, counter, claimed);
        } else if (event instanceof CounterEvent.Released released) {
            back(at, counter, released.claim());
        } else if (event instanceof CounterEvent.Attached attached) {
            var claim = known(at, attached.claim());
            if (claim != null && expect(at, claim, Place.WITH_CUSTOMER)) {
                claim.place = Place.WITH_ORDER;
                claim.order = attached.orderId();
            }
        } else if (event instanceof CounterEvent.Sold sale) {
            sold(at, counter, sale);
        } else if (event instanceof CounterEvent.Detached detached) {
            detached(at, counter, detached);
        } else if (event instanceof CounterEvent.Lapsed lapsed) {
            lapsed.lapsed().forEach(claim -> back(at, counter, claim));
        } else if (event instanceof CounterEvent.Gave gave) {
            counter.left -= gave.units();
            given.merge(gave.transferId(), gave.units(), Integer::sum);
        } else if (event instanceof CounterEvent.GiveWithdrawn kept) {
            counter.left += kept.units();
            given.merge(kept.transferId(), -kept.units(), Integer::sum);
        } else if (event instanceof CounterEvent.Took took) {
            counter.left += took.units();
            got.merge(took.transferId(), took.units(), Integer::sum);
        } else if (event instanceof CounterEvent.Collected collected) {
            counter.calledOff |= collected.releaseAll();
            collected.released().forEach(claim -> back(at, counter, claim));
            counter.left -= collected.units();
            counter.collected += collected.units();
            if (counter.left != 0) shortOf(at, counter);
        }
        if (counter.left < 0 || counter.open < 0) shortOf(at, counter);
    }

    private void claimed(Recorded<?> at, Counter counter, CounterEvent.Claimed event) {
        String id = at.id() + "." + event.claim();
        if (claims.putIfAbsent(id, new Claim(id, event.customer(), event.quantity(), event.expiresAt())) != null) strange(at, "claim " + id + " is made a second time");
        counterOf.put(id, at.id());
        granted += event.quantity();
        counter.left -= event.quantity();
        counter.open += event.quantity();
        if (counter.has.merge(event.customer(), (long) event.quantity(), Long::sum) > counter.perCustomer) {
            overCap++;
            example(at, "customer " + event.customer() + " has " + counter.has.get(event.customer()) + " units of " + counter.perCustomer);
        }
    }

    private void sold(Recorded<?> at, Counter counter, CounterEvent.Sold event) {
        var claim = known(at, event.claim());
        if (claim == null) return;
        claim.soldTo.add(event.orderId());
        if (!expect(at, claim, Place.WITH_ORDER)) return;
        if (!claim.order.equals(event.orderId())) strange(at, "claim " + claim.id + " is with order " + claim.order + " and sold to " + event.orderId());
        claim.place = Place.SOLD;
        counter.open -= claim.quantity;
        counter.sold += claim.quantity;
    }

    /** An order may let go of what it does not have (any more): that says nothing of the claim, unless its time is over. */
    private void detached(Recorded<?> at, Counter counter, CounterEvent.Detached event) {
        var claim = known(at, event.claim());
        if (claim == null || claim.place == Place.SOLD || claim.place == Place.BACK || claim.place == Place.WITH_ORDER && !claim.order.equals(event.orderId())) return;
        claim.place = Place.WITH_CUSTOMER;
        if (counter.calledOff || !event.at().isBefore(claim.expiresAt)) back(at, counter, event.claim());
    }

    private void back(Recorded<?> at, Counter counter, String own) {
        var claim = known(at, own);
        if (claim == null) return;
        if (claim.place == Place.SOLD || claim.place == Place.BACK) {
            strange(at, "claim " + claim.id + " comes back, but it is " + claim.place);
            return;
        }
        claim.place = Place.BACK;
        counter.open -= claim.quantity;
        counter.left += claim.quantity;
        counter.has.merge(claim.customer, (long) -claim.quantity, Long::sum);
        if (!counter.calledOff) cameBack += claim.quantity;
    }

    private Claim known(Recorded<?> at, String own) {
        var claim = claims.get(at.id() + "." + own);
        if (claim == null) strange(at, "nobody has made the claim " + at.id() + "." + own);
        return claim;
    }

    private boolean expect(Recorded<?> at, Claim claim, Place place) {
        if (claim.place == place) return true;
        strange(at, "claim " + claim.id + " is " + claim.place + ", not " + place);
        return false;
    }

    private void shortOf(Recorded<?> at, Counter counter) {
        shortPositions++;
        example(at, "of counter " + at.id() + " are " + counter.left + " left and " + counter.open + " claimed");
    }

    private void strange(Recorded<?> at, String what) {
        strange++;
        example(at, what);
    }

    private void example(Recorded<?> at, String what) {
        if (examples.size() < EXAMPLES) examples.add(at.log() + " segment " + at.position() + ", event " + at.index() + ": " + what);
    }
}
