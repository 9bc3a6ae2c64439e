package souk.platform.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.projection.ProjectionId;
import akka.projection.javadsl.ProjectionManagement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.kernel.Blueprint;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Node;
import souk.platform.history.Archive;
import souk.platform.history.AsOf;
import souk.platform.history.History;
import souk.platform.history.HistorySettings;
import souk.platform.journal.Segment;

/** What every aggregate was at each version and time, against folds in memory; on a real Cassandra. */
class HistoryTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static ReadingWorld world;

    @BeforeAll
    static void start() {
        world = new ReadingWorld("souk.history { snapshot-every = 7, patience = 2 s }");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    /** What is true at a version. */
    private record Truth(Toy.Row state, Instant at, long position, String name) {}

    private static Archive<Toy.Row, Toy.ToyEvent> archive(Blueprint<Toy.Row, Toy.ToyEvent> blueprint) {
        return Archive.of(blueprint, world.cql, 1, HistorySettings.of(world.config), ForkJoinPool.commonPool());
    }

    private static History<Toy.Row, Toy.ToyEvent> history(Blueprint<Toy.Row, Toy.ToyEvent> blueprint) {
        return History.of(new Node(world.entities, world.cql, world.config, InstantSource.system(), ForkJoinPool.commonPool()), blueprint, "toy", "text");
    }

    /** A fold in memory of what was written, by aggregate; its i-th is version i + 1. */
    private static Map<String, List<Truth>> truth(ToyLog log) {
        var truth = new LinkedHashMap<String, List<Truth>>();
        for (var confirmed : log.written) {
            for (var entry : confirmed.segment().entries()) {
                var past = truth.computeIfAbsent(entry.id(), id -> new ArrayList<>());
                var before = past.isEmpty() ? Toy.Row.EMPTY : past.get(past.size() - 1).state;
                past.add(new Truth(Toy.BLUEPRINT.apply(before, world.names.decode(entry)), confirmed.segment().now(), confirmed.segment().position(), entry.name()));
            }
        }
        return truth;
    }

    private static <R> R accepted(CompletionStage<Outcome<R>> outcome) {
        return outcome.toCompletableFuture().join().fold(reply -> reply, refusal -> {
            throw new AssertionError(refusal.toString());
        });
    }

    private static <R> Rejection refused(CompletionStage<Outcome<R>> outcome) {
        return outcome.toCompletableFuture().join().fold(reply -> {
            throw new AssertionError("accepted: " + reply);
        }, refusal -> refusal);
    }

    private static int everyMomentIsTold(ToyLog log, Blueprint<Toy.Row, Toy.ToyEvent> blueprint) {
        var history = history(blueprint);
        int asked = 0;
        for (var each : truth(log).entrySet()) {
            String id = each.getKey();
            var truth = each.getValue();
            int newest = truth.size();
            var byVersion = new ArrayList<CompletionStage<Outcome<History.Past<Toy.Row>>>>();
            var byTime = new ArrayList<CompletionStage<Outcome<History.Past<Toy.Row>>>>();
            for (int version = 1; version <= newest; version++) {
                byVersion.add(history.asOf(id, new AsOf.Version(version), newest));
                byTime.add(history.asOf(id, new AsOf.Time(truth.get(version - 1).at), newest));
            }
            for (int version = 1; version <= newest; version++) {
                var then = truth.get(version - 1);
                assertThat(accepted(byVersion.get(version - 1))).isEqualTo(new History.Past<>(then.state, version, then.at));
                // Events of one segment share its time: that time means after the last of them.
                int last = version;
                while (last < newest && truth.get(last).at.equals(then.at)) last++;
                assertThat(accepted(byTime.get(version - 1))).isEqualTo(new History.Past<>(truth.get(last - 1).state, last, then.at));
                asked += 2;
            }
            assertThat(refused(history.asOf(id, new AsOf.Time(truth.get(0).at.minusMillis(1)), newest)).code()).isEqualTo("not-found");
            assertThat(accepted(history.asOf(id, new AsOf.Time(Instant.parse("2099-01-01T00:00:00Z")), newest)).version()).isEqualTo(newest);
            everyEventIsTold(history, id, truth);
        }
        return asked;
    }

    private static void everyEventIsTold(History<Toy.Row, Toy.ToyEvent> history, String id, List<Truth> truth) {
        long after = 0;
        while (after < truth.size()) {
            var some = accepted(history.events(id, after, 50, truth.size()));
            assertThat(some).hasSize((int) Math.min(50, truth.size() - after));
            for (var happened : some) {
                var then = truth.get((int) after++);
                assertThat(happened.version()).isEqualTo(after);
                assertThat(happened.at()).isEqualTo(then.at);
                assertThat(happened.name()).isEqualTo(then.name);
                assertThat(happened.cause()).isEqualTo("test");
                if (then.name.equals("toy.noted")) assertThat(happened.data()).hasToString("{\"text\":\"(not shown)\"}");
                else assertThat(happened.data()).hasSize(1);
            }
        }
    }

    private static long snapshots(String id, int form) {
        return world.cql.execute("SELECT form FROM history_snapshot WHERE type = ? AND id = ? AND chunk = 0", Toy.TYPE, id).all().stream().mapToInt((Row row) -> row.getInt(0)).filter(f -> f == form).count();
    }

    private static void atTheEnd(ToyLog log) {
        long head = log.written.get(log.written.size() - 1).head().position();
        await().atMost(SOON).until(() -> world.lag.of("history." + Toy.TYPE, log.name).filter(reader -> reader.offset() == head).isPresent());
    }

    /** Its reader begins again at the log's start. */
    private static void again(ToyLog log) {
        ProjectionManagement.get(world.akka.system()).clearOffset(ProjectionId.of("history." + Toy.TYPE + ".v1", log.name)).toCompletableFuture().join();
    }

    @Test
    void everyStateOfEveryAggregateIsToldByVersionAndByTimeAlsoAfterItWasReadAgain() {
        var log = world.log();
        log.random(new Random(1), 90, 6);
        var archive = archive(Toy.BLUEPRINT);
        var reading = world.start(log, world.context(archive));
        atTheEnd(log);
        System.out.println(everyMomentIsTold(log, Toy.BLUEPRINT) + " states told; " + archive.store().rowsWritten() + " events in " + archive.store().mutations() + " mutations");

        // Live, and read again while it goes on.
        for (int i = 0; i < 8; i++) {
            log.random(new Random(100 + i), 5, 6).forEach(reading::tell);
            if (i == 4) again(log);
        }
        atTheEnd(log);
        everyMomentIsTold(log, Toy.BLUEPRINT);

        // From nothing.
        world.stop(reading);
        world.cql.execute("TRUNCATE history");
        world.cql.execute("TRUNCATE history_epoch");
        world.cql.execute("TRUNCATE history_snapshot");
        reading = world.start(log, world.context(archive));
        again(log);
        atTheEnd(log);
        await().atMost(SOON).untilAsserted(() -> everyMomentIsTold(log, Toy.BLUEPRINT));
        world.stop(reading);

        // Snapshots of another page version are of no use, and are not looked at; reading makes new ones.
        String id = truth(log).keySet().iterator().next();
        assertThat(snapshots(id, 1)).isGreaterThan(5);
        assertThat(snapshots(id, 2)).isZero();
        everyMomentIsTold(log, Toy.blueprint(2));
        assertThat(snapshots(id, 2)).isGreaterThan(5);
    }

    @Test
    void whatHappensToManyAtOnceIsFewWrites() {
        var log = world.log();
        // As checkouts do: six hundred things to which six things happen, a few at a time.
        var entries = new ArrayList<Segment.Entry>();
        for (int event = 0; event < 6; event++) for (int i = 0; i < 600; i++) entries.add(log.entry("bought-" + i, new Toy.Renamed("a name of some length, " + event)));
        for (int from = 0; from < entries.size(); from += 90) log.append(entries.subList(from, from + 90));
        long events = writes("history");
        long epochs = writes("history_epoch");
        var archive = Archive.of(Toy.BLUEPRINT, world.cql, 1, HistorySettings.of(ConfigFactory.parseString("souk.history.snapshot-every = 1000")), ForkJoinPool.commonPool());
        var reading = world.start(log, world.context(archive));
        atTheEnd(log);
        assertThat(archive.store().rowsWritten()).isEqualTo(3_600);
        events = writes("history") - events;
        epochs = writes("history_epoch") - epochs;
        System.out.println("3,600 events of 600 aggregates: " + events + " writes of events, and " + epochs + " of their epochs");
        // All of them are one batch: so many buckets of each table.
        assertThat(events).isLessThanOrEqualTo(16);
        assertThat(epochs).isLessThanOrEqualTo(32);
        var truth = truth(log);
        for (int i = 0; i < 600; i += 20) everyEventIsTold(history(Toy.BLUEPRINT), "bought-" + i, truth.get("bought-" + i));
        world.stop(reading);
    }

    /** How many writes this table has seen. */
    private static long writes(String table) {
        return world.cql.execute("SELECT count FROM system_views.local_write_latency WHERE keyspace_name = ? AND table_name = ?", world.cql.getKeyspace().orElseThrow().asInternal(), table)
                .one().getLong(0);
    }

    @Test
    void anEventThatNobodyCanReadHidesWhatCameAfterItAndNothingElse() {
        var log = world.log();
        var broken = "broken-" + log.name;
        for (int i = 0; i < 10; i++) log.append(log.entry(broken, new Toy.Added(i)));
        log.append(log.unreadable(broken), log.entry("sound-" + log.name, new Toy.Added(1)));
        log.append(new Segment.Entry(Toy.TYPE, broken, 12, "toy.of-tomorrow", 1, souk.platform.wire.Codec.encode(Map.of("text", "later")), "test"));
        var reading = world.start(log, world.context(archive(Toy.BLUEPRINT)));
        var history = history(Toy.BLUEPRINT);
        assertThat(accepted(history.asOf(broken, new AsOf.Version(10), 12)).state().sum()).isEqualTo(45);
        assertThat(refused(history.asOf(broken, new AsOf.Version(11), 12)).code()).isEqualTo("unreadable");
        assertThat(accepted(history.asOf("sound-" + log.name, new AsOf.Version(1), 1)).state().sum()).isEqualTo(1);
        assertThat(accepted(history.events(broken, 11, 5, 12)).get(0).data()).hasToString("{\"text\":\"(not shown)\"}");
        world.stop(reading);
    }

    @Test
    void aQuestionWaitsForTheReaderAndNotForEver() {
        var log = world.log();
        var id = "waiting-" + log.name;
        var history = history(Toy.BLUEPRINT);
        log.append(log.entry(id, new Toy.Added(5)));
        var asked = history.asOf(id, new AsOf.Version(1), 1).toCompletableFuture();
        var reading = world.start(log, world.context(archive(Toy.BLUEPRINT)));
        assertThat(accepted(asked).state().sum()).isEqualTo(5);
        var behind = refused(history.asOf(id, new AsOf.Version(1), 2));
        assertThat(behind.kind()).isEqualTo(Rejection.Kind.OVERLOADED);
        assertThat(behind.code()).isEqualTo("history-behind");
        assertThat(refused(history.asOf(id, new AsOf.Version(2), 1)).code()).isEqualTo("not-found");
        assertThat(refused(history.asOf(id, new AsOf.Version(0), 1)).code()).isEqualTo("not-found");
        assertThat(refused(history.events(id, 0, 5, 0)).code()).isEqualTo("not-found");
        world.stop(reading);
    }
}
