package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.GONE;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;
import static souk.orders.Samples.ACCOUNT;
import static souk.orders.Samples.MAILBOX;
import static souk.orders.Samples.NOON;
import static souk.orders.Samples.TAKEN_OVER;
import static souk.orders.Samples.TAKE_OVER;
import static souk.orders.Samples.aGuests;
import static souk.orders.Samples.an;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import souk.kernel.Outcome;
import souk.kernel.Personal;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderView;
import souk.orders.takeover.Takeovers;
import souk.orders.takeover.TakeoversCommand;
import souk.orders.takeover.TakeoversEvent;
import souk.testkit.Spec;

/** A guest's order becomes an account's: once, for ever, and with all that is known of the person. */
class TakeoverTest {
    private static final OrderCommand.TakeOver OF_ANOTHER = new OrderCommand.TakeOver(MAILBOX, "account-2", Personal.sealed("account-2", "CYYYY"), Personal.sealed("account-2", "CXXXX"));

    private static OrderView seen(Spec<Order, OrderEvent> order, String principal) {
        return ((Outcome.Accepted<?>) order.when(new OrderCommand.Look(Optional.of(principal))).outcome()).reply() instanceof OrderView view ? view : null;
    }

    @ParameterizedTest
    @EnumSource(OrderStatus.class)
    void onlyWhatWasSoldIsTakenOverAndStandsWhereItStood(OrderStatus status) {
        var order = aGuests(status);
        var before = order.state();
        order.when(TAKE_OVER);
        switch (status) {
            case CONFIRMED, REFUNDING, CANCELLING, CANCELLED -> {
                order.then(TAKEN_OVER);
                assertThat(order.state().status()).isEqualTo(status);
                assertThat(order.state().waiting()).isEqualTo(before.waiting());
                assertThat(CheckoutProcess.next(order.state()).map(step -> step.name())).isEqualTo(CheckoutProcess.next(before).map(step -> step.name()));
                assertThat(seen(order, ACCOUNT).owner()).contains(ACCOUNT);
            }
            case NONE, UNDOING, REJECTED -> order.thenRefused(NOT_FOUND, "not-found");
            default -> order.thenRefused(CONFLICT, "order-in-progress");
        }
    }

