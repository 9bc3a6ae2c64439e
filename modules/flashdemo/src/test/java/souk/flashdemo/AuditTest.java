package souk.flashdemo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import souk.cart.api.CartEvent;
import souk.flashdemo.Told.Granted;
import souk.flashdemo.Told.Paid;
import souk.flashdemo.Told.Refused;
import souk.flashdemo.Verdict.Rule;
import souk.flashsale.api.CounterEvent;
import souk.flashsale.api.SaleEvent;
import souk.flashsale.api.SaleTerms;
import souk.inventory.api.StockEvent.Pick;
import souk.kernel.Event;
import souk.kernel.Money;
import souk.kernel.Personal;
import souk.kernel.Recorded;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.PaymentMethod;

/** The rules of the verdict: a sale of which all is right, and then each thing that can be wrong with it. */
class AuditTest {
    private static final Instant NOW = Instant.parse("2026-11-21T20:00:00Z");
    private static final Instant EXPIRES = NOW.plusSeconds(600);
    private static final Money PRICE = Money.of(999, "GBP");
    private static final SaleTerms TERMS = new SaleTerms("SKU", "A thing", PRICE, 1, NOW, EXPIRES, Duration.ofMinutes(10));
    private static final Plan PLAN = new Plan(4, 3, 1, 2, 1, 1);

    /** Three units over two counters: ann buys one, bob keeps one until the sale is called off, cid asks for two, and the last one is moved and never claimed. */
    private final List<Recorded<Event>> log = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private Audit.Said said = new Audit.Said(1, 2);

    AuditTest() {
        add("s", new SaleEvent.Created("s", TERMS, 3, 2, 2, "f", NOW));
        add("s", new SaleEvent.Reserved(List.of(new Pick("main", 3)), NOW));
        add("s", new SaleEvent.Taken(NOW));
        add("s.0", new CounterEvent.Opened("s.0", TERMS, 2));
        add("s.1", new CounterEvent.Opened("s.1", TERMS, 1));
        add("s.0", new CounterEvent.Gave("t", 1));
        add("s.1", new CounterEvent.Took("t", 1));
        add("s.0", new CounterEvent.Claimed("a", "ann", 1, EXPIRES));
        add("s.1", new CounterEvent.Claimed("b", "bob", 1, EXPIRES));
        add("cart", new CartEvent.LinesAdded(List.of(new CartEvent.AddedLine("l", "SKU", "A thing", 1, PRICE, Optional.of("s.0.a"))), Optional.empty(), NOW));
        opens("order", "ann");
        add("order", new OrderEvent.Placed("1", List.of(line("s.0.a", 1, PRICE)), null, NOW));
        add("s.0", new CounterEvent.Attached("a", "order", EXPIRES));
        add("s.0", new CounterEvent.Sold("a", "order"));
        add("cart", new CartEvent.Closed("order", NOW));
        confirms("order", "ann", line("s.0.a", 1, PRICE));
        add("s.0", new CounterEvent.Collected(1, List.of(), 0, true, NOW));
        add("s.1", new CounterEvent.Collected(1, List.of("b"), 2, true, NOW));
        add("s", new SaleEvent.Returned(1, 2, NOW));
        // What has nothing to do with it.
        add("t.0", new CounterEvent.Claimed("x", "ann", 1, EXPIRES));
        confirms("other", "eve", new OrderLine("TEA", "Tea", 1, PRICE, PRICE));
        told.add(new Told(List.of(new Granted("s.0.a", 1, EXPIRES)), List.of(), List.of(new Paid("order", List.of("s.0.a"), 999))));
        told.add(new Told(List.of(new Granted("s.1.b", 1, EXPIRES)), List.of(new Refused("limit-reached", 1)), List.of()));
        told.add(new Told(List.of(), List.of(new Refused("sold-out", 2)), List.of()));
    }

    private void add(String id, Event event) {
        log.add(recorded(id, event));
    }

    private static Recorded<Event> recorded(String id, Event event) {
        return new Recorded<>(id, 1, "log-0", 1, 0, NOW, "", event);
    }

    private void opens(String id, String customer) {
        add(id, new OrderEvent.Opened(id, "f", customer, "cart", 1, Personal.plain("a@b.example"), null, new PaymentMethod("test", "approve"), Map.of(), Duration.ofMinutes(1), NOW));
    }

    private void confirms(String id, String customer, OrderLine line) {
        add(id, new OrderEvent.Confirmed(customer, "1", Personal.plain("a@b.example"), List.of(line), null, NOW, NOW));
    }

    private static OrderLine line(String claim, int quantity, Money price) {
        return new OrderLine("SKU", "A thing", quantity, price, price.times(quantity), Optional.of(claim));
    }

