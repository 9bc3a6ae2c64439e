package souk.flashsale.api;

import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Rejection;

/**
 * What can be asked of one transfer: units on their way from one of a sale's counters to another.
 *
 * @param <R> the reply
 */
public sealed interface TransferCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "flashsale.transfer";

    /** Where a transfer lives. */
    static Address<TransferCommand<?>> at(String transferId) {
        return new Address<>(TYPE, transferId);
    }

    /**
     * So many units shall go from one counter to another, or as many as there are; the same again: the same answer. Answered when they are there. Never refused.
     *
     * @param transferId the aggregate's own id
     */
    record Begin(String transferId, String saleId, int from, int to, int units) implements TransferCommand<Moved> {
        public Begin {
            if (from == to || units < 1) throw new IllegalArgumentException("Units go from one counter to another: " + units + " from " + from + " to " + to);
        }
    }

    /** @param units how many were moved; 0: there were none */
    record Moved(int units) {}

    /** What a step came to; the refusal that ended it, if one did. */
    sealed interface Result extends TransferCommand<Done> {
        Optional<Rejection> refusal();
    }

    /** @param units what the first counter gave */
    record GiveAnswered(Optional<Rejection> refusal, int units) implements Result {
        public GiveAnswered {
            if (refusal == null) refusal = Optional.empty();
        }
    }

    record TakeAnswered(Optional<Rejection> refusal) implements Result {
        public TakeAnswered {
            if (refusal == null) refusal = Optional.empty();
        }
    }

    record AcknowledgeAnswered(Optional<Rejection> refusal) implements Result {
        public AcknowledgeAnswered {
            if (refusal == null) refusal = Optional.empty();
        }
    }
}
