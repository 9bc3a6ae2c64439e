package souk.vendors.ratings;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.NOT_FOUND;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.kernel.Personal;
import souk.kernel.Recorded;
import souk.testkit.Spec;
import souk.vendors.ratings.RatingList.Entry;

class RatingTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Optional<Personal<String>> TEXT = Optional.of(Personal.sealed("account-1", "A"));

    private static RatingCommand.Rate rates(int stars, String digest, boolean delivered) {
        return new RatingCommand.Rate("order-1", "ann", digest, delivered, stars, TEXT, "account-1");
    }

    private static RatingCommand.Rate rates(int stars, String digest) {
        return rates(stars, digest, true);
    }

    private static RatingEvent.Rated rated(int stars, String digest, Instant at) {
        return new RatingEvent.Rated("order-1", "ann", digest, stars, TEXT, "account-1", at);
    }

    private static Spec<Rating, RatingEvent> none() {
        return Spec.of(Rating.BLUEPRINT).at(NOON);
    }

    @Test
    void whatHasArrivedIsRatedOnceAndCanBeRatedOtherwise() {
        var rating = none().when(rates(5, "five")).then(rated(5, "five", NOON)).when(rates(5, "five")).thenNothing();
        rating.at(LATER).when(rates(2, "two")).then(rated(2, "two", LATER));
        var view = rating.state().view();
        assertThat(view.stars()).isEqualTo(2);
        assertThat(view.ratedAt()).isEqualTo(NOON);
        assertThat(view.changedAt()).isEqualTo(LATER);
        assertThat(view.version()).isEqualTo(2);
        assertThat(view.id()).isEqualTo("order-1.ann");
    }

    @Test
    void whatHasNotArrivedOrIsNotTheVendorsIsNotRated() {
        none().when(rates(5, "five", false)).thenRefused(CONFLICT, "not-delivered");
        none().when(new RatingCommand.Look()).thenRefused(NOT_FOUND, "not-found").when(new RatingCommand.Hide(true, "staff-1")).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void whoHasRatedMaySayOtherwiseThoughTheOrderWasCancelledSince() {
        none().given(rated(5, "five", NOON)).when(rates(1, "one", false)).then(rated(1, "one", NOON));
    }

    @Test
    void aHiddenTextStaysHiddenWhateverItSaysUntilStaffShowsIt() {
        var rating = none().given(rated(1, "one", NOON)).when(new RatingCommand.Hide(true, "staff-1")).then(new RatingEvent.Hidden("staff-1", NOON)).when(new RatingCommand.Hide(true, "staff-2")).thenNothing();
        rating.when(rates(2, "two"));
        assertThat(rating.state().view().hidden()).isTrue();
        rating.when(new RatingCommand.Hide(false, "staff-1")).then(new RatingEvent.Shown("staff-1", NOON)).when(new RatingCommand.Hide(false, "staff-1")).thenNothing();
        assertThat(rating.state().view().hidden()).isFalse();
    }

    @Test
    void itsPlaceInTheListIsWhereItWasRatedFirst() {
        var row = RatingList.NOTHING;
        long version = 0;
        for (RatingEvent event : new RatingEvent[] {rated(5, "five", NOON), new RatingEvent.Hidden("staff-1", LATER), rated(3, "three", LATER)}) {
            row = RatingList.VIEW.apply(row, new Recorded<>("order-1.ann", ++version, "vendors-0", version, 0, event.at(), "", event));
        }
        assertThat(row.rating()).contains(new Entry("order-1", "ann", 3, TEXT, "account-1", true, NOON, LATER));
        row = RatingList.VIEW.apply(row, new Recorded<>("order-1.ann", ++version, "vendors-0", version, 0, LATER, "", new RatingEvent.Shown("staff-1", LATER)));
        assertThat(row.rating().orElseThrow().hidden()).isFalse();
    }
}
