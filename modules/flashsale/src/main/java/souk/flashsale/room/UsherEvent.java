package souk.flashsale.room;

import java.time.Duration;
import java.time.Instant;
import souk.kernel.Event;

/** What happens to one usher. */
public sealed interface UsherEvent extends Event {
    /** When, by the usher's partition. */
    Instant at();

    /** See {@link UsherCommand.Begin}. */
    record Begun(String saleId, Instant at) implements UsherEvent {}

    /**
     * The sale was looked at.
     *
     * @param until not before this time it is looked at again
     */
    record Looked(UsherCommand.Facts facts, Instant until, Instant at) implements UsherEvent {}

    /** The sale is live, and so it stands. */
    record Measured(UsherCommand.Measure measure, Instant at) implements UsherEvent {}

    /**
     * The room has let in whom it can.
     *
     * @param pause until the sale is looked at again, from when it was looked at
     */
    record LetIn(Duration pause, Instant at) implements UsherEvent {}

    /** The sale is over. */
    record SaleEnded(Instant at) implements UsherEvent {}

    /** The room is closed, or there never was a sale; all is done. */
    record Ended(Instant at) implements UsherEvent {}

    /** A step was refused, and is carried out again at {@code until}. */
    record Delayed(String reason, Instant until, Instant at) implements UsherEvent {}
}
