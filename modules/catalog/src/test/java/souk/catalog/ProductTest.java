package souk.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.catalog.Samples.draft;
import static souk.catalog.Samples.name;
import static souk.catalog.Samples.offer;
import static souk.catalog.Samples.product;
import static souk.catalog.Samples.put;
import static souk.catalog.Samples.variant;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.catalog.api.ProductCommand;
import souk.catalog.api.ProductCommand.Put;
import souk.catalog.api.ProductContent;
import souk.catalog.api.ProductContent.Status;
import souk.catalog.api.ProductEvent;
import souk.catalog.api.ProductEvent.ChangeAgreed;
import souk.catalog.api.ProductEvent.ChangeProposed;
import souk.catalog.api.ProductEvent.ChangeRefused;
import souk.catalog.api.ProductEvent.ChangeUndone;
import souk.catalog.api.ProductEvent.ProductChanged;
import souk.catalog.api.ProductEvent.ProductDeleted;
import souk.catalog.api.ProductView;
import souk.catalog.api.SkuCommand;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.kernel.Step;
import souk.testkit.Spec;

class ProductTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ProductContent SHIRT = product("Shirt", variant("S-1", 1999));
    private static final ProductContent CHEAPER = product("Shirt", variant("S-1", 999));
    private static final ProductContent TWO = product("Shirt", variant("S-1", 1999), variant("S-2", 2099));
    private static final Rejection TAKEN = new Rejection(Kind.CONFLICT, "sku-taken", "The SKU S-2 belongs to another product.");

    private static Spec<Product, ProductEvent> nothing() {
        return Spec.of(Product.BLUEPRINT).at(NOW);
    }

    private static ProductEvent proposed(long number, ProductContent content) {
        return new ChangeProposed("p", number, name(content), "request of " + name(content), Optional.of(content), NOW);
    }

    private static Spec<Product, ProductEvent> aShirt() {
        return nothing().given(proposed(1, SHIRT), new ProductChanged("p", 1, name(SHIRT), SHIRT));
    }

    private static List<Step.Call> calls(Spec<Product, ProductEvent> spec) {
        return Product.BLUEPRINT.next(spec.state(), NOW).map(Step::calls).orElse(List.of());
    }

    @Test
    void aNewProductTakesItsSkuAndIsThenSettledByOneEvent() {
        var spec = nothing().when(put("p", SHIRT)).then(proposed(1, SHIRT));
        assertThat(calls(spec)).containsExactly(Step.send(SkuCommand.at("S-1"), new SkuCommand.Assign("S-1", "p", 1, Optional.of(offer(SHIRT, "S-1")))));
        spec.when(new ProductCommand.SkusTaken(1)).then(new ProductChanged("p", 1, name(SHIRT), SHIRT))
                .when(new ProductCommand.Look()).thenReply(new ProductView("p", 1, SHIRT));
        assertThat(calls(spec)).isEmpty();
    }

    @Test
    void whileItIsBeingMadeNobodySeesIt() {
        nothing().given(proposed(1, SHIRT)).when(new ProductCommand.Look()).thenRefused(Kind.NOT_FOUND, "not-found");
    }

    @Test
    void ofSeveralNewSkusOnlyTheLastIsSeenBeforeAllAreTaken() {
        var spec = nothing().when(put("p", TWO));
        assertThat(calls(spec)).containsExactly(
                Step.send(SkuCommand.at("S-1"), new SkuCommand.Assign("S-1", "p", 1, Optional.empty())),
                Step.send(SkuCommand.at("S-2"), new SkuCommand.Assign("S-2", "p", 1, Optional.of(offer(TWO, "S-2")))));
        spec.when(new ProductCommand.SkusTaken(1)).then(new ChangeAgreed(1));
        assertThat(calls(spec)).containsExactly(Step.send(SkuCommand.at("S-1"), new SkuCommand.Assign("S-1", "p", 1, Optional.of(offer(TWO, "S-1")))));
        spec.when(new ProductCommand.SkusSettled(1)).then(new ProductChanged("p", 1, name(TWO), TWO));
    }

    @Test
    void aTakenSkuLeavesTheProductAsItWas() {
        var spec = aShirt().when(put("p", TWO)).then(proposed(2, TWO));
        spec.when(new ProductCommand.SkusRefused(2, TAKEN)).then(new ChangeRefused(2, TAKEN, NOW));
        assertThat(calls(spec)).containsExactly(Step.send(SkuCommand.at("S-2"), new SkuCommand.Release("S-2", "p", 2)));
        spec.when(new ProductCommand.SkusReleased(2)).then(new ChangeUndone(2, NOW))
                .when(new ProductCommand.Look()).thenReply(new ProductView("p", 1, SHIRT));
        assertThat(calls(spec)).isEmpty();
    }

    @Test
    void whoAskedLearnsTheRefusalEvenIfAnotherChangeFollowedAtOnce() {
        var spec = aShirt().given(proposed(2, TWO), new ChangeRefused(2, TAKEN, NOW), new ChangeUndone(2, NOW)).when(put("p", CHEAPER)).when(new ProductCommand.SkusSettled(3));
        var settled = settled(spec);
        assertThat(settled.of(name(TWO))).isEqualTo(Outcome.refused(TAKEN));
        assertThat(settled.of(name(CHEAPER))).isEqualTo(Outcome.accepted(Optional.of(new ProductView("p", 2, CHEAPER))));
    }

    @Test
    void aRefusalIsForgottenWhenNobodyWaitsForItAnyMore() {
        var spec = aShirt().given(proposed(2, TWO), new ChangeRefused(2, TAKEN, NOW), new ChangeUndone(2, NOW)).at(NOW.plusSeconds(61))
                .when(put("p", CHEAPER)).when(new ProductCommand.SkusSettled(3));
        assertThat(settled(spec).refused()).isEmpty();
    }

    @Test
    void onlyTheFirstRequestCreated() {
        var spec = nothing().when(put("p", SHIRT)).when(new Put("p", name(SHIRT), "another request", SHIRT, Optional.empty())).thenNothing()
                .when(new ProductCommand.SkusTaken(1));
        assertThat(settled(spec).createdBy()).isEqualTo("request of " + name(SHIRT));
    }

    private static ProductCommand.Settled settled(Spec<Product, ProductEvent> spec) {
        var awaited = (souk.kernel.Blueprint.Awaited) Product.BLUEPRINT.handling(put("p", SHIRT));
        return awaited.outcome().apply(spec.state()).orElseThrow().fold(settled -> (ProductCommand.Settled) settled, refusal -> null);
    }

    @Test
    void theSameContentAgainIsDoneAlready() {
        aShirt().when(put("p", SHIRT)).thenNothing();
    }

    @Test
    void theSameContentWhileItIsBeingCarriedOutWaitsWithTheFirst() {
        nothing().given(proposed(1, SHIRT)).when(put("p", SHIRT)).thenNothing();
    }

    @Test
    void anotherChangeMeanwhileIsRefused() {
        nothing().given(proposed(1, SHIRT)).when(put("p", CHEAPER)).thenRefused(Kind.CONFLICT, "change-in-progress");
    }

    @Test
    void whatNoSkuHasToKnowIsOneEvent() {
        var described = new ProductContent("", "Shirt", "Acme", "a/b", "Soft.", Map.of(), Status.PUBLISHED, SHIRT.variants());
        aShirt().when(put("p", described)).then(new ProductChanged("p", 2, name(described), described));
    }

    @Test
    void aNewPriceIsToldToItsSkuOnly() {
        var two = nothing().given(proposed(1, TWO), new ChangeAgreed(1), new ProductChanged("p", 1, name(TWO), TWO));
        var dearer = product("Shirt", variant("S-1", 1999), variant("S-2", 9999));
        var spec = two.when(put("p", dearer)).then(proposed(2, dearer));
        assertThat(calls(spec)).containsExactly(Step.send(SkuCommand.at("S-2"), new SkuCommand.Assign("S-2", "p", 2, Optional.of(offer(dearer, "S-2")))));
        spec.when(new ProductCommand.SkusSettled(2)).then(new ProductChanged("p", 2, name(dearer), dearer));
    }

    @Test
    void hidingAProductHidesItsSkus() {
        var spec = aShirt().when(put("p", draft(SHIRT)));
        assertThat(calls(spec)).containsExactly(Step.send(SkuCommand.at("S-1"), new SkuCommand.Assign("S-1", "p", 2, Optional.of(offer(draft(SHIRT), "S-1")))));
    }

    @Test
    void aSkuNoLongerUsedIsGivenUpAfterTheNewOnesAgreed() {
        var renamed = product("Shirt", variant("T-1", 1999));
        var spec = aShirt().when(put("p", renamed));
        assertThat(calls(spec)).containsExactly(Step.send(SkuCommand.at("T-1"), new SkuCommand.Assign("T-1", "p", 2, Optional.of(offer(renamed, "T-1")))));
        spec.when(new ProductCommand.SkusTaken(2)).then(new ChangeAgreed(2));
        assertThat(calls(spec)).containsExactly(Step.send(SkuCommand.at("S-1"), new SkuCommand.Release("S-1", "p", 2)));
        spec.when(new ProductCommand.SkusSettled(2)).then(new ProductChanged("p", 2, name(renamed), renamed));
    }

    @Test
    void anOldVersionIsRefused() {
        aShirt().when(new Put("p", "c", "r", CHEAPER, Optional.of(7L))).thenRefused(Kind.STALE, "stale");
        nothing().when(new Put("p", "c", "r", CHEAPER, Optional.of(1L))).thenRefused(Kind.STALE, "stale");
        aShirt().when(new Put("p", name(CHEAPER), "request of " + name(CHEAPER), CHEAPER, Optional.of(1L))).then(proposed(2, CHEAPER));
    }

    @Test
    void aDeletedProductFreesItsSkusAndCountsOnWhenItIsMadeAgain() {
        var spec = aShirt().when(new ProductCommand.Delete("p", Optional.empty()))
                .then(new ChangeProposed("p", 2, "delete", "", Optional.empty(), NOW));
        assertThat(calls(spec)).containsExactly(Step.send(SkuCommand.at("S-1"), new SkuCommand.Release("S-1", "p", 2)));
        spec.when(new ProductCommand.SkusSettled(2)).then(new ProductDeleted("p", 2))
                .when(new ProductCommand.Look()).thenRefused(Kind.NOT_FOUND, "not-found")
                .when(new ProductCommand.Delete("p", Optional.empty())).thenNothing()
                .when(put("p", SHIRT)).then(proposed(3, SHIRT))
                .when(new ProductCommand.SkusTaken(3)).then(new ProductChanged("p", 3, name(SHIRT), SHIRT));
    }

    @Test
    void deletingWhatNeverWasIsNotFound() {
        nothing().when(new ProductCommand.Delete("p", Optional.empty())).thenRefused(Kind.NOT_FOUND, "not-found");
    }

    @Test
    void resultsOfStepsThatNoLongerFitChangeNothing() {
        aShirt().when(new ProductCommand.SkusTaken(1)).thenNothing()
                .when(new ProductCommand.SkusRefused(1, TAKEN)).thenNothing()
                .when(new ProductCommand.SkusSettled(1)).thenNothing()
                .when(new ProductCommand.SkusReleased(1)).thenNothing();
        aShirt().given(proposed(2, TWO)).when(new ProductCommand.SkusTaken(1)).thenNothing().when(new ProductCommand.SkusSettled(2)).thenNothing();
    }

    @Test
    void theSlugComesFromTheNameUnlessGiven() {
        assertThat(product("Crème Brûlée  №5 -- large!", variant("a", 1)).slug()).isEqualTo("creme-brulee-no5-large");
        assertThat(product("日本", variant("a", 1)).slug()).isEqualTo("product");
    }

    @Test
    void optionsAreThoseItsVariantsUse() {
        var content = new ProductContent("", "Shirt", "", "", "", Map.of(), Status.PUBLISHED, List.of(
                new souk.catalog.api.Variant("a", "", Map.of("size", "M"), variant("a", 1).price()),
                new souk.catalog.api.Variant("b", "", Map.of("size", "L"), variant("b", 1).price())));
        assertThat(content.options()).isEqualTo(Map.of("size", List.of("M", "L")));
    }
}
