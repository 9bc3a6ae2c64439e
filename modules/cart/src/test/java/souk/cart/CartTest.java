package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.GONE;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.STALE;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import souk.cart.api.CartCommand.AddLines;
import souk.cart.api.CartCommand.BeginCheckout;
import souk.cart.api.CartCommand.ChangeLine;
import souk.cart.api.CartCommand.Close;
import souk.cart.api.CartCommand.Create;
import souk.cart.api.CartCommand.Expire;
import souk.cart.api.CartCommand.Look;
import souk.cart.api.CartCommand.NewLine;
import souk.cart.api.CartCommand.Recall;
import souk.cart.api.CartCommand.RemoveLine;
import souk.cart.api.CartCommand.Reopen;
import souk.cart.api.CartCommand.RequestKey;
import souk.cart.api.CartContents;
import souk.cart.api.CartContents.Status;
import souk.cart.api.CartEvent;
import souk.cart.api.CartEvent.AddedLine;
import souk.cart.api.CartEvent.CheckoutStarted;
import souk.cart.api.CartEvent.Closed;
import souk.cart.api.CartEvent.Created;
import souk.cart.api.CartEvent.Expired;
import souk.cart.api.CartEvent.LineChanged;
import souk.cart.api.CartEvent.LineRemoved;
import souk.cart.api.CartEvent.LinesAdded;
import souk.cart.api.CartEvent.NewPrice;
import souk.cart.api.CartEvent.Reopened;
import souk.cart.api.CartEvent.Repriced;
import souk.cart.api.CheckoutBegun;
import souk.kernel.Command;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.testkit.Spec;

class CartTest {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final Currency GBP = Currency.getInstance("GBP");
    static final Duration MONTH = Duration.ofDays(30);
    private static final Create CREATE = new Create("cart-1", "anna", GBP, MONTH, "f");

    @Test
    void aNewCartIsEmptyAndOpen() {
        noCart().when(CREATE).then(new Created("cart-1", "anna", GBP, MONTH, "f", NOON))
                .thenReply(new CartContents("cart-1", 1, Status.OPEN, Optional.empty(), GBP, List.of(), totals(0), NOON.plus(MONTH)));
    }

    @Test
    void creatingItAgainGivesTheCartAsItIs() {
        var cart = filled().when(CREATE).thenNothing();
        assertThat(contents(cart).lines()).hasSize(1);
    }

    @Test
    void theSameIdForAnotherRequestIsRefused() {
        filled().when(new Create("cart-1", "anna", Currency.getInstance("USD"), MONTH, "g")).thenRefused(UNPROCESSABLE, "idempotency-key-reused");
    }

