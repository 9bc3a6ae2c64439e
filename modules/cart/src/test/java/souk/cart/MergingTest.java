package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.cart.CartTest.GBP;
import static souk.cart.CartTest.NOON;
import static souk.cart.CartTest.begin;
import static souk.cart.CartTest.filled;
import static souk.cart.CartTest.gbp;
import static souk.cart.CartTest.noCart;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.NOT_FOUND;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import souk.cart.api.CartCommand;
import souk.cart.api.CartCommand.HandOver;
import souk.cart.api.CartCommand.Left;
import souk.cart.api.CartCommand.NewLine;
import souk.cart.api.CartCommand.Offer;
import souk.cart.api.CartCommand.TakeOver;
import souk.cart.api.CartCommand.Taken;
import souk.cart.api.CartCommand.Units;
import souk.cart.api.CartContents;
import souk.cart.api.CartEvent;
import souk.cart.api.CartEvent.AddedLine;
import souk.cart.api.CartEvent.TakenOver;
import souk.cart.api.MergeResult;
import souk.kernel.Money;
import souk.testkit.Spec;

/** What a cart does in a merge, on either side. */
class MergingTest {
    @Test
    void whatIsOfferedIsFrozenUntilItIsHandedOver() {
        var cart = filled().when(new Offer("m", "anna", 2)).then(new CartEvent.Offered("m", NOON));
        cart.when(new Offer("m", "anna", 2)).thenNothing();
        cart.when(new Offer("other", "anna", 3)).thenRefused(CONFLICT, "merge-in-progress");
        cart.when(CartTest.add(CartTest.tea(1))).thenRefused(CONFLICT, "merge-in-progress");
        cart.when(new CartCommand.RemoveLine("anna", "1", Optional.empty())).thenRefused(CONFLICT, "merge-in-progress");
        cart.when(begin("order-1", 3)).thenRefused(CONFLICT, "merge-in-progress");
        cart.when(new HandOver("other", List.of())).thenNothing();
        cart.when(new CartCommand.Expire()).thenNothing();
        cart.when(new HandOver("m", List.of(new Units("1", 2)))).then(new CartEvent.HandedOver("m", List.of(new Units("1", 2)), NOON));
        assertThat(cart.state().contents().lines()).extracting(CartContents.Line::quantity).containsExactly(1);
        assertThat(cart.state().contents().status()).isEqualTo(CartContents.Status.OPEN);
        cart.when(new HandOver("m", List.of(new Units("1", 2)))).thenNothing();
    }

    @Test
    void aCopyOfAnOfferThatComesWhenItsMergeHasEndedFreezesNothing() {
        var cart = filled().when(new Offer("m", "anna", 2)).when(new HandOver("m", List.of()));
        cart.when(new Offer("m", "anna", 2)).thenRefused(CONFLICT, "cart-changed");
        cart.when(new Offer("m", "anna", cart.state().version() - 1)).thenRefused(CONFLICT, "cart-changed");
        cart.when(new Offer("next", "anna", cart.state().version())).then(new CartEvent.Offered("next", NOON));
    }

    @Test
    void aCheckoutThatHasReadTheCartBeforeAMergeIsTold() {
        var guest = filled().when(new Offer("m", "anna", 2)).when(new HandOver("m", List.of(new Units("1", 1))));
        guest.when(begin("order-1", 2)).thenRefused(CONFLICT, "checkout-in-progress");
        var own = filled().when(new TakeOver(1, "anna", List.of(line("7", "CUP", 2, 400)), List.of()));
        own.when(begin("order-1", 2)).thenRefused(CONFLICT, "checkout-in-progress");
    }

