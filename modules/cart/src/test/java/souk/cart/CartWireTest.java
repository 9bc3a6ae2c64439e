package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.cart.CartTest.GBP;
import static souk.cart.CartTest.MONTH;
import static souk.cart.CartTest.NOON;
import static souk.cart.CartTest.begin;
import static souk.cart.CartTest.filled;
import static souk.cart.CartTest.gbp;
import static souk.cart.CartTest.keyed;
import static souk.cart.CartTest.tea;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.cart.api.BasketCommand;
import souk.cart.api.BasketEvent;
import souk.cart.api.CartCommand;
import souk.cart.api.CartContents;
import souk.cart.api.CartEvent;
import souk.cart.api.CheckoutBegun;
import souk.cart.api.MergeResult;
import souk.kernel.Rejection;
import souk.platform.wire.Codec;
import souk.testkit.Spec;
import souk.testkit.WireContract;

class CartWireTest {
    @Test
    void storedEventsStayReadable() {
        WireContract.of(Cart.BLUEPRINT, Basket.BLUEPRINT)
                .example(new CartEvent.Created("cart-1", "anna", GBP, MONTH, "fingerprint-1", NOON))
                .example(new CartEvent.LinesAdded(List.of(SOLD), added(Optional.empty()).key(), NOON))
                .older("cart.lines-added", 2, added(Optional.of(CartClaimTest.CLAIM)))
                .older("cart.lines-added", 1, added(Optional.empty()))
                .example(new CartEvent.LineChanged("1", 7, NOON))
                .example(new CartEvent.LineRemoved("1", NOON))
                .example(new CartEvent.PriceListAssigned("trade", NOON))
                .example(new CartEvent.PriceListRemoved(NOON))
                .example(new CartEvent.Repriced(List.of(new CartEvent.NewPrice("1", gbp(300), Optional.of(gbp(40)))), NOON))
                .older("cart.repriced", 1, new CartEvent.Repriced(List.of(new CartEvent.NewPrice("1", gbp(300))), NOON))
                .example(new CartEvent.CheckoutStarted("order-1", NOON))
                .example(new CartEvent.Reopened("order-1", NOON))
                .example(new CartEvent.Closed("order-1", NOON))
                .example(new CartEvent.Expired(NOON))
                .example(new CartEvent.Offered("account-1:7", NOON))
                .example(new CartEvent.HandedOver("account-1:7", TAKEN.moved(), NOON))
                .example(new CartEvent.TakenOver(7, List.of(SOLD), TAKEN.moved(), TAKEN.left(), NOON))
                .older("cart.taken-over", 1, new CartEvent.TakenOver(7, List.of(new CartEvent.AddedLine("1", "TEA", "Tea", 3, gbp(250), Optional.of(CartClaimTest.CLAIM))), TAKEN.moved(), TAKEN.left(), NOON))
                .example(new BasketEvent.Adopted("cart-1", NOON))
                .example(new BasketEvent.MergeAsked(MERGE, NOON))
                .example(new BasketEvent.Planned(4, Optional.of("cart-2"), true, Optional.of("cart-1"), NOON))
                .example(new BasketEvent.LookedAgain(NOON))
                .example(new BasketEvent.Received(filled().when(CartTest.add(CartVendorTest.of("vendor-1", 2))).state().contents(), NOON))
                .older("cart.merge-received", 1, new BasketEvent.Received(filled().state().contents(), NOON))
                .example(new BasketEvent.Priced(List.of("POT"), NOON))
                .example(new BasketEvent.Retargeted(NOON))
                .example(new BasketEvent.Taken(TAKEN, NOON))
                .example(new BasketEvent.MergeEnded(new MergeResult("request-1", MergeResult.State.MERGED, "cart-1", Optional.of("cart-2"), Optional.of("cart-3"), Optional.of("why"),
                        List.of(CartVendorTest.line("1", 2)), List.of(new MergeResult.Kept(CartVendorTest.line("1", 1), MergeResult.QUANTITY))), NOON))
                .older("cart.merge-ended", 1, new BasketEvent.MergeEnded(RESULT, NOON))
                .holds();
    }

