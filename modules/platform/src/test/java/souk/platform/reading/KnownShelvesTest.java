package souk.platform.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which shelves are read again, their changes counted in a real Cassandra. */
class KnownShelvesTest {
    private static ReadingWorld world;
    private static int generations;

    private final int generation = ++generations;
    /** What the shelves hold, and which were read. */
    private final ConcurrentHashMap<Integer, String> held = new ConcurrentHashMap<>();
    private final List<Integer> read = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void start() {
        world = new ReadingWorld("");
        world.cql.execute("CREATE TABLE marks_changes (generation int, shelf int, changes counter, PRIMARY KEY ((generation), shelf))");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void fill() {
        for (int shelf = 0; shelf < Shelves.COUNT; shelf++) held.put(shelf, "empty");
    }

    private KnownShelves<String> node() {
        return new KnownShelves<>(world.cql, generation, "marks_changes", 4, shelf -> {
            read.add(shelf);
            String found = held.get(shelf);
            return found.equals("torn") ? CompletableFuture.failedFuture(new IllegalStateException("torn")) : CompletableFuture.completedFuture(found);
        });
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private List<Integer> readBy(KnownShelves<String> node) {
        read.clear();
        assertThat(done(node.all())).isEqualTo(IntStream.range(0, Shelves.COUNT).mapToObj(held::get).toList());
        return List.copyOf(read);
    }

    @Test
    void aShelfIsReadOnceAndAgainWhenSomebodySaysThatItHasChanged() {
        var node = node();
        var other = node();
        assertThat(readBy(node)).containsExactlyInAnyOrderElementsOf(IntStream.range(0, Shelves.COUNT).boxed().toList());
        assertThat(readBy(node)).isEmpty();
        held.put(Shelves.of("a"), "something of a");
        held.put(Shelves.of("b"), "something of b");
        done(other.changed(List.of("a", "b", "a")));
        assertThat(readBy(node)).containsExactlyInAnyOrder(Shelves.of("a"), Shelves.of("b"));
        assertThat(readBy(node)).isEmpty();
        assertThat(readBy(other)).hasSize(Shelves.COUNT);
        done(node.changed(List.of()));
        done(node.changed(List.of("a")));
        assertThat(readBy(node)).containsExactly(Shelves.of("a"));
        assertThat(readBy(other)).containsExactly(Shelves.of("a"));
    }

    @Test
    void whatCouldNotBeReadIsNotKnown() {
        var node = node();
        held.put(3, "torn");
        assertThatThrownBy(() -> done(node.all())).hasRootCauseMessage("torn");
        held.put(3, "mended");
        assertThat(readBy(node)).contains(3).doesNotContain(0);
        assertThat(readBy(node)).isEmpty();
    }
}
