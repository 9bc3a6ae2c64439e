package souk.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.GONE;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.SOLD_OUT;
import static souk.kernel.Rejection.Kind.STALE;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import souk.inventory.api.Reservation;
import souk.inventory.api.StockCommand.Acknowledge;
import souk.inventory.api.StockCommand.Commit;
import souk.inventory.api.StockCommand.Count;
import souk.inventory.api.StockCommand.Expire;
import souk.inventory.api.StockCommand.Look;
import souk.inventory.api.StockCommand.Release;
import souk.inventory.api.StockCommand.Reserve;
import souk.inventory.api.StockCommand.Restock;
import souk.inventory.api.StockCommand.Stow;
import souk.inventory.api.StockCounted;
import souk.inventory.api.StockEvent;
import souk.inventory.api.StockEvent.Acknowledged;
import souk.inventory.api.StockEvent.Committed;
import souk.inventory.api.StockEvent.Counted;
import souk.inventory.api.StockEvent.Lapsed;
import souk.inventory.api.StockEvent.LapsedHold;
import souk.inventory.api.StockEvent.Pick;
import souk.inventory.api.StockEvent.Released;
import souk.inventory.api.StockEvent.Reserved;
import souk.inventory.api.StockEvent.Restocked;
import souk.inventory.api.StockEvent.Stowed;
import souk.inventory.api.StockLevel;
import souk.kernel.Outcome;
import souk.testkit.Spec;

class StockTest {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final Instant LAPSE = NOON.plusSeconds(600);
    static final Instant REMEMBERED = NOON.plus(Stock.REMEMBERED);

    @Test
    void whatWasNeverCountedIsNowhere() {
        aStock().when(new Look()).thenReply(new StockLevel(0, 0, 0, 0, List.of()));
    }

    @Test
    void aCountSaysWhatLiesThere() {
        aStock().when(count("london", 5)).then(new Counted("london", 5, 0))
                .thenReply(new StockCounted(new StockLevel(1, 5, 0, 5, List.of(new StockLevel.At("london", 5, 0, 5, 0))), true));
    }

    @Test
    void theSameCountAgainChangesNothing() {
        stocked(5).when(count("london", 5)).thenNothing()
                .thenReply(new StockCounted(new StockLevel(1, 5, 0, 5, List.of(new StockLevel.At("london", 5, 0, 5, 0))), false));
    }

    @Test
    void aCountKeepsWhatIsOnItsWayUnlessItSaysOtherwise() {
        aStock().when(new Count("london", 5, Optional.of(20L), Optional.empty())).when(count("london", 7)).then(new Counted("london", 7, 20))
                .when(new Count("london", 27, Optional.of(0L), Optional.empty())).then(new Counted("london", 27, 0));
    }

    @Test
    void aCountOfAnOlderVersionIsStale() {
        stocked(5).when(new Count("london", 3, Optional.empty(), Optional.of(0L))).thenRefused(STALE, "stale");
        stocked(5).when(new Count("london", 3, Optional.empty(), Optional.of(1L))).then(new Counted("london", 3, 0));
    }

    @Test
    void aSkuLiesAtNoMoreThanAHundredLocations() {
        var stock = aStock();
        IntStream.range(0, 100).forEach(i -> stock.when(count("l" + i, 1)));
        stock.when(count("one more", 1)).thenRefused(UNPROCESSABLE, "too-many-locations").when(count("l7", 2)).then(new Counted("l7", 2, 0));
    }

    @Test
    void reservedUnitsCannotBeHadByOthers() {
        stocked(5).when(reserve("a", 3)).then(reserved("a", "london", 3)).thenReply(new Reservation("a", List.of(new Pick("london", 3)), LAPSE))
                .when(reserve("b", 3)).thenRefused(SOLD_OUT, "sold-out")
                .when(reserve("b", 2)).then(reserved("b", "london", 2))
                .when(new Look()).thenReply(new StockLevel(3, 5, 5, 0, List.of(new StockLevel.At("london", 5, 5, 0, 0))));
    }

    @Test
    void aRefusalNamesTheSkuAndWhatIsLeft() {
        var outcome = stocked(5).when(reserve("a", 6)).outcome();
        var rejection = ((Outcome.Refused<?>) outcome).rejection();
        assertThat(rejection.members()).containsEntry("skus", List.of("SKU-1"));
        assertThat(rejection.detail()).contains("5").contains("SKU-1");
    }

