package souk.platform.partition;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.LoggerFactory;
import souk.kernel.Outcome;
import souk.platform.journal.Storage;

/**
 * One actor system in which partitions of many {@link World}s run, without a cluster. What is broken there on purpose is not logged,
 * unless {@code souk.lab.log} names a level: so a test that reads what is logged does not run beside one with a lab (the resource "log level").
 */
final class Lab implements AutoCloseable {
    /** How many owners a world's log may have one after the other. */
    static final int GENERATIONS = 14;
    private static final long ENOUGH = TimeUnit.SECONDS.toNanos(90);

    private final Map<String, Storage> ways = new ConcurrentHashMap<>();
    private final ActorSystem<Void> system;
    private final String name;
    final FaultyStorage.Count faults = new FaultyStorage.Count();
    final PartitionSettings settings;

    /** @param overrides settings of the partitions, instead of ones that make things happen soon */
    Lab(String name, int worlds, String overrides) {
        this.name = name;
        log(Level.toLevel(System.getProperty("souk.lab.log"), Level.OFF));
        var journals = new StringBuilder();
        for (int world = 0; world < worlds; world++) {
            for (int g = 0; g < GENERATIONS; g++) journals.append("souk.journal-of.").append(name).append(world).append("-g").append(g).append(" = ${souk.journal}\n");
        }
        Config config = ConfigFactory.parseString("""
                akka { loglevel = WARNING, loggers = [akka.event.slf4j.Slf4jLogger], stdout-loglevel = OFF, actor { provider = local, serialize-messages = on }, log-dead-letters = off }
                akka.persistence.max-concurrent-recoveries = 500
                souk.journal { append-patience = 500 ms, recovery-event-timeout = 2 s, circuit-breaker { max-failures = 1000, call-timeout = 5 s, reset-timeout = 100 ms } }
                souk.checkpoints.circuit-breaker { max-failures = 1000000, call-timeout = 5 s, reset-timeout = 100 ms }
                souk.partition { queue = 60, residents = 6, flush-after = 60 ms, flush-together = 3, flush-statement = 96 KiB, load-together = 3, stop-flush = 400 ms, await = 700 ms
                  horizon = 4 s, trust = 40 ms, tick = 15 ms, call-timeout = 300 ms, min-backoff = 10 ms, max-backoff = 120 ms, segment-size = 600 }
                """ + overrides + "\n" + journals).withFallback(ConfigFactory.parseResources("souk-partition.conf")).withFallback(ConfigFactory.defaultReference()).resolve();
        system = ActorSystem.create(Behaviors.empty(), name, config);
        settings = PartitionSettings.from(config.getConfig("souk.partition"));
        World.share(system, ways);
    }

    /** A log of its own, its faults drawn from a seed. */
    World world(int number, long seed, Function<Object, Outcome<?>> bank) {
        return new World(system, ways, name + number, settings, seed, faults, bank);
    }

    private static void log(Level level) {
        // While a class beside this one makes the JVM's first logger, others are handed substitutes.
        await("logging is there", () -> LoggerFactory.getILoggerFactory() instanceof LoggerContext);
        for (String logger : List.of(org.slf4j.Logger.ROOT_LOGGER_NAME, "souk")) ((Logger) LoggerFactory.getLogger(logger)).setLevel(level);
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        log(Level.WARN);
    }

    static void pause(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** Waits until it is so. */
    static void await(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + ENOUGH;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - until > 0) throw new AssertionError("Not in time: " + what);
            pause(10);
        }
    }
}
