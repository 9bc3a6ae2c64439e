package souk.flashsale.api;

import java.time.Instant;
import java.util.List;
import souk.inventory.api.StockEvent.Pick;
import souk.kernel.Event;
import souk.kernel.Rejection;

/** What happens to one flash sale. */
public sealed interface SaleEvent extends Event {
    /** When, by the sale's partition. */
    Instant at();

    /** Somebody of staff wants it; see {@link SaleCommand.Create}. */
    record Created(String saleId, SaleTerms terms, int quantity, int counters, int buckets, String fingerprint, Instant at) implements SaleEvent {}

    /** Its time is its own: no other sale of the SKU has any of it. */
    record Booked(Instant at) implements SaleEvent {}

    /** Another one had it: it does not come about. */
    record Rejected(Rejection rejection, Instant at) implements SaleEvent {}

    /**
     * Staff wants it otherwise, while it has not begun; the calendar is asked for its new time, if it has one. See {@link SaleCommand.Change}.
     *
     * @param revision counts the changes of this sale, from 1
     */
    record ChangeAsked(String changeId, SaleTerms terms, int quantity, int counters, String fingerprint, int revision, Instant at) implements SaleEvent {}

    /** From now on it is so. */
    record Changed(SaleTerms terms, int quantity, int counters, Instant at) implements SaleEvent {}

    /** Another sale has that time: it stays as it was. */
    record ChangeRefused(Rejection rejection, Instant at) implements SaleEvent {}

    /** Its time has come, or comes in a moment; the stock is asked for the units. */
    record Started(Instant at) implements SaleEvent {}

    /** The stock holds the units. */
    record Reserved(List<Pick> picks, Instant at) implements SaleEvent {
        public Reserved {
            picks = List.copyOf(picks);
        }
    }

    /** The stock had fewer, or held them no longer. */
    record FoundShort(Instant at) implements SaleEvent {}

    /** It goes on with what the stock has. */
    record Cut(int quantity, Instant at) implements SaleEvent {}

    /** The units have left the stock. */
    record Taken(Instant at) implements SaleEvent {}

    /** All counters are open, before its first instant: from then on they can be claimed from. */
    record Readied(Instant at) implements SaleEvent {}

    /** All counters are open, and its first instant has come: it is live. */
    record Opened(Instant at) implements SaleEvent {}

    /** It is over, by its time or because it was called off. */
    record Closed(boolean calledOff, Instant at) implements SaleEvent {}

    /** It was called off before it began. */
    record CalledOff(Instant at) implements SaleEvent {}

    /**
     * The counters have given back what nobody holds.
     *
     * @param units       what they gave back
     * @param outstanding what is neither sold nor back: it may still be paid, or is on its way between counters
     */
    record Collected(int round, int units, int outstanding, Instant at) implements SaleEvent {}

    /** These units are in the stock again. */
    record Returned(int round, int units, Instant at) implements SaleEvent {}

    /** The stock knows that this return does not come again. */
    record Acknowledged(int round, Instant at) implements SaleEvent {}

    /** Claims may have lapsed: the counters are asked once more. */
    record Resumed(int round, Instant at) implements SaleEvent {}

    /** Its time is free for others; all is done. */
    record Ended(Instant at) implements SaleEvent {}

    /** A step came back without getting further, and is carried out again at {@code until}. */
    record Delayed(String reason, int tries, Instant until, Instant at) implements SaleEvent {}
}