    @Test
    void aRepeatedReservationGetsTheSameAnswerHoweverLate() {
        stocked(5).when(reserve("a", 3)).at(NOON.plusSeconds(500)).when(reserve("a", 3)).thenNothing()
                .thenReply(new Reservation("a", List.of(new Pick("london", 3)), LAPSE));
    }

    @Test
    void aReservationThatTravelledTooLongHoldsNothing() {
        stocked(5).at(NOON.plusSeconds(30)).when(reserve("a", 3)).then(reserved("a", "london", 3));
        stocked(5).at(NOON.plusSeconds(31)).when(reserve("a", 3)).thenRefused(GONE, "too-late");
        stocked(5).when(new Reserve("SKU-1", "a", 3, NOON, NOON)).thenRefused(GONE, "too-late");
    }

    @Test
    void oneLocationServesAReservationIfItCan() {
        aStock().given(new Counted("bath", 2, 0), new Counted("london", 9, 0)).when(reserve("a", 5)).then(reserved("a", "london", 5));
    }

    @Test
    void otherwiseLocationsServeItInTheOrderOfTheirNames() {
        aStock().given(new Counted("york", 3, 0), new Counted("bath", 2, 0), new Counted("london", 4, 0)).when(reserve("a", 8))
                .then(new Reserved("a", List.of(new Pick("bath", 2), new Pick("london", 4), new Pick("york", 2)), LAPSE));
    }

    @Test
    void whatOneLocationIsShortOfOthersKeepForIt() {
        var stock = aStock().given(new Counted("bath", 5, 0), new Reserved("a", List.of(new Pick("bath", 5)), LAPSE), new Counted("bath", 3, 0), new Counted("york", 4, 0));
        stock.when(new Look()).thenReply(new StockLevel(4, 7, 5, 2, List.of(new StockLevel.At("bath", 3, 5, 0, 0), new StockLevel.At("york", 4, 0, 2, 0))))
                .when(reserve("b", 3)).thenRefused(SOLD_OUT, "sold-out").when(reserve("b", 2)).then(reserved("b", "york", 2));
    }

    @Test
    void aCountMayBeLowerThanWhatIsReservedAndThenNothingCanBeHad() {
        stocked(5).when(reserve("a", 4)).when(count("london", 1)).then(new Counted("london", 1, 0))
                .when(new Look()).thenReply(new StockLevel(3, 1, 4, 0, List.of(new StockLevel.At("london", 1, 4, 0, 0))))
                .when(commit("a")).then(new Committed("a", List.of(new Pick("london", 4)), NOON, REMEMBERED))
                .when(new Look()).thenReply(new StockLevel(4, -3, 0, 0, List.of(new StockLevel.At("london", -3, 0, 0, 0))));
    }

    @Test
    void committedUnitsLeaveTheStock() {
        stocked(5).when(reserve("a", 3)).when(commit("a")).then(new Committed("a", List.of(new Pick("london", 3)), NOON, REMEMBERED))
                .when(new Look()).thenReply(new StockLevel(3, 2, 0, 2, List.of(new StockLevel.At("london", 2, 0, 2, 0))));
    }

    @Test
    void committingAgainChangesNothingHoweverLate() {
        var stock = stocked(5).when(reserve("a", 3)).when(commit("a")).when(commit("a")).thenNothing();
        stock.at(NOON.plus(Duration.ofDays(100))).when(commit("a")).thenNothing();
    }

    @Test
    void aLateCopyOfAReservationHoldsNothingAfterTheSale() {
        stocked(5).when(reserve("a", 3)).when(commit("a")).when(reserve("a", 3)).thenRefused(GONE, "reservation-ended");
    }

    @Test
    void releasedUnitsCanBeHadAgain() {
        stocked(5).when(reserve("a", 3)).when(release("a")).then(new Released("a", List.of(new Pick("london", 3)), NOON, REMEMBERED))
                .when(reserve("b", 5)).then(reserved("b", "london", 5));
    }

    @Test
    void releasingAgainChangesNothingHoweverLate() {
        var stock = stocked(5).when(reserve("a", 3)).when(release("a")).when(release("a")).thenNothing();
        stock.at(NOON.plus(Duration.ofDays(100))).when(release("a")).thenNothing();
    }

    @Test
    void aReservationThatIsReleasedBeforeItArrivesNeverHoldsAnything() {
        stocked(5).when(release("a")).then(new Released("a", List.of(), NOON, REMEMBERED)).when(reserve("a", 3)).thenRefused(GONE, "reservation-ended");
    }

