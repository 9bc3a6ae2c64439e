package souk.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import souk.platform.Node;
import souk.platform.journal.CassandraStorage;
import souk.platform.journal.LogReader;
import souk.platform.journal.Segment;
import souk.platform.journal.Storage;
import souk.platform.wire.Names;

/**
 * The entries as they stand in the log itself, from which they are read: there is nothing else that could disagree with it or be behind. Staff does little, and a search looks at what is new first.
 */
final class AuditStore {
    /** So many segments are looked through for one page; who wants more goes on with its cursor. */
    private static final int MOST = 5_000;
    private static final int AT_ONCE = 100;

    /** @param next where to go on; empty: that was all */
    record Page(List<Entry> entries, Optional<Long> next) {}

    private final Node node;
    private LogReader reader;
    private final Names names;

    private AuditStore(Node node) {
        this.node = node;
        names = AuditLog.names();
    }

    static AuditStore of(Node node) {
        return new AuditStore(node);
    }

    /** Made when it is needed first: routes are told also where there is no database. */
    private synchronized LogReader reader() {
        if (reader == null) reader = new LogReader(new CassandraStorage(node.cql()));
        return reader;
    }

    private String log() {
        return node.entities().log(ChainCommand.SHOP);
    }

    /** How far the log is now. */
    CompletionStage<Storage.Head> head() {
        return reader().head(log());
    }

    /** The entries of the segments from this position on, in their order, of a few of them. */
    CompletionStage<List<Segment>> segments(long from, Storage.Head head) {
        return reader().read(log(), from, AT_ONCE, head);
    }

    List<Entry> entries(Segment segment) {
        var all = new ArrayList<Entry>();
        for (int i = 0; i < segment.entries().size(); i++) if (names.recorded(segment, i).event() instanceof ChainEvent.Written written) all.add(written.entry());
        return all;
    }

    /**
     * Outcomes, refusals, and intents of which nothing more is known, the newest first. A page ends with a whole segment, so it may have some more than it should.
     *
     * @param before only what stands before this position
     * @param from   the earliest time
     * @param to     the time before which it must have been
     */
    CompletionStage<Page> newest(Optional<Long> before, Optional<Instant> from, Optional<Instant> to, Predicate<Entry> wanted, int most) {
        return node.entities().ask(ChainCommand.SHOP, new ChainCommand.Unended()).thenCompose(unended -> head().thenCompose(head -> {
            var open = new HashSet<>(unended.fold(ChainCommand.Numbers::numbers, refused -> List.<Long>of()));
            CompletionStage<Long> end = before.isPresent() ? CompletableFuture.completedFuture(before.get() - 1) : to.isPresent() ? lastBefore(to.get(), 0, head.position() + 1, head) : CompletableFuture.completedFuture(head.position());
            return end.thenCompose(last -> backwards(last, new Search(from, entry -> (to.isEmpty() || entry.at().isBefore(to.get())) && wanted.test(entry), most, open), head, 0));
        }));
    }

    private record Search(Optional<Instant> from, Predicate<Entry> wanted, int most, Set<Long> open, List<Entry> found) {
        Search(Optional<Instant> from, Predicate<Entry> wanted, int most, Set<Long> open) {
            this(from, wanted, most, open, new ArrayList<>());
        }

        /** Whether it goes on with older ones. */
        boolean goesOn(List<Entry> entries) {
            for (int i = entries.size() - 1; i >= 0; i--) {
                var entry = entries.get(i);
                if (from.isPresent() && entry.at().isBefore(from.get())) return false;
                // What has ended since its question was asked is told by its outcome.
                if (entry.kind() == Entry.Kind.OUTCOME) open.remove(entry.intent());
                if ((entry.kind() != Entry.Kind.INTENT || open.contains(entry.number())) && wanted.test(entry)) found.add(entry);
            }
            return true;
        }
    }

    private CompletionStage<Page> backwards(long last, Search search, Storage.Head head, int seen) {
        if (last < 1) return CompletableFuture.completedFuture(new Page(search.found, Optional.empty()));
        if (seen >= MOST) return CompletableFuture.completedFuture(new Page(search.found, Optional.of(last + 1)));
        long first = Math.max(Math.max(1, last - AT_ONCE + 1), last / LogReader.CHUNK * LogReader.CHUNK);
        return reader().read(log(), first, (int) (last - first + 1), head).thenCompose(segments -> {
            for (int i = segments.size() - 1; i >= 0; i--) {
                var segment = segments.get(i);
                if (!search.goesOn(entries(segment))) return CompletableFuture.completedFuture(new Page(search.found, Optional.empty()));
                if (search.found.size() >= search.most) return CompletableFuture.completedFuture(new Page(search.found, segment.position() > 1 ? Optional.of(segment.position()) : Optional.empty()));
            }
            return backwards(first - 1, search, head, seen + segments.size());
        });
    }

    /** The last segment that is earlier than this time; times in a log never run backwards. */
    private CompletionStage<Long> lastBefore(Instant time, long earlier, long later, Storage.Head head) {
        if (later - earlier <= 1) return CompletableFuture.completedFuture(earlier);
        long middle = (earlier + later) / 2;
        return reader().read(log(), middle, 1, head).thenCompose(one -> one.get(0).now().isBefore(time) ? lastBefore(time, middle, later, head) : lastBefore(time, earlier, middle, head));
    }
}
