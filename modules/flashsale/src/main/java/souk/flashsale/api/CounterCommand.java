package souk.flashsale.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;

/**
 * What can be asked of one counter of a sale: it holds some of the sale's units, and the claims of those customers who are sent to it.
 * A customer is always sent to the same counter, which so knows how much they have.
 *
 * <p>A claim is opened by {@link Claim}. Until its time is over its customer may give it back ({@link Release}) or an order may take it:
 * {@link Attach}, then {@link Sell} or {@link Detach}. The order is a durable process that repeats each of these until it is answered and always ends
 * what it attached; each may come twice, late, or after days, and has the effect of one: see {@code Counter}.
 *
 * @param <R> the reply
 */
public sealed interface CounterCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "flashsale.counter";

    /** How long after it was sent a {@link Claim} or {@link Attach} may open something. */
    Duration VALID_FOR = Duration.ofSeconds(30);

    /** The member of a {@code sold-out} refusal that says: this customer has no claim here, not even one that has ended. */
    String NOTHING_YET = "nothing-yet";

    /** Where a sale's counter lives. */
    static Address<CounterCommand<?>> at(String saleId, int counter) {
        return new Address<>(TYPE, saleId + "." + counter);
    }

    /** Where a claim lives; nothing if that is no claim's id. */
    static Optional<Address<CounterCommand<?>>> atClaim(String claimId) {
        return ClaimId.parse(claimId).map(id -> at(id.saleId(), id.counter()));
    }

    /**
     * By the sale: these units are to be had, on these terms. Already opened: nothing happens.
     *
     * @param counterId the aggregate's own id
     * @param units how many of the sale's units are this counter's
     */
    record Open(String counterId, SaleTerms terms, int units) implements CounterCommand<Done> {}

    /**
     * Units for a customer, all or none. The same id again: the same answer, as long as the claim is remembered: see {@code Counter}.
     *
     * <p>Refused: {@code not-live}, {@code limit-reached} (CONFLICT), {@code sold-out} (SOLD_OUT, perhaps with {@link #NOTHING_YET}), {@code idempotency-key-reused} (UNPROCESSABLE: the id stands
     * for another quantity), {@code too-late} (GONE: {@code sentAt} is longer than {@link #VALID_FOR} ago), {@code overloaded} (OVERLOADED: this
     * counter can remember no more just now), {@code rate-limited} (LIMITED: this customer has let go of too many).
     */
    record Claim(String claimId, String customer, int quantity, Instant sentAt) implements CounterCommand<ClaimView> {
        public Claim {
            if (quantity < 1) throw new IllegalArgumentException("A claim is of one unit at least, this one of " + quantity);
        }
    }

    /** The customer does not want the units any more; given back or lapsed before: nothing happens. Refused: {@code not-found}, {@code claim-in-checkout}, {@code claim-paid} (CONFLICT). */
    record Release(String claimId, String customer) implements CounterCommand<Done> {}

    /** What was claimed. Refused: {@code not-found}: no such claim, or not of this customer; {@code claim-expired} (GONE), {@code claim-paid} (CONFLICT). */
    record LookAtClaim(String claimId, String customer) implements CounterCommand<ClaimView> {}

    /**
     * An order takes the claim: it does not lapse until {@code until}. The same order again: the same answer.
     *
     * <p>Refused: {@code claim-expired} (GONE: it has lapsed, was given back, or never was; nothing is held), {@code claim-in-checkout}, {@code claim-paid} (CONFLICT: another order has it),
     * {@code too-late} (GONE: {@code sentAt} is longer than {@link #VALID_FOR} ago, nothing is held), {@code reservation-ended} (GONE: this order has let go of it).
     *
     * @param sentAt the time of the order's last event
     */
    record Attach(String claimId, String customer, String orderId, Instant sentAt, Instant until) implements CounterCommand<Done> {}

    /** The order is paid: the units are sold. Sold to this order before: nothing happens. Refused: {@code reservation-expired} (GONE: this order does not have the claim, and never will). */
    record Sell(String claimId, String orderId) implements CounterCommand<Done> {}

    /** The order came to nothing: the claim is its customer's again, unless its time is over. Never refused. Does not give back what was sold. */
    record Detach(String claimId, String orderId, Instant sentAt) implements CounterCommand<Done> {}

    /**
     * By the sale, when it is over or called off: nothing can be claimed any more, and what nobody holds goes back. The same round again: the same answer.
     *
     * @param round      1, 2, 3 ... each after the answer to the one before
     * @param releaseAll whether claims that no order has are taken back too
     */
    record Collect(int round, boolean releaseAll) implements CounterCommand<Collected> {}

    /**
     * By a transfer: another counter needs units; it is given as many, or as many as are left. The same transfer again: the same answer, until it acknowledges.
     *
     * <p>Refused: {@code sold-out} (SOLD_OUT: none is left), {@code not-live} (CONFLICT), {@code transfer-ended}, {@code too-late} (GONE).
     *
     * @param sentAt the time of the transfer's last event
     */
    record Give(String transferId, int units, Instant sentAt) implements CounterCommand<TransferCommand.Moved> {}

    /** By a transfer: these units come from another counter. The same transfer again: nothing happens. A counter that was closed takes them too; they are collected. Refused: {@code too-late} (GONE). */
    record Take(String transferId, int units, Instant sentAt) implements CounterCommand<Done> {}

    /** By a transfer that was refused: what a copy of its {@link Give} may have been given stays here, and none is given any more. Never refused. */
    record Withdraw(String transferId, Instant sentAt) implements CounterCommand<Done> {}

    /** The transfer has recorded what was answered and says no more, so it may be forgotten. Never refused. */
    record Acknowledge(String transferId, Instant sentAt) implements CounterCommand<Done> {}

    /** Claims whose time is over lapse. Sent by the partition. */
    record Expire() implements CounterCommand<Done> {}

    /** How much there is. A counter that was never opened has nothing. */
    record Look() implements CounterCommand<CounterLevel> {}

    /** All that is remembered of one customer. */
    record LookAtCustomer(String customer) implements CounterCommand<Theirs> {}

    record Theirs(List<TheirClaim> claims) {
        public Theirs {
            claims = List.copyOf(claims);
        }
    }

    /**
     * A claim that is open, with an order, paid, or over and not forgotten yet.
     *
     * @param stage   {@code open}, {@code attached}, {@code sold} or {@code ended}
     * @param orderId the order that has it, or has paid for it
     */
    record TheirClaim(String claimId, int quantity, Instant expiresAt, String stage, Optional<String> orderId) {
        public TheirClaim {
            if (orderId == null) orderId = Optional.empty();
        }
    }

    /** By the waiting room's usher, now and then: how many customers are busy here. */
    record CountCustomers() implements CounterCommand<Crowd> {}

    /**
     * @param left      units that can be claimed
     * @param customers who have a claim that is not paid
     */
    record Crowd(int left, int customers) {}

    /**
     * @param units what this round gave back
     * @param sold  units that are paid, so far
     */
    record Collected(int round, int units, int sold) {}
}
