package souk.platform.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static souk.platform.reading.ReadingWorld.additions;
import static souk.platform.reading.ReadingWorld.view;

import akka.actor.typed.ActorRef;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.platform.journal.Segment;
import souk.platform.journal.Storage;
import souk.platform.wire.Codec;

/** Every view equals the log, whatever happens to its readers. */
class ReadingTest {
    private static final int AGGREGATES = 40;
    private static ReadingWorld world;

    private final Random random = new Random(7);

    @BeforeAll
    static void start() {
        world = new ReadingWorld("souk.reading { self-check = 300 ms, row-cache = 10, batch-segments = 7, recent-bytes = 4 KiB, skipped = 20, save-offset-every = 100 ms }");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void everyViewEqualsTheLogThoughSegmentsAreToldTwice() {
        var log = world.log();
        log.random(random, 100, AGGREGATES);
        var all = world.store("twice_all");
        var some = world.store("twice_some");
        var reading = world.start(log, world.context(List.of(view("toy.twice", all), additions("toy.twice-added", some)), List.of()));
        for (var confirmed : log.random(random, 200, AGGREGATES)) {
            reading.tell(confirmed);
            if (random.nextInt(4) == 0) reading.tell(confirmed);
        }
        world.awaitRows(all, log.rows(Toy.view("x"), id -> false));
        world.awaitRows(some, log.rows(Toy.additions("x"), id -> false));
        world.stop(reading);
    }

    @Test
    void aReaderAtTheEndAsksTheDatabaseForNoSegment() {
        // It hardly ever looks by itself: between a write and its telling that would be a look that counts.
        try (var world = new ReadingWorld("souk.reading { self-check = 1 hour, save-offset-every = 100 ms }")) {
            var log = world.log();
            var asked = new AtomicInteger();
            var counting = (Storage) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("rows")) asked.incrementAndGet();
                return method.invoke(world.storage, arguments);
            });
            var store = world.store("fetches");
            var reading = world.start(log, world.context(List.of(view("toy.fetches", store), additions("toy.fetches-added", world.store("fetches_added"))), List.of(), counting, world.lag));
            for (int i = 0; i < 50; i++) {
                log.random(random, 1, AGGREGATES).forEach(reading::tell);
                Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5)).until(() -> world.lag.of("toy.fetches", log.name).orElseThrow().segmentsBehind() == 0
                        && world.lag.of("toy.fetches-added", log.name).orElseThrow().segmentsBehind() == 0);
            }
            world.awaitRows(store, log.rows(Toy.view("x"), id -> false));
            // The first segment, which it was not told of before its offset was known, may be looked for once by each.
            assertThat(asked).hasValueLessThanOrEqualTo(2);
            world.stop(reading);
        }
    }

    @Test
    void restartsInTheMiddleLoseAndDoubleNothing() {
        var log = world.log();
        var store = world.store("restarts");
        for (int i = 0; i < 12; i++) {
            var reading = world.start(log, world.context(List.of(view("toy.restarts", store)), List.of()));
            log.random(random, 5 + random.nextInt(40), AGGREGATES).forEach(reading::tell);
            // Every other time it is stopped with its parent, in the middle of whatever it does.
            if (i % 2 == 0) world.akka.stop(reading);
            else world.stop(reading);
        }
        var last = world.start(log, world.context(List.of(view("toy.restarts", store)), List.of()));
        world.awaitRows(store, log.rows(Toy.view("x"), id -> false));
        world.stop(last);
    }

    @Test
    void anOrderlyStopSavesTheOffsetSoThatNothingIsReadAgain() {
        var log = world.log();
        log.random(random, 100, AGGREGATES);
        var store = world.store("orderly");
        var context = world.context(List.of(view("toy.orderly", store)), List.of());
        var first = world.start(log, context);
        world.awaitRows(store, log.rows(Toy.view("x"), id -> false));
        world.stop(first);
        store.writes.set(0);

        var second = world.start(log, context);
        second.tell(log.append(log.entry("toy-last", new Toy.Added(1))));
        world.awaitRows(store, log.rows(Toy.view("x"), id -> false));
        assertThat(store.writes).hasValue(1);
        world.stop(second);
    }

    @Test
    void twoReadersThatOverlapAtAHandOverAgree() {
        var log = world.log();
        log.random(random, 150, AGGREGATES);
        var store = world.store("overlap");
        var context = world.context(List.of(view("toy.overlap", store)), List.of());
        var elsewhere = world.context(List.of(view("toy.overlap", store)), List.of(), world.storage, new Lag(InstantSource.system()));
        var old = world.start(log, context);
        var young = world.start(log, elsewhere);
        for (var confirmed : log.random(random, 150, AGGREGATES)) {
            // The old owner is told what the young one wrote by nobody: it finds it by itself, late.
            young.tell(confirmed);
        }
        world.awaitRows(store, log.rows(Toy.view("x"), id -> false));
        world.stop(old);
        world.awaitRows(store, log.rows(Toy.view("x"), id -> false));
        world.stop(young);
    }

    @Test
    void aStoreThatFailsForAWhileHoldsUpItsOwnViewOnly() {
        var log = world.log();
        log.random(random, 50, AGGREGATES);
        var broken = world.store("outage_broken");
        var healthy = world.store("outage_healthy");
        broken.failing = 100;
        var reading = world.start(log, world.context(List.of(view("toy.broken", broken), view("toy.healthy", healthy)), List.of()));
        log.random(random, 50, AGGREGATES).forEach(reading::tell);
        world.awaitRows(healthy, log.rows(Toy.view("x"), id -> false));
        var lag = world.lag.of("toy.broken", log.name).orElseThrow();
        assertThat(lag.segmentsBehind()).isEqualTo(101);
        assertThat(lag.behind()).isPositive();
        assertThat(lag.lastError()).hasValueSatisfying(error -> assertThat(error).contains("The store"));

        // It comes back, but fails one call of ten for a while, some of them after they took effect.
        broken.failing = 10;
        log.random(random, 100, AGGREGATES).forEach(reading::tell);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> world.lag.of("toy.broken", log.name).orElseThrow().offset() > 20);
        broken.failing = 0;
        world.awaitRows(broken, log.rows(Toy.view("x"), id -> false));
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            var recovered = world.lag.of("toy.broken", log.name).orElseThrow();
            assertThat(recovered.segmentsBehind()).isZero();
            assertThat(recovered.behind()).isZero();
            assertThat(recovered.lastError()).isEmpty();
        });
        world.stop(reading);
        assertThat(world.lag.of("toy.broken", log.name)).isEmpty();
    }

    @Test
    void anEventThatCannotBeReadOrFoldedCostsItsOwnRowOnly() {
        var log = world.log();
        var store = world.store("suspects");
        var context = world.context(List.of(view("toy.quarantine", store)), List.of());
        var reading = world.start(log, context);
        reading.tell(log.append(log.entry("bad", new Toy.Added(1)), log.entry("good", new Toy.Added(1)), log.entry("cursed", new Toy.Added(1))));
        reading.tell(log.append(log.unreadable("bad"), log.entry("good", new Toy.Added(2))));
        reading.tell(log.append(log.entry("bad", new Toy.Added(4)), log.entry("cursed", new Toy.Cursed()), log.entry("good", new Toy.Added(4))));
        world.awaitRows(store, log.rows(Toy.view("x"), id -> !id.equals("good")));
        world.stop(reading);

        // After a restart too the row stays as it was before, though more of its events come.
        var again = world.start(log, context);
        again.tell(log.append(log.entry("bad", new Toy.Added(8)), log.entry("good", new Toy.Added(8)), log.entry("cursed", new Toy.Added(8))));
        world.awaitRows(store, log.rows(Toy.view("x"), id -> !id.equals("good")));
        for (String id : List.of("bad", "cursed")) {
            var row = store.read(id).toCompletableFuture().join().orElseThrow();
            assertThat(row.version()).isEqualTo(1);
            assertThat(row.row().sum()).isEqualTo(1);
        }
        var cases = context.quarantine().of("toy.quarantine", log.name).toCompletableFuture().join();
        assertThat(cases).extracting(Quarantine.Case::id, Quarantine.Case::version)
                .containsExactlyInAnyOrder(tuple("bad", 2L), tuple("cursed", 2L));
        assertThat(cases).allSatisfy(each -> assertThat(each.error()).isNotBlank());
        assertThat(world.lag.of("toy.quarantine", log.name).orElseThrow().quarantined()).isEqualTo(2);
        world.stop(again);
    }

    @Test
    void anEventOfANewerBuildHoldsItsViewUntilThatBuildReadsIt() {
        var log = world.log();
        var store = world.store("newer");
        var context = world.context(List.of(view("toy.newer", store)), List.of());
        var reading = world.start(log, context);
        reading.tell(log.append(log.entry("a", new Toy.Added(1)), log.entry("b", new Toy.Added(1))));
        world.awaitRows(store, log.rows(Toy.view("x"), id -> false));
        reading.tell(log.append(log.ofANewerBuild("a"), log.entry("b", new Toy.Added(2))));
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(world.lag.of("toy.newer", log.name).orElseThrow().lastError()).hasValueSatisfying(why -> assertThat(why).contains("toy.added.99")));

        assertThat(context.quarantine().of("toy.newer", log.name).toCompletableFuture().join()).isEmpty();
        assertThat(world.lag.of("toy.newer", log.name).orElseThrow().segmentsBehind()).isPositive();
        assertThat(store.read("a").toCompletableFuture().join().orElseThrow().version()).isEqualTo(1);
        world.stop(reading);
    }

    @Test
    void aStoreIsHandedAllRowsOfABatchAtOnceAndEachOnce() {
        var log = world.log();
        var store = world.store("at_once");
        var entries = new ArrayList<Segment.Entry>();
        for (int i = 0; i < 60; i++) entries.add(log.entry("toy-" + i % AGGREGATES, new Toy.Added(i)));
        log.append(entries);
        var reading = world.start(log, world.context(List.of(view("toy.at-once", store)), List.of()));
        world.awaitRows(store, log.rows(Toy.view("x"), id -> false));
        assertThat(store.batches).hasValue(1);
        assertThat(store.writes).hasValue(AGGREGATES);
        world.stop(reading);
    }

    @Test
    void aRowThatGetsStuckKeepsWhatCameBeforeThoughTheStoreWasOutJustThen() {
        var log = world.log();
        var store = world.store("stuck_in_outage");
        store.failing = 100;
        log.append(log.entry("bad", new Toy.Added(5)), log.unreadable("bad"));
        var reading = world.start(log, world.context(List.of(view("toy.stuck-in-outage", store)), List.of()));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> store.writes.get() > 3);
        store.failing = 0;
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> world.lag.of("toy.stuck-in-outage", log.name).orElseThrow().quarantined() == 1);
        assertThat(store.read("bad").toCompletableFuture().join()).hasValueSatisfying(row -> assertThat(row.row().sum()).isEqualTo(5));
        world.stop(reading);
    }

    @Test
    void whatIsToldLateOrNeverIsFoundAllTheSame() {
        var log = world.log();
        var store = world.store("untold");
        var reading = world.start(log, world.context(List.of(view("toy.untold", store)), List.of()));
        List<Reading.Confirmed> late = new ArrayList<>();
        for (var confirmed : log.random(random, 120, AGGREGATES)) {
            int fate = random.nextInt(3);
            if (fate == 0) reading.tell(confirmed);
            if (fate == 1) late.add(confirmed);
        }
        Collections.shuffle(late, random);
        late.forEach(reading::tell);
        log.random(random, 3, AGGREGATES);
        world.awaitRows(store, log.rows(Toy.view("x"), id -> false));
        world.stop(reading);
    }

    @Test
    void theLosingRowOfAPositionIsNeverShown() {
        var log = world.log();
        var store = world.store("losers");
        for (int i = 0; i < 30; i++) {
            log.loser(new Segment.Entry(Toy.TYPE, "toy-" + i, 1000 + i, "toy.added", 1, Codec.encode(new Toy.Added(666)), ""));
            log.random(random, 1, AGGREGATES);
        }
        var reading = world.start(log, world.context(List.of(view("toy.losers", store)), List.of()));
        log.loser(new Segment.Entry(Toy.TYPE, "toy-1", 2000, "toy.added", 1, Codec.encode(new Toy.Added(666)), ""));
        var expected = log.rows(Toy.view("x"), id -> false);
        world.awaitRows(store, expected);
        Awaitility.await().during(Duration.ofMillis(700)).atMost(Duration.ofSeconds(60)).until(() -> world.lag.of("toy.losers", log.name).orElseThrow().segmentsBehind() == 0);
        for (int i = 0; i < 30; i++) {
            var row = store.read("toy-" + i).toCompletableFuture().join();
            assertThat(row).isEqualTo(Optional.ofNullable(expected.get("toy-" + i)));
        }
        world.stop(reading);
    }

    @Test
    void aSegmentWithoutAnythingForAViewMovesItsOffsetAllTheSame() {
        var log = world.log();
        var store = world.store("skipping");
        ActorRef<Reading.Message> reading = world.start(log, world.context(List.of(view("toy.skipping", store)), List.of()));
        for (int i = 0; i < 55; i++) {
            reading.tell(log.append(new Segment.Entry("toy.other", "o" + i, 1, "toy.else", 1, new byte[10], "")));
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(world.lag.of("toy.skipping", log.name).orElseThrow().segmentsBehind()).isZero());
        world.stop(reading);
        String offset = world.cql.execute("SELECT offset FROM reading_offset WHERE projection_name = 'toy.skipping.v1' AND projection_key = ? ALLOW FILTERING", log.name)
                .one().getString(0);
        assertThat(Long.parseLong(offset)).isGreaterThanOrEqualTo(40);
    }
}
