package souk.catalog.api;

import java.time.Instant;
import java.util.List;
import souk.kernel.Event;

/** What happens to an import of products. */
public sealed interface ImportEvent extends Event {

    /** A run began. */
    record ImportBegun(String importId, String run, Instant at) implements ImportEvent {}

    /** Every line up to {@code through} is done. */
    record ImportAdvanced(long through, long imported, List<ImportCommand.Reject> rejected, Instant at) implements ImportEvent {
        public ImportAdvanced {
            rejected = List.copyOf(rejected);
        }
    }

    /** The run reached the end. */
    record ImportEnded(Instant at) implements ImportEvent {}
}
