package souk.vendors.offers;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.STALE;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Recorded;
import souk.testkit.Spec;
import souk.testkit.WireContract;
import souk.vendors.api.OfferCommand;
import souk.vendors.api.OfferEvent;
import souk.vendors.api.OfferView;

class OfferTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final OfferEvent.Offered OFFERED = new OfferEvent.Offered("ann", "TEA", gbp(250), gbp(40), "york", 7, "r1", "account-1", NOON);

    @Test
    void aVendorSaysWhatItWantsAndHowManyItHas() {
        offer().when(put("r1", gbp(250), gbp(40), 7)).then(OFFERED).thenReply(new OfferCommand.Stored(new OfferView("ann", "TEA", 1, true, gbp(250), gbp(40), "york", 7, NOON), true));
    }

    @Test
    void eachCountIsWrittenDownAnewButNotTheSameRequestTwice() {
        offer().when(put("r1", gbp(250), gbp(40), 7)).when(put("r1", gbp(250), gbp(40), 7)).thenNothing()
                .when(put("r2", gbp(250), gbp(40), 7)).then(new OfferEvent.Offered("ann", "TEA", gbp(250), gbp(40), "york", 7, "r2", "account-1", NOON))
                .thenReply(new OfferCommand.Stored(new OfferView("ann", "TEA", 2, true, gbp(250), gbp(40), "york", 7, NOON), false));
    }

    @Test
    void whatIsWithdrawnIsNotThereUntilItIsOfferedAgain() {
        var offer = offer().given(OFFERED).when(new OfferCommand.Withdraw(Optional.empty(), "account-1")).then(new OfferEvent.Withdrawn("account-1", NOON));
        offer.when(new OfferCommand.Withdraw(Optional.of(1L), "account-1")).thenNothing().when(new OfferCommand.Look()).thenRefused(NOT_FOUND, "not-found");
        offer.when(new OfferCommand.Inspect()).thenReply(new OfferView("ann", "TEA", 2, false, gbp(250), gbp(40), "york", 7, NOON));
        offer.when(put("r1", gbp(250), gbp(40), 7)).thenNothing().when(put("r2", gbp(200), gbp(0), 1)).thenReply(new OfferCommand.Stored(new OfferView("ann", "TEA", 3, true, gbp(200), gbp(0), "york", 1, NOON), true));
        offer().when(new OfferCommand.Withdraw(Optional.empty(), "account-1")).thenRefused(NOT_FOUND, "not-found").when(new OfferCommand.Inspect()).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void anOfferIsInTheCurrencyInWhichTheShopSells() {
        offer().when(put("r1", Money.of(250, "USD"), Money.of(1, "USD"), 7)).thenRefused(CONFLICT, "currency-mismatch").when(put("r1", gbp(250), Money.of(1, "USD"), 7)).thenRefused(CONFLICT, "currency-mismatch");
    }

    @Test
    void whoLookedAtAnOlderVersionIsRefused() {
        var offer = offer().given(OFFERED);
        offer.when(new OfferCommand.Put("ann", "TEA", gbp(1), gbp(0), "york", 7, Currency.getInstance("GBP"), "r2", Optional.of(0L), "account-1")).thenRefused(STALE, "stale");
        offer.when(new OfferCommand.Withdraw(Optional.of(0L), "account-1")).thenRefused(STALE, "stale").when(new OfferCommand.Withdraw(Optional.of(1L), "account-1")).then(new OfferEvent.Withdrawn("account-1", NOON));
    }

    @Test
    void theListHasWhatIsOffered() {
        var row = OfferList.VIEW.apply(OfferList.NOTHING, new Recorded<>("ann:TEA", 1, "vendors-0", 1, 0, NOON, "", OFFERED));
        assertThat(row.offer()).contains(new OfferList.Entry("ann", "TEA", gbp(250), gbp(40), "york"));
        assertThat(OfferList.VIEW.apply(row, new Recorded<>("ann:TEA", 2, "vendors-0", 2, 0, NOON, "", new OfferEvent.Withdrawn("account-1", NOON)))).isEqualTo(OfferList.NOTHING);
        WireContract.survives(row.offer().orElseThrow());
    }

    @Test
    void theStateIsStoredAsItIs() {
        for (var offer : List.of(offer(), offer().given(OFFERED), offer().given(OFFERED, new OfferEvent.Withdrawn("account-1", NOON)))) WireContract.survives(offer.state());
    }

    private static Spec<Offer, OfferEvent> offer() {
        return Spec.of(Offer.BLUEPRINT).at(NOON);
    }

    private static OfferCommand.Put put(String request, Money price, Money freight, long onHand) {
        return new OfferCommand.Put("ann", "TEA", price, freight, "york", onHand, Currency.getInstance("GBP"), request, Optional.empty(), "account-1");
    }

    private static Money gbp(long pence) {
        return Money.of(pence, "GBP");
    }
}