    @Test
    void nobodyButItsOwnerSeesACart() {
        for (Command<?> command : List.of(new Look("bob"), new AddLines("bob", List.of(tea(1)), Optional.empty(), Optional.empty()), new ChangeLine("bob", "1", Optional.of(2), Optional.empty()),
                new RemoveLine("bob", "1", Optional.empty()), new BeginCheckout("o", "bob", 2, Map.of()))) {
            filled().when(command).thenRefused(NOT_FOUND, "not-found");
            noCart().when(command).thenRefused(NOT_FOUND, "not-found");
        }
        frozen().when(new BeginCheckout("o", "bob", 2, Map.of())).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void aLineIsAddedAtItsPrice() {
        open().when(add(tea(3))).then(new LinesAdded(List.of(new AddedLine("1", "TEA", "Tea", 3, gbp(250))), Optional.empty(), NOON))
                .thenReply(new CartContents("cart-1", 2, Status.OPEN, Optional.empty(), GBP, List.of(new CartContents.Line("1", "TEA", "Tea", 3, gbp(250), gbp(750))), totals(750), NOON.plus(MONTH)));
    }

    @Test
    void theSameSkuAtTheSamePriceGrowsItsLine() {
        var cart = filled().when(add(tea(2), cup(1), tea(1)));
        assertThat(quantities(cart)).containsExactly("1 TEA 6", "2 CUP 1");
    }

    @Test
    void theSameSkuAtAnotherPriceIsALineOfItsOwn() {
        var cart = filled().when(add(new NewLine("TEA", "Tea", 1, gbp(260))));
        assertThat(quantities(cart)).containsExactly("1 TEA 3", "2 TEA 1");
        assertThat(contents(cart).totals().total()).isEqualTo(gbp(1010));
    }

    @Test
    void severalLinesAreAddedTogetherOrNotAtAll() {
        assertThat(quantities(open().when(add(tea(1), cup(2))))).containsExactly("1 TEA 1", "2 CUP 2");
        open().when(add(tea(1), new NewLine("PAN", "Pan", 1, Money.of(100, "USD")))).thenRefused(CONFLICT, "currency-mismatch");
        open().when(add(tea(1), new NewLine("GOLD", "Gold", 2, gbp(Money.MAX)))).thenRefused(UNPROCESSABLE, "total-too-large");
    }

    @Test
    void anotherCurrencyIsRefusedByName() {
        var outcome = open().when(add(new NewLine("PAN", "Pan", 1, Money.of(100, "USD")))).outcome();
        assertThat(((Outcome.Refused<?>) outcome).rejection().members()).containsEntry("skus", List.of("PAN"));
    }

    @Test
    void aCartHasAtMostTwoHundredLines() {
        var cart = open().when(add(skus(0, 199))).when(add(skus(199, 200)));
        assertThat(contents(cart).lines()).hasSize(200);
        cart.when(add(skus(200, 201))).thenRefused(UNPROCESSABLE, "too-many-lines").when(add(skus(7, 8))).then(new LinesAdded(List.of(new AddedLine("8", "SKU-7", "Thing", 1, gbp(1))), Optional.empty(), NOON));
    }

    @Test
    void aLineHasAtMostSoManyUnits() {
        open().when(add(new NewLine("TEA", "Tea", 999_999, gbp(1)))).when(add(new NewLine("TEA", "Tea", 1, gbp(1)))).thenRefused(UNPROCESSABLE, "quantity-too-large");
    }

    @Test
    void aTotalBeyondWhatMoneyHoldsIsRefused() {
        var rich = open().when(add(new NewLine("GOLD", "Gold", 1, gbp(Money.MAX)))).when(add(new NewLine("FREE", "Free", 1, gbp(0))));
        assertThat(contents(rich).totals().total()).isEqualTo(gbp(Money.MAX));
        rich.when(add(new NewLine("PEA", "Pea", 1, gbp(1)))).thenRefused(UNPROCESSABLE, "total-too-large").when(change("1", 2)).thenRefused(UNPROCESSABLE, "total-too-large")
                .when(change("1", 999_999)).thenRefused(UNPROCESSABLE, "total-too-large");
    }

    @Test
    void anAdditionWithTheSameKeyIsMadeOnce() {
        var cart = open().when(keyed("k", "f", tea(1))).when(keyed("k", "f", tea(1))).thenNothing();
        assertThat(quantities(cart)).containsExactly("1 TEA 1");
        cart.when(keyed("k", "g", tea(2))).thenRefused(UNPROCESSABLE, "idempotency-key-reused");
        cart.when(remove("1")).when(keyed("k", "f", tea(1))).thenNothing();
        cart.when(keyed("l", "f", tea(1)));
        assertThat(quantities(cart)).containsExactly("2 TEA 1");
    }

    @Test
    void aKeyIsRememberedWhileTheCartIsCheckedOutAndAfterwards() {
        var cart = open().when(keyed("k", "f", tea(1))).when(new BeginCheckout("o", "anna", 2, Map.of())).when(keyed("k", "f", tea(1))).thenNothing();
        cart.when(new Close("o")).when(keyed("k", "f", tea(1))).thenNothing();
    }

    @Test
    void aCartTellsWhetherItKnowsAKey() {
        var cart = open().when(keyed("k", "f", tea(1))).when(new BeginCheckout("o", "anna", 2, Map.of())).when(new Close("o"));
        cart.when(new Recall("anna", new RequestKey("k", "f"))).thenReply(contents(cart)).when(new Recall("anna", new RequestKey("k", "g"))).thenRefused(UNPROCESSABLE, "idempotency-key-reused")
                .when(new Recall("anna", new RequestKey("l", "f"))).thenRefused(NOT_FOUND, "not-found").when(new Recall("bob", new RequestKey("k", "f"))).thenRefused(NOT_FOUND, "not-found");
        noCart().when(new Recall("anna", new RequestKey("k", "f"))).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void aCartTakesAThousandKeysAndThenNoMore() {
        var cart = open();
        IntStream.range(0, 1000).forEach(i -> cart.when(keyed("k" + i, "f", tea(1))));
        cart.when(keyed("one more", "f", tea(1))).thenRefused(CONFLICT, "too-many-keys").when(keyed("k5", "f", tea(1))).thenNothing().when(add(tea(1)));
        assertThat(quantities(cart)).containsExactly("1 TEA 1001");
    }

    @Test
    void aLineGetsAnotherQuantity() {
        assertThat(quantities(filled().when(change("1", 7)).then(new LineChanged("1", 7, NOON)))).containsExactly("1 TEA 7");
        filled().when(change("1", 3)).thenNothing().when(new ChangeLine("anna", "1", Optional.empty(), Optional.empty())).thenNothing();
        filled().when(change("2", 3)).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void aLineIsRemovedAndItsIdIsNotUsedAgain() {
        var cart = filled().when(remove("1")).then(new LineRemoved("1", NOON)).when(remove("1")).thenRefused(NOT_FOUND, "not-found").when(add(tea(1)));
        assertThat(quantities(cart)).containsExactly("2 TEA 1");
    }

    @Test
    void aChangeOfAnOlderVersionIsStale() {
        var one = Optional.of(1L);
        filled().when(new AddLines("anna", List.of(tea(1)), Optional.empty(), one)).thenRefused(STALE, "stale");
        filled().when(new ChangeLine("anna", "1", Optional.of(5), one)).thenRefused(STALE, "stale");
        filled().when(new RemoveLine("anna", "1", one)).thenRefused(STALE, "stale");
        filled().when(new RemoveLine("anna", "1", Optional.of(2L))).then(new LineRemoved("1", NOON));
    }

    @Test
    void aRetryWithAKeyIsNotStale() {
        var add = new AddLines("anna", List.of(tea(1)), Optional.of(new RequestKey("k", "f")), Optional.of(1L));
        open().when(add).when(add).thenNothing();
    }

    @Test
    void checkoutFreezesTheCart() {
        filled().when(begin("o")).then(new CheckoutStarted("o", NOON))
                .thenReply(new CheckoutBegun(true, new CartContents("cart-1", 3, Status.CHECKING_OUT, Optional.of("o"), GBP, List.of(new CartContents.Line("1", "TEA", "Tea", 3, gbp(250), gbp(750))),
                        totals(750), NOON.plus(MONTH))));
        frozen().when(add(cup(1))).thenRefused(CONFLICT, "checkout-in-progress").when(change("1", 4)).thenRefused(CONFLICT, "checkout-in-progress")
                .when(remove("1")).thenRefused(CONFLICT, "checkout-in-progress").when(begin("p")).thenRefused(CONFLICT, "checkout-in-progress");
    }

    @Test
    void theSameOrderGetsTheSameAnswer() {
        var cart = filled().when(begin("o"));
        var first = cart.outcome();
        cart.when(begin("o")).thenNothing();
        assertThat(cart.outcome()).isEqualTo(first);
    }

    @Test
    void anEmptyCartCannotBeCheckedOut() {
        open().when(begin("o", 1)).thenRefused(CONFLICT, "cart-empty");
    }

    @Test
    void newPricesAreTakenOverAndTheCartStaysOpen() {
        var cart = filled().when(add(cup(1))).when(new BeginCheckout("o", "anna", 3, Map.of("TEA", gbp(300), "CUP", gbp(400)))).then(new Repriced(List.of(new NewPrice("1", gbp(300))), NOON));
        var begun = (CheckoutBegun) ((Outcome.Accepted<?>) cart.outcome()).reply();
        assertThat(begun.locked()).isFalse();
        assertThat(begun.cart().status()).isEqualTo(Status.OPEN);
        assertThat(begun.cart().totals().total()).isEqualTo(gbp(1300));
        cart.when(new BeginCheckout("p", "anna", 4, Map.of("TEA", gbp(300), "CUP", gbp(400)))).then(new CheckoutStarted("p", NOON));
    }

    @Test
    void aCheckoutThatWasToldOfNewPricesNeverFreezesTheCartHoweverOftenItAsks() {
        var asked = new BeginCheckout("o", "anna", 2, Map.of("TEA", gbp(300)));
        var cart = filled().when(asked).when(asked).thenNothing();
        assertThat(((CheckoutBegun) ((Outcome.Accepted<?>) cart.outcome()).reply()).locked()).isFalse();
    }

    @Test
    void newPricesBeyondWhatMoneyHoldsAreRefused() {
        filled().when(new BeginCheckout("o", "anna", 2, Map.of("TEA", gbp(Money.MAX)))).thenRefused(UNPROCESSABLE, "total-too-large");
        filled().when(new BeginCheckout("o", "anna", 2, Map.of("TEA", Money.of(250, "USD")))).thenRefused(CONFLICT, "currency-mismatch");
    }

    @Test
    void aLineThatCameAfterTheQuotesIsPaidAtTheTotalThatTheOrderGets() {
        var cart = filled().when(add(cup(1))).when(begin("o", 2)).then(new CheckoutStarted("o", NOON));
        assertThat(((CheckoutBegun) ((Outcome.Accepted<?>) cart.outcome()).reply()).cart().totals().total()).isEqualTo(gbp(1150));
    }

    @Test
    void aPaidCartIsClosedForGood() {
        frozen().when(new Close("o")).then(new Closed("o", NOON)).when(new Close("o")).thenNothing().when(add(tea(1))).thenRefused(CONFLICT, "cart-closed")
                .when(begin("p", 4)).thenRefused(CONFLICT, "cart-closed").when(new Reopen("o", 2)).thenNothing()
                .thenState(cart -> assertThat(cart.status()).isEqualTo(Status.CLOSED));
    }

    @Test
    void onlyTheOrderThatFrozeTheCartClosesIt() {
        frozen().when(new Close("p")).thenRefused(CONFLICT, "not-locked");
        filled().when(new Close("o")).thenRefused(CONFLICT, "not-locked");
    }

    @Test
    void aCartIsReopenedWhenItsOrderComesToNothing() {
        frozen().when(new Reopen("p", 2)).thenNothing().when(new Reopen("o", 2)).then(new Reopened("o", NOON)).when(new Reopen("o", 2)).thenNothing()
                .when(add(tea(1))).then(new LinesAdded(List.of(new AddedLine("1", "TEA", "Tea", 1, gbp(250))), Optional.empty(), NOON))
                .when(begin("p", 5)).then(new CheckoutStarted("p", NOON));
    }

    @Test
    void aLateCopyOfABeginningCheckoutDoesNotFreezeTheCartAgain() {
        frozen().when(new Reopen("o", 2)).when(begin("o")).thenRefused(CONFLICT, "checkout-in-progress");
    }

    @Test
    void aCheckoutThatIsGivenUpBeforeItArrivesDoesNotFreezeTheCartLater() {
        filled().when(new Reopen("o", 2)).then(new Reopened("o", NOON)).when(begin("o")).thenRefused(CONFLICT, "checkout-in-progress")
                .when(new Reopen("o", 2)).thenNothing().when(begin("p", 3)).then(new CheckoutStarted("p", NOON));
    }

    @Test
    void aLateCopyOfACheckoutThatFoundNothingDoesNotFreezeWhatWasAddedSince() {
        filled().when(remove("1")).when(begin("o")).thenRefused(CONFLICT, "cart-empty").when(add(tea(1))).when(begin("o")).thenRefused(CONFLICT, "checkout-in-progress");
    }

    @Test
    void aCartThatNobodyChangesExpires() {
        filled().at(NOON.plus(MONTH).minusMillis(1)).when(new Expire()).thenNothing().at(NOON.plus(MONTH)).when(new Expire()).then(new Expired(NOON.plus(MONTH)))
                .when(new Expire()).thenNothing().when(add(tea(1))).thenRefused(GONE, "cart-expired").when(change("1", 1)).thenRefused(GONE, "cart-expired")
                .when(remove("1")).thenRefused(GONE, "cart-expired").when(begin("o")).thenRefused(GONE, "cart-expired").when(new Look("anna")).thenRefused(GONE, "cart-expired");
    }

    @Test
    void aCartWhoseTimeIsOverIsExpiredBeforeAnybodyHasSaidSo() {
        filled().at(NOON.plus(MONTH)).when(add(tea(1))).thenRefused(GONE, "cart-expired").when(new Look("anna")).thenRefused(GONE, "cart-expired")
                .when(new Look("bob")).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void everyChangeProlongsItsLife() {
        var later = NOON.plus(MONTH).minusSeconds(1);
        filled().at(later).when(change("1", 5)).at(NOON.plus(MONTH)).when(new Expire()).thenNothing().when(change("1", 6)).at(NOON.plus(MONTH).plus(MONTH)).when(new Expire())
                .then(new Expired(NOON.plus(MONTH).plus(MONTH)));
    }

    @Test
    void aCartThatIsBeingPaidOrWasPaidDoesNotExpire() {
        frozen().at(NOON.plus(Duration.ofDays(100))).when(new Expire()).thenNothing().when(new Close("o")).when(new Expire()).thenNothing()
                .when(new Look("anna")).thenState(cart -> assertThat(cart.status()).isEqualTo(Status.CLOSED));
        assertThat(Cart.BLUEPRINT.wakeAt(frozen().state())).isEmpty();
        noCart().when(new Expire()).thenNothing();
    }

    @Test
    void aCartIsWokenSoonAfterItsTimeAndNotAnewForEveryChange() {
        var cart = filled();
        var first = Cart.BLUEPRINT.wakeAt(cart.state()).orElseThrow();
        assertThat(first).isBetween(NOON.plus(MONTH), NOON.plus(MONTH).plus(Duration.ofDays(1)));
        cart.at(NOON.plusSeconds(60)).when(change("1", 9));
        assertThat(Cart.BLUEPRINT.wakeAt(cart.state())).contains(first);
        cart.at(first).when(new Expire());
        assertThat(Cart.BLUEPRINT.wakeAt(cart.state())).isEmpty();
    }

    static Spec<Cart, CartEvent> noCart() {
        return Spec.of(Cart.BLUEPRINT).at(NOON);
    }

    static Spec<Cart, CartEvent> open() {
        return noCart().given(new Created("cart-1", "anna", GBP, MONTH, "f", NOON));
    }

    static Spec<Cart, CartEvent> filled() {
        return open().given(new LinesAdded(List.of(new AddedLine("1", "TEA", "Tea", 3, gbp(250))), Optional.empty(), NOON));
    }

    static Spec<Cart, CartEvent> frozen() {
        return filled().given(new CheckoutStarted("o", NOON));
    }

    static NewLine tea(int quantity) {
        return new NewLine("TEA", "Tea", quantity, gbp(250));
    }

    static NewLine cup(int quantity) {
        return new NewLine("CUP", "Cup", quantity, gbp(400));
    }

    static NewLine[] skus(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> new NewLine("SKU-" + i, "Thing", 1, gbp(1))).toArray(NewLine[]::new);
    }

    static AddLines add(NewLine... lines) {
        return new AddLines("anna", Arrays.asList(lines), Optional.empty(), Optional.empty());
    }

    static AddLines keyed(String key, String fingerprint, NewLine line) {
        return new AddLines("anna", List.of(line), Optional.of(new RequestKey(key, fingerprint)), Optional.empty());
    }

    static ChangeLine change(String line, int quantity) {
        return new ChangeLine("anna", line, Optional.of(quantity), Optional.empty());
    }

    static RemoveLine remove(String line) {
        return new RemoveLine("anna", line, Optional.empty());
    }

    static BeginCheckout begin(String order) {
        return begin(order, 2);
    }

    static BeginCheckout begin(String order, long seenVersion) {
        return new BeginCheckout(order, "anna", seenVersion, Map.of("TEA", gbp(250)));
    }

    static Money gbp(long amount) {
        return new Money(amount, GBP);
    }

    static CartContents.Totals totals(long subtotal) {
        return new CartContents.Totals(gbp(subtotal), gbp(0), gbp(0), gbp(0), gbp(subtotal));
    }

    private static CartContents contents(Spec<Cart, CartEvent> cart) {
        return cart.state().contents();
    }

    private static List<String> quantities(Spec<Cart, CartEvent> cart) {
        return contents(cart).lines().stream().map(line -> line.id() + " " + line.sku() + " " + line.quantity()).toList();
    }
}
