package souk.platform.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.kernel.Outcome;
import souk.platform.journal.LogReader;
import souk.platform.reading.Generations.Phase;
import souk.platform.wire.Codec;

/** A rebuild that does not get on ends, by itself or because somebody gives it up, and costs what serves nothing. */
class GivenUpRebuildTest {
    private static ReadingWorld world;

    /** An index that does what it is told to, or not; remembers what it did. */
    private static final class ToyModel implements ReadModel {
        final List<String> done = new CopyOnWriteArrayList<>();
        final String name = "toy-" + UUID.randomUUID();
        volatile String broken = "";
        volatile Runnable comparing = () -> { };
        volatile int differing;

        private CompletionStage<?> done(String what, int generation) {
            if (broken.equals(what + " " + generation)) return CompletableFuture.failedFuture(new IllegalStateException(what + " " + generation + " does not work"));
            done.add(what + " " + generation);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public CompletionStage<?> prepare(int generation) {
            return done("prepare", generation);
        }

        @Override
        public CompletionStage<?> hold(int generation) {
            return done("hold", generation);
        }

        @Override
        public CompletionStage<?> show(int generation) {
            return done("show", generation);
        }

        @Override
        public CompletionStage<?> serve(int generation) {
            return done("serve", generation);
        }

        @Override
        public CompletionStage<Comparison> compare(int one, int other) {
            return CompletableFuture.runAsync(comparing).thenApply(done -> new Comparison(5, differing, List.of()));
        }

        @Override
        public CompletionStage<?> drop(int generation) {
            return done("drop", generation);
        }

        /** What is asked of it now. */
        int serves() {
            return done.stream().filter(what -> what.startsWith("serve ")).reduce((first, last) -> last).map(what -> Integer.parseInt(what.substring(6))).orElse(1);
        }

        /** Whether what is written to a generation becomes visible. */
        boolean shows(int generation) {
            return done.stream().filter(what -> what.endsWith("e " + generation) || what.endsWith("d " + generation) || what.endsWith("w " + generation))
                    .filter(what -> what.startsWith("hold") || what.startsWith("show")).reduce((first, last) -> last).orElse("show").startsWith("show");
        }
    }

    private final ToyModel model = new ToyModel();
    private final AtomicInteger ahead = new AtomicInteger();
    private final InstantSource clock = () -> Instant.now().plusSeconds(ahead.get());

    @BeforeAll
    static void start() {
        world = new ReadingWorld("");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private Rebuilds rebuilds(Map<String, List<String>> logsByView) {
        return rebuilds(logsByView, "here");
    }

    private Rebuilds rebuilds(Map<String, List<String>> logsByView, String node) {
        var headway = new Headway(world.cql, world.lag, new LogReader(world.storage), clock);
        return new Rebuilds(List.of(new Headway.Subject(model, logsByView)), new Generations(world.cql), headway, clock, node);
    }

    private Rebuilds.Report report(Rebuilds rebuilds) {
        return asked(rebuilds.of(model.name));
    }

    private static Rebuilds.Report asked(CompletionStage<Outcome<Rebuilds.Report>> answer) {
        return ((Outcome.Accepted<Rebuilds.Report>) answer.toCompletableFuture().join()).reply();
    }

    private static String code(CompletionStage<Outcome<Rebuilds.Report>> answer) {
        return ((Outcome.Refused<Rebuilds.Report>) answer.toCompletableFuture().join()).rejection().code();
    }

    /** Lets it work, a second of its own time each time, until it stands so. */
    private Rebuilds.Report until(Rebuilds rebuilds, Function<Rebuilds.Report, Boolean> so) {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20)).until(() -> {
            ahead.incrementAndGet();
            rebuilds.look();
            return report(rebuilds);
        }, so::apply);
    }

    @Test
    void aGenerationThatCannotBeBuiltIsGivenUp() {
        model.broken = "prepare 2";
        var rebuilds = rebuilds(Map.of());
        assertThat(code(rebuilds.cancel(model.name))).isEqualTo("nothing-to-cancel");
        rebuilds.rebuild(model.name).toCompletableFuture().join();
        var stuck = until(rebuilds, report -> report.state().problem().isPresent());
        assertThat(stuck.state().phase()).isEqualTo(Phase.PREPARING);
        assertThat(stuck.state().written()).as("nobody writes to what is not there").containsExactly(1);
        assertThat(stuck.state().problem()).contains("prepare 2 does not work");
        assertThat(code(rebuilds.finish(model.name))).isEqualTo("rebuild-in-progress");

        assertThat(asked(rebuilds.cancel(model.name)).state().phase()).isEqualTo(Phase.DROPPING);
        var over = until(rebuilds, report -> report.state().phase() == Phase.RESTING);
        assertThat(over.state().serving()).isEqualTo(1);
        assertThat(over.state().other()).isEmpty();
        assertThat(over.state().problem()).isEmpty();
        assertThat(model.done).as("what serves is not touched").containsExactly("drop 2");

        // The next one has another number: what may still come late for the one that was given up finds nothing.
        rebuilds.rebuild(model.name).toCompletableFuture().join();
        assertThat(until(rebuilds, report -> report.state().phase() == Phase.RESTING).state().serving()).isEqualTo(3);
        assertThat(model.serves()).isEqualTo(3);
    }