    @Test
    void anEndedReservationIsForgottenOnlyWhenItsCopiesAreTooLate() {
        var stock = stocked(5).when(reserve("a", 3)).when(release("a"));
        for (int i = 1; i < 100; i++) {
            var now = NOON.plusSeconds(i);
            stock.at(now).when(new Reserve("SKU-1", "x" + i, 1, now, now.plusSeconds(60))).when(new Commit("x" + i, now)).when(new Count("london", 5, Optional.empty(), Optional.empty()));
            stock.when(reserve("a", 3)).thenRefused(GONE, i <= 45 ? "reservation-ended" : stock.state().ended().has("a") ? "reservation-ended" : "too-late");
        }
        assertThat(stock.state().ended().has("a")).isFalse();
    }

    @Test
    void memoryOfEndedReservationsIsBoundedByTime() {
        var stock = aStock().given(new Counted("london", 1_000_000, 0));
        int most = 0;
        for (int i = 0; i < 10_000; i++) {
            var now = NOON.plusMillis(100L * i);
            stock.at(now).when(new Reserve("SKU-1", "x" + i, 1, now, now.plusSeconds(60))).when(i % 2 == 0 ? new Commit("x" + i, now) : new Release("x" + i, now));
            most = Math.max(most, stock.state().ended().size());
        }
        assertThat(most).isBetween(450, 2 * 451 + 2);
        assertThat(stock.state().held()).isEmpty();
        assertThat(stock.state().expiring().ids()).isEmpty();
    }

    @Test
    void aReservationLapsesWhenItsTimeIsOver() {
        stocked(5).when(reserve("a", 3)).at(LAPSE.minusMillis(1)).when(new Expire()).thenNothing()
                .at(LAPSE).when(new Expire()).then(new Lapsed(List.of(new LapsedHold("a", List.of(new Pick("london", 3))))))
                .when(new Look()).thenReply(new StockLevel(3, 5, 0, 5, List.of(new StockLevel.At("london", 5, 0, 5, 0))))
                .when(new Expire()).thenNothing();
    }

    @Test
    void theStockAsksToBeWokenWhenTheFirstReservationLapses() {
        var stock = stocked(5);
        assertThat(Stock.BLUEPRINT.wakeAt(stock.state())).isEmpty();
        stock.when(new Reserve("SKU-1", "late", 1, NOON, NOON.plusSeconds(90))).when(new Reserve("SKU-1", "early", 1, NOON, NOON.plusSeconds(60)));
        assertThat(Stock.BLUEPRINT.wakeAt(stock.state())).contains(NOON.plusSeconds(60));
        stock.when(release("early"));
        assertThat(Stock.BLUEPRINT.wakeAt(stock.state())).contains(NOON.plusSeconds(90));
        stock.when(commit("late"));
        assertThat(Stock.BLUEPRINT.wakeAt(stock.state())).isEmpty();
    }

    @Test
    void manyReservationsLapseInSeveralEvents() {
        var stock = aStock().given(new Counted("london", 1_000, 0));
        IntStream.range(0, 450).forEach(i -> stock.when(reserve("r" + i, 1)));
        stock.at(LAPSE);
        for (int expected : List.of(200, 200, 50)) {
            assertThat(Stock.BLUEPRINT.wakeAt(stock.state())).contains(LAPSE);
            stock.when(new Expire());
            assertThat(((Lapsed) stock.events().get(0)).holds()).hasSize(expected);
        }
        assertThat(Stock.BLUEPRINT.wakeAt(stock.state())).isEmpty();
        assertThat(stock.state().level().available()).isEqualTo(1_000);
    }

    @Test
    void aLapsedReservationCanBeNeitherCommittedNorReserved() {
        lapsed().when(commit("a")).thenRefused(GONE, "reservation-expired");
        lapsed().at(NOON).when(reserve("a", 3)).thenRefused(GONE, "reservation-expired");
        lapsed().at(NOON.plus(Duration.ofDays(100))).when(commit("a")).thenRefused(GONE, "reservation-expired");
    }

    @Test
    void aLapsedReservationIsRememberedUntilItsOwnerReleasesIt() {
        var later = NOON.plus(Duration.ofDays(100));
        lapsed().at(later).when(new Release("a", later)).then(new Released("a", List.of(), later, later.plus(Stock.REMEMBERED)))
                .thenState(stock -> assertThat(stock.lapsed()).isEmpty()).when(new Release("a", later)).thenNothing();
    }

