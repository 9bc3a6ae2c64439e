package souk.flashsale.room;

import java.time.Instant;
import java.util.Optional;
import souk.flashsale.api.SaleStatus;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Rejection;

/**
 * What can be asked of the usher of one sale, who lets people in.
 *
 * @param <R> the reply
 */
public sealed interface UsherCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "flashsale.usher";

    /** Where a sale's usher lives. */
    static Address<UsherCommand<?>> at(String saleId) {
        return new Address<>(TYPE, saleId);
    }

    /** The sale is planned, or will be in a moment: look after its waiting room until it is over. Begun before: nothing happens, but that it waits for the sale anew if it has not seen one yet. */
    record Begin(String saleId) implements UsherCommand<Done> {}

    /** How a sale is, as far as its usher needs to know. */
    record Facts(SaleStatus status, Instant startsAt, int counters, int buckets) {}

    /**
     * @param left      units that can be claimed
     * @param customers who have a claim that is not paid
     * @param claimed   how many had claimed before these were counted, by the room
     */
    record Measure(long left, int customers, long claimed) {}

    /** What a step came to; the refusal that ended it, if one did. */
    sealed interface Result extends UsherCommand<Done> {
        Optional<Rejection> refusal();
    }

    record LookAnswered(long round, Optional<Rejection> refusal, Optional<Facts> facts, Optional<Measure> measure) implements Result {
        public LookAnswered {
            if (refusal == null) refusal = Optional.empty();
            if (facts == null) facts = Optional.empty();
            if (measure == null) measure = Optional.empty();
        }
    }

    /** @param busy whether anybody waits who could be let in, or somebody is in */
    record LetInAnswered(long round, Optional<Rejection> refusal, boolean busy) implements Result {
        public LetInAnswered {
            if (refusal == null) refusal = Optional.empty();
        }
    }

    record CloseAnswered(Optional<Rejection> refusal) implements Result {
        public CloseAnswered {
            if (refusal == null) refusal = Optional.empty();
        }
    }
}
