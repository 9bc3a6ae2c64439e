package souk.flashsale.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.inventory.api.StockEvent.Pick;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Rejection;

/**
 * What can be asked of one flash sale.
 *
 * @param <R> the reply
 */
public sealed interface SaleCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "flashsale.sale";

    /** Where a sale lives. */
    static Address<SaleCommand<?>> at(String saleId) {
        return new Address<>(TYPE, saleId);
    }

    /**
     * A new sale; the same again: the sale as it is. Answered when its time is booked or, if it starts at once, when it is live.
     *
     * <p>Refused: {@code sale-overlap} (CONFLICT) while another sale of the SKU has some of that time, {@code idempotency-key-reused} (UNPROCESSABLE),
     * {@code too-many-sales} (CONFLICT) when too many are booked for the SKU.
     *
     * @param saleId      the aggregate's own id
     * @param quantity    units on offer, if the stock has as many when it starts
     * @param counters    how many counters share them
     * @param buckets     over how many partitions these are spread
     * @param fingerprint of the request's body
     */
    record Create(String saleId, SaleTerms terms, int quantity, int counters, int buckets, String fingerprint) implements SaleCommand<SaleView> {
        public Create {
            if (quantity < 1 || counters < 1 || buckets < 1 || buckets > counters) throw new IllegalArgumentException("A sale has units, counters and at most as many buckets: " + quantity + ", " + counters + ", " + buckets);
        }
    }

    /**
     * By staff, of a sale that has not begun: what is given is so from now on. The same id again: the same answer. Answered when the new time, if it has one, is booked.
     *
     * <p>Refused: {@code not-found}, {@code sale-started} (CONFLICT: it has begun or is over), {@code sale-overlap} (CONFLICT: another sale of the SKU has some of the new time; nothing
     * has changed), {@code change-in-progress} (CONFLICT), {@code change-superseded} (CONFLICT: this one was answered, and another one came after it), {@code too-many-changes} (CONFLICT),
     * {@code currency-mismatch} (CONFLICT), {@code bad-times} (UNPROCESSABLE: it would end before it starts), {@code already-over} (UNPROCESSABLE), {@code idempotency-key-reused}
     * (UNPROCESSABLE), {@code stale} (STALE).
     *
     * @param fingerprint     of the request's body
     * @param expectedVersion refuse with STALE unless this is the version now
     * @param unitsPerCounter how many units a counter holds at most, for another quantity
     */
    record Change(String changeId, String fingerprint, Optional<Long> expectedVersion, Optional<Money> price, Optional<Integer> quantity, Optional<Integer> perCustomer, Optional<Instant> startsAt,
            Optional<Instant> endsAt, Optional<Duration> claimTtl, int unitsPerCounter) implements SaleCommand<SaleView> {}

    /** By staff: nothing more can be claimed, open claims end, and the units go back; those that are with an order when that is over. A sale that is over: nothing happens. Refused: {@code not-found}, {@code sale-starting}, {@code change-in-progress} (CONFLICT). */
    record CallOff() implements SaleCommand<SaleView> {}

    /** The sale as it is. Refused: {@code not-found}. */
    record Look() implements SaleCommand<SaleView> {}

    /** A time has come: it starts, ends, or takes back what has lapsed meanwhile. Sent by the partition. */
    record Wake() implements SaleCommand<Done> {}

    /** What a step came to; the refusal that ended it, if one did. */
    sealed interface Result extends SaleCommand<Done> {
        Optional<Rejection> refusal();
    }

    record BookAnswered(Optional<Rejection> refusal) implements Result {
        public BookAnswered {
            if (refusal == null) refusal = Optional.empty();
        }
    }

    /**
     * @param revision of the change
     * @param overlap  the calendar's refusal of the new time
     */
    record MoveAnswered(int revision, Optional<Rejection> refusal, Optional<Rejection> overlap) implements Result {
        public MoveAnswered {
            if (refusal == null) refusal = Optional.empty();
            if (overlap == null) overlap = Optional.empty();
        }
    }

    /**
     * @param attempt of taking units, from 0
     * @param picks   where they are held
     */
    record ReserveAnswered(int attempt, Optional<Rejection> refusal, List<Pick> picks) implements Result {
        public ReserveAnswered {
            if (refusal == null) refusal = Optional.empty();
            picks = List.copyOf(picks);
        }
    }

    record TakeAnswered(int attempt, Optional<Rejection> refusal) implements Result {
        public TakeAnswered {
            if (refusal == null) refusal = Optional.empty();
        }
    }

    /** @param available what the stock has */
    record MeasureAnswered(int attempt, Optional<Rejection> refusal, long available) implements Result {
        public MeasureAnswered {
            if (refusal == null) refusal = Optional.empty();
        }
    }

    record OpenAnswered(Optional<Rejection> refusal) implements Result {
        public OpenAnswered {
            if (refusal == null) refusal = Optional.empty();
        }
    }

    /**
     * @param units what the counters gave back
     * @param sold  what they have sold, in all
     */
    record CollectAnswered(int round, Optional<Rejection> refusal, int units, int sold) implements Result {
        public CollectAnswered {
            if (refusal == null) refusal = Optional.empty();
        }
    }

    record ReturnAnswered(int round, Optional<Rejection> refusal) implements Result {
        public ReturnAnswered {
            if (refusal == null) refusal = Optional.empty();
        }
    }

    record AcknowledgeAnswered(int round, Optional<Rejection> refusal) implements Result {
        public AcknowledgeAnswered {
            if (refusal == null) refusal = Optional.empty();
        }
    }

    record FreeAnswered(Optional<Rejection> refusal) implements Result {
        public FreeAnswered {
            if (refusal == null) refusal = Optional.empty();
        }
    }
}
