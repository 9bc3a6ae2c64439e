package souk.platform.history;

import java.time.Instant;
import souk.platform.http.body.Times;

/** Which state of the past is meant. */
public sealed interface AsOf {
    String VERSION = "version:";

    /** That after so many events. */
    record Version(long number) implements AsOf {}

    /** The one that stood at this time: after every event up to it, those of the same millisecond included. */
    record Time(Instant instant) implements AsOf {}

    /** What {@link souk.platform.http.Query#asOf} lets through. */
    static AsOf parse(String text) {
        if (text.startsWith(VERSION)) return new Version(Long.parseLong(text.substring(VERSION.length())));
        return new Time(Times.parse(text).orElseThrow(() -> new IllegalArgumentException("Neither a version nor a time: " + text)));
    }
}
