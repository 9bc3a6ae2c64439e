package souk.orders.affiliates;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.STALE;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.orders.api.AffiliateCommand;
import souk.orders.api.AffiliateCommand.Changed;
import souk.orders.api.AffiliateTerms;
import souk.orders.api.AffiliateView;

/**
 * Somebody who sends buyers. A checkout asks it for its share and freezes that on the order, so whatever changes here afterwards is about later checkouts only.
 *
 * @param version the number of events; 0: there is no such affiliate
 * @param at      when it was changed last
 * @param by      who changed it last
 */
public record Affiliate(String code, long version, Instant at, String name, int basisPoints, boolean suspended, String by) {
    private static final Pattern CODE = Pattern.compile(AffiliateCommand.CODE);
    private static final Rejection UNKNOWN = Rejection.notFound("affiliate");

    static final Affiliate NONE = new Affiliate("", 0, Instant.EPOCH, "", 0, false, "");

    /** The table of its commands and events. */
    public static final Blueprint<Affiliate, AffiliateEvent> BLUEPRINT = Blueprint.of(AffiliateCommand.TYPE, NONE, AffiliateCommand.class, AffiliateEvent.class)
            .decide("set-terms", AffiliateCommand.SetTerms.class, Changed.class, Affiliate::setTerms)
            .decide("suspend", AffiliateCommand.Suspend.class, AffiliateView.class, (affiliate, suspend, now) -> affiliate.become(true, new AffiliateEvent.Suspended(suspend.by(), now)))
            .decide("reinstate", AffiliateCommand.Reinstate.class, AffiliateView.class, (affiliate, reinstate, now) -> affiliate.become(false, new AffiliateEvent.Reinstated(reinstate.by(), now)))
            .answer("look", AffiliateCommand.Look.class, AffiliateView.class, (affiliate, look, now) -> affiliate.version == 0 ? Outcome.refused(UNKNOWN) : Outcome.accepted(affiliate.view()))
            .answer("look-at-terms", AffiliateCommand.LookAtTerms.class, AffiliateTerms.class, Affiliate::lookAtTerms)
            .apply(AffiliateEvent.TermsSet.class, "orders.affiliate-set", (affiliate, set) -> new Affiliate(set.code(), affiliate.version + 1, set.at(), set.name(), set.basisPoints(), affiliate.suspended, set.by()))
            .apply(AffiliateEvent.Suspended.class, "orders.affiliate-suspended", (affiliate, event) -> affiliate.now(true, event.by(), event.at()))
            .apply(AffiliateEvent.Reinstated.class, "orders.affiliate-reinstated", (affiliate, event) -> affiliate.now(false, event.by(), event.at()))
            .build();

    private Decision<Affiliate, AffiliateEvent, Changed> setTerms(AffiliateCommand.SetTerms set, Instant now) {
        if (!CODE.matcher(set.code()).matches()) return reject(UNPROCESSABLE, "bad-code", "A code is 1 to 32 letters in lower case, digits and hyphens, and does not begin with a hyphen.");
        if (set.expectedVersion().filter(expected -> expected != version).isPresent()) {
            return reject(STALE, "stale", "The affiliate is at version " + version + " by now, not " + set.expectedVersion().get() + ": read it again.");
        }
        boolean created = version == 0;
        Function<Affiliate, Changed> reply = after -> new Changed(created, after.view());
        if (!created && name.equals(set.name()) && basisPoints == set.basisPoints()) return accept(reply);
        return accept(reply, new AffiliateEvent.TermsSet(set.code(), set.name(), set.basisPoints(), set.by(), now));
    }

    private Decision<Affiliate, AffiliateEvent, AffiliateView> become(boolean shall, AffiliateEvent event) {
        if (version == 0) return reject(UNKNOWN);
        return suspended == shall ? accept(Affiliate::view) : accept(Affiliate::view, event);
    }

    private Outcome<AffiliateTerms> lookAtTerms(AffiliateCommand.LookAtTerms look, Instant now) {
        return version == 0 || suspended ? Outcome.refused(UNKNOWN.about("affiliates", List.of(look.code()))) : Outcome.accepted(new AffiliateTerms(code, basisPoints));
    }

    private Affiliate now(boolean is, String who, Instant since) {
        return new Affiliate(code, version + 1, since, name, basisPoints, is, who);
    }

    /** What it is; of one that was never made there is nothing to be seen. */
    AffiliateView view() {
        return new AffiliateView(code, version, at, name, basisPoints, suspended, by);
    }
}
