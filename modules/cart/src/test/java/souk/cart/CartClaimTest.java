package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.cart.CartTest.GBP;
import static souk.cart.CartTest.NOON;
import static souk.cart.CartTest.add;
import static souk.cart.CartTest.change;
import static souk.cart.CartTest.filled;
import static souk.cart.CartTest.gbp;
import static souk.cart.CartTest.keyed;
import static souk.cart.CartTest.open;
import static souk.cart.CartTest.remove;
import static souk.cart.CartTest.tea;
import static souk.cart.CartTest.totals;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.cart.api.CartCommand;
import souk.cart.api.CartCommand.BeginCheckout;
import souk.cart.api.CartCommand.ChangeLine;
import souk.cart.api.CartCommand.Close;
import souk.cart.api.CartCommand.NewLine;
import souk.cart.api.CartCommand.Reopen;
import souk.cart.api.CartCommand.RequestKey;
import souk.cart.api.CartContents;
import souk.cart.api.CartContents.Line;
import souk.cart.api.CartEvent;
import souk.cart.api.CartEvent.AddedLine;
import souk.cart.api.CartEvent.CheckoutStarted;
import souk.cart.api.CartEvent.LineRemoved;
import souk.cart.api.CartEvent.LinesAdded;
import souk.cart.api.CartEvent.NewPrice;
import souk.cart.api.CartEvent.Repriced;
import souk.kernel.Money;
import souk.testkit.Spec;

/** A cart with claims of a flash sale in it. */
class CartClaimTest {
    static final String CLAIM = "sale-1.0.claim-1";

    @Test
    void aClaimIsALineAtTheSalesPriceThatSaysWhichItIs() {
        open().when(add(claimed(CLAIM, 2))).then(new LinesAdded(List.of(new AddedLine("1", "TEA", "Tea", 2, gbp(100), Optional.of(CLAIM))), Optional.empty(), NOON))
                .thenState(cart -> assertThat(cart.contents().lines()).containsExactly(new Line("1", "TEA", "Tea", 2, gbp(100), gbp(200), Optional.of(CLAIM))))
                .thenState(cart -> assertThat(cart.contents().totals()).isEqualTo(totals(200)));
    }

    @Test
    void aClaimJoinsNoOtherLineNotEvenOfItsSkuAtItsPrice() {
        var sameAsClaimed = new NewLine("TEA", "Tea", 5, gbp(100));
        assertThat(lines(open().when(add(sameAsClaimed)).when(add(claimed(CLAIM, 2))).when(add(sameAsClaimed)))).containsExactly("1 TEA 10x100", "2 TEA 2x100 " + CLAIM);
        assertThat(lines(open().when(add(claimed(CLAIM, 2), sameAsClaimed, claimed("sale-1.0.claim-2", 1), sameAsClaimed)))).containsExactly("1 TEA 2x100 " + CLAIM, "2 TEA 10x100",
                "3 TEA 1x100 sale-1.0.claim-2");
    }

    @Test
    void theSameClaimAgainChangesNothing() {
        var cart = open().when(add(claimed(CLAIM, 2))).when(add(claimed(CLAIM, 2))).thenNothing();
        assertThat(lines(cart.when(add(claimed(CLAIM, 2), tea(1), claimed(CLAIM, 2))))).containsExactly("1 TEA 2x100 " + CLAIM, "2 TEA 1x250");
        assertThat(lines(open().when(add(claimed(CLAIM, 2), claimed(CLAIM, 2))))).containsExactly("1 TEA 2x100 " + CLAIM);
    }

    @Test
    void aKeyIsRememberedThoughItsClaimWasThereAlready() {
        var cart = open().when(add(claimed(CLAIM, 2))).when(keyed("k", "f", claimed(CLAIM, 2))).then(new LinesAdded(List.of(), Optional.of(new RequestKey("k", "f")), NOON));
        cart.when(remove("1")).when(keyed("k", "f", claimed(CLAIM, 2))).thenNothing().when(keyed("k", "g", tea(1))).thenRefused(UNPROCESSABLE, "idempotency-key-reused");
        assertThat(lines(cart)).isEmpty();
    }

    @Test
    void howManyWereClaimedCannotBeChangedHere() {
        var cart = open().when(add(claimed(CLAIM, 2)));
        cart.when(change("1", 1)).thenRefused(CONFLICT, "claim-line").when(change("1", 3)).thenRefused(CONFLICT, "claim-line");
        cart.when(change("1", 2)).thenNothing().when(new ChangeLine("anna", "1", Optional.empty(), Optional.empty())).thenNothing();
    }

    @Test
    void aClaimThatWasRemovedCanBePutThereAgain() {
        var cart = open().when(add(claimed(CLAIM, 2))).when(remove("1")).then(new LineRemoved("1", NOON)).when(add(claimed(CLAIM, 2)));
        assertThat(lines(cart)).containsExactly("2 TEA 2x100 " + CLAIM);
    }

    @Test
    void aClaimInAnotherCurrencyIsRefused() {
        open().when(add(new NewLine("PAN", "Pan", 1, Money.of(100, "USD"), Optional.of(CLAIM)))).thenRefused(CONFLICT, "currency-mismatch");
    }

    @Test
    void noQuoteTouchesThePriceOfAClaim() {
        var cart = filled().when(add(claimed(CLAIM, 2)));
        cart.when(new BeginCheckout("o", "anna", 3, Map.of("TEA", gbp(300)))).then(new Repriced(List.of(new NewPrice("1", gbp(300))), NOON));
        assertThat(lines(cart)).containsExactly("1 TEA 3x300", "2 TEA 2x100 " + CLAIM);
        cart.when(new BeginCheckout("p", "anna", 4, Map.of("TEA", gbp(300)))).then(new CheckoutStarted("p", NOON));
        open().when(add(claimed(CLAIM, 2))).when(new BeginCheckout("o", "anna", 2, Map.of("TEA", gbp(300)))).then(new CheckoutStarted("o", NOON));
    }

    @Test
    void aClaimsPriceIsInNoListSoACartWithAListTakesItAsItIs() {
        var cart = open().when(CartPriceListTest.ASSIGN).when(add(claimed(CLAIM, 2)));
        assertThat(lines(cart)).containsExactly("1 TEA 2x100 " + CLAIM);
        cart.when(add(claimed("sale-1.0.claim-2", 1), tea(1))).thenRefused(CONFLICT, CartCommand.OTHER_PRICE_LIST);
    }

    @Test
    void aCartThatIsBeingPaidOrWasPaidTakesNoClaim() {
        var cart = filled().when(new BeginCheckout("o", "anna", 2, Map.of())).when(add(claimed(CLAIM, 1))).thenRefused(CONFLICT, "checkout-in-progress");
        cart.when(new Close("o")).when(add(claimed(CLAIM, 1))).thenRefused(CONFLICT, "cart-closed").when(new Reopen("o", 2)).thenNothing();
    }

    static NewLine claimed(String claim, int quantity) {
        return new NewLine("TEA", "Tea", quantity, new Money(100, GBP), Optional.of(claim));
    }

    private static List<String> lines(Spec<Cart, CartEvent> cart) {
        CartContents contents = cart.state().contents();
        return contents.lines().stream().map(line -> line.id() + " " + line.sku() + " " + line.quantity() + "x" + line.unitPrice().amount() + line.claimId().map(claim -> " " + claim).orElse("")).toList();
    }
}
