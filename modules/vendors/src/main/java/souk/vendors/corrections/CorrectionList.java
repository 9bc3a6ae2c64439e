package souk.vendors.corrections;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.View;

/**
 * A correction in the list of staff. What it has changed it says itself.
 *
 * @param correction nothing before it began
 */
public record CorrectionList(Optional<Entry> correction) {
    record Entry(Instant startedAt) {}

    public static final View<CorrectionList, CorrectionEvent> VIEW = View.of("vendors.commission-correction-list", CorrectionCommand.TYPE, CorrectionEvent.class, new CorrectionList(Optional.empty()))
            .on(CorrectionEvent.Begun.class, (row, event) -> new CorrectionList(Optional.of(new Entry(event.at()))))
            .ignore(CorrectionEvent.Aimed.class, CorrectionEvent.Listed.class, CorrectionEvent.Asked.class, CorrectionEvent.Ended.class)
            .build();
}
