package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.cart.CartTest.GBP;
import static souk.cart.CartTest.MONTH;
import static souk.cart.CartTest.NOON;
import static souk.cart.CartTest.add;
import static souk.cart.CartTest.begin;
import static souk.cart.CartTest.filled;
import static souk.cart.CartTest.frozen;
import static souk.cart.CartTest.gbp;
import static souk.cart.CartTest.keyed;
import static souk.cart.CartTest.noCart;
import static souk.cart.CartTest.open;
import static souk.cart.CartTest.tea;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.GONE;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.STALE;

import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.cart.api.CartCommand;
import souk.cart.api.CartCommand.AddLines;
import souk.cart.api.CartCommand.AssignPriceList;
import souk.cart.api.CartCommand.BeginCheckout;
import souk.cart.api.CartCommand.Close;
import souk.cart.api.CartCommand.NewLine;
import souk.cart.api.CartCommand.RemovePriceList;
import souk.cart.api.CartCommand.Reopen;
import souk.cart.api.CartCommand.RequestKey;
import souk.cart.api.CartContents;
import souk.cart.api.CartEvent;
import souk.cart.api.CartEvent.AddedLine;
import souk.cart.api.CartEvent.CheckoutStarted;
import souk.cart.api.CartEvent.LinesAdded;
import souk.cart.api.CartEvent.NewPrice;
import souk.cart.api.CartEvent.PriceListAssigned;
import souk.cart.api.CartEvent.PriceListRemoved;
import souk.cart.api.CartEvent.Repriced;
import souk.kernel.Outcome;
import souk.testkit.Spec;

/** A cart that has a price list. */
class CartPriceListTest {
    static final AssignPriceList ASSIGN = new AssignPriceList("trade", GBP, Optional.empty());
    private static final RemovePriceList REMOVE = new RemovePriceList(Optional.empty());
    private static final NewLine TRADE_TEA = new NewLine("TEA", "Tea", 2, gbp(200));

    @Test
    void aListIsAssignedAndItsLinesKeepTheirPrice() {
        var cart = filled().when(ASSIGN).then(new PriceListAssigned("trade", NOON));
        assertThat(contents(cart).priceList()).contains("trade");
        assertThat(contents(cart).totals().total()).isEqualTo(gbp(750));
        assertThat(contents(cart).version()).isEqualTo(3);
        cart.when(ASSIGN).thenNothing().when(new AssignPriceList("other", GBP, Optional.empty())).then(new PriceListAssigned("other", NOON));
    }

    @Test
    void aListIsTakenOff() {
        var cart = listed().when(REMOVE).then(new PriceListRemoved(NOON)).when(REMOVE).thenNothing();
        assertThat(contents(cart).priceList()).isEmpty();
        filled().when(REMOVE).thenNothing();
    }

    @Test
    void aListInAnotherCurrencyIsRefused() {
        filled().when(new AssignPriceList("dollars", Currency.getInstance("USD"), Optional.empty())).thenRefused(CONFLICT, "currency-mismatch");
    }

    @Test
    void onlyACartThatCanBeChangedGetsAList() {
        for (CartCommand<?> command : List.of(ASSIGN, REMOVE)) {
            noCart().when(command).thenRefused(NOT_FOUND, "not-found");
            frozen().when(command).thenRefused(CONFLICT, "checkout-in-progress").when(new Close("o")).when(command).thenRefused(CONFLICT, "cart-closed");
            filled().at(NOON.plus(MONTH)).when(command).thenRefused(GONE, "cart-expired");
        }
        filled().when(new AssignPriceList("trade", GBP, Optional.of(1L))).thenRefused(STALE, "stale").when(new AssignPriceList("trade", GBP, Optional.of(2L)))
                .then(new PriceListAssigned("trade", NOON)).when(new RemovePriceList(Optional.of(2L))).thenRefused(STALE, "stale");
    }

