package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.cart.MergeWorld.ACCOUNT;
import static souk.cart.MergeWorld.GUEST;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import souk.cart.api.BasketCommand;
import souk.cart.api.CartContents;
import souk.cart.api.MergeResult;
import souk.cart.api.MergeResult.Kept;
import souk.cart.api.MergeResult.State;
import souk.cart.api.MergeResult.Strategy;
import souk.testkit.Spec;

/** A guest's cart comes into an account's: by each strategy, and with everything that can come in the way. */
class BasketTest {
    private final MergeWorld world = new MergeWorld(new Random(1), 0);

    private String guestCart() {
        String cart = world.cart(GUEST);
        world.adds(cart, "TEA", 2);
        return cart;
    }

    private String ownCart() {
        String cart = world.cart(ACCOUNT);
        world.adds(cart, "TEA", 3);
        world.adds(cart, "CUP", 1);
        return cart;
    }

    @Test
    void whoHasNoCartGetsOneWithTheGuestsLines() {
        String guest = guestCart();
        var result = world.merge(guest, Strategy.SUM);
        assertThat(result.state()).isEqualTo(State.MERGED);
        assertThat(world.in(result.cart().orElseThrow())).isEqualTo(Map.of("TEA", 2));
        assertThat(world.basket.state().presentCart()).isEqualTo(result.cart());
        assertThat(world.in(guest)).isEmpty();
        assertThat(world.at(result.cart().get()).state().principal()).isEqualTo(ACCOUNT);
    }

    @Test
    void bySumQuantitiesAreAddedAndASecondMergeFindsNothing() {
        String guest = guestCart();
        String own = ownCart();
        var result = world.merge(guest, Strategy.SUM);
        assertThat(result.cart()).contains(own);
        assertThat(result.moved()).extracting(CartContents.Line::quantity).containsExactly(2);
        assertThat(world.in(own)).isEqualTo(Map.of("TEA", 5, "CUP", 1));
        assertThat(world.merge(guest, Strategy.SUM).why()).contains("cart-empty");
        // The same request again is the same.
        world.asks(result.requestId(), guest, Strategy.SUM);
        assertThat(world.basket.events()).isEmpty();
        assertThat(world.in(own)).isEqualTo(Map.of("TEA", 5, "CUP", 1));
    }

    @Test
    void allCartsOfAnAccountAreKnownAndOfTooManyTheLatest() {
        String own = ownCart();
        var result = world.merge(guestCart(), Strategy.KEEP_NEWEST);
        assertThat(world.basket.state().carts()).containsExactly(own, result.cart().orElseThrow());
        var basket = Spec.of(Basket.BLUEPRINT);
        for (int i = 0; i <= BasketCommand.MOST_CARTS; i++) basket.when(new BasketCommand.Adopt("cart-" + i));
        basket.when(new BasketCommand.Adopt("cart-7"));
        assertThat(basket.state().carts()).hasSize(BasketCommand.MOST_CARTS).startsWith("cart-1").endsWith("cart-1000", "cart-7").doesNotHaveDuplicates();
        // Of a page that was written before they were kept.
        assertThat(new Basket(own, 0, null, List.of(), List.of(), null).carts()).containsExactly(own);
    }

    @Test
    void theNewerCartStaysAndTheOtherIsAsItWas() {
        String older = guestCart();
        String own = ownCart();
        var kept = world.merge(older, Strategy.KEEP_NEWEST);
        assertThat(kept.state()).isEqualTo(State.NOTHING);
        assertThat(kept.cart()).contains(own);
        assertThat(kept.left()).extracting(Kept::why).containsExactly(MergeResult.OLDER);
        assertThat(world.in(older)).isEqualTo(Map.of("TEA", 2));

        String newer = guestCart();
        var result = world.merge(newer, Strategy.KEEP_NEWEST);
        assertThat(result.state()).isEqualTo(State.MERGED);
        assertThat(result.otherCart()).contains(own);
        assertThat(world.in(result.cart().orElseThrow())).isEqualTo(Map.of("TEA", 2));
        assertThat(world.in(own)).isEqualTo(Map.of("TEA", 3, "CUP", 1));
        assertThat(world.basket.state().presentCart()).isEqualTo(result.cart()).isNotEqualTo(Optional.of(own));
    }

    @Test
    void whoIsAskedHasBothCartsUntilTheChoice() {
        String guest = guestCart();
        String own = ownCart();
        var asked = world.merge(guest, Strategy.ASK);
        assertThat(asked.state()).isEqualTo(State.CHOICE);
        assertThat(asked.cart()).contains(own);
        assertThat(asked.guestCart()).isEqualTo(guest);
        assertThat(world.in(guest)).isEqualTo(Map.of("TEA", 2));
        var discarded = world.merge(guest, Strategy.DISCARD);
        assertThat(discarded.state()).isEqualTo(State.DISCARDED);
        assertThat(discarded.left()).extracting(kept -> kept.line().quantity() + " " + kept.why()).containsExactly("2 discarded");
        assertThat(world.in(guest)).isEmpty();
        assertThat(world.in(own)).isEqualTo(Map.of("TEA", 3, "CUP", 1));
        world.adds(guest, "POT", 1);
        assertThat(world.merge(guest, Strategy.SUM).state()).isEqualTo(State.MERGED);
        assertThat(world.in(own)).isEqualTo(Map.of("TEA", 3, "CUP", 1, "POT", 1));
    }

