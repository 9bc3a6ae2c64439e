package souk.flashsale.api;

import java.time.Instant;
import souk.kernel.Event;

/** What happens to one transfer. */
public sealed interface TransferEvent extends Event {
    /** When, by the transfer's partition. */
    Instant at();

    /** See {@link TransferCommand.Begin}. */
    record Begun(String transferId, String saleId, int from, int to, int units, Instant at) implements TransferEvent {}

    /** The first counter gave so many; none: it had none. */
    record Given(int units, Instant at) implements TransferEvent {}

    /** The second counter has them. */
    record Arrived(Instant at) implements TransferEvent {}

    /** The counters know that nothing more is said about this transfer. */
    record Acknowledged(Instant at) implements TransferEvent {}

    /** A step came back without getting further, and is carried out again at {@code until}. */
    record Delayed(String reason, int tries, Instant until, Instant at) implements TransferEvent {}
}