    @Test
    void whatIsSaidInAMergeTravels() {
        var cart = filled().state().contents();
        WireContract.survives(new CartCommand.Offer("account-1:7", "anna", 4));
        WireContract.survives(new CartCommand.HandOver("account-1:7", TAKEN.moved()));
        WireContract.survives(new CartCommand.TakeOver(7, "anna", cart.lines(), List.of("POT")));
        WireContract.survives(TAKEN);
        WireContract.survives(MERGE);
        WireContract.survives(new BasketCommand.Adopt("cart-1"));
        WireContract.survives(new BasketCommand.Look());
        WireContract.survives(new BasketCommand.Present(Optional.of("cart-1")));
        WireContract.survives(new BasketCommand.Merges(List.of(RESULT)));
        WireContract.survives(new BasketCommand.Recall());
        WireContract.survives(new BasketCommand.Known(List.of("cart-1"), List.of(RESULT)));
        WireContract.survives(Spec.of(Basket.BLUEPRINT).given(new BasketEvent.Adopted("cart-1", NOON)).state());
        WireContract.survives(new BasketCommand.Seen(7, Optional.of(cart), Optional.of(Rejection.notFound("cart")), Optional.empty()));
        WireContract.survives(new BasketCommand.OfferAnswered(7, 4, Optional.of(cart)));
        WireContract.survives(new BasketCommand.Priced(7, List.of("POT")));
        WireContract.survives(new BasketCommand.TakeAnswered(7, "cart-2", Optional.empty(), Optional.of(TAKEN)));
        WireContract.survives(new BasketCommand.HandedOver(7));
        WireContract.survives(filled().when(new CartCommand.Offer("m", "anna", 2)).state());
        WireContract.survives(filled().when(new CartCommand.TakeOver(7, "anna", cart.lines(), List.of())).state());
        WireContract.survives(Spec.of(Basket.BLUEPRINT).when(MERGE).given(new BasketEvent.Planned(4, Optional.of("cart-2"), true, Optional.of("cart-1"), NOON), new BasketEvent.Received(cart, NOON)).state());
        WireContract.survives(Basket.NONE);
    }

    private static final CartEvent.AddedLine SOLD = new CartEvent.AddedLine("1", "TEA", "Tea", 3, gbp(250), Optional.empty(), Optional.of("vendor-1"), Optional.of(gbp(40)));
    private static final CartCommand.Taken TAKEN = new CartCommand.Taken(List.of(new CartCommand.Units("1", 2)), List.of(new CartCommand.Left("1", 1, MergeResult.QUANTITY)));
    private static final BasketCommand.Merge MERGE = new BasketCommand.Merge("account-1", "request-1", "guest-1", "cart-1", MergeResult.Strategy.KEEP_NEWEST, "cart-2", MONTH);
    private static final MergeResult RESULT = new MergeResult("request-1", MergeResult.State.MERGED, "cart-1", Optional.of("cart-2"), Optional.of("cart-3"), Optional.of("why"),
            List.of(MergingTest.line("1", "TEA", 2, 250)), List.of(new MergeResult.Kept(MergingTest.line("1", "TEA", 1, 250), MergeResult.QUANTITY)));

    private static CartEvent.LinesAdded added(Optional<String> claimId) {
        return new CartEvent.LinesAdded(List.of(new CartEvent.AddedLine("1", "TEA", "Tea", 3, gbp(250), claimId)), Optional.of(new CartCommand.RequestKey("key-1", "fingerprint-2")), NOON);
    }

