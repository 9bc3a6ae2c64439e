package souk.platform.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.Done;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.platform.reading.Rereads.Phase;

/** A view that is emptied and read again: done once all its readers are at the end, also when the node that began it is lost, or only slow. */
class RereadsTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static ReadingWorld world;

    @BeforeAll
    static void start() {
        world = new ReadingWorld("");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T12:00:00Z"));
    private final Queue<String> begun = new ConcurrentLinkedQueue<>();
    private final Lag lag = new Lag(now::get);

    /** A node; its readers begin again when {@code ready} is complete. */
    private Rereads node(String name, String view, CompletableFuture<Done> ready) {
        world.cql.execute("CREATE TABLE IF NOT EXISTS " + view + " (id text PRIMARY KEY)");
        return new Rereads(List.of(new Rereads.Subject(view, List.of(view), Map.of(view, List.of("log-0", "log-1")))), world.cql, lag, now::get, name, (reader, log) -> {
            begun.add(name + " " + reader + " " + log);
            return ready;
        });
    }

    private static void row(String view) {
        world.cql.execute("INSERT INTO " + view + " (id) VALUES ('stray')");
    }

    private static boolean empty(String view) {
        return world.cql.execute("SELECT id FROM " + view).all().isEmpty();
    }

    private static Rereads.Report report(Rereads node, String view) {
        return node.of(view).toCompletableFuture().join().fold(report -> report, refusal -> {
            throw new AssertionError(refusal.toString());
        });
    }

    private void later(int seconds) {
        now.updateAndGet(time -> time.plusSeconds(seconds));
    }

    @Test
    void aViewIsEmptiedItsReadersBeginAgainAndItIsDoneWhenAllAreAtTheEnd() {
        var node = node("n", "viewed", CompletableFuture.completedFuture(Done.getInstance()));
        assertThat(report(node, "viewed").phase()).isEqualTo(Phase.DONE);
        row("viewed");
        node.begin("viewed").toCompletableFuture().join();
        assertThat(report(node, "viewed").phase()).isEqualTo(Phase.READING);
        assertThat(empty("viewed")).isTrue();
        assertThat(begun).containsExactlyInAnyOrder("n viewed log-0", "n viewed log-1");

        var one = lag.gauge("viewed", "log-0");
        var two = lag.gauge("viewed", "log-1");
        one.head(7);
        one.passed(7);
        two.head(5);
        two.passed(3);
        later(10);
        node.look();
        await().atMost(SOON).until(() -> report(node, "viewed").progress().equals(List.of(new Rereads.Progress("viewed", "log-0", 7, 7), new Rereads.Progress("viewed", "log-1", 3, 5))));
        assertThat(report(node, "viewed").phase()).isEqualTo(Phase.READING);
        two.passed(5);
        await().atMost(SOON).until(() -> {
            node.look();
            return report(node, "viewed").phase() == Phase.DONE;
        });
    }

    @Test
    void anotherNodeGoesOnWhenOneIsLostAndOneThatWasOnlySlowBeginsAgain() {
        var slow = new CompletableFuture<Done>();
        var a = node("a", "taken_over", slow);
        var b = node("b", "taken_over", CompletableFuture.completedFuture(Done.getInstance()));
        a.begin("taken_over");
        await().atMost(SOON).until(() -> begun.contains("a taken_over log-0"));
        assertThat(a.begin("taken_over").toCompletableFuture().join().<String>fold(report -> "", refusal -> refusal.code())).isEqualTo("reread-in-progress");
        b.look();
        assertThat(report(b, "taken_over").phase()).isEqualTo(Phase.EMPTYING);

        later(20);
        await().atMost(SOON).until(() -> {
            b.look();
            return report(b, "taken_over").phase() == Phase.READING;
        });
        assertThat(begun).contains("b taken_over log-0", "b taken_over log-1");

        row("taken_over");      // for all that a knows it has emptied the table only now
        begun.clear();
        slow.complete(Done.getInstance());
        await().atMost(SOON).until(() -> begun.size() == 2 && report(a, "taken_over").phase() == Phase.READING);
        assertThat(begun).allMatch(each -> each.startsWith("a "));
        assertThat(empty("taken_over")).isTrue();
    }

    @Test
    void whatIsNotThereCannotBeReadAgain() {
        var node = node("n", "known", CompletableFuture.completedFuture(Done.getInstance()));
        assertThat(node.names()).containsExactly("known");
        assertThat(node.begin("unknown").toCompletableFuture().join().<String>fold(report -> "", refusal -> refusal.code())).isEqualTo("not-found");
    }
}
