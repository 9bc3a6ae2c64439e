package souk.vendors.payouts;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Rejection;

/**
 * What can be asked of one run of payouts: all vendors, in one currency.
 *
 * @param <R> the reply
 */
public sealed interface PayoutRunCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "vendors.payout-run";

    static Address<PayoutRunCommand<?>> at(String id) {
        return new Address<>(TYPE, id);
    }

    /**
     * Pay all vendors what is payable. The same again: as it is. Answered when it is over, or some seconds later with what is known. Refused: {@code idempotency-key-reused} (UNPROCESSABLE) when it is one in another currency.
     *
     * @param runId the aggregate's own id
     * @param by    the member of staff
     */
    record Begin(String runId, Currency currency, PayoutTerms terms, String by) implements PayoutRunCommand<View> {}

    /** As it is. Refused: {@code not-found}. */
    record Look() implements PayoutRunCommand<View> {}

    /** Vendors were listed. @param after what was asked for */
    record VendorsAnswered(Optional<String> after, Optional<Rejection> refusal, Optional<PayoutRequest.Vendors> vendors) implements PayoutRunCommand<Done> {
        public VendorsAnswered {
            if (after == null) after = Optional.empty();
            if (refusal == null) refusal = Optional.empty();
            if (vendors == null) vendors = Optional.empty();
        }
    }

    /** Payouts have said how they stand. @param waiting those that are not over, or gave no answer */
    record PayoutsAnswered(List<PayoutRunEvent.Result> over, List<String> waiting) implements PayoutRunCommand<Done> {
        public PayoutsAnswered {
            over = List.copyOf(over);
            waiting = List.copyOf(waiting);
        }
    }

    /**
     * A run.
     *
     * @param version the number of events so far
     * @param payouts how many have something in them that is paid, or was declined, until now
     * @param paid    what they come to
     * @param failed  how many were declined
     */
    record View(String id, long version, State state, Currency currency, long payouts, Money paid, long failed, Instant startedAt, Optional<Instant> endedAt) {
        /** How far it got. */
        public enum State {
            /** Some payouts are not over. */ RUNNING,
            /** All are, and none was declined. */ DONE,
            /** All are, and some were declined: what they were to pay is due again. */ FAILED
        }
    }
}
