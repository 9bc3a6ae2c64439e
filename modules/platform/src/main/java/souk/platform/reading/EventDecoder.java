package souk.platform.reading;

import souk.kernel.Event;
import souk.platform.journal.Segment;

/** Turns an entry of the log into its event, in today's form. */
@FunctionalInterface
public interface EventDecoder {
    /** @throws RuntimeException when the name is unknown or the body is not of its form; costs that aggregate's row, nothing else */
    Event decode(Segment.Entry entry);
}
