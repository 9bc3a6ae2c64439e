package souk.vendors.corrections;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Rejection;
import souk.orders.api.CommissionCorrection;

/**
 * What can be asked of one correction of commission.
 *
 * @param <R> the reply
 */
public sealed interface CorrectionCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "vendors.commission-correction";

    static Address<CorrectionCommand<?>> at(String id) {
        return new Address<>(TYPE, id);
    }

    /**
     * Have all lines that it is about bear what it says. The same again: as it is. Answered when it is over, or some seconds later with what is known. Refused: {@code idempotency-key-reused} (UNPROCESSABLE) when it says
     * something else; {@code correction-in-future} (UNPROCESSABLE) when its time is not over: a rule says what is sold from now on.
     *
     * @param preview only say what would change
     * @param by      the member of staff
     */
    record Begin(CommissionCorrection correction, boolean preview, String by) implements CorrectionCommand<View> {}

    /** As it is. Refused: {@code not-found}. */
    record Look() implements CorrectionCommand<View> {}

    /** @param ends where the logs of orders end; none if nobody could tell */
    record AimAnswered(Optional<Rejection> refusal, Map<String, Long> ends) implements CorrectionCommand<Done> {
        public AimAnswered {
            if (refusal == null) refusal = Optional.empty();
            ends = Map.copyOf(ends);
        }
    }

    /** Orders were listed. @param after what was asked for */
    record OrdersAnswered(Optional<String> after, Optional<Rejection> refusal, Optional<CorrectionRequest.Orders> orders) implements CorrectionCommand<Done> {
        public OrdersAnswered {
            if (after == null) after = Optional.empty();
            if (refusal == null) refusal = Optional.empty();
            if (orders == null) orders = Optional.empty();
        }
    }

    /** Orders have said what changed. @param waiting those that cannot tell yet */
    record Corrected(List<CorrectionEvent.Result> over, List<String> waiting) implements CorrectionCommand<Done> {
        public Corrected {
            over = List.copyOf(over);
            waiting = List.copyOf(waiting);
        }
    }

    /**
     * A correction.
     *
     * @param version    the number of events so far
     * @param orders     of how many orders lines bear something else, until now
     * @param lines      how many lines
     * @param refused    how many orders would not have it
     * @param difference what the shop keeps more, by currency: below zero, less
     */
    record View(CommissionCorrection correction, boolean preview, String by, long version, long orders, long lines, long refused, List<Money> difference, Instant startedAt, Optional<Instant> endedAt) {
        public View {
            difference = List.copyOf(difference);
            if (endedAt == null) endedAt = Optional.empty();
        }
    }
}
