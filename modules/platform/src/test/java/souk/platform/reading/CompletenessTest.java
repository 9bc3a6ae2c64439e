package souk.platform.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.platform.reading.ReadingWorld.view;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.platform.Node;
import souk.platform.limits.Limits;

/** Whoever must miss nothing is told when a view shows all that there was, and not before. */
class CompletenessTest {
    private static final int AGGREGATES = 7;
    private static ReadingWorld world;
    private static Node node;

    private final Random random = new Random(11);

    @BeforeAll
    static void start() {
        world = new ReadingWorld("souk.reading { self-check = 300 ms, batch-segments = 7, skipped = 500, save-offset-every = 100 ms }");
        node = new Node(world.entities, world.cql, world.config, InstantSource.system(), Runnable::run, null, new Generations(world.cql), null, Limits.NONE);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static Map<String, Long> ends(Completeness completeness) {
        return completeness.ends().toCompletableFuture().join();
    }

    private static Optional<String> missing(Completeness completeness, Map<String, Long> ends) {
        return completeness.missing(ends).toCompletableFuture().join();
    }

    private static void awaitNothingMissing(Completeness completeness, Map<String, Long> ends) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> missing(completeness, ends).isEmpty());
    }

    @Test
    void itShowsAllOnlyWhenItsReaderHasPassedAllThatThereWas() {
        var log = world.log();
        log.random(random, 3_000, AGGREGATES);
        var completeness = Completeness.of(node, Toy.view("toy.complete"));
        var ends = ends(completeness);
        assertThat(ends).isEqualTo(Map.of(log.name, (long) log.written.size()));
        assertThat(missing(completeness, ends)).hasValueSatisfying(why -> assertThat(why).contains("toy.complete of " + log.name));

        var store = world.store("complete");
        var reading = world.start(log, world.context(List.of(view("toy.complete", store)), List.of()));
        awaitNothingMissing(completeness, ends);
        log.rows(Toy.view("x"), id -> false).forEach((id, row) -> assertThat(store.read(id).toCompletableFuture().join()).as(id).contains(row));
        world.stop(reading);

        // What comes later was not asked about; and segments with nothing for it are not waited for.
        log.append();
        log.append();
        assertThat(missing(completeness, ends(completeness))).isEmpty();
        log.random(random, 1, AGGREGATES);
        var later = ends(completeness);
        assertThat(missing(completeness, ends)).isEmpty();
        assertThat(missing(completeness, later)).isPresent();
        var again = world.start(log, world.context(List.of(view("toy.complete", store)), List.of()));
        awaitNothingMissing(completeness, later);
        world.stop(again);
    }
}
