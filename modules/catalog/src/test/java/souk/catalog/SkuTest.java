package souk.catalog;

import static souk.catalog.Samples.offer;
import static souk.catalog.Samples.product;
import static souk.catalog.Samples.variant;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.catalog.api.SkuCommand.Assign;
import souk.catalog.api.SkuCommand.Look;
import souk.catalog.api.SkuCommand.Release;
import souk.catalog.api.SkuEvent.SkuOffered;
import souk.catalog.api.SkuEvent.SkuReleased;
import souk.catalog.api.SkuEvent.SkuTaken;
import souk.catalog.api.SkuOffer;
import souk.catalog.api.SkuView;
import souk.kernel.Money;
import souk.kernel.Rejection.Kind;
import souk.testkit.Spec;

class SkuTest {
    private static final SkuOffer OFFER = offer(product("Shirt", variant("S", 1999)), "S");
    private static final SkuOffer CHEAPER = offer(product("Shirt", variant("S", 999)), "S");

    private static Spec<Sku, souk.catalog.api.SkuEvent> nobodys() {
        return Spec.of(Sku.BLUEPRINT);
    }

    @Test
    void nobodysSkuIsNotFound() {
        nobodys().when(new Look()).thenRefused(Kind.NOT_FOUND, "not-found");
    }

    @Test
    void aTakenSkuIsNotSeenBeforeItIsOffered() {
        nobodys().when(new Assign("S", "p", 1, Optional.empty())).then(new SkuTaken("S", "p", 1))
                .when(new Look()).thenRefused(Kind.NOT_FOUND, "not-found")
                .when(new Assign("S", "p", 1, Optional.of(OFFER))).then(new SkuOffered("S", "p", 1, OFFER))
                .when(new Look()).thenReply(new SkuView("S", "p", "Shirt", Money.of(1999, "GBP"), true));
    }

    @Test
    void anotherProductCannotHaveIt() {
        nobodys().given(new SkuOffered("S", "p", 1, OFFER)).when(new Assign("S", "q", 1, Optional.of(CHEAPER))).thenRefused(Kind.CONFLICT, "sku-taken");
    }

    @Test
    void aRepeatedCommandChangesNothing() {
        nobodys().given(new SkuOffered("S", "p", 1, OFFER)).when(new Assign("S", "p", 1, Optional.of(OFFER))).thenNothing()
                .when(new Assign("S", "p", 1, Optional.empty())).thenNothing();
        nobodys().given(new SkuOffered("S", "p", 1, OFFER), new SkuReleased("S", "p", 2)).when(new Release("S", "p", 2)).thenNothing();
    }

    @Test
    void anOldPriceThatArrivesLateDoesNotComeBack() {
        nobodys().given(new SkuOffered("S", "p", 1, OFFER), new SkuOffered("S", "p", 2, CHEAPER)).when(new Assign("S", "p", 1, Optional.of(OFFER))).thenNothing();
    }

    @Test
    void aLateRequestOfAChangeThatWasGivenUpTakesNothing() {
        nobodys().given(new SkuTaken("S", "p", 1), new SkuReleased("S", "p", 1)).when(new Assign("S", "p", 1, Optional.of(OFFER))).thenNothing()
                .when(new Look()).thenRefused(Kind.NOT_FOUND, "not-found")
                .when(new Assign("S", "p", 2, Optional.of(OFFER))).then(new SkuOffered("S", "p", 2, OFFER));
    }

    @Test
    void theDoorIsClosedForALateRequestEvenIfTheSkuNeverWasThatProducts() {
        nobodys().given(new SkuOffered("S", "q", 1, OFFER))
                .when(new Release("S", "p", 4)).then(new SkuReleased("S", "p", 4))
                .when(new Look()).thenReply(new SkuView("S", "q", "Shirt", Money.of(1999, "GBP"), true))
                .when(new Release("S", "q", 2)).then(new SkuReleased("S", "q", 2))
                .when(new Assign("S", "p", 4, Optional.of(OFFER))).thenNothing()
                .when(new Assign("S", "p", 5, Optional.of(OFFER))).then(new SkuOffered("S", "p", 5, OFFER));
    }

    @Test
    void aLateReleaseOfAnEarlierTimeDoesNotLoseTheSku() {
        nobodys().given(new SkuOffered("S", "p", 1, OFFER), new SkuReleased("S", "p", 2), new SkuOffered("S", "p", 3, OFFER))
                .when(new Release("S", "p", 2)).thenNothing()
                .when(new Look()).thenReply(new SkuView("S", "p", "Shirt", Money.of(1999, "GBP"), true));
    }
}
