package souk.platform.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads a log by its own numbers, gap-free: a position is delivered when it is on the chain that ends at the head, never because a
 * clock says that it should be there by now.
 */
public final class LogReader {
    /** How many positions share a row of the table, and are read at once. */
    public static final int CHUNK = 500;

    private final Storage storage;

    public LogReader(Storage storage) {
        this.storage = storage;
    }

    /** The log's head, linearisable. */
    public CompletionStage<Storage.Head> head(String log) {
        return storage.head(log);
    }

    /**
     * The segments from a position on, in order, as many as one read gives; empty when the log ends before it.
     *
     * @param head a head of this log that was seen (a confirmed append, or {@link #head}); nothing beyond it is read
     */
    public CompletionStage<List<Segment>> read(String log, long from, Storage.Head head) {
        return read(log, from, CHUNK, head);
    }

    /** The same, but not more than so many segments: for those who must mind their memory. */
    public CompletionStage<List<Segment>> read(String log, long from, int most, Storage.Head head) {
        if (from > head.position()) return CompletableFuture.completedFuture(List.of());
        long to = Math.min(Math.min(head.position(), from + most - 1), (from / CHUNK) * CHUNK + CHUNK - 1);
        return storage.rows(log, from, to).thenCompose(rows -> anchor(log, rows, to, head).thenApply(id -> chain(log, rows, from, to, id)));
    }

    /** The identity of the segment at {@code position}: the head's, the only row's, or what the next position names. */
    private CompletionStage<UUID> anchor(String log, List<Storage.Row> rows, long position, Storage.Head head) {
        if (position == head.position()) return CompletableFuture.completedFuture(head.segment());
        var candidates = rows.stream().filter(row -> row.position() == position).toList();
        if (candidates.size() == 1) return CompletableFuture.completedFuture(candidates.get(0).id());
        long next = position + 1;
        return storage.rows(log, next, next).thenCompose(more -> anchor(log, more, next, head).thenApply(id -> row(log, more, next, id).previous()));
    }

    private static List<Segment> chain(String log, List<Storage.Row> rows, long from, long to, UUID last) {
        Map<Long, List<Storage.Row>> byPosition = new HashMap<>();
        for (var row : rows) byPosition.computeIfAbsent(row.position(), p -> new ArrayList<>(1)).add(row);
        var chain = new LinkedList<Segment>();
        UUID id = last;
        for (long position = to; position >= from; position--) {
            var row = row(log, byPosition.getOrDefault(position, List.of()), position, id);
            chain.addFirst(SegmentCodec.decode(log, position, row.id(), row.body()));
            id = row.previous();
        }
        return List.copyOf(chain);
    }

    private static Storage.Row row(String log, List<Storage.Row> rows, long position, UUID id) {
        return rows.stream().filter(row -> row.position() == position && row.id().equals(id)).findFirst().orElseThrow(() ->
                new IllegalStateException("The log " + log + " has no segment " + position + " with the id " + id + ": it was damaged, or its head was restored without it"));
    }
}