    @Test
    void linesAtOtherPricesThanItsListsAreRefusedByNameAndAddedAtThem() {
        var cart = listed().when(add(tea(2))).thenRefused(CONFLICT, CartCommand.OTHER_PRICE_LIST);
        assertThat(named(cart)).containsExactly("trade");
        cart.when(listedAdd("old")).thenRefused(CONFLICT, CartCommand.OTHER_PRICE_LIST);
        cart.when(listedAdd("trade")).then(new LinesAdded(List.of(new AddedLine("2", "TEA", "Tea", 2, gbp(200))), Optional.empty(), NOON));
        assertThat(contents(cart).totals().total()).isEqualTo(gbp(750 + 400));
        assertThat(named(cart.when(REMOVE).when(listedAdd("trade")).thenRefused(CONFLICT, CartCommand.OTHER_PRICE_LIST))).isEmpty();
    }

    @Test
    void aListIsAskedForBeforeTheCurrencyIsLookedAt() {
        listed().when(add(new NewLine("PAN", "Pan", 1, souk.kernel.Money.of(100, "USD")))).thenRefused(CONFLICT, CartCommand.OTHER_PRICE_LIST);
    }

    @Test
    void aRetryOfAnAdditionIsAnsweredWhateverTheListIsByNow() {
        open().when(keyed("k", "f", tea(1))).when(ASSIGN).when(keyed("k", "f", tea(1))).thenNothing();
        open().when(ASSIGN).when(new AddLines("anna", List.of(TRADE_TEA), Optional.of(new RequestKey("k", "f")), Optional.empty(), Optional.of("trade")))
                .when(keyed("k", "f", tea(1))).thenNothing();
    }

    @Test
    void aCheckoutThatAskedForTheOldListsPricesBuysNothing() {
        // It read version 2; the list came after that, so its quotes are the catalog's.
        filled().when(ASSIGN).when(begin("o", 2)).thenRefused(CONFLICT, "checkout-in-progress").when(new Reopen("o", 2)).thenNothing();
        listed().when(REMOVE).when(new BeginCheckout("o", "anna", 3, Map.of("TEA", gbp(200)))).thenRefused(CONFLICT, "checkout-in-progress");
        listed().when(ASSIGN).when(new BeginCheckout("o", "anna", 3, Map.of("TEA", gbp(250)))).then(new CheckoutStarted("o", NOON));
    }

    @Test
    void itsCheckoutTakesTheListsPrices() {
        var cart = listed().when(new BeginCheckout("o", "anna", 3, Map.of("TEA", gbp(200)))).then(new Repriced(List.of(new NewPrice("1", gbp(200))), NOON));
        assertThat(contents(cart).priceList()).contains("trade");
        cart.when(new BeginCheckout("p", "anna", 4, Map.of("TEA", gbp(200)))).then(new CheckoutStarted("p", NOON));
        assertThat(contents(cart).totals().total()).isEqualTo(gbp(600));
        assertThat(contents(cart.when(new Reopen("p", 4))).priceList()).contains("trade");
    }

    @Test
    void aListProlongsItsLife() {
        var later = NOON.plus(MONTH).minusSeconds(1);
        assertThat(contents(filled().at(later).when(ASSIGN)).expiresAt()).isEqualTo(later.plus(MONTH));
    }

    private static Spec<Cart, CartEvent> listed() {
        return filled().given(new PriceListAssigned("trade", NOON));
    }

    private static AddLines listedAdd(String list) {
        return new AddLines("anna", List.of(TRADE_TEA), Optional.empty(), Optional.empty(), Optional.of(list));
    }

    private static List<String> named(Spec<Cart, CartEvent> cart) {
        return ((Outcome.Refused<?>) cart.outcome()).rejection().members().get("priceList");
    }

    private static CartContents contents(Spec<Cart, CartEvent> cart) {
        return cart.state().contents();
    }
}
