package souk.platform.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import souk.platform.journal.Segment;
import souk.platform.journal.SegmentCodec;
import souk.platform.journal.Storage;
import souk.platform.partition.PageRebuild;
import souk.platform.partition.PartitionSettings;
import souk.platform.wire.Codec;

/** The pages of a log of 10,000 events, with {@code -Psoak} of a million, made anew on a real Cassandra, with room for few of its aggregates in memory. */
@Order(5)
class LongRebuildTest {
    private static final int EVENTS = Boolean.getBoolean("souk.soak") ? 1_000_000 : 10_000;
    private static final int AGGREGATES = EVENTS / 10;
    private static final int A_SEGMENT = 40;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private record Truth(Toy.Row state, long version, long position) {}

    @Test
    void everyPageOfALongLogIsWhatItsEventsComeTo() {
        try (var world = new ReadingWorld("souk.partition.residents = " + AGGREGATES / 10)) {
            String log = "long-" + UUID.randomUUID();
            var truth = lay(world, log);
            var settings = PartitionSettings.from(world.config.withFallback(com.typesafe.config.ConfigFactory.parseResources("souk-partition.conf")).resolve().getConfig("souk.partition"));
            long began = System.nanoTime();
            var made = new PageRebuild(world.storage, world.names, log, settings, progress -> {}).run().orElseThrow();
            double seconds = (System.nanoTime() - began) / 1e9;
            System.out.println(String.format(Locale.ROOT, "%,d events of %,d aggregates, %,d of which fit in memory: pages made anew in %.1f s, %,.0f events/s", made.events(), made.pages(), settings.residents(), seconds, made.events() / seconds));
            assertThat(made.events()).isEqualTo(EVENTS);
            assertThat(made.generation()).isEqualTo(2);
            String cache = Storage.cache(log, 2);
            truth.forEach((id, expected) -> {
                var page = world.storage.page(cache, Toy.TYPE, id).toCompletableFuture().join().orElseThrow();
                assertThat(new Truth(Codec.decode(page.body(), Toy.Row.class), page.version(), page.position())).as(id).isEqualTo(expected);
            });
            assertThat(made.pages()).isEqualTo(truth.size());
            // A second one finds those of the first, all of them equal, and the old ones may be forgotten.
            var again = new PageRebuild(world.storage, world.names, log, settings, progress -> {}).run().orElseThrow();
            assertThat(again.equal()).isEqualTo(truth.size());
            world.storage.forgetCaches(cache).toCompletableFuture().join();
            assertThat(world.storage.page(cache, Toy.TYPE, truth.keySet().iterator().next()).toCompletableFuture().join()).isEmpty();
        }
    }

    /** What appending segment by segment leaves, but all at once. Most of it happens to few, as in a shop. */
    private static HashMap<String, Truth> lay(ReadingWorld world, String log) {
        var truth = new HashMap<String, Truth>();
        var random = new Random(3);
        var underWay = new ArrayDeque<CompletableFuture<?>>();
        var head = Storage.Head.NONE;
        for (int laid = 0; laid < EVENTS;) {
            var entries = new ArrayList<Segment.Entry>(A_SEGMENT);
            long position = head.position() + 1;
            for (int i = 0; i < A_SEGMENT && laid < EVENTS; i++, laid++) {
                String id = "a" + (random.nextInt(4) == 0 ? random.nextInt(AGGREGATES) : Math.min(AGGREGATES - 1, laid / 10 + random.nextInt(20)));
                var before = truth.getOrDefault(id, new Truth(Toy.Row.EMPTY, 0, 0));
                Toy.ToyEvent event = random.nextInt(10) < 8 ? new Toy.Added(random.nextInt(1000)) : new Toy.Renamed("name " + random.nextInt(1000));
                entries.add(world.names.encode(Toy.BLUEPRINT, id, before.version + 1, event, ""));
                truth.put(id, new Truth(Toy.BLUEPRINT.apply(before.state, event), before.version + 1, position));
            }
            var id = UUID.randomUUID();
            underWay.add(world.storage.insert(log, new Storage.Row(position, id, head.segment(), SegmentCodec.encode(START.plusMillis(position), entries))).toCompletableFuture());
            if (underWay.size() > 32) underWay.poll().join();
            head = new Storage.Head(position, id);
        }
        underWay.forEach(CompletableFuture::join);
        assertThat(world.storage.move(log, Storage.Head.NONE, head).toCompletableFuture().join()).isEqualTo(head);
        return truth;
    }
}