    @Test
    void nobodyIsAskedWhenOnlyOneCartHasLines() {
        String own = world.cart(ACCOUNT);
        assertThat(world.merge(guestCart(), Strategy.ASK).state()).isEqualTo(State.MERGED);
        assertThat(world.in(own)).isEqualTo(Map.of("TEA", 2));
    }

    @Test
    void aClaimStaysWithTheGuestAndSoDoesWhatIsSoldNoMore() {
        String guest = guestCart();
        String own = ownCart();
        world.adds(guest, "DEAL", 1, Optional.of("sale.0.claim"));
        world.adds(guest, "OLD", 4);
        world.gone.add("OLD");
        var result = world.merge(guest, Strategy.SUM);
        assertThat(result.left()).extracting(kept -> kept.line().sku() + " " + kept.why()).containsExactly("DEAL claim", "OLD not-for-sale");
        assertThat(world.in(guest)).isEqualTo(Map.of("DEAL", 1, "OLD", 4));
        assertThat(world.at(guest).state().status()).isEqualTo(CartContents.Status.OPEN);
        assertThat(world.at(guest).state().principal()).isEqualTo(GUEST);
        assertThat(world.in(own)).isEqualTo(Map.of("TEA", 5, "CUP", 1));
        String claimed = world.cart(GUEST);
        world.adds(claimed, "DEAL", 1, Optional.of("sale.0.another"));
        assertThat(world.merge(claimed, Strategy.SUM).why()).contains(MergeResult.CLAIM);
    }

    @Test
    void aCartThatIsBeingCheckedOutIsLeftAlone() {
        String guest = guestCart();
        String own = ownCart();
        world.isBeingCheckedOut(own);
        var result = world.merge(guest, Strategy.SUM);
        assertThat(result.left()).extracting(Kept::why).containsExactly(MergeResult.CHECKOUT);
        assertThat(world.in(guest)).isEqualTo(Map.of("TEA", 2));
        String frozen = guestCart();
        world.isBeingCheckedOut(frozen);
        assertThat(world.merge(frozen, Strategy.SUM).why()).contains(MergeResult.CHECKOUT);
        assertThat(world.at(frozen).state().status()).isEqualTo(CartContents.Status.CHECKING_OUT);
    }

    @Test
    void whatIsNotTheGuestsIsNotTouched() {
        String own = ownCart();
        assertThat(world.merge(own, Strategy.SUM).why()).contains("not-found");
        assertThat(world.merge("nothing", Strategy.DISCARD).why()).contains("not-found");
        assertThat(world.in(own)).isEqualTo(Map.of("TEA", 3, "CUP", 1));
    }

    @Test
    void mergesWaitForEachOtherAndTooManyAreRefused() {
        ownCart();
        var requests = List.of(world.asks(guestCart(), Strategy.SUM), world.asks(guestCart(), Strategy.SUM), world.asks(guestCart(), Strategy.SUM), world.asks(guestCart(), Strategy.SUM));
        world.asks(guestCart(), Strategy.SUM);
        world.asks("one-more", guestCart(), Strategy.SUM);
        world.basket.thenRefused(souk.kernel.Rejection.Kind.CONFLICT, "merge-in-progress");
        world.rest();
        assertThat(requests.subList(1, 4)).allSatisfy(request -> assertThat(world.result(request).state()).isEqualTo(State.MERGED));
        world.everythingIsThereOnce(0);
    }

    /** The process dies between any two of its calls, copies of them come at any later time, and both carts are filled and bought meanwhile. */
    @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
    void nothingIsLostAndNothingIsThereTwiceWhateverHappensMeanwhile(@ForAll long seed) {
        var random = new Random(seed);
        var shop = new MergeWorld(random, 0.3);
        var guests = List.of(shop.cart(GUEST), shop.cart(GUEST));
        String own = shop.cart(ACCOUNT);
        shop.gone.add("S3");
        boolean discards = random.nextInt(5) == 0;
        for (int i = 20 + random.nextInt(60); i >= 0; i--) {
            String guest = guests.get(random.nextInt(2));
            switch (random.nextInt(12)) {
                case 0, 1 -> shop.adds(guest, "S" + random.nextInt(4), 1 + random.nextInt(5), random.nextInt(6) == 0 ? Optional.of("sale.0.c" + i) : Optional.empty());
                case 2 -> shop.adds(shop.basket.state().presentCart().orElse(own), "S" + random.nextInt(4), 1 + random.nextInt(5), Optional.empty());
                case 3 -> shop.asks(guest, discards ? Strategy.DISCARD : List.of(Strategy.SUM, Strategy.SUM, Strategy.KEEP_NEWEST, Strategy.ASK).get(random.nextInt(4)));
                case 4 -> shop.checksOut(random.nextBoolean() ? guest : shop.basket.state().presentCart().orElse(own));
                case 5 -> {
                    if (random.nextInt(4) == 0) own = shop.cart(ACCOUNT);
                }
                default -> shop.goesOn();
            }
        }
        shop.rest();
        if (!discards) shop.everythingIsThereOnce(0);
        shop.adds(guests.get(0), "S1", 1, Optional.empty());
    }
}
