package souk.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.OVERLOADED;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Rejection;
import souk.ledger.api.Account;
import souk.ledger.api.Leg;
import souk.ledger.api.Side;
import souk.ledger.api.TransactionCommand;
import souk.ledger.api.TransactionEvent;
import souk.ledger.api.TransactionView;
import souk.ledger.api.Why;
import souk.testkit.Spec;
import souk.testkit.WireContract;

class TransactionTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final Why WHY = new Why("orders.order", "order-1", 7, "orders.order-confirmed", "orders.order/order-1#6 settle", "sale.1", Optional.of("guest:1"));
    private static final Why CANCELLED = new Why("orders.order", "order-1", 12, "orders.order-cancelled", "orders.order/order-1#11 cancel", "cancel.1", Optional.empty());
    private static final List<Leg> LEGS = List.of(Leg.debit(Account.CASH, gbp(1_100)), Leg.debit(Account.DISCOUNTS, gbp(100)), Leg.credit(Account.SALES, gbp(1_000)), Leg.credit(Account.FREIGHT, gbp(200)));
    private static final TransactionCommand.Post POST = post(LEGS);
    private static final TransactionEvent.Posted POSTED = new TransactionEvent.Posted("sale", LEGS, WHY, NOON);
    private static final TransactionEvent.RestAsked ASKED = new TransactionEvent.RestAsked(CANCELLED, NOON);

    private static Money gbp(long amount) {
        return Money.of(amount, "GBP");
    }

    private static TransactionCommand.Post post(List<Leg> legs) {
        return new TransactionCommand.Post("sale", legs, WHY);
    }

    private static TransactionCommand.RestTold rest(long amount) {
        return new TransactionCommand.RestTold(Optional.empty(), amount == 0 ? List.of() : List.of(Leg.debit(Account.REFUNDS, gbp(amount)), Leg.credit(Account.CASH, gbp(amount))));
    }

    private static Spec<Transaction, TransactionEvent> nothing() {
        return Spec.of(Transaction.BLUEPRINT).at(NOON);
    }

    @Test
    void aTransactionIsBookedWholeAndOnce() {
        nothing().when(POST).then(POSTED).at(NOON.plusSeconds(60)).when(POST).thenNothing().when(new TransactionCommand.Look()).thenReply(new TransactionView(1, "sale", LEGS, WHY, NOON));
    }

    @Test
    void whatIsBookedNeverChanges() {
        var others = List.of(Leg.debit(Account.CASH, gbp(1)), Leg.credit(Account.SALES, gbp(1)));
        nothing().given(POSTED).when(post(others)).thenRefused(CONFLICT, "posted-otherwise");
        nothing().given(POSTED).when(new TransactionCommand.Post("refund", LEGS, WHY)).thenRefused(CONFLICT, "posted-otherwise");
        nothing().given(POSTED).when(new TransactionCommand.PostRest(CANCELLED)).thenRefused(CONFLICT, "posted-otherwise");
        nothing().given(ASKED).when(POST).thenRefused(CONFLICT, "posted-otherwise");
    }

    @Test
    void whatAnotherVersionOfARuleHasBookedOfTheSameEventStays() {
        var others = List.of(Leg.debit(Account.CASH, gbp(1_100)), Leg.credit(Account.vendor("ann"), gbp(1_100)));
        nothing().given(POSTED).when(new TransactionCommand.Post("sale", others, WHY.by("sale.2"))).thenNothing();
        var later = new Why(WHY.type(), WHY.id(), 8, WHY.event(), WHY.cause(), "sale.2", WHY.actor());
        nothing().given(POSTED).when(new TransactionCommand.Post("sale", others, later)).thenRefused(CONFLICT, "posted-otherwise");
    }

    @Test
    void whatDoesNotBalanceInEachCurrencyIsRefused() {
        nothing().when(post(List.of(Leg.debit(Account.CASH, gbp(100)), Leg.credit(Account.SALES, gbp(99))))).thenRefused(UNPROCESSABLE, "unbalanced");
        nothing().when(post(List.of(Leg.debit(Account.CASH, gbp(100)), Leg.credit(Account.SALES, Money.of(100, "EUR"))))).thenRefused(UNPROCESSABLE, "unbalanced");
        nothing().when(post(List.of(Leg.debit(Account.CASH, gbp(100))))).thenRefused(UNPROCESSABLE, "unbalanced");
        var most = gbp(Money.MAX);
        nothing().when(post(List.of(Leg.debit(Account.CASH, most), Leg.debit(Account.CASH, most), Leg.credit(Account.SALES, most)))).thenRefused(UNPROCESSABLE, "unbalanced");
        nothing().when(post(List.of(Leg.debit(Account.CASH, gbp(1)), Leg.credit(Account.SALES, gbp(1)), Leg.debit(Account.CASH, Money.of(5, "EUR")), Leg.credit(Account.SALES, Money.of(5, "EUR")))))
                .then(new TransactionEvent.Posted("sale", List.of(Leg.debit(Account.CASH, gbp(1)), Leg.credit(Account.SALES, gbp(1)), Leg.debit(Account.CASH, Money.of(5, "EUR")), Leg.credit(Account.SALES, Money.of(5, "EUR"))), WHY, NOON));
    }

    @Test
    void legsAreOfAccountsThatThereAreAndOfSomething() {
        nothing().when(post(List.of())).thenRefused(UNPROCESSABLE, "no-legs");
        nothing().when(post(List.of(Leg.debit(Account.CASH, gbp(0)), Leg.credit(Account.SALES, gbp(0))))).thenRefused(UNPROCESSABLE, "bad-leg");
        nothing().when(post(List.of(Leg.debit(Account.CASH, gbp(-5)), Leg.credit(Account.SALES, gbp(-5))))).thenRefused(UNPROCESSABLE, "bad-leg");
        nothing().when(post(List.of(new Leg("petty-cash", Side.DEBIT, gbp(5)), Leg.credit(Account.SALES, gbp(5))))).thenRefused(UNPROCESSABLE, "unknown-account");
    }

    @Test
    void whatIsLeftOfACancelledOrderIsAskedForAndBookedOnce() {
        var posted = new TransactionEvent.Posted("cancel", List.of(Leg.debit(Account.REFUNDS, gbp(700)), Leg.credit(Account.CASH, gbp(700))), CANCELLED.by("cancel.4"), NOON);
        nothing().when(new TransactionCommand.PostRest(CANCELLED)).then(ASKED).when(new TransactionCommand.PostRest(CANCELLED)).thenNothing()
                .when(rest(700)).then(posted).when(rest(700)).thenNothing().when(new TransactionCommand.PostRest(CANCELLED)).thenNothing();
        nothing().given(ASKED).when(rest(0)).then(new TransactionEvent.NothingLeft(NOON)).when(rest(0)).thenNothing().when(new TransactionCommand.Look()).thenRefused(NOT_FOUND, "not-found");
        nothing().given(ASKED).when(new TransactionCommand.RestTold(Optional.of(new Rejection(OVERLOADED, "busy", "Later.")), List.of())).thenRefused(OVERLOADED, "busy");
        assertThat(Transaction.BLUEPRINT.next(nothing().given(ASKED).state(), NOON)).isPresent();
        assertThat(Transaction.BLUEPRINT.next(nothing().given(ASKED, posted).state(), NOON)).isEmpty();
        assertThat(Transaction.BLUEPRINT.next(nothing().given(POSTED).state(), NOON)).isEmpty();
    }

    @Test
    void whatIsAboutOneOrderStandsInOneLog() {
        var place = Transaction.BLUEPRINT.place("sale.order-1");
        assertThat(Transaction.BLUEPRINT.place("cancel.order-1")).isEqualTo(place);
        assertThat(Transaction.BLUEPRINT.place("refund.order-1.r.2")).isEqualTo(place);
        assertThat(Transaction.BLUEPRINT.place("sale.order-2")).isNotEqualTo(place);
    }

    @Test
    void accountsAreKnownByTheirNames() {
        for (var kind : Account.Kind.values()) assertThat(Account.parse(kind.held() ? kind.word() + ":a-1_B" : kind.word()).map(Account::kind)).contains(kind);
        assertThat(Account.parse("vendor:ann")).contains(Account.vendor("ann"));
        assertThat(Account.vendor("ann").name()).isEqualTo("vendor:ann");
        for (String wrong : List.of("vendor", "vendor:", "vendor:a b", "vendor:a:b", "commission:ann")) assertThat(Account.parse(wrong)).as(wrong).isEmpty();
        for (String wrong : List.of("", "Cash", "cash:anna", "petty-cash", ":", "cash:")) assertThat(Account.parse(wrong)).as(wrong).isEmpty();
        assertThat(Account.CREDIT_NOTES.name()).isEqualTo("credit-notes");
    }

    @Test
    void whatIsStoredStaysReadableAndAllOfItTravels() {
        WireContract.of(Transaction.BLUEPRINT).example(POSTED).example(ASKED).example(new TransactionEvent.NothingLeft(NOON)).holds();
        WireContract.survives(POST);
        WireContract.survives(new TransactionCommand.PostRest(CANCELLED));
        WireContract.survives(rest(5));
        WireContract.survives(new TransactionCommand.RestTold(Optional.of(new Rejection(NOT_FOUND, "not-found", "There is no such order.")), List.of()));
        WireContract.survives(new TransactionCommand.Look());
        WireContract.survives(new TransactionView(1, "sale", LEGS, WHY, NOON));
        WireContract.survives(nothing().state());
        WireContract.survives(nothing().given(POSTED).state());
        WireContract.survives(nothing().given(ASKED).state());
    }
}
