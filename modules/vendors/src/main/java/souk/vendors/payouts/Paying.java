package souk.vendors.payouts;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.vendors.payouts.Payout.done;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.vendors.api.PayoutCommand;
import souk.vendors.api.PayoutEvent;
import souk.vendors.api.PayoutResult;
import souk.vendors.api.PayoutResult.Status;
import souk.vendors.api.PayoutView;
import souk.vendors.payouts.Payout.Phase;

/**
 * What a payout makes of what its provider says, asked or not, and of staff that gives it up. Only the provider's word ends it, and only about the amount that it was asked for: that another one was paid, or will be, is shown to staff
 * with both, and asked again until the provider has put it right. That nothing is ever paid under the payout's id ends it whatever the amount.
 */
final class Paying {
    private static final String PENDING = "pending";
    private static final String OTHER_AMOUNT = "provider-amount-differs";
    /** What may last for days, so that nobody is asked every minute. */
    static final Set<String> LONG = Set.of(PENDING, OTHER_AMOUNT);
    private static final String DECLINED_BY_STAFF = "declined-by-staff";
    private static final Rejection KNOWN = new Rejection(Kind.CONFLICT, "provider-knows-payout", "The provider knows this payout: only it can decide it.");
    /** Who gave it up, was told to ask again and does so is told what the provider has said, however long that took: it is not asked anew for so long. */
    private static final Duration STANDS_FOR = Duration.ofMinutes(1);

    private Paying() {}

    /** A callback; from the moment at which the provider may have been asked. It says no amount: where that is in question, the provider is asked. */
    static Decision<Payout, PayoutEvent, Done> hear(Payout payout, PayoutCommand.Hear told, Instant now) {
        if (payout.totalled() == null) return reject(Payout.UNKNOWN);
        var result = told.result();
        if (payout.phase() == Phase.PAYING) return isFinal(result) && agrees(payout, result) ? done(decided(payout, result, now)) : done();
        boolean asItIs = payout.reference() != null ? says(result, Status.PAID, payout.reference()) : payout.code() != null && says(result, Status.DECLINED, payout.code());
        return asItIs || !isFinal(result) ? done() : reject(Kind.CONFLICT, "contradiction", "This payout is otherwise, which is final, or was never asked for.");
    }

    /** From now on it is not sent, and what was sent before has arrived when the provider is asked: then nothing can be paid that is given back. */
    static Decision<Payout, PayoutEvent, PayoutView> decline(Payout payout, PayoutCommand.Decline decline, Instant now) {
        if (payout.totalled() == null) return reject(Payout.UNKNOWN);
        if (payout.code() != null || payout.asked() != null) return accept(Payout::view);
        if (payout.reference() != null) return reject(KNOWN);
        var refused = payout.heard().refused();
        if (refused != null && now.isBefore(refused.plus(STANDS_FOR))) return reject(known(payout));
        return payout.phase() == Phase.PAYING ? accept(Payout::view, new PayoutEvent.DeclineAsked(decline.by(), now.plus(decline.onTheWay()), now))
                : reject(Kind.CONFLICT, "payout-in-progress", "The provider was not asked for this payout yet: try again.");
    }

    static Optional<Outcome<PayoutView>> declined(Payout payout) {
        if (payout.asked() != null) return Optional.empty();
        return Optional.of(payout.code() != null ? Outcome.accepted(payout.view()) : Outcome.refused(known(payout)));
    }

    /** With both amounts, where they are not the same. */
    private static Rejection known(Payout payout) {
        var other = payout.heard().other();
        if (payout.reference() != null || other == null) return KNOWN;
        var here = payout.money(payout.amount());
        return new Rejection(Kind.CONFLICT, OTHER_AMOUNT, "The provider knows this payout with " + other.there() + " instead of " + here + ": have it put right there, nothing is taken as paid until then.")
                .about("amounts", List.of(here.toString(), other.there().toString()));
    }

    static Decision<Payout, PayoutEvent, Done> payAnswered(Payout payout, PayoutCommand.PayAnswered told, Instant now) {
        if (payout.phase() != Phase.PAYING) return done();
        // Staff waits until nothing is on its way any more: an answer of before that decides nothing must not shorten that.
        if (payout.asked() != null && told.result().filter(result -> isFinal(result) && agrees(payout, result)).isEmpty()) return done();
        if (told.refusal().isPresent() || told.result().isEmpty()) return payout.delay(told.refusal().map(Rejection::code).orElse("no-answer"), now);
        var result = told.result().get();
        if (!agrees(payout, result)) return differs(payout, result, now);
        return isFinal(result) ? done(decided(payout, result, now)) : payout.delay(PENDING, now);
    }

    static Decision<Payout, PayoutEvent, Done> findAnswered(Payout payout, PayoutCommand.FindAnswered told, Instant now) {
        if (payout.phase() != Phase.PAYING || payout.asked() == null) return done();
        if (told.refusal().isPresent() || told.result().isEmpty()) return payout.delay(told.refusal().map(Rejection::code).orElse("no-answer"), now);
        var result = told.result().get();
        if (!agrees(payout, result)) return differs(payout, result, now);
        return switch (result.status()) {
            case PAID, DECLINED -> done(decided(payout, result, now));
            case PENDING -> done(new PayoutEvent.DeclineRefused(now));
            case UNKNOWN -> done(new PayoutEvent.Declined(DECLINED_BY_STAFF, now));
        };
    }

    private static boolean says(PayoutResult result, Status status, String detail) {
        return result.status() == status && result.detail().equals(Optional.of(detail));
    }

    private static boolean isFinal(PayoutResult result) {
        return result.status() == Status.PAID || result.status() == Status.DECLINED;
    }

    /** Whether it is about what was asked for. Where another amount was said before, this one must be. */
    private static boolean agrees(Payout payout, PayoutResult result) {
        boolean says = result.status() == Status.PAID || result.status() == Status.PENDING;
        return !says || result.amount().map(payout.money(payout.amount())::equals).orElse(payout.heard().other() == null);
    }

    /** It is asked again. What it says is written down once while it stays the same. */
    private static Decision<Payout, PayoutEvent, Done> differs(Payout payout, PayoutResult result, Instant now) {
        var before = Optional.ofNullable(payout.heard().other());
        var reference = result.status() == Status.PAID ? result.detail().filter(text -> !text.isEmpty()) : Optional.<String>empty();
        var events = new ArrayList<PayoutEvent>();
        result.amount().filter(there -> before.filter(said -> said.there().equals(there) && said.reference().equals(reference)).isEmpty()).ifPresent(there -> events.add(new PayoutEvent.AmountDiffered(there, reference, now)));
        if (payout.asked() != null) events.add(new PayoutEvent.DeclineRefused(now));
        events.add(payout.delayed(OTHER_AMOUNT, now));
        return done(events.toArray(PayoutEvent[]::new));
    }

    private static PayoutEvent decided(Payout payout, PayoutResult result, Instant now) {
        return result.status() == Status.PAID ? new PayoutEvent.Paid(payout.requested().vendorId(), payout.money(payout.amount()), result.detail().orElse(""), now) : new PayoutEvent.Declined(result.detail().orElse("declined"), now);
    }
}
