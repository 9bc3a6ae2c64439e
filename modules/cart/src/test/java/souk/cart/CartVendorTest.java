package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.cart.CartTest.NOON;
import static souk.cart.CartTest.add;
import static souk.cart.CartTest.change;
import static souk.cart.CartTest.filled;
import static souk.cart.CartTest.gbp;
import static souk.cart.CartTest.open;
import static souk.cart.CartTest.tea;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.cart.api.CartCommand;
import souk.cart.api.CartCommand.BeginCheckout;
import souk.cart.api.CartCommand.NewLine;
import souk.cart.api.CartCommand.TakeOver;
import souk.cart.api.CartCommand.VendorQuote;
import souk.cart.api.CartContents;
import souk.cart.api.CartEvent;
import souk.cart.api.CartEvent.AddedLine;
import souk.cart.api.CartEvent.CheckoutStarted;
import souk.cart.api.CartEvent.LinesAdded;
import souk.cart.api.CartEvent.NewPrice;
import souk.cart.api.CartEvent.Repriced;
import souk.kernel.Money;
import souk.testkit.Spec;

/** A cart with tea of vendors in it, beside the shop's own. */
class CartVendorTest {
    @Test
    void aVendorsUnitsAreALineOfTheirOwnAtItsPriceAndTheirFreightIsTheShipping() {
        var cart = filled().when(add(of("ann", 2))).then(new LinesAdded(List.of(new AddedLine("2", "TEA", "Tea", 2, gbp(230), Optional.empty(), Optional.of("ann"), Optional.of(gbp(40)))), Optional.empty(), NOON));
        assertThat(cart.state().contents().lines().get(1)).isEqualTo(new CartContents.Line("2", "TEA", "Tea", 2, gbp(230), gbp(460), Optional.empty(), Optional.of("ann"), Optional.of(gbp(40))));
        assertThat(cart.state().contents().totals()).isEqualTo(new CartContents.Totals(gbp(1_210), gbp(0), gbp(80), gbp(0), gbp(1_290)));
        cart.when(change("2", 5));
        assertThat(cart.state().contents().totals().shipping()).isEqualTo(gbp(200));
    }

    @Test
    void unitsJoinOnlyThoseOfTheSameVendorAtTheSamePriceAndFreight() {
        var same = new NewLine("TEA", "Tea", 1, gbp(250), Optional.empty(), Optional.of("ann"), Optional.of(gbp(0)));
        var dearer = new NewLine("TEA", "Tea", 1, gbp(250), Optional.empty(), Optional.of("ann"), Optional.of(gbp(1)));
        var bobs = new NewLine("TEA", "Tea", 1, gbp(250), Optional.empty(), Optional.of("bob"), Optional.of(gbp(0)));
        assertThat(lines(filled().when(add(same, tea(1))).when(add(same, dearer, bobs, same)))).containsExactly("1 4x250", "2 3x250 ann 0", "3 1x250 ann 1", "4 1x250 bob 0");
    }

    @Test
    void aCheckoutComparesAVendorsPriceAndFreightWithItsOfferOfToday() {
        var cart = filled().when(add(of("ann", 2), of("bob", 1)));
        cart.when(begin("o", 3, quote("ann", 235, 40), quote("bob", 230, 45))).then(new Repriced(List.of(new NewPrice("2", gbp(235), Optional.of(gbp(40))), new NewPrice("3", gbp(230), Optional.of(gbp(45)))), NOON));
        assertThat(lines(cart)).containsExactly("1 3x250", "2 2x235 ann 40", "3 1x230 bob 45");
        cart.when(begin("p", 4, quote("ann", 235, 40), quote("bob", 230, 45))).then(new CheckoutStarted("p", NOON));
        filled().when(add(of("ann", 2))).when(new BeginCheckout("o", "anna", 3, Map.of("TEA", gbp(250)))).then(new CheckoutStarted("o", NOON));
    }

    @Test
    void theShopsPriceIsNoneOfAVendors() {
        var cart = filled().when(add(of("ann", 2))).when(new BeginCheckout("o", "anna", 3, Map.of("TEA", gbp(300)), List.of(quote("ann", 230, 40))));
        assertThat(lines(cart)).containsExactly("1 3x300", "2 2x230 ann 40");
    }

    @Test
    void aVendorsPriceIsInNoListSoACartWithAListTakesItAsItIs() {
        var cart = open().when(CartPriceListTest.ASSIGN).when(add(of("ann", 2)));
        assertThat(lines(cart)).containsExactly("1 2x230 ann 40");
        cart.when(add(of("bob", 1), tea(1))).thenRefused(CONFLICT, CartCommand.OTHER_PRICE_LIST);
    }

    @Test
    void freightIsInTheCartsCurrencyAndWithinItsTotal() {
        open().when(add(new NewLine("TEA", "Tea", 1, gbp(1), Optional.empty(), Optional.of("ann"), Optional.of(Money.of(1, "USD"))))).thenRefused(CONFLICT, "currency-mismatch");
        open().when(add(new NewLine("TEA", "Tea", 2, gbp(1), Optional.empty(), Optional.of("ann"), Optional.of(gbp(Money.MAX))))).thenRefused(UNPROCESSABLE, "total-too-large");
        open().when(add(new NewLine("TEA", "Tea", 1, gbp(1), Optional.empty(), Optional.of("ann"), Optional.of(gbp(Money.MAX))))).thenRefused(UNPROCESSABLE, "total-too-large");
    }

    @Test
    void aMergeTakesAVendorsLineAsOne() {
        var cart = filled().when(add(of("ann", 2))).when(new TakeOver(1, "anna", List.of(line("1", 3), new CartContents.Line("2", "TEA", "Tea", 1, gbp(230), gbp(230))), List.of()));
        assertThat(lines(cart)).containsExactly("1 3x250", "2 5x230 ann 40", "3 1x230");
    }

    static NewLine of(String vendor, int quantity) {
        return new NewLine("TEA", "Tea", quantity, gbp(230), Optional.empty(), Optional.of(vendor), Optional.of(gbp(40)));
    }

    static CartContents.Line line(String id, int quantity) {
        return new CartContents.Line(id, "TEA", "Tea", quantity, gbp(230), gbp(230L * quantity), Optional.empty(), Optional.of("ann"), Optional.of(gbp(40)));
    }

    static VendorQuote quote(String vendor, long price, long freight) {
        return new VendorQuote("TEA", vendor, gbp(price), gbp(freight));
    }

    static BeginCheckout begin(String order, long seenVersion, VendorQuote... offers) {
        return new BeginCheckout(order, "anna", seenVersion, Map.of("TEA", gbp(250)), List.of(offers));
    }

    private static List<String> lines(Spec<Cart, CartEvent> cart) {
        return cart.state().contents().lines().stream().map(line -> line.id() + " " + line.quantity() + "x" + line.unitPrice().amount() + line.vendorId().map(vendor -> " " + vendor + " " + line.freight().orElseThrow().amount()).orElse(""))
                .toList();
    }
}