    @Test
    void itIsTakenOverOnceAndNobodyElseEverHasIt() {
        aGuests(OrderStatus.CONFIRMED).when(TAKE_OVER).then(TAKEN_OVER).when(TAKE_OVER).thenNothing()
                .when(OF_ANOTHER).thenRefused(NOT_FOUND, "not-found").when(new OrderCommand.LookAsReader(MAILBOX, "account-2")).thenRefused(NOT_FOUND, "not-found")
                .when(new OrderCommand.Look(Optional.of("account-2"))).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void nothingIsSeenOrTakenWithoutTheProofNorWhatAnAccountHasOrdered() {
        var other = new OrderCommand.TakeOver("mailbox-2", ACCOUNT, TAKE_OVER.email(), TAKE_OVER.shippingAddress());
        aGuests(OrderStatus.CONFIRMED).when(other).thenRefused(NOT_FOUND, "not-found").when(new OrderCommand.LookAsReader("mailbox-2", ACCOUNT)).thenRefused(NOT_FOUND, "not-found")
                .when(new OrderCommand.Look(Optional.of(ACCOUNT))).thenRefused(NOT_FOUND, "not-found");
        an(OrderStatus.CONFIRMED).when(TAKE_OVER).thenRefused(NOT_FOUND, "not-found").when(new OrderCommand.LookAsReader(MAILBOX, ACCOUNT)).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void whatIsKnownOfThePersonIsLockedWithTheAccountsKeyForWhoPlacedItToo() {
        var order = aGuests(OrderStatus.CONFIRMED).when(TAKE_OVER);
        for (String who : List.of(ACCOUNT, "anna")) {
            assertThat(seen(order, who).email()).isEqualTo(TAKE_OVER.email());
            assertThat(seen(order, who).shippingAddress()).isEqualTo(TAKE_OVER.shippingAddress());
        }
    }

    @Test
    void whoPlacedItSeesItAndHasNoMoreSayInIt() {
        var guest = new OrderCommand.Cancel(Optional.of("anna"));
        var order = aGuests(OrderStatus.CONFIRMED).when(TAKE_OVER).when(guest).thenRefused(CONFLICT, "order-taken-over");
        aGuests(OrderStatus.REFUNDING).when(TAKE_OVER).when(guest).thenRefused(CONFLICT, "order-taken-over");
        order.when(new OrderCommand.Cancel(Optional.of(ACCOUNT))).then(new OrderEvent.CancelRequested(NOON)).when(guest).thenNothing();
        // What they had cancelled before is answered as it was.
        aGuests(OrderStatus.CONFIRMED).when(guest).when(TAKE_OVER).then(TAKEN_OVER).when(guest).thenNothing();
    }

    @Test
    void theCheckoutsAnswerStaysTheAnswer() {
        var again = new OrderCommand.Checkout("order-1", "fingerprint-1", "unkeyed-1", "anna", "cart-1", 3, Samples.EMAIL, Samples.SEALED_ADDRESS, Samples.PAYMENT, java.util.Map.of(), List.of(), java.time.Duration.ofMinutes(15));
        aGuests(OrderStatus.CONFIRMED).when(TAKE_OVER).when(again).thenNothing();
    }

    // ---- the process of an account

    private static TakeoversCommand.Take take(String account, String order) {
        return new TakeoversCommand.Take(account, order, MAILBOX, "guest:anna/" + order, Personal.sealed(account, "EMAIL"), Personal.sealed(account, "ADDRESS"));
    }

    @Test
    void anAccountThatIsBeingErasedTakesNothingOverAnyMore() {
        var takeovers = Spec.of(Takeovers.BLUEPRINT).when(take(ACCOUNT, "order-1")).when(new TakeoversCommand.Close());
        takeovers.thenReply(new TakeoversCommand.Guests(List.of("guest:anna/order-1"))).when(new TakeoversCommand.Close()).thenNothing().when(take(ACCOUNT, "order-2")).thenRefused(GONE, "erased");
    }

    @Test
    void thereIsAnEndToWhatAnAccountAsksFor() {
        var takeovers = Spec.of(Takeovers.BLUEPRINT);
        for (int i = 0; i < TakeoversCommand.MOST; i++) takeovers.when(take(ACCOUNT, "order-" + i));
        takeovers.when(take(ACCOUNT, "one more")).thenRefused(UNPROCESSABLE, "too-many-guest-orders").when(take(ACCOUNT, "order-1")).thenNothing();
    }

    @Test
    void theAnswerToAnEarlierAskingIsNoneToThisOne() {
        var refused = new TakeoversCommand.Answered("order-1", 1, Optional.of(Samples.ODD));
        Spec.of(Takeovers.BLUEPRINT).when(take(ACCOUNT, "order-1")).when(refused).then(new TakeoversEvent.TakeoverEnded("order-1", false, Spec.of(Takeovers.BLUEPRINT).now()))
                .when(take(ACCOUNT, "order-1")).when(refused).thenNothing().when(new TakeoversCommand.Answered("order-1", 2, Optional.empty()))
                .thenState(state -> assertThat(state.pending()).isEmpty());
    }

    /** Each owner dies between any two messages, which are lost, copied and late; two accounts ask for the same, again and again, and one is erased meanwhile. */
    @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
    void eachOrderHasOneOwnerWhoKnowsWhichKeyGoesWithTheirs(@ForAll long seed) {
        var random = new Random(seed);
        var world = new TakeoverWorld(random, 0.3);
        for (int i = 10 + random.nextInt(40); i >= 0; i--) {
            String account = "account-" + random.nextInt(2);
            switch (random.nextInt(8)) {
                case 0, 1 -> world.asks(account, take(account, "order-" + random.nextInt(TakeoverWorld.ORDERS)));
                case 2 -> world.isSold("order-" + random.nextInt(TakeoverWorld.ORDERS));
                case 3 -> {
                    if (random.nextInt(5) == 0) world.isErased(account);
                }
                default -> world.goesOn(account);
            }
            world.nothingIsLeftOfWhoIsErased();
        }
        world.rest();
        world.nothingIsLeftOfWhoIsErased();
        world.everyOrderThatSomebodyWasPromisedIsTheirs();
    }
}