    @Test
    void unitsThatComeBackCanBeHadAgain() {
        stocked(5).when(restock("r", 2)).then(new Restocked("r", "london", 2))
                .when(new Look()).thenReply(new StockLevel(2, 7, 0, 7, List.of(new StockLevel.At("london", 7, 0, 7, 0))));
    }

    @Test
    void unitsComeBackOnlyOnceHoweverLateTheReturnIsRepeated() {
        var later = NOON.plus(Duration.ofDays(100));
        stocked(5).when(restock("r", 2)).when(restock("r", 2)).thenNothing().at(later).when(new Restock("r", 2, Optional.empty(), later)).thenNothing();
    }

    @Test
    void aReturnIsForgottenWhenItsOwnerAcknowledgesAndNoCopyCanBeOnItsWay() {
        stocked(5).when(restock("r", 2)).when(new Acknowledge("r", NOON)).then(new Acknowledged("r", NOON, REMEMBERED))
                .thenState(stock -> assertThat(stock.returns()).isEmpty())
                .when(new Acknowledge("r", NOON)).thenNothing()
                .when(restock("r", 2)).thenRefused(GONE, "return-ended")
                .at(NOON.plusSeconds(31)).when(restock("r", 2)).thenRefused(GONE, "return-ended");
    }

    @Test
    void aReturnThatTravelledTooLongIsNotHeeded() {
        stocked(5).at(NOON.plusSeconds(31)).when(restock("r", 2)).thenRefused(GONE, "too-late");
    }

    @Test
    void aReturnAndAReservationMayHaveTheSameId() {
        stocked(5).when(reserve("order", 3)).when(commit("order")).when(restock("order", 3)).then(new Restocked("order", "london", 3))
                .when(new Look()).thenReply(new StockLevel(4, 5, 0, 5, List.of(new StockLevel.At("london", 5, 0, 5, 0))));
    }