    /** Puts an event in the place of the first of its kind. */
    private <E extends Event> void replace(Class<E> kind, UnaryOperator<E> by) {
        for (int i = 0; i < log.size(); i++) {
            if (!kind.isInstance(log.get(i).event())) continue;
            log.set(i, recorded(log.get(i).id(), by.apply(kind.cast(log.get(i).event()))));
            return;
        }
        throw new AssertionError("There is no " + kind);
    }

    /** Puts an event before the first of that kind. */
    private void before(Class<? extends Event> kind, String id, Event event) {
        int place = log.indexOf(log.stream().filter(each -> kind.isInstance(each.event())).findFirst().orElseThrow());
        log.add(place, recorded(id, event));
    }

    private void without(Class<? extends Event> kind) {
        assertThat(log.removeIf(each -> kind.isInstance(each.event()))).isTrue();
    }

    private Verdict verdict() {
        var books = new Books("s");
        log.forEach(books::enter);
        return Audit.of(PLAN, books, told, said);
    }

    private void breaks(Rule rule, String what) {
        var verdict = verdict();
        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.broken(rule).stream().map(Verdict.Check::what).collect(Collectors.joining("; "))).as("of " + verdict).contains(what);
    }

    @Test
    void aSaleOfWhichAllIsRight() {
        var verdict = verdict();
        assertThat(verdict.checks()).allSatisfy(check -> assertThat(check.holds()).as(check + " " + verdict.examples()).isTrue());
        assertThat(verdict.units()).isEqualTo(new Verdict.Units(2, 0, 1, 0, 2));
        assertThat(verdict.orders()).isOne();
        assertThat(verdict.examples()).isEmpty();
    }

    @Test
    void aUnitThatNobodyTookFromTheStock() {
        replace(SaleEvent.Reserved.class, held -> new SaleEvent.Reserved(List.of(new Pick("main", 2)), NOW));
        breaks(Rule.UNITS, "taken from the stock");
    }

    @Test
    void aUnitThatNeverCameToACounter() {
        replace(CounterEvent.Opened.class, opened -> new CounterEvent.Opened("s.0", TERMS, 1));
        breaks(Rule.UNITS, "at its counters");
    }

    @Test
    void moreClaimsThanUnitsThatAreGone() {
        said = new Audit.Said(2, 2);
        breaks(Rule.UNITS, "units claimed");
    }

    @Test
    void aCounterThatSellsWhatItDoesNotHave() {
        before(CounterEvent.Attached.class, "s.0", new CounterEvent.Claimed("c", "cid", 1, EXPIRES));
        breaks(Rule.UNITS, "fewer than none");
    }

    @Test
    void aCounterThatKeepsSomeWhenAllIsTakenBack() {
        log.replaceAll(each -> each.id().equals("s.1") && each.event() instanceof CounterEvent.Collected ? recorded("s.1", new CounterEvent.Collected(1, List.of("b"), 1, true, NOW)) : each);
        breaks(Rule.UNITS, "keeps some");
        breaks(Rule.UNITS, "returned to the stock");
    }

    @Test
    void aTransferThatDoesNotArrive() {
        without(CounterEvent.Took.class);
        breaks(Rule.UNITS, "transfers");
        // One that was withdrawn need not.
        log.removeIf(each -> each.event() instanceof CounterEvent.Claimed claimed && claimed.claim().equals("b"));
        before(CounterEvent.Attached.class, "s.0", new CounterEvent.GiveWithdrawn("t", 1, NOW, NOW));
        assertThat(verdict().broken(Rule.UNITS)).noneMatch(check -> check.what().contains("transfers"));
    }

    @Test
    void aUnitThatComesBackTwiceOrThoughItIsPaid() {
        before(SaleEvent.Returned.class, "s.1", new CounterEvent.Released("b", NOW));
        breaks(Rule.UNITS, "contradict");
    }

    @Test
    void aClaimThatNobodyMadeOrThatIsMadeTwice() {
        before(CounterEvent.Attached.class, "s.0", new CounterEvent.Released("nobodys", NOW));
        breaks(Rule.UNITS, "contradict");
    }

    @Test
    void aStockThatDoesNotGetItsUnitsBack() {
        said = new Audit.Said(1, 1);
        breaks(Rule.UNITS, "in the stock afterwards");
    }

    @Test
    void aCustomerWhoHasMoreThanOneMayHaveForAMoment() {
        before(CounterEvent.Attached.class, "s.0", new CounterEvent.Claimed("a2", "ann", 1, EXPIRES));
        before(CounterEvent.Attached.class, "s.0", new CounterEvent.Released("a2", NOW));
        breaks(Rule.SHARE, "more than 1");
    }

    @Test
    void aCustomerWhoIsServedAtTwoCounters() {
        before(CounterEvent.Attached.class, "s.1", new CounterEvent.Claimed("a2", "ann", 1, EXPIRES));
        breaks(Rule.SHARE, "several counters");
    }

    @Test
    void aClaimThatIsSoldTwice() {
        before(CounterEvent.Collected.class, "s.0", new CounterEvent.Sold("a", "another"));
        breaks(Rule.ORDERS, "sold twice");
    }

    @Test
    void aSoldClaimWithoutAnOrderOrWithTwoOrWithAnother() {
        without(OrderEvent.Confirmed.class);
        breaks(Rule.ORDERS, "exactly one confirmed order");
        confirms("order", "ann", line("s.0.a", 1, PRICE));
        assertThat(verdict().holds()).isTrue();
        opens("second", "ann");
        confirms("second", "ann", line("s.0.a", 1, PRICE));
        breaks(Rule.ORDERS, "exactly one confirmed order");
        without(OrderEvent.Confirmed.class);
        confirms("second", "ann", line("s.0.a", 1, PRICE));
        breaks(Rule.ORDERS, "exactly one confirmed order");
    }

    @Test
    void anOrderOfAClaimThatIsNotSold() {
        confirms("second", "bob", line("s.1.b", 1, PRICE));
        breaks(Rule.ORDERS, "not sold");
    }

    @Test
    void anOrderOfAnotherCustomerQuantityOrPrice() {
        for (var line : List.of(line("s.0.a", 2, PRICE), line("s.0.a", 1, Money.of(4_999, "GBP")))) {
            replace(OrderEvent.Confirmed.class, order -> new OrderEvent.Confirmed("ann", "1", Personal.plain("a@b.example"), List.of(line), null, NOW, NOW));
            breaks(Rule.ORDERS, "another customer, quantity or price");
        }
        replace(OrderEvent.Confirmed.class, order -> new OrderEvent.Confirmed("bob", "1", Personal.plain("a@b.example"), List.of(line("s.0.a", 1, PRICE)), null, NOW, NOW));
        breaks(Rule.ORDERS, "another customer, quantity or price");
    }

    @Test
    void anOrderOfACartThatDidNotHaveTheClaimOrStaysOpen() {
        before(CartEvent.Closed.class, "cart", new CartEvent.LineRemoved("l", NOW));
        breaks(Rule.ORDERS, "cart");
        log.removeIf(each -> each.event() instanceof CartEvent.LineRemoved);
        without(CartEvent.Closed.class);
        breaks(Rule.ORDERS, "cart");
    }

    @Test
    void aBuyerWhoWasToldOfAClaimThatIsNotThereOrOtherwise() {
        for (var claim : List.of(new Granted("s.0.none", 1, EXPIRES), new Granted("s.0.a", 2, EXPIRES), new Granted("s.0.a", 1, NOW))) {
            told.set(0, new Told(List.of(claim), List.of(), told.get(0).paid()));
            breaks(Rule.TOLD, "claims that buyers were told of");
        }
    }

    @Test
    void aClaimOrAnOrderThatNobodyWasToldOf() {
        told.remove(0);
        breaks(Rule.TOLD, "claims in the log that no buyer was told of");
        breaks(Rule.TOLD, "confirmed orders that no buyer was told of");
    }

    @Test
    void twoBuyersWithTheSameClaim() {
        told.set(2, told.get(1));
        breaks(Rule.TOLD, "theirs alone");
    }

    @Test
    void aBuyerWhoWasToldOfAnOrderThatIsNotThereOrOtherwise() {
        for (var paid : List.of(new Paid("none", List.of("s.0.a"), 999), new Paid("order", List.of("s.1.b"), 999), new Paid("order", List.of("s.0.a"), 1_000))) {
            told.set(0, new Told(told.get(0).claims(), List.of(), List.of(paid)));
            breaks(Rule.TOLD, "orders that buyers were told of");
        }
    }

    @Test
    void aBuyerWhoWasToldOfMoreThanOneMayHave() {
        told.set(0, new Told(List.of(told.get(0).claims().get(0), told.get(1).claims().get(0)), List.of(), told.get(0).paid()));
        breaks(Rule.TOLD, "have more than 1");
    }

    @Test
    void aSecondClaimThatWasRefusedForAnotherReason() {
        told.set(1, new Told(told.get(1).claims(), List.of(new Refused("too-late", 1)), List.of()));
        breaks(Rule.TOLD, "refused for another reason");
    }

    @Test
    void aBuyerWhoWasToldSoldOutWhileUnitsWereLeft() {
        told.set(2, new Told(List.of(), List.of(new Refused("sold-out", 1)), List.of()));
        breaks(Rule.TOLD, "sold-out although");
    }
}