    @Test
    void commandsAndRepliesTravel() {
        WireContract.survives(new CartCommand.Create("cart-1", "anna", GBP, MONTH, ""));
        WireContract.survives(new CartCommand.AddLines("anna", List.of(tea(3)), Optional.empty(), Optional.of(7L)));
        WireContract.survives(keyed("k", "f", tea(1)));
        WireContract.survives(keyed("k", "f", CartClaimTest.claimed(CartClaimTest.CLAIM, 1)));
        WireContract.survives(filled().when(CartTest.add(CartClaimTest.claimed(CartClaimTest.CLAIM, 1))).state().contents());
        WireContract.survives(new CartCommand.AddLines("anna", List.of(tea(3)), Optional.empty(), Optional.of(7L), Optional.of("trade")));
        WireContract.survives(new CartCommand.AssignPriceList("trade", GBP, Optional.of(7L)));
        WireContract.survives(new CartCommand.RemovePriceList(Optional.empty()));
        WireContract.survives(new CartCommand.ChangeLine("anna", "1", Optional.of(7), Optional.of(7L)));
        WireContract.survives(new CartCommand.RemoveLine("anna", "1", Optional.empty()));
        WireContract.survives(begin("order-1"));
        WireContract.survives(CartVendorTest.begin("order-1", 2, CartVendorTest.quote("vendor-1", 230, 40)));
        WireContract.survives(CartTest.add(CartVendorTest.of("vendor-1", 2)));
        WireContract.survives(filled().when(CartTest.add(CartVendorTest.of("vendor-1", 2))).state());
        WireContract.survives(new CartCommand.Close("order-1"));
        WireContract.survives(new CartCommand.Reopen("order-1", 4));
        WireContract.survives(new CartCommand.Expire());
        WireContract.survives(new CartCommand.Look("anna"));
        WireContract.survives(new CartCommand.Recall("anna", new CartCommand.RequestKey("k", "f")));
        WireContract.survives(new CartCommand.Inspect());
        WireContract.survives(filled().state().contents());
        WireContract.survives(filled().when(CartPriceListTest.ASSIGN).state().contents());
        WireContract.survives(new CheckoutBegun(true, filled().when(begin("order-1")).state().contents()));
    }

    @Test
    void theStateIsStoredAsItIs() {
        WireContract.survives(filled().when(keyed("k", "f", tea(1))).when(begin("order-1", 3)).state());
        WireContract.survives(filled().when(CartPriceListTest.ASSIGN).state());
        WireContract.survives(filled().when(CartTest.add(CartClaimTest.claimed(CartClaimTest.CLAIM, 1))).state());
        WireContract.survives(Cart.NONE);
    }

    @Test
    void whatWasStoredBeforeThereWerePriceListsIsACartWithoutOne() {
        var state = filled().state();
        var page = Codec.toJson(state).replaceAll(",\\s*\"priceList\" : \"\"", "");
        assertThat(page).doesNotContain("priceList");
        assertThat(Codec.fromJson(page, Cart.class)).isEqualTo(state);
        var contents = Codec.toJson(state.contents()).replaceAll(",\\s*\"priceList\" : null", "");
        assertThat(contents).doesNotContain("priceList");
        assertThat(Codec.fromJson(contents, CartContents.class)).isEqualTo(state.contents());
    }

    @Test
    void whatWasStoredBeforeOthersSoldIsTheShopsOwn() {
        var state = filled().state();
        var page = Codec.toJson(state).replaceAll(",\\s*\"(vendorId|freight)\" : null", "");
        assertThat(page).doesNotContain("vendorId", "freight");
        assertThat(Codec.fromJson(page, Cart.class)).isEqualTo(state);
        var sent = Codec.toJson(begin("order-1")).replaceAll(",\\s*\"offers\" : \\[ ]", "");
        assertThat(sent).doesNotContain("offers");
        assertThat(Codec.fromJson(sent, CartCommand.BeginCheckout.class)).isEqualTo(begin("order-1"));
    }

    @Test
    void whatWasStoredBeforeThereWereClaimsIsACartWithout() {
        var state = filled().state();
        var page = Codec.toJson(state).replaceAll(",\\s*\"claimId\" : null", "");
        assertThat(page).doesNotContain("claimId");
        assertThat(Codec.fromJson(page, Cart.class)).isEqualTo(state);
        var contents = Codec.toJson(state.contents()).replaceAll(",\\s*\"claimId\" : null", "");
        assertThat(contents).doesNotContain("claimId");
        assertThat(Codec.fromJson(contents, CartContents.class)).isEqualTo(state.contents());
    }
}
