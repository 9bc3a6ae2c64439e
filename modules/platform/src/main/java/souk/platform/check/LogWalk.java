package souk.platform.check;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigResolveOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import souk.platform.journal.CassandraStorage;
import souk.platform.journal.Database;
import souk.platform.journal.LogReader;
import souk.platform.journal.Segment;
import souk.platform.journal.SegmentCodec;
import souk.platform.journal.Storage;

/**
 * Walks a log from its first segment to its head, whatever is wrong with it, for those who check what stands in it: where a reader of the shop would stop, it says what it has found and goes on. Its
 * memory does not grow with the log. It only reads.
 */
public final class LogWalk {
    private static final int WINDOW = 50;

    /**
     * One place of the log.
     *
     * @param segment what stands there, if it can be read
     * @param trouble what is wrong with it, in words; empty if nothing is
     */
    public record Step(long position, Optional<Segment> segment, String trouble) {}

    private final Storage storage;
    private final String log;

    public LogWalk(Storage storage, String log) {
        this.storage = storage;
        this.log = log;
    }

    /**
     * Walks a log of the shop whose database is told here.
     *
     * @param base the configuration of a node
     * @throws IllegalStateException when there is no shop in it
     */
    public static void ofShop(Config base, String log, Consumer<Step> told) {
        // What else a node must be told (keys, names of hosts) nobody needs for this.
        try (CqlSession cql = Database.reach(base.resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true)))) {
            if (!JournalOfShop.has(cql, "head")) throw new IllegalStateException("There is no shop in the keyspace " + cql.getKeyspace().get() + ": it has no logs.");
            new LogWalk(new CassandraStorage(cql), log).each(told);
        }
    }

    /**
     * Tells all of them, one after the other.
     *
     * @throws java.util.concurrent.CompletionException when the database does not answer, for some seconds
     */
    public void each(Consumer<Step> told) {
        var head = LogCheck.insist(() -> storage.head(log));
        UUID last = Storage.Head.NONE.segment();
        for (long from = 1; from <= head.position();) {
            long first = from;
            long to = Math.min(Math.min(head.position(), from + WINDOW - 1), from / LogReader.CHUNK * LogReader.CHUNK + LogReader.CHUNK - 1);
            List<Storage.Row> rows = LogCheck.insist(() -> storage.rows(log, first, to));
            Storage.Row[] chain = chain(rows, from, to, anchor(rows, to, head));
            for (long position = from; position <= to; position++) {
                var row = chain[(int) (position - from)];
                told.accept(step(position, row, last));
                last = row == null ? null : row.id();
            }
            from = to + 1;
        }
        beyond(head).ifPresent(told::accept);
    }

    /** The identity of the last segment of a window: the head's, the only row's, or what the next position names; null when nothing says so. */
    private UUID anchor(List<Storage.Row> rows, long position, Storage.Head head) {
        if (position == head.position()) return head.segment();
        var there = rows.stream().filter(row -> row.position() == position).toList();
        if (there.size() == 1) return there.get(0).id();
        var next = LogCheck.insist(() -> storage.rows(log, position + 1, position + 1));
        UUID named = next.isEmpty() ? null : anchor(next, position + 1, head);
        return next.stream().filter(row -> row.id().equals(named)).findFirst().map(Storage.Row::previous).orElse(null);
    }

    /** Each names the one before it; behind a gap nothing says which of several it is. */
    private static Storage.Row[] chain(List<Storage.Row> rows, long from, long to, UUID last) {
        var chain = new Storage.Row[(int) (to - from + 1)];
        UUID named = last;
        for (long position = to; position >= from; position--) {
            long here = position;
            UUID wanted = named;
            var there = new ArrayList<>(rows.stream().filter(row -> row.position() == here).toList());
            there.sort((a, b) -> Boolean.compare(b.id().equals(wanted), a.id().equals(wanted)));
            var row = there.isEmpty() ? null : there.get(0);
            chain[(int) (position - from)] = row;
            named = row == null ? null : row.previous();
        }
        return chain;
    }

    private Step step(long position, Storage.Row row, UUID last) {
        if (row == null) return new Step(position, Optional.empty(), "segment " + position + " of " + log + " is not there");
        var step = read(log, position, row.id(), row.body());
        boolean follows = last == null || row.previous().equals(last);
        return follows || !step.trouble.isEmpty() ? step : new Step(position, step.segment, "segment " + position + " of " + log + " does not name the one that stands before it");
    }

    /** What a segment's bytes say. Trouble, too, if they say it otherwise than a partition has written it. */
    public static Step read(String log, long position, UUID id, byte[] body) {
        try {
            var segment = SegmentCodec.decode(log, position, id, body);
            boolean same = Arrays.equals(SegmentCodec.encode(segment.now(), segment.entries()), body);
            return new Step(position, Optional.of(segment), same ? "" : "segment " + position + " of " + log + " is not as it was written");
        } catch (RuntimeException e) {
            return new Step(position, Optional.empty(), "segment " + position + " of " + log + " cannot be read");
        }
    }

    /** The segment after the head may be on its way; one further on needs it. */
    private Optional<Step> beyond(Storage.Head head) {
        long next = head.position() + 1;
        var rows = LogCheck.insist(() -> storage.rows(log, next, next / LogReader.CHUNK * LogReader.CHUNK + LogReader.CHUNK - 1));
        var later = LogCheck.insist(() -> storage.head(log));
        return rows.stream().filter(row -> row.position() > later.position() + 1).findFirst()
                .map(row -> new Step(row.position(), Optional.empty(), log + " ends at segment " + later.position() + " by its head, but there is a segment " + row.position() + ": the head was set back"));
    }
}
