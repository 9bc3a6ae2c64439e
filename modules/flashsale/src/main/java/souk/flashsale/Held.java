package souk.flashsale;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import souk.flashsale.api.CounterCommand;
import souk.kernel.Ended;

/**
 * A claim as its counter remembers it.
 *
 * @param expiresAt when it lapses while no order has it
 * @param orderId   the order that has it, or has paid for it; empty: none
 * @param due       when its time in this stage is over: an open one's or an attached one's units go back, an ended one is forgotten; a sold one stays
 * @param letGo     orders that had it and came to nothing, and whose words could still be on their way; most claims have none, and need no room for it
 */
record Held(String customer, int quantity, Instant expiresAt, Stage stage, String orderId, Instant due, Optional<Ended> letGo) {

    /** Where a claim stands. */
    enum Stage { OPEN, ATTACHED, SOLD, ENDED }

    /** So long after its time an ended claim is remembered. */
    static final Duration REMEMBERED = CounterCommand.VALID_FOR.plusSeconds(15);

    Held {
        if (letGo == null) letGo = Optional.empty();
    }

    static Held open(String customer, int quantity, Instant expiresAt) {
        return new Held(customer, quantity, expiresAt, Stage.OPEN, "", expiresAt, Optional.empty());
    }

    boolean isOf(String asker) {
        return customer.equals(asker);
    }

    /** Whether the units are this customer's at that time, and no order's. */
    boolean isOpen(Instant now) {
        return stage == Stage.OPEN && now.isBefore(expiresAt);
    }

    boolean isWith(String order) {
        return stage == Stage.ATTACHED && orderId.equals(order);
    }

    boolean isSoldTo(String order) {
        return stage == Stage.SOLD && orderId.equals(order);
    }

    /** Whether that order had it and came to nothing. */
    boolean wasLetGoBy(String order) {
        return letGo.filter(gone -> gone.has(order)).isPresent();
    }

    /** Whether its units are neither left nor sold. */
    boolean holdsUnits() {
        return stage == Stage.OPEN || stage == Stage.ATTACHED;
    }

    CounterCommand.TheirClaim told(String claimId) {
        return new CounterCommand.TheirClaim(claimId, quantity, expiresAt, stage.name().toLowerCase(Locale.ROOT), orderId.isEmpty() ? Optional.empty() : Optional.of(orderId));
    }

    Held attached(String order, Instant until) {
        return new Held(customer, quantity, expiresAt, Stage.ATTACHED, order, until, letGo);
    }

    Held sold(String order) {
        return new Held(customer, quantity, expiresAt, Stage.SOLD, order, expiresAt, letGo);
    }

    /** Open again, or ended if its time is over, which the caller asks {@link #isOpen}. */
    Held detached(String order, Instant at, Instant until) {
        var gone = Optional.of(letGo.orElse(Ended.NONE).with(order, at, until));
        if (stage == Stage.ENDED || stage == Stage.SOLD || stage == Stage.ATTACHED && !orderId.equals(order)) return new Held(customer, quantity, expiresAt, stage, orderId, due, gone);
        return new Held(customer, quantity, expiresAt, Stage.OPEN, "", expiresAt, gone);
    }

    /** Its key is remembered as long as it would have lived, and a while longer for what is still on its way. */
    Held ended(Instant at) {
        var over = expiresAt.isAfter(at) ? expiresAt : at;
        return new Held(customer, quantity, expiresAt, Stage.ENDED, "", over.plus(REMEMBERED), letGo);
    }
}
