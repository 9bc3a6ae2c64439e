package souk.orders.affiliates;

import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.STALE;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.orders.affiliates.AffiliateEvent.Reinstated;
import souk.orders.affiliates.AffiliateEvent.Suspended;
import souk.orders.affiliates.AffiliateEvent.TermsSet;
import souk.orders.api.AffiliateCommand;
import souk.orders.api.AffiliateTerms;
import souk.orders.api.AffiliateView;
import souk.testkit.Spec;

/** What staff says of those who send buyers, and what a checkout is told of them. */
class AffiliateTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final TermsSet MADE = new TermsSet("tea-blog", "The Tea Blog", 500, "staff:a", NOON);
    private static final AffiliateCommand.LookAtTerms ASKED = new AffiliateCommand.LookAtTerms("tea-blog");

    private static Spec<Affiliate, AffiliateEvent> given(AffiliateEvent... events) {
        return Spec.of(Affiliate.BLUEPRINT).at(NOON).given(events);
    }

    private static AffiliateCommand.SetTerms set(String code, String name, int basisPoints, Long version) {
        return new AffiliateCommand.SetTerms(code, name, basisPoints, Optional.ofNullable(version), "staff:a");
    }

    private static AffiliateView view(long version, int basisPoints, boolean suspended, String by) {
        return new AffiliateView("tea-blog", version, NOON, "The Tea Blog", basisPoints, suspended, by);
    }

    @Test
    void itIsMadeAndChangedAndTheSameAgainChangesNothing() {
        given().when(set("tea-blog", "The Tea Blog", 500, null)).then(MADE).thenReply(new AffiliateCommand.Changed(true, view(1, 500, false, "staff:a")))
                .when(set("tea-blog", "The Tea Blog", 500, 1L)).thenNothing().thenReply(new AffiliateCommand.Changed(false, view(1, 500, false, "staff:a")))
                .when(set("tea-blog", "The Tea Blog", 700, 1L)).then(new TermsSet("tea-blog", "The Tea Blog", 700, "staff:a", NOON)).thenReply(new AffiliateCommand.Changed(false, view(2, 700, false, "staff:a")))
                .when(set("tea-blog", "Tea", 700, 1L)).thenRefused(STALE, "stale");
        given().when(set("tea-blog", "The Tea Blog", 500, 1L)).thenRefused(STALE, "stale");
    }

    @Test
    void aCodeIsShortAndInLowerCase() {
        for (String code : List.of("", "-a", "Tea", "tea_blog", "tea.blog", "tea:blog", "t\u00e9", "a".repeat(33))) given().when(set(code, "Tea", 1, null)).thenRefused(UNPROCESSABLE, "bad-code");
        for (String code : List.of("a", "7", "tea-blog-", "a".repeat(32))) given().when(set(code, "Tea", 0, null)).then(new TermsSet(code, "Tea", 0, "staff:a", NOON));
    }

    @Test
    void aCheckoutIsToldItsShareAsItStandsAndNothingOfOneThatIsUnknownOrSuspended() {
        given(MADE).when(ASKED).thenNothing().thenReply(new AffiliateTerms("tea-blog", 500));
        given().when(ASKED).thenRefused(NOT_FOUND, "not-found");
        given(MADE, new Suspended("staff:b", NOON)).when(ASKED).thenRefused(NOT_FOUND, "not-found").when(new AffiliateCommand.Look()).thenReply(view(2, 500, true, "staff:b"));
        given(MADE, new Suspended("staff:b", NOON), new Reinstated("staff:c", NOON)).when(ASKED).thenReply(new AffiliateTerms("tea-blog", 500));
    }

    @Test
    void itIsSuspendedAndReinstatedOnceAndStaysSuspendedWhateverItsShareIs() {
        var suspend = new AffiliateCommand.Suspend("staff:b");
        var reinstate = new AffiliateCommand.Reinstate("staff:c");
        given(MADE).when(reinstate).thenNothing().when(suspend).then(new Suspended("staff:b", NOON)).thenReply(view(2, 500, true, "staff:b")).when(suspend).thenNothing().thenReply(view(2, 500, true, "staff:b"))
                .when(set("tea-blog", "The Tea Blog", 700, null)).thenReply(new AffiliateCommand.Changed(false, view(3, 700, true, "staff:a"))).when(ASKED).thenRefused(NOT_FOUND, "not-found")
                .when(reinstate).then(new Reinstated("staff:c", NOON)).when(ASKED).thenReply(new AffiliateTerms("tea-blog", 700));
        for (var command : List.of(suspend, reinstate, new AffiliateCommand.Look())) given().when(command).thenRefused(NOT_FOUND, "not-found");
    }
}
