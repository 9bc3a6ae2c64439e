package souk.platform.journal;

import akka.actor.NoSerializationVerificationNeeded;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a partition appends to its log in one write: the events of all the commands that it decided in one batch.
 *
 * @param log      the log's name ({@code inventory-3})
 * @param position the segment's number in the log: 1, 2, 3 ... without a gap
 * @param id       drawn by its writer; of two rows of one position it tells which is on the log
 * @param now      the partition's time when the batch was decided
 * @param entries  the events, in the order they were decided; none in the segment with which an owner starts
 */
public record Segment(String log, long position, UUID id, Instant now, List<Entry> entries) implements NoSerializationVerificationNeeded {

    /**
     * One event as stored. The body stays undecoded until somebody wants that event, so that one unreadable event harms nothing else.
     *
     * @param type         the blueprint's name
     * @param id           the aggregate's id
     * @param version      the aggregate's version after the event
     * @param name         the event's stored name
     * @param eventVersion the version of its form
     * @param body         CBOR
     * @param cause        what caused it; may be empty
     */
    public record Entry(String type, String id, long version, String name, int eventVersion, byte[] body, String cause) {
        /** About how many bytes it takes in the segment. */
        public int weight() {
            return body.length + type.length() + id.length() + name.length() + cause.length() + 24;
        }
    }

    /** The end of the log when this is its last segment. */
    public Storage.Head head() {
        return new Storage.Head(position, id);
    }

    public Segment {
        entries = List.copyOf(entries);
    }
}
