package souk.platform.partition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import souk.kernel.Blueprint;
import souk.kernel.Event;
import souk.platform.journal.Segment;
import souk.platform.journal.SegmentCodec;
import souk.platform.journal.Storage;
import souk.platform.partition.Resident.Key;
import souk.platform.wire.Names;

/** What is on a log, read by the simplest of means: from the head back along what each row names before it. What the tests judge by. */
final class Chain {
    /** An event in its place. */
    record Entry(long position, Instant at, long version, Event event) {}

    private final Names names;
    private final Map<Key, List<Entry>> byKey = new HashMap<>();
    private final LinkedList<Segment> segments = new LinkedList<>();

    /** @param rows all rows of the log, rivals too */
    Chain(Names names, Storage.Head head, List<Storage.Row> rows) {
        this.names = names;
        var id = head.segment();
        for (long position = head.position(); position > 0; position--) {
            long wanted = position;
            var wantedId = id;
            var row = rows.stream().filter(r -> r.position() == wanted && r.id().equals(wantedId)).findFirst()
                    .orElseThrow(() -> new AssertionError("The chain is broken at " + wanted));
            segments.addFirst(SegmentCodec.decode("", position, row.id(), row.body()));
            id = row.previous();
        }
        Instant before = Instant.MIN;
        for (Segment segment : segments) {
            if (segment.now().isBefore(before)) throw new AssertionError("Time ran backwards at " + segment.position());
            before = segment.now();
            for (var entry : segment.entries()) {
                var all = byKey.computeIfAbsent(new Key(entry.type(), entry.id()), k -> new ArrayList<>());
                if (entry.version() != all.size() + 1) {
                    throw new AssertionError(entry.type() + "/" + entry.id() + " has version " + entry.version() + " after " + all.size() + " at position " + segment.position());
                }
                all.add(new Entry(segment.position(), segment.now(), entry.version(), names.decode(entry)));
            }
        }
    }

    Map<Key, List<Entry>> byKey() {
        return byKey;
    }

    List<Entry> of(String type, String id) {
        return byKey.getOrDefault(new Key(type, id), List.of());
    }

    /** Positions of segments that an owner began with, or that carry no event. */
    long length() {
        return segments.size();
    }

    /** The state of an aggregate after its first events. */
    @SuppressWarnings("unchecked")
    Object state(Key key, long version) {
        var blueprint = (Blueprint<Object, Event>) names.blueprint(key.type());
        Object state = blueprint.empty();
        for (Entry each : byKey.getOrDefault(key, List.of()).subList(0, (int) version)) state = blueprint.apply(state, each.event());
        return state;
    }

    Object state(Key key) {
        return state(key, byKey.getOrDefault(key, List.of()).size());
    }

    /** The last version that an aggregate has at a position. */
    long versionAt(Key key, long position) {
        return byKey.getOrDefault(key, List.of()).stream().filter(e -> e.position() <= position).count();
    }
}
