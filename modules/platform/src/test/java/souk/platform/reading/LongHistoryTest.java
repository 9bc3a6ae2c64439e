package souk.platform.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import souk.kernel.Outcome;
import souk.platform.Node;
import souk.platform.history.Archive;
import souk.platform.history.AsOf;
import souk.platform.history.History;
import souk.platform.history.HistorySettings;
import souk.platform.journal.Segment;
import souk.platform.journal.SegmentCodec;
import souk.platform.journal.Storage;

/**
 * One aggregate with 30,000 events, with {@code -Psoak} a million: any of its states is told, and how long that took.
 * {@code -Dsouk.history.every=...} tries another distance of snapshots.
 */
@Order(4)
class LongHistoryTest {
    private static final int EVENTS = Boolean.getBoolean("souk.soak") ? 1_000_000 : 30_000;
    private static final Integer EVERY = Integer.getInteger("souk.history.every");
    private static final int A_SEGMENT = 40;
    /** Something happens to another aggregate in each such segment: its events lie far apart. */
    private static final int SELDOM = 100;
    private static final int QUESTIONS = 100;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String ID = "old";
    private static final String RARE = "rare";

    @Test
    void anyStateOfALongLifeIsTold() {
        try (var world = new ReadingWorld(EVERY == null ? "" : "souk.history.snapshot-every = " + EVERY)) {
            var truth = new Toy.Row[EVENTS + 1];
            String log = "long-" + UUID.randomUUID();
            world.entities.log = log;
            var last = lay(world, log, truth);
            var head = last.head();
            var archive = Archive.of(Toy.BLUEPRINT, world.cql, 1, HistorySettings.of(world.config), ForkJoinPool.commonPool());
            long began = System.nanoTime();
            var reading = world.akka.spawn(Reading.create(log, world.context(archive)));
            reading.tell(new Reading.Confirmed(head, last));
            await().atMost(Duration.ofMinutes(15)).until(() -> world.lag.of("history." + Toy.TYPE, log).filter(reader -> reader.offset() == head.position()).isPresent());
            double seconds = (System.nanoTime() - began) / 1e9;
            print("%,d events of one aggregate read into its history in %.1f s: %,.0f/s, %,d rows in %,d mutations (%.4f an event), snapshots among them", EVENTS, seconds, EVENTS / seconds,
                    archive.store().rowsWritten(), archive.store().mutations(), (double) archive.store().mutations() / EVENTS);

            long every = HistorySettings.of(world.config).snapshotEvery();
            assertThat(world.cql.execute("SELECT version FROM history_snapshot").all()).as("snapshots").hasSize((int) (EVENTS / every));

            var node = new Node(world.entities, world.cql, world.config, InstantSource.system(), ForkJoinPool.commonPool());
            History<Toy.Row, Toy.ToyEvent> history = History.of(node, Toy.BLUEPRINT, "toy");
            var random = new Random(7);
            int[] versions = random.ints(QUESTIONS, 1, EVENTS + 1).toArray();
            versions[0] = EVENTS;
            versions[1] = 1;
            told("by version", versions, version -> new AsOf.Version(version), history, truth);
            told("by time", versions, version -> new AsOf.Time(at(version)), history, truth);
            whatHappensSeldomIsTold(history, last.position() / SELDOM);
            world.stop(reading);
        }
    }

    private static void whatHappensSeldomIsTold(History<Toy.Row, Toy.ToyEvent> history, long newest) {
        var happened = accepted(history.events(RARE, 0, Integer.MAX_VALUE, newest));
        assertThat(happened).hasSize((int) newest);
        for (int version = 1; version <= newest; version++) {
            Instant at = at((version * SELDOM - 1) * A_SEGMENT + 1);
            assertThat(happened.get(version - 1).version()).isEqualTo(version);
            assertThat(happened.get(version - 1).at()).isEqualTo(at);
            var then = accepted(history.asOf(RARE, new AsOf.Version(version), newest));
            assertThat(then).isEqualTo(new History.Past<>(then.state(), version, at));
            assertThat(then.state().sum()).isEqualTo(version);
            assertThat(accepted(history.asOf(RARE, new AsOf.Time(at.plusMillis(1)), newest))).isEqualTo(then);
            assertThat(accepted(history.events(RARE, version - 1, 1, newest)).get(0)).isEqualTo(happened.get(version - 1));
        }
    }

    /** What appending segment by segment leaves, but all at once; gives the last. */
    private static Segment lay(ReadingWorld world, String log, Toy.Row[] truth) {
        truth[0] = Toy.Row.EMPTY;
        var random = new Random(3);
        var underWay = new ArrayDeque<CompletableFuture<?>>();
        var head = Storage.Head.NONE;
        Segment last = null;
        for (int version = 1; version <= EVENTS;) {
            var entries = new ArrayList<Segment.Entry>(A_SEGMENT);
            Instant now = at(version);
            for (int i = 0; i < A_SEGMENT && version <= EVENTS; i++, version++) {
                Toy.ToyEvent event = random.nextInt(10) < 8 ? new Toy.Added(random.nextInt(1000)) : new Toy.Renamed("name " + random.nextInt(1000));
                truth[version] = Toy.BLUEPRINT.apply(truth[version - 1], event);
                entries.add(world.names.encode(Toy.BLUEPRINT, ID, version, event, "0b7d0c52-5b1c-4d6e-9f57-0f1f4a4e0c3a"));
            }
            if ((head.position() + 1) % SELDOM == 0) entries.add(world.names.encode(Toy.BLUEPRINT, RARE, (head.position() + 1) / SELDOM, new Toy.Added(1), "seldom"));
            last = new Segment(log, head.position() + 1, UUID.randomUUID(), now, entries);
            underWay.add(world.storage.insert(log, new Storage.Row(last.position(), last.id(), head.segment(), SegmentCodec.encode(now, entries))).toCompletableFuture());
            if (underWay.size() > 32) underWay.poll().join();
            head = last.head();
        }
        underWay.forEach(CompletableFuture::join);
        assertThat(world.storage.move(log, Storage.Head.NONE, head).toCompletableFuture().join()).isEqualTo(head);
        return last;
    }

    /** The segment's time. */
    private static Instant at(int version) {
        return START.plusMillis((version - 1) / A_SEGMENT * 7L);
    }

    private static void told(String how, int[] versions, IntFunction<AsOf> when, History<Toy.Row, Toy.ToyEvent> history, Toy.Row[] truth) {
        var millis = new double[versions.length];
        for (int i = 0; i < versions.length; i++) {
            long began = System.nanoTime();
            var past = accepted(history.asOf(ID, when.apply(versions[i]), EVENTS));
            millis[i] = (System.nanoTime() - began) / 1e6;
            int expected = how.equals("by version") ? versions[i] : Math.min(EVENTS, ((versions[i] - 1) / A_SEGMENT + 1) * A_SEGMENT);
            assertThat(past.version()).isEqualTo(expected);
            assertThat(past.state()).isEqualTo(truth[expected]);
        }
        double first = millis[0];
        Arrays.sort(millis);
        print("%d states of %,d events %s: median %.0f ms, slowest %.0f ms (the first, cold: %.0f ms)", versions.length, EVENTS, how, millis[versions.length / 2], millis[versions.length - 1], first);
    }

    private static <R> R accepted(CompletionStage<Outcome<R>> outcome) {
        return outcome.toCompletableFuture().join().fold(told -> told, refusal -> {
            throw new AssertionError(refusal.toString());
        });
    }

    private static void print(String form, Object... values) {
        System.out.println(String.format(Locale.ROOT, form, values));
    }
}