    @Test
    void onlyItsOwnerOffersACartAndOnlyItsOwnerFillsIt() {
        filled().when(new Offer("m", "bob", 2)).thenRefused(NOT_FOUND, "not-found");
        filled().when(new TakeOver(1, "bob", List.of(), List.of())).thenRefused(NOT_FOUND, "not-found");
        noCart().when(new TakeOver(1, "anna", List.of(), List.of())).thenRefused(NOT_FOUND, "not-found");
        noCart().when(new Offer("m", "anna", 2)).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void whatIsTakenOverJoinsItsLineAndTheSameMergeAgainChangesNothing() {
        var lines = List.of(line("4", "TEA", 2, 250), line("5", "CUP", 1, 400));
        var taken = new Taken(List.of(new Units("4", 2), new Units("5", 1)), List.of());
        var cart = filled().when(new TakeOver(3, "anna", lines, List.of()))
                .then(new TakenOver(3, List.of(new AddedLine("1", "TEA", "Tea", 2, gbp(250)), new AddedLine("2", "CUP", "Cup", 1, gbp(400))), taken.moved(), List.of(), NOON)).thenReply(taken);
        assertThat(cart.state().contents().totals().total()).isEqualTo(gbp(5 * 250 + 400));
        cart.when(new TakeOver(3, "anna", List.of(line("9", "POT", 9, 9)), List.of())).thenNothing().thenReply(taken);
        cart.when(new TakeOver(2, "anna", lines, List.of())).thenRefused(CONFLICT, "merge-over");
    }

    @Test
    void whatDoesNotFitStaysWithItsReason() {
        var lines = List.of(line("1", "TEA", CartCommand.MAX_QUANTITY, 250), line("2", "GONE", 1, 5), new CartContents.Line("3", "PAN", "Pan", 1, Money.of(9, "USD"), Money.of(9, "USD")),
                new CartContents.Line("4", "TEA", "Tea", 2, gbp(100), gbp(200), Optional.of("sale.0.c")), line("5", "DEAR", 2, Money.MAX / 2), line("6", "CUP", 1, 400));
        var cart = filled().when(new TakeOver(1, "anna", lines, List.of("GONE"))).thenReply(new Taken(List.of(new Units("1", CartCommand.MAX_QUANTITY - 3), new Units("6", 1)),
                List.of(new Left("1", 3, MergeResult.QUANTITY), new Left("2", 1, MergeResult.GONE), new Left("3", 1, MergeResult.CURRENCY), new Left("4", 2, MergeResult.CLAIM), new Left("5", 2, MergeResult.TOTAL))));
        assertThat(cart.state().contents().lines()).extracting(CartContents.Line::quantity).containsExactly(CartCommand.MAX_QUANTITY, 1);
    }

    @Test
    void aCartThatIsBeingCheckedOutTakesNothingAlsoWhenItIsOpenAgain() {
        var lines = List.of(line("4", "CUP", 2, 400));
        var refused = new Taken(List.of(), List.of(new Left("4", 2, MergeResult.CHECKOUT)));
        var cart = filled().when(begin("order-1")).when(new TakeOver(1, "anna", lines, List.of())).thenReply(refused);
        cart.when(new CartCommand.Reopen("order-1", 2)).when(new TakeOver(1, "anna", lines, List.of())).thenNothing().thenReply(refused);
        cart.when(new TakeOver(2, "anna", lines, List.of())).thenReply(new Taken(List.of(new Units("4", 2)), List.of()));
        var bought = filled().when(begin("order-1")).when(new CartCommand.Close("order-1"));
        bought.when(new TakeOver(1, "anna", lines, List.of())).thenRefused(CONFLICT, "cart-closed");
    }

    @Test
    void aFrozenCartLivesOnAndExpiresAsBefore() {
        var cart = filled().when(new Offer("m", "anna", 2)).at(NOON.plus(Duration.ofDays(31))).when(new HandOver("m", List.of()));
        cart.when(new CartCommand.Expire()).then(new CartEvent.Expired(cart.now()));
    }

    @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
    void everyUnitIsMovedOrLeftAndTheTotalsAreExact(@ForAll long seed) {
        var random = new Random(seed);
        var own = random(random, "anna");
        var guest = random(random, "anna").state().contents();
        var before = own.state().contents();
        var gone = random.nextBoolean() ? List.<String>of() : List.of("S1", "S4");
        own.when(new TakeOver(1, "anna", guest.lines(), gone));
        var taken = (Taken) own.outcome().fold(reply -> reply, refused -> null);
        Map<String, Integer> told = new HashMap<>();
        taken.moved().forEach(units -> told.merge(units.lineId(), units.quantity(), Integer::sum));
        taken.left().forEach(units -> told.merge(units.lineId(), units.quantity(), Integer::sum));
        Map<String, Integer> brought = new HashMap<>();
        guest.lines().forEach(line -> brought.put(line.id(), line.quantity()));
        if (!told.equals(brought)) throw new AssertionError(told + " is not " + brought);

        // By SKU, price and claim: what is in the cart now is what was in it and what is said to have moved.
        var expected = units(before.lines());
        for (Units units : taken.moved()) {
            var line = guest.lines().stream().filter(each -> each.id().equals(units.lineId())).findFirst().orElseThrow();
            expected.merge(key(line), (long) units.quantity(), Long::sum);
            if (gone.contains(line.sku()) || line.claimId().isPresent()) throw new AssertionError(line + " was moved");
        }
        var after = own.state().contents();
        if (!units(after.lines()).equals(expected)) throw new AssertionError(after.lines() + " is not " + expected);
        if (after.lines().size() > CartCommand.MAX_LINES || after.lines().stream().anyMatch(line -> line.quantity() > CartCommand.MAX_QUANTITY)) throw new AssertionError("beyond the limits: " + after.lines());
        long sum = 0;
        for (var line : after.lines()) sum = Math.addExact(sum, Math.multiplyExact(line.unitPrice().amount(), line.quantity()));
        if (after.totals().total().amount() != sum) throw new AssertionError(after.totals() + " is not " + sum);
        if (!own.when(new TakeOver(1, "anna", guest.lines(), gone)).events().isEmpty()) throw new AssertionError("The same merge again has added something");
    }

    private static Map<String, Long> units(List<CartContents.Line> lines) {
        var units = new HashMap<String, Long>();
        lines.forEach(line -> units.merge(key(line), (long) line.quantity(), Long::sum));
        return units;
    }

    private static String key(CartContents.Line line) {
        return line.sku() + " " + line.unitPrice() + " " + line.claimId();
    }

    /** Few SKUs and prices, so that lines meet; now and then nearly full. */
    private static Spec<Cart, CartEvent> random(Random random, String owner) {
        var cart = CartTest.open();
        int most = random.nextInt(8) == 0 ? CartCommand.MAX_LINES - 1 : 6;
        var lines = new ArrayList<NewLine>();
        for (int i = random.nextInt(most); i >= 0; i--) {
            var sku = most > 6 ? "L" + i + "-" + random.nextInt(3) : "S" + random.nextInt(6);
            var claim = random.nextInt(6) == 0 ? Optional.of("sale.0.c" + i) : Optional.<String>empty();
            lines.add(new NewLine(sku, "Thing", random.nextInt(4) == 0 ? CartCommand.MAX_QUANTITY - random.nextInt(3) : 1 + random.nextInt(9), gbp(random.nextInt(15) == 0 ? Money.MAX / 2 : 100 + random.nextInt(2)), claim));
        }
        for (var line : lines) cart.when(new CartCommand.AddLines(owner, List.of(line), Optional.empty(), Optional.empty()));
        return cart;
    }

    static CartContents.Line line(String id, String sku, int quantity, long pence) {
        return new CartContents.Line(id, sku, Map.of("TEA", "Tea", "CUP", "Cup").getOrDefault(sku, sku), quantity, gbp(pence), Money.of(Math.min(Money.MAX, pence * quantity), GBP.getCurrencyCode()));
    }
}