    @Test
    void anotherNodeGoesOnWhenTheOneThatBuildsIsLost() {
        rebuilds(Map.of(), "lost").rebuild(model.name).toCompletableFuture().join();
        var done = until(rebuilds(Map.of(), "another"), report -> report.state().phase() == Phase.RESTING);
        assertThat(done.state().serving()).isEqualTo(2);
        assertThat(done.state().worker()).isEqualTo("another");
        assertThat(model.done).containsExactly("prepare 2", "show 2", "hold 1", "show 2", "serve 2", "show 1");
    }

    @Test
    void aViewThatWasMendedTakesOverWhenSomebodySaysSo() {
        model.differing = 3;
        var rebuilds = rebuilds(Map.of());
        rebuilds.rebuild(model.name).toCompletableFuture().join();
        var different = until(rebuilds, report -> report.state().rests());
        assertThat(different.state().phase()).isEqualTo(Phase.DIFFERENT);
        assertThat(different.state().serving()).isEqualTo(1);
        assertThat(different.state().written()).as("it is written on, so that it can take over").containsExactlyInAnyOrder(1, 2);
        assertThat(code(rebuilds.rollback(model.name))).isEqualTo("generations-differ");
        rebuilds.takeOver(model.name).toCompletableFuture().join();
        assertThat(until(rebuilds, report -> report.state().phase() == Phase.RESTING).state().serving()).isEqualTo(2);
        assertThat(model.serves()).isEqualTo(2);
        assertThat(code(rebuilds.rebuild("unknown"))).isEqualTo("not-found");
    }

    @Test
    void readersThatNeverComeAreWaitedForUntilSomebodyGivesUp() {
        var log = world.log();
        var rebuilds = rebuilds(Map.of("toy.never", List.of(log.name)));
        rebuilds.rebuild(model.name).toCompletableFuture().join();
        until(rebuilds, report -> ahead.get() > 100);
        assertThat(report(rebuilds).state().phase()).isEqualTo(Phase.BUILDING);
        rebuilds.cancel(model.name).toCompletableFuture().join();
        assertThat(until(rebuilds, report -> report.state().phase() == Phase.RESTING).state().other()).isEmpty();
        assertThat(model.done).containsExactly("prepare 2", "drop 2");
    }

    @Test
    void aSwitchThatDoesNotWorkEndsAndSaysWhy() {
        model.broken = "serve 2";
        var rebuilds = rebuilds(Map.of());
        rebuilds.rebuild(model.name).toCompletableFuture().join();
        until(rebuilds, report -> report.state().phase() == Phase.SWITCHING);
        assertThat(code(rebuilds.cancel(model.name))).isEqualTo("nothing-to-cancel");
        var failed = until(rebuilds, report -> report.state().phase() == Phase.FAILED);
        assertThat(failed.state().problem()).contains("serve 2 does not work");
        assertThat(failed.state().serving()).isEqualTo(1);
        assertThat(model.serves()).isEqualTo(1);
        assertThat(model.shows(1)).isTrue();
        assertThat(failed.state().written()).as("it is written on, so that it can be tried again").containsExactlyInAnyOrder(1, 2);

        model.broken = "";
        rebuilds.rollback(model.name).toCompletableFuture().join();
        assertThat(until(rebuilds, report -> report.state().phase() == Phase.RESTING).state().serving()).isEqualTo(2);
        assertThat(model.serves()).isEqualTo(2);
    }

    @Test
    void aSwitchWhoseReadersFallBehindEndsAndNamesThem() {
        var log = world.log();
        var gauge = world.lag.gauge("toy.behind.v2", log.name);
        gauge.passed(log.written.size());
        model.comparing = log::append;
        var rebuilds = rebuilds(Map.of("toy.behind", List.of(log.name)));
        rebuilds.rebuild(model.name).toCompletableFuture().join();
        var failed = until(rebuilds, report -> report.state().rests());
        assertThat(failed.state().phase()).isEqualTo(Phase.FAILED);
        assertThat(failed.state().problem().orElseThrow()).contains("toy.behind.v2 of " + log.name + " is at 1 of ");
        assertThat(model.serves()).isEqualTo(1);
        assertThat(model.shows(1)).isTrue();
        assertThat(report(rebuilds).progress()).hasSize(1);
        rebuilds.finish(model.name).toCompletableFuture().join();
        assertThat(until(rebuilds, report -> report.state().phase() == Phase.RESTING).state().other()).isEmpty();
        assertThat(model.done).endsWith("drop 2");
    }

    @Test
    void aStateFromBeforeThereWereProblemsCanBeRead() {
        var old = Codec.fromJson(Codec.toJson(Generations.State.FIRST).replaceAll(",?\\s*\"problem\" : null", ""), Generations.State.class);
        assertThat(old.problem()).isEqualTo(Optional.empty());
    }
}
