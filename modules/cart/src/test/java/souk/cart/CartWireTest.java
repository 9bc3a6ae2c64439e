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
import souk.cart.api.CartCommand;
import souk.cart.api.CartContents;
import souk.cart.api.CartEvent;
import souk.cart.api.CheckoutBegun;
import souk.platform.wire.Codec;
import souk.testkit.WireContract;

class CartWireTest {
    @Test
    void storedEventsStayReadable() {
        WireContract.of(Cart.BLUEPRINT)
                .example(new CartEvent.Created("cart-1", "anna", GBP, MONTH, "fingerprint-1", NOON))
                .example(added(Optional.of(CartClaimTest.CLAIM)))
                .older("cart.lines-added", 1, added(Optional.empty()))
                .example(new CartEvent.LineChanged("1", 7, NOON))
                .example(new CartEvent.LineRemoved("1", NOON))
                .example(new CartEvent.PriceListAssigned("trade", NOON))
                .example(new CartEvent.PriceListRemoved(NOON))
                .example(new CartEvent.Repriced(List.of(new CartEvent.NewPrice("1", gbp(300))), NOON))
                .example(new CartEvent.CheckoutStarted("order-1", NOON))
                .example(new CartEvent.Reopened("order-1", NOON))
                .example(new CartEvent.Closed("order-1", NOON))
                .example(new CartEvent.Expired(NOON))
                .holds();
    }

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
