package souk.platform.journal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.zip.CRC32;

/**
 * The few things a partition asks of the database, each one statement. What they mean together (a log with one writer, pages that are
 * caches of it, a checkpoint) is said by {@link Append}, {@link LogReader} and {@code souk.platform.partition}.
 *
 * <p>Every stage completes within the statement's time-out. One that completes exceptionally means that nobody knows whether the
 * statement took effect, or whether it still will.
 */
public interface Storage {
    /** What is stored was read, but not in a form that this version understands: reading it again does not help. */
    final class Unreadable extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        public Unreadable(String what, Throwable cause) {
            super(what, cause);
        }
    }

    /**
     * The end of a log: the number and the identity of its last segment.
     *
     * @param position 0 for a log that has no segment yet
     */
    record Head(long position, UUID segment) {
        public static final Head NONE = new Head(0, new UUID(0, 0));
    }

    /**
     * A segment's row. Rivals may leave several rows of one position; only the one that the next segment, or the head, names is on the log.
     *
     * @param id       drawn by its writer
     * @param previous the id of the segment before it
     */
    record Row(long position, UUID id, UUID previous, byte[] body) {}

    /**
     * An aggregate's page: its state as of a position of the log.
     *
     * @param position    of the last segment that it contains an event of
     * @param version     the aggregate's version
     * @param form        the version of the state's stored form
     * @param scheduledAt the time of its row in the agenda that stands, if there is one
     * @param body        the state, CBOR
     */
    record Page(long position, long version, int form, Optional<Instant> scheduledAt, byte[] body) {}

    /** An aggregate and its page. */
    record PageOf(String type, String id, Page page) {}

    /**
     * How far a partition's pages and agenda are known to be complete.
     *
     * @param position every event up to here is in its aggregate's page
     * @param handled  every row of the agenda before this time has been seen to
     */
    record Checkpoint(long position, Instant handled) {
        public static final Checkpoint NONE = new Checkpoint(0, Instant.EPOCH);
    }

    /**
     * Which caches (pages, checkpoint and agenda) of a log there are: they are made anew in a generation of their own, beside the one in
     * use, and taken over whole.
     *
     * @param serving the generation that a start reads
     * @param making  the one that is being made from the log, 0: none
     * @param oldest  the first that was not forgotten yet
     */
    record Caches(int serving, int making, int oldest) {
        public static final Caches FIRST = new Caches(1, 0, 1);
    }

    /** Under which name a generation of a log's caches is kept; the first under the log's own. */
    static String cache(String log, int generation) {
        return generation == 1 ? log : log + "~" + generation;
    }

    /** Where the checkpoint is of whoever makes these caches and has not made their agenda yet: nobody may start from it. */
    static String making(String cache) {
        return cache + "+";
    }

    /** Why the agenda names an aggregate. */
    enum Due {
        /** Its own time has come: it gets its wake command. */ WAKE,
        /** Its process had an open step when its page was written: look at once after a start. */ STEP
    }

    /** A row of a partition's agenda: look at this aggregate at this time. */
    record Appointment(Instant at, String type, String id, Due due) {}

    /** The log's head, linearisable: no append that completed before is missed, and one in flight is either completed or void. */
    CompletionStage<Head> head(String log);

    /** Stores a segment's row beside the log; it is on the log only once the head, or a later segment, names it. */
    CompletionStage<?> insert(String log, Row row);

    /**
     * Moves the head if it is where the writer thinks.
     *
     * @return the head afterwards: {@code to} if it was moved now or had been moved there before, another if somebody else has
     */
    CompletionStage<Head> move(String log, Head from, Head to);

    /** All rows from a position to another, both inclusive, rivals too, by position; at most {@link LogReader#CHUNK} positions. */
    CompletionStage<List<Row>> rows(String log, long from, long to);

    /** In how many buckets the pages of a log lie. Stored data depends on it, so it never changes. */
    int BUCKETS = 128;

    /**
     * The bucket of an aggregate's page, 0 to {@link #BUCKETS} - 1: CRC-32 of {@code type/id}, so that it has nothing to do with the hash that
     * placed the aggregate in its log.
     */
    static int bucket(String type, String id) {
        var hash = new CRC32();
        hash.update((type + "/" + id).getBytes(StandardCharsets.UTF_8));
        return (int) (hash.getValue() % BUCKETS);
    }

    /** Which caches of a log there are, linearisable. */
    CompletionStage<Caches> caches(String log);

    /** Says that from now on there are others; false if somebody else has said so meanwhile. */
    CompletionStage<Boolean> replaceCaches(String log, Caches from, Caches to);

    /** The aggregate's page, if it has one; fails with {@link Unreadable} when it is there but in no form that is known. */
    CompletionStage<Optional<Page>> page(String cache, String type, String id);

    /**
     * Pages of a bucket by type and id, at most so many.
     *
     * @param after the page at which the ones before ended
     */
    CompletionStage<List<PageOf>> pages(String cache, int bucket, Optional<PageOf> after, int most);

    /**
     * Stores pages of one bucket, all of them or none; each unless one of a later position is there. Of two of one position the one that is
     * scheduled later, or not at all, stays, whichever came first.
     */
    CompletionStage<?> writePages(String cache, int bucket, List<PageOf> pages);

    CompletionStage<Checkpoint> checkpoint(String cache);

    /** Stores the checkpoint unless one of a later position, or of the same and handled further, is there. */
    CompletionStage<?> writeCheckpoint(String cache, Checkpoint checkpoint);

    /** Appointments from a time, inclusive, to another, exclusive, by time; stored to the millisecond. */
    CompletionStage<List<Appointment>> agenda(String cache, Instant from, Instant to);

    /** Stores them; those of one day all or none. Of two for the same aggregate and time, {@link Due#STEP} stays, in whatever order they come. */
    CompletionStage<?> appoint(String cache, List<Appointment> appointments);

    /** Forgets the appointments of whole days before a time. */
    CompletionStage<?> forgetAgendaBefore(String cache, Instant from, Instant before);

    /** Forgets a whole generation of caches, which nobody reads any more and whose name is never used again. */
    CompletionStage<?> forgetCaches(String cache);
}
