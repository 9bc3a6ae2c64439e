package souk.platform.reading;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import souk.kernel.Recorded;
import souk.kernel.View;
import souk.platform.journal.Append;
import souk.platform.journal.Segment;
import souk.platform.journal.SegmentCodec;
import souk.platform.journal.Storage;
import souk.platform.reading.ViewStore.Versioned;
import souk.platform.wire.Names;

/** Writes a log as a partition does, and remembers what it wrote. */
final class ToyLog {
    final String name;
    final List<Reading.Confirmed> written = new ArrayList<>();
    private final Storage storage;
    private final Names names;
    private final Append append;
    private final Map<String, Long> versions = new HashMap<>();
    private Storage.Head head = Storage.Head.NONE;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    ToyLog(String name, Storage storage, Names names) {
        this.name = name;
        this.storage = storage;
        this.names = names;
        this.append = new Append(storage, Duration.ofSeconds(10));
        append(List.of());
    }

    Segment.Entry entry(String id, Toy.ToyEvent event) {
        return names.encode(Toy.BLUEPRINT, id, versions.merge(id, 1L, Long::sum), event, "test");
    }

    /** An entry whose body is not CBOR. */
    Segment.Entry unreadable(String id) {
        return new Segment.Entry(Toy.TYPE, id, versions.merge(id, 1L, Long::sum), "toy.added", 1, new byte[] {(byte) 0xff, 1, 2}, "test");
    }

    /** What a newer build has written. */
    Segment.Entry ofANewerBuild(String id) {
        return new Segment.Entry(Toy.TYPE, id, versions.merge(id, 1L, Long::sum), "toy.added", 99, new byte[0], "test");
    }

    Reading.Confirmed append(Segment.Entry... entries) {
        return append(List.of(entries));
    }

    Reading.Confirmed append(List<Segment.Entry> entries) {
        now = now.plusMillis(1);
        var segment = new Segment(name, head.position() + 1, UUID.randomUUID(), now, entries);
        append.after(head, segment).join();
        head = segment.head();
        var confirmed = new Reading.Confirmed(head, segment);
        written.add(confirmed);
        return confirmed;
    }

    /** Segments of a few random events of some aggregates. */
    List<Reading.Confirmed> random(Random random, int segments, int aggregates) {
        var more = new ArrayList<Reading.Confirmed>();
        for (int i = 0; i < segments; i++) {
            var entries = new ArrayList<Segment.Entry>();
            for (int j = random.nextInt(6); j >= 0; j--) {
                int kind = random.nextInt(10);
                Toy.ToyEvent event = kind < 6 ? new Toy.Added(random.nextInt(1000)) : kind < 9 ? new Toy.Renamed("n" + random.nextInt(1000)) : new Toy.Noted("hm");
                entries.add(entry("toy-" + random.nextInt(aggregates), event));
            }
            more.add(append(entries));
        }
        return more;
    }

    /** A row of the next position that never gets on the log, as a writer leaves it that was overtaken. */
    void loser(Segment.Entry... entries) {
        var row = new Storage.Row(head.position() + 1, UUID.randomUUID(), head.segment(), SegmentCodec.encode(now, List.of(entries)));
        storage.insert(name, row).toCompletableFuture().join();
    }

    /** What a view must show: a fold in memory, up to an event that cannot be folded. */
    Map<String, Versioned<Toy.Row>> rows(View<Toy.Row, Toy.ToyEvent> view, Predicate<String> cursed) {
        var rows = new HashMap<String, Versioned<Toy.Row>>();
        for (var confirmed : written) {
            for (var entry : confirmed.segment().entries()) {
                if (cursed.test(entry.id())) continue;
                var event = (Toy.ToyEvent) names.decode(entry);
                if (!view.concerns(event)) continue;
                var before = rows.getOrDefault(entry.id(), new Versioned<>(view.empty(), 0));
                var recorded = new Recorded<>(entry.id(), entry.version(), name, confirmed.segment().position(), 0, confirmed.segment().now(), "test", event);
                rows.put(entry.id(), new Versioned<>(view.apply(before.row(), recorded), entry.version()));
            }
        }
        return rows;
    }
}
