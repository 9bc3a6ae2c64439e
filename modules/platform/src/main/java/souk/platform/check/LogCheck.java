package souk.platform.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import souk.platform.check.Fault.Kind;
import souk.platform.journal.LogReader;
import souk.platform.journal.Segment;
import souk.platform.journal.SegmentCodec;
import souk.platform.journal.Storage;
import souk.platform.wire.Names;

/**
 * Walks a log from its first segment to its head and says what is wrong with it, and with the pages and the checkpoint that are in use. It
 * only reads, beside owners that go on writing; memory does not grow with the log. It trusts nothing that a reader trusts: it looks at all
 * the rows that there are, also at those which are on no chain.
 */
public final class LogCheck {
    private static final int WINDOW = 50;
    private static final int EXAMPLES = 10;
    private static final int TRIES = 6;
    private static final long PAUSE = 500_000_000;

    /** How far it is. */
    public record Progress(String log, long position, long head) {}

    /**
     * What was found.
     *
     * @param head       the position up to which it was walked
     * @param segments   on the chain
     * @param events     in them
     * @param aggregates that they are about
     * @param leftovers  rows beside the chain that lost the race for their number, and that nobody went on from: harmless
     * @param pages      that were looked at
     * @param faults     how many of each kind
     * @param examples   the first ten of each kind
     */
    public record Result(String log, long head, long segments, long events, long aggregates, long leftovers, long pages, Map<Kind, Long> faults, List<Fault> examples) {
        /** Whether nothing is wrong. */
        public boolean clean() {
            return faults.isEmpty();
        }
    }

    private final Storage storage;
    private final Names names;
    private final String log;
    private final Consumer<Progress> told;
    private final Versions versions;
    private final Map<Kind, Long> faults = new EnumMap<>(Kind.class);
    private final List<Fault> examples = new ArrayList<>();
    private Storage.Head head;
    private long segments;
    private long events;
    private long aggregates;
    private long leftovers;
    private UUID last = Storage.Head.NONE.segment();
    private Instant now = Instant.MIN;

    /**
     * @param told       is told now and then how far it is
     * @param aggregates how many are kept in memory at once: with more of them the log is read that many times more often
     */
    public LogCheck(Storage storage, Names names, String log, Consumer<Progress> told, int aggregates) {
        this.storage = storage;
        this.names = names;
        this.log = log;
        this.told = told;
        this.versions = new Versions(aggregates);
    }

    /**
     * Does it.
     *
     * @throws CompletionException when the database does not answer, for some seconds
     */
    public Result run() {
        var caches = new CacheCheck(this, storage, log, versions);
        // Before the head, which may only be further then.
        caches.begin();
        head = insist(() -> storage.head(log));
        if (head.position() == 0) withoutHead();
        boolean first = true;
        do {
            walk(caches.checkpoint(), first);
            aggregates += versions.size();
            if (head.position() > 0) caches.pages(head, first);
            first = false;
        } while (versions.next());
        if (head.position() > 0) beyondHead();
        return new Result(log, head.position(), segments, events, aggregates, leftovers, caches.looked(), faults, List.copyOf(examples));
    }

    void fault(Kind kind, String what) {
        if (faults.merge(kind, 1L, Long::sum) <= EXAMPLES) examples.add(new Fault(kind, what));
    }