    @Test
    void unitsComeBackToTheNamedLocationOrElseToTheFirst() {
        var two = aStock().given(new Counted("york", 3, 0), new Counted("bath", 2, 0));
        two.when(new Restock("r", 1, Optional.of("york"), NOON)).then(new Restocked("r", "york", 1)).when(restock("s", 1)).then(new Restocked("s", "bath", 1))
                .when(new Restock("t", 1, Optional.of("nowhere"), NOON)).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void unitsOfOthersLieAsideAndAreInNoSumOfTheShops() {
        stocked(5).when(new Stow("ann", "york", 7, 1)).then(new Stowed("ann", "@ann/york", 7, 1))
                .when(new Look()).thenReply(new StockLevel(2, 5, 0, 5, List.of(new StockLevel.At("london", 5, 0, 5, 0)), List.of(new StockLevel.At("@ann/york", 7, 0, 7, 0))));
        var level = stocked(5).when(new Stow("ann", "london", 7, 1)).when(new Stow("bob", "london", 2, 1)).when(reserveOf("ann", "a", 3)).state().level();
        assertThat(level.of("ann")).isEqualTo(new StockLevel(4, 7, 3, 4, List.of(new StockLevel.At("@ann/london", 7, 3, 4, 0))));
        assertThat(level.of("bob").available()).isEqualTo(2);
        assertThat(level.of("an").locations()).isEmpty();
        assertThat(level.available()).isEqualTo(5);
    }

    @Test
    void aReservationTakesFromTheShelvesOfWhomItNamesAndFromNobodyElses() {
        var stock = stocked(5).when(new Stow("ann", "london", 3, 1)).when(new Stow("bob", "london", 9, 1));
        stock.when(reserve("a", 6)).thenRefused(SOLD_OUT, "sold-out").when(reserve("a", 5)).then(reserved("a", "london", 5)).when(reserve("b", 1)).thenRefused(SOLD_OUT, "sold-out");
        stock.when(reserveOf("ann", "c", 4)).thenRefused(SOLD_OUT, "sold-out").when(reserveOf("ann", "c", 3)).then(reserved("c", "@ann/london", 3));
        stock.when(reserveOf("nobody", "d", 1)).thenRefused(SOLD_OUT, "sold-out");
        stock.when(commit("c")).when(new Restock("r", 3, Optional.empty(), NOON, Optional.of("ann"))).then(new Restocked("r", "@ann/london", 3))
                .when(new Restock("s", 1, Optional.empty(), NOON)).then(new Restocked("s", "london", 1));
    }

    @Test
    void whatOneOwnerIsShortOfNobodyElseKeepsForIt() {
        var stock = stocked(5).when(new Stow("ann", "york", 4, 1)).when(reserve("a", 5)).when(count("london", 1)).when(new Look())
                .thenReply(new StockLevel(4, 1, 5, 0, List.of(new StockLevel.At("london", 1, 5, 0, 0)), List.of(new StockLevel.At("@ann/york", 4, 0, 4, 0))));
        stock.when(reserveOf("ann", "b", 4)).then(reserved("b", "@ann/york", 4)).when(new Stow("ann", "york", 0, 2)).when(count("london", 9));
        assertThat(stock.state().level().available()).isEqualTo(4);
        assertThat(stock.state().level().of("ann").available()).isZero();
    }

    @Test
    void whoStowsElsewhereHasNothingWhereItLayBeforeAndWhatIsHeldThereIsSoldFromTheRest() {
        var stock = aStock().when(new Stow("ann", "york", 4, 1)).when(reserveOf("ann", "a", 3)).when(new Stow("ann", "leeds", 10, 2)).then(new Stowed("ann", "@ann/leeds", 10, 2));
        assertThat(stock.state().level().of("ann").available()).isEqualTo(7);
        stock.when(commit("a"));
        assertThat(stock.state().level().of("ann").onHand()).isEqualTo(7);
        stock.when(new Stow("ann", "leeds", 7, 3));
        assertThat(stock.state().level().others()).containsExactly(new StockLevel.At("@ann/leeds", 7, 0, 7, 0));
        stock.when(new Stow("ann", "leeds", 0, 4));
        assertThat(stock.state().shelves().byLocation()).isEmpty();
        stock.when(new Restock("r", 2, Optional.empty(), NOON, Optional.of("ann"))).then(new Restocked("r", "@ann/returns", 2));
    }

    @Test
    void onlyTheLatestThatAnOwnerSaysIsHeeded() {
        aStock().when(new Stow("ann", "york", 4, 2)).when(new Stow("ann", "york", 9, 2)).thenNothing().when(new Stow("ann", "york", 9, 1)).thenNothing()
                .when(new Stow("bob", "york", 9, 1)).then(new Stowed("bob", "@bob/york", 9, 1)).when(new Stow("ann", "york", 4, 3)).then(new Stowed("ann", "@ann/york", 4, 3));
    }

    @Test
    void othersTakeTheShopNoLocationAndHaveNotCountlessOnes() {
        var stock = aStock();
        IntStream.range(0, 200).forEach(i -> stock.when(new Stow("v" + i, "york", 1, 1)));
        stock.when(new Stow("one more", "york", 1, 1)).thenRefused(UNPROCESSABLE, "too-many-locations").when(new Stow("v7", "leeds", 2, 2)).then(new Stowed("v7", "@v7/leeds", 2, 2));
        stock.when(count("london", 1)).then(new Counted("london", 1, 0));
        var held = aStock();
        for (int i = 1; i <= 10; i++) held.when(new Stow("ann", "l" + i, i, i)).when(new Reserve("SKU-1", "a" + i, 1, NOON, LAPSE, Optional.of("ann")));
        held.when(new Stow("ann", "l11", 11, 11)).thenRefused(UNPROCESSABLE, "too-many-locations");
    }

    static Reserve reserveOf(String owner, String id, int quantity) {
        return new Reserve("SKU-1", id, quantity, NOON, LAPSE, Optional.of(owner));
    }

    static Spec<Stock, StockEvent> aStock() {
        return Spec.of(Stock.BLUEPRINT).at(NOON);
    }

    static Spec<Stock, StockEvent> stocked(long onHand) {
        return aStock().given(new Counted("london", onHand, 0));
    }

    static Spec<Stock, StockEvent> lapsed() {
        return stocked(5).when(reserve("a", 3)).at(LAPSE).when(new Expire());
    }

    static Count count(String location, long onHand) {
        return new Count(location, onHand, Optional.empty(), Optional.empty());
    }

    static Reserve reserve(String id, int quantity) {
        return new Reserve("SKU-1", id, quantity, NOON, LAPSE);
    }

    static Reserved reserved(String id, String location, int quantity) {
        return new Reserved(id, List.of(new Pick(location, quantity)), LAPSE);
    }

    static Commit commit(String id) {
        return new Commit(id, NOON);
    }

    static Release release(String id) {
        return new Release(id, NOON);
    }

    static Restock restock(String id, int quantity) {
        return new Restock(id, quantity, Optional.empty(), NOON);
    }
}
