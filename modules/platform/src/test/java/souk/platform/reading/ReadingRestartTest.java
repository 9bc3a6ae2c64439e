package souk.platform.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.platform.reading.ReadingWorld.view;

import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import souk.platform.journal.Storage;

/** The reader of a log that breaks begins again by itself, where it was. */
@ResourceLock("log level")
class ReadingRestartTest {
    private static ReadingWorld world;
    private final Random random = new Random(11);

    @BeforeAll
    static void start() {
        world = new ReadingWorld("souk.reading { self-check = 200 ms, save-offset-every = 50 ms }");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void aReaderThatBreaksGoesOnFromItsOffsetWithoutBeingTold() {
        var log = world.log();
        var failures = new AtomicInteger();
        var breaking = (Storage) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
            if (method.getName().equals("head") && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) throw new IllegalStateException("nobody thought of that");
            try {
                return method.invoke(world.storage, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
        var store = world.store("restarted");
        log.random(random, 20, 10);
        var reading = world.start(log, world.context(List.of(view("toy.restarted", store)), List.of(), breaking, world.lag));
        world.awaitRows(store, log.rows(Toy.view("x"), id -> false));
        long head = log.written.get(log.written.size() - 1).head().position();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> offset("toy.restarted", log) == head);

        store.writes.set(0);
        // The second time as soon as it has started again. Of what is written meanwhile nobody tells it.
        LoggingTestKit.error(log.name).withMessageContains("starts again").withOccurrences(2).expect(world.akka.system(), () -> {
            failures.set(2);
            return log.append(log.entry("late", new Toy.Added(7)));
        });
        world.awaitRows(store, log.rows(Toy.view("x"), id -> false));
        assertThat(store.writes).as("the one row, once for each start at most: what was shown before is not written again").hasValueBetween(1, 3);
        Awaitility.await("one that starts again is counted once").atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(world.lag.readers()).filteredOn(each -> each.log().equals(log.name)).hasSize(1));
        world.stop(reading);
        assertThat(world.lag.of("toy.restarted", log.name)).isEmpty();
    }

    private static long offset(String view, ToyLog log) {
        var row = world.cql.execute("SELECT offset FROM reading_offset WHERE projection_name = ? AND projection_key = ? ALLOW FILTERING", view + ".v1", log.name).one();
        return row == null ? -1 : Long.parseLong(row.getString(0));
    }
}