    static <T> T insist(Supplier<? extends CompletionStage<? extends T>> statement) {
        for (int failures = 0;; failures++) {
            try {
                return statement.get().toCompletableFuture().join();
            } catch (CompletionException e) {
                if (failures + 1 >= TRIES || e.getCause() instanceof Storage.Unreadable) throw e;
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    // ---- the walk ----

    private void walk(long checkpoint, boolean first) {
        last = Storage.Head.NONE.segment();
        if (checkpoint == 0) versions.keep();
        var next = rows(1);
        for (long from = 1; from <= head.position();) {
            long to = end(from);
            List<Storage.Row> rows = next.join();
            next = rows(to + 1);
            Storage.Row[] chain = chain(rows, from, to, first);
            for (long position = from; position <= to; position++) {
                var row = chain[(int) (position - from)];
                if (row != null) look(row, first);
                if (position == checkpoint) versions.keep();
            }
            told.accept(new Progress(log, to, head.position()));
            from = to + 1;
        }
    }

    private long end(long from) {
        return Math.min(Math.min(head.position(), from + WINDOW - 1), from / LogReader.CHUNK * LogReader.CHUNK + LogReader.CHUNK - 1);
    }

    /** The next are on their way while these are looked at. */
    private CompletableFuture<List<Storage.Row>> rows(long from) {
        if (from > head.position()) return CompletableFuture.completedFuture(List.of());
        return CompletableFuture.supplyAsync(() -> insist(() -> storage.rows(log, from, end(from))));
    }

    /** Those of these rows that are on the chain, from its end to its beginning, since each names the one before it. */
    private Storage.Row[] chain(List<Storage.Row> rows, long from, long to, boolean first) {
        Map<Long, List<Storage.Row>> byPosition = new HashMap<>();
        for (var row : rows) byPosition.computeIfAbsent(row.position(), p -> new ArrayList<>(1)).add(row);
        var chain = new Storage.Row[(int) (to - from + 1)];
        UUID named = anchor(byPosition.getOrDefault(to, List.of()), to);
        for (long position = to; position >= from; position--) {
            var there = byPosition.getOrDefault(position, List.of());
            UUID id = named;
            var row = there.stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
            if (row == null && first) {
                String who = position == head.position() ? "the head" : "segment " + (position + 1);
                if (there.isEmpty()) fault(Kind.MISSING, "Segment " + position + " of " + log + " is not there" + (id == null ? "" : ": " + who + " names it as " + id));
                else if (id != null) fault(Kind.MISMATCH, "In " + log + " " + who + " names " + id + " as segment " + position + ", but there is " + there.get(0).id());
            }
            // Behind a gap nothing says which of several it is.
            if (row == null && !there.isEmpty()) row = there.get(0);
            chain[(int) (position - from)] = row;
            named = row == null ? null : row.previous();
        }
        if (first) joined(chain[0], named, from);
        if (first) besides(rows, chain, from);
        if (chain[chain.length - 1] != null) last = chain[chain.length - 1].id();
        else last = null;
        return chain;
    }

    /** The identity of the segment at that position: the head's, the only row's, or what the next position names; null when nothing says so. */
    private UUID anchor(List<Storage.Row> there, long position) {
        if (position == head.position()) return head.segment();
        if (there.size() == 1) return there.get(0).id();
        List<Storage.Row> next = insist(() -> storage.rows(log, position + 1, position + 1));
        UUID id = anchor(next, position + 1);
        return next.stream().filter(row -> row.id().equals(id)).findFirst().map(Storage.Row::previous).orElse(null);
    }

    /** The first of a window names the last of the one before. */
    private void joined(Storage.Row row, UUID named, long from) {
        if (row == null || last == null || named.equals(last)) return;
        fault(Kind.MISMATCH, "In " + log + " segment " + from + " names " + named + (from == 1 ? " as the one before it, but it is the first" : " as segment " + (from - 1) + ", but there is " + last));
    }

    /** What is not on the chain lost a race when it names the chain; when it names something else, somebody went on from what had lost. */
    private void besides(List<Storage.Row> rows, Storage.Row[] chain, long from) {
        for (var row : rows) {
            int index = (int) (row.position() - from);
            if (row == chain[index]) continue;
            UUID before = index == 0 ? last : chain[index - 1] == null ? null : chain[index - 1].id();
            if (before == null || row.previous().equals(before)) leftovers++;
            else fault(Kind.TWICE, "Segment " + row.position() + " of " + log + " was written twice: " + row.id() + " is not on the chain, and neither is " + row.previous() + ", from which it goes on");
        }
    }

    private void look(Storage.Row row, boolean first) {
        Segment segment;
        try {
            segment = SegmentCodec.decode(log, row.position(), row.id(), row.body());
        } catch (RuntimeException e) {
            if (first) fault(Kind.SEGMENT_UNREADABLE, e.getMessage());
            return;
        }
        if (first) {
            segments++;
            events += segment.entries().size();
            if (segment.now().isBefore(now)) fault(Kind.TIME_BACKWARDS, "Segment " + segment.position() + " of " + log + " is of " + segment.now() + ", the one before it of " + now);
            now = segment.now();
        }
        for (var entry : segment.entries()) {
            if (first) read(segment, entry);
            count(segment, entry);
        }
    }

    private void read(Segment segment, Segment.Entry entry) {
        try {
            names.decode(entry);
        } catch (RuntimeException e) {
            fault(Kind.EVENT_UNREADABLE, "In segment " + segment.position() + " of " + log + ", version " + entry.version() + " of " + entry.type() + "/" + entry.id() + ", " + entry.name() + ": " + e.getMessage());
        }
    }

    private void count(Segment segment, Segment.Entry entry) {
        long key = Versions.key(entry.type(), entry.id());
        if (!versions.concerns(key)) return;
        long before = versions.get(key);
        if (entry.version() == before + 1) versions.put(key, entry.version());
        else if (entry.version() <= before) fault(Kind.VERSION_AGAIN, strange(segment, entry, before));
        else {
            fault(Kind.VERSION_MISSING, strange(segment, entry, before));
            versions.put(key, entry.version());
        }
    }

    private String strange(Segment segment, Segment.Entry entry, long before) {
        return "In segment " + segment.position() + " of " + log + " version " + entry.version() + " of " + entry.type() + "/" + entry.id() + " follows " + before;
    }

    // ---- around the head ----

    /** The first append writes its segment before there is a head; a second one needs it. */
    private void withoutHead() {
        List<Storage.Row> rows = insist(() -> storage.rows(log, 1, WINDOW));
        leftovers += rows.stream().filter(row -> row.position() == 1).count();
        rows.stream().filter(row -> row.position() > 1).findFirst().ifPresent(row -> fault(Kind.NO_HEAD, log + " has a segment " + row.position() + ", but no head"));
    }

    /** The segment after the head is on its way, or has lost; one further on would need it. The log may go on meanwhile, so the head is asked for last. */
    private void beyondHead() {
        long from = head.position() + 1;
        var beyond = new ArrayList<Storage.Row>();
        for (long begin : new long[] {from, (from / LogReader.CHUNK + 1) * LogReader.CHUNK}) {
            beyond.addAll(insist(() -> storage.rows(log, begin, begin / LogReader.CHUNK * LogReader.CHUNK + LogReader.CHUNK - 1)));
        }
        var later = insist(() -> storage.head(log));
        if (later.position() < head.position()) fault(Kind.BEYOND_HEAD, "The head of " + log + " went back from " + head.position() + " to " + later.position());
        long[] numbers = beyond.stream().mapToLong(Storage.Row::position).filter(position -> position > later.position() + 1).distinct().toArray();
        if (numbers.length > 0) fault(Kind.BEYOND_HEAD, "The head of " + log + " is at " + later.position() + ", but there are segments " + Arrays.toString(numbers) + ": it was set back");
        if (later.equals(head)) leftovers += beyond.stream().filter(row -> row.position() == from && row.previous().equals(head.segment())).count();
    }
}
