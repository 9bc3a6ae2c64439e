package souk.platform.reading;

import akka.actor.typed.ActorRef;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.platform.journal.Segment;
import souk.platform.journal.Storage;

/**
 * What reading costs: a program, not a test. Eight logs with five views each, idle, then told of segments of sixteen events as fast as
 * the views take them, once with stores that cost nothing and once with Cassandra. Prints processor time of this process only.
 */
final class ReadingCost {
    private static final int LOGS = 8;
    private static final int VIEWS = 5;
    private static final int EVENTS = 16;
    private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static final class NoStore implements ViewStore<Toy.Row> {
        @Override
        public CompletionStage<Optional<Versioned<Toy.Row>>> read(String id) {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public CompletionStage<?> write(String id, Versioned<Toy.Row> row) {
            return CompletableFuture.completedFuture(null);
        }
    }

    public static void main(String[] args) throws InterruptedException {
        try (var world = new ReadingWorld("souk.reading { pace = 50 ms, self-check = 1 minute, min-backoff = 300 ms }, akka.actor.serialize-messages = off")) {
            for (int round = 0; round < 3; round++) run(world, "free" + round, 40_000, view -> new NoStore());
            trickle(world);
            for (int round = 0; round < 2; round++) {
                int number = round;
                run(world, "cassandra" + round, 3_000, view -> world.store("cost_" + number + "_" + view));
            }
        }
        System.exit(0);
    }

    private static void run(ReadingWorld world, String name, int segments, java.util.function.IntFunction<ViewStore<Toy.Row>> store) throws InterruptedException {
        List<ReadingContext.BoundView<?, ?>> views = new ArrayList<>();
        for (int i = 0; i < VIEWS; i++) views.add(ReadingWorld.view("toy." + name + "-" + i, store.apply(i)));
        var context = world.context(views, List.of());
        List<ActorRef<Reading.Message>> readings = new ArrayList<>();
        List<String> logs = new ArrayList<>();
        for (int i = 0; i < LOGS; i++) {
            String log = name + "-" + i + "-" + UUID.randomUUID();
            logs.add(log);
            var reading = world.akka.spawn(Reading.create(log, context));
            reading.tell(confirmed(log, 1, List.of()));
            readings.add(reading);
        }
        Thread.sleep(3_000);
        measure(name + ": idle", 0, () -> Thread.sleep(20_000));
        measure(name + ": " + LOGS + " logs x " + VIEWS + " views", (long) segments * EVENTS * VIEWS, () -> {
            for (int i = 0; i < segments; i++) {
                int log = i % LOGS;
                long position = i / LOGS + 2;
                var entries = new ArrayList<Segment.Entry>(EVENTS);
                for (int j = 0; j < EVENTS; j++) {
                    // Every aggregate has five events, one a segment.
                    long number = (position - 2) / 5 * EVENTS + j;
                    entries.add(world.names.encode(Toy.BLUEPRINT, logs.get(log) + number, (position - 2) % 5 + 1, new Toy.Added(j), "cost"));
                }
                readings.get(log).tell(confirmed(logs.get(log), position, entries));
                // Not further ahead than the ring holds, as the log in the database is empty.
                if (log == 0 && position % 50 == 0) await(world, logs, position - 300);
            }
            await(world, logs, segments / LOGS + 1);
        });
        readings.forEach(world::stop);
    }

    /** A quiet shop: twenty segments of one event a second in every log. */
    private static void trickle(ReadingWorld world) throws InterruptedException {
        List<ReadingContext.BoundView<?, ?>> views = new ArrayList<>();
        for (int i = 0; i < VIEWS; i++) views.add(ReadingWorld.view("toy.trickle-" + i, new NoStore()));
        var context = world.context(views, List.of());
        List<ActorRef<Reading.Message>> readings = new ArrayList<>();
        List<String> logs = new ArrayList<>();
        for (int i = 0; i < LOGS; i++) {
            logs.add("trickle-" + i + "-" + UUID.randomUUID());
            readings.add(world.akka.spawn(Reading.create(logs.get(i), context)));
            readings.get(i).tell(confirmed(logs.get(i), 1, List.of()));
        }
        int segments = 400;
        measure("trickle: 20 segments a second and log", (long) segments * LOGS * VIEWS, () -> {
            for (int position = 2; position < segments + 2; position++) {
                for (int log = 0; log < LOGS; log++) {
                    var entry = world.names.encode(Toy.BLUEPRINT, logs.get(log) + position, 1, new Toy.Added(1), "cost");
                    readings.get(log).tell(confirmed(logs.get(log), position, List.of(entry)));
                }
                Thread.sleep(50);
            }
            await(world, logs, segments + 1);
        });
        readings.forEach(world::stop);
    }

    private static Reading.Confirmed confirmed(String log, long position, List<Segment.Entry> entries) {
        var head = new Storage.Head(position, UUID.randomUUID());
        return new Reading.Confirmed(head, new Segment(log, position, head.segment(), Instant.now(), entries));
    }

    private static void await(ReadingWorld world, List<String> logs, long position) throws InterruptedException {
        while (world.lag.readers().stream().anyMatch(reader -> reader.offset() < position)) Thread.sleep(5);
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private static void measure(String what, long events, Work work) throws InterruptedException {
        long cpu = PROCESS.getProcessCpuTime();
        long time = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - time) / 1e9;
        double busy = (PROCESS.getProcessCpuTime() - cpu) / 1e9;
        System.out.printf("%s: %.1f s, %.1f %% of a core%s%n", what, seconds, 100 * busy / seconds,
                events == 0 ? "" : String.format(", %,.0f view events/s, %.1f us CPU each", events / seconds, 1e6 * busy / events));
    }
}
