package souk.platform.reading;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import souk.devservices.CassandraServer;
import souk.devservices.DevServices;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.kernel.Reaction;
import souk.platform.Entities;
import souk.platform.history.Archive;
import souk.platform.history.HistorySettings;
import souk.platform.journal.CassandraStorage;
import souk.platform.journal.Database;
import souk.platform.journal.Sessions;
import souk.platform.journal.Storage;
import souk.platform.reading.ViewStore.Versioned;
import souk.platform.wire.Names;

/** A real Cassandra, an actor system and a keyspace of its own: what the reading of logs needs around it. */
final class ReadingWorld implements AutoCloseable {
    /** What the commands of reactions are answered with; remembers them. */
    static final class Answers implements Entities {
        final List<Command<?>> commands = new ArrayList<>();
        /** Since when the target of the last command can be there, as the reaction said. */
        volatile long since;
        /** Where every aggregate's events are. */
        volatile String log = "";
        volatile Function<Command<?>, Outcome<?>> answer = command -> Outcome.accepted(souk.kernel.Done.DONE);

        @Override
        @SuppressWarnings("unchecked")
        public <R> CompletableFuture<Outcome<R>> ask(Address<?> to, Command<R> command, Asking how) {
            synchronized (this) {
                commands.add(command);
                since = how.since();
            }
            return CompletableFuture.completedFuture((Outcome<R>) answer.apply(command));
        }

        @Override
        public String log(Address<?> of) {
            return log;
        }

        synchronized List<Command<?>> sent() {
            return List.copyOf(commands);
        }
    }

    final Config config;
    final CqlSession cql;
    final Storage storage;
    final Names names = new Names(List.of(Toy.CAPABILITY));
    final ActorTestKit akka;
    final Answers entities = new Answers();
    final Lag lag = new Lag(InstantSource.system());

    ReadingWorld(String settings) {
        CassandraServer cassandra = DevServices.shared().cassandra();
        String keyspace = "reading_" + UUID.randomUUID().toString().substring(0, 8);
        var contact = cassandra.contactPoint();
        config = ConfigFactory.parseString(settings).withFallback(ConfigFactory.parseString("""
                akka.actor { serialize-messages = on, allow-java-serialization = off }
                akka.loglevel = WARNING
                souk.reading { min-backoff = 50 ms, max-backoff = 500 ms, pace = 5 ms }
                souk.history.pace = 5 ms
                souk.cassandra {
                  contact-points = ["%s:%d"], datacenter = %s, keyspace = %s, request-timeout = 15 s, io-threads = 2
                  replication = "%s"
                }
                """.formatted(contact.getAddress().getHostAddress(), contact.getPort(), cassandra.datacenter(), keyspace, cassandra.replication())))
                .withFallback(ConfigFactory.parseResources("souk-reading.conf")).withFallback(ConfigFactory.defaultReference()).resolve();
        cql = Database.connect(config);
        Database.create(cql, getClass().getClassLoader(), "souk-log.cql");
        Database.create(cql, getClass().getClassLoader(), "souk-reading.cql");
        Database.create(cql, getClass().getClassLoader(), "souk-history.cql");
        storage = new CassandraStorage(cql);
        akka = ActorTestKit.create("reading", config);
        Sessions.of(akka.system()).share(cql, storage, names);
    }

    ToyStore store(String table) {
        return new ToyStore(cql, table);
    }

    ToyLog log() {
        entities.log = "toy-" + UUID.randomUUID();
        return new ToyLog(entities.log, storage, names);
    }

    ReadingContext context(List<ReadingContext.BoundView<?, ?>> views, List<Reaction<?>> reactions) {
        return context(views, reactions, storage, lag);
    }

    ReadingContext context(List<ReadingContext.BoundView<?, ?>> views, List<Reaction<?>> reactions, Storage through, Lag into) {
        return new ReadingContext(views, List.of(), reactions, names::decode, through, entities, new Quarantine(cql), into, ReadingSettings.of(config));
    }

    /** Only a history is kept. */
    ReadingContext context(Archive<?, ?> history) {
        var kept = new ReadingContext.BoundHistory(history.type(), HistorySettings.of(config), generation -> history, false);
        return new ReadingContext(List.of(), List.of(kept), List.of(), names::decode, storage, entities, new Quarantine(cql), lag, ReadingSettings.of(config));
    }

    static ReadingContext.BoundView<?, ?> view(String name, ViewStore<Toy.Row> store) {
        return new ReadingContext.BoundView<>(Toy.view(name), store);
    }

    static ReadingContext.BoundView<?, ?> additions(String name, ViewStore<Toy.Row> store) {
        return new ReadingContext.BoundView<>(Toy.additions(name), store);
    }

    ActorRef<Reading.Message> start(ToyLog log, ReadingContext context) {
        var reading = akka.spawn(Reading.create(log.name, context));
        reading.tell(log.written.get(log.written.size() - 1));
        return reading;
    }

    /** Asks it to stop and waits for it. */
    void stop(ActorRef<Reading.Message> reading) {
        reading.tell(new Reading.Stop());
        var probe = akka.createTestProbe();
        probe.expectTerminated(reading, Duration.ofSeconds(4));
    }

    void awaitRows(ViewStore<Toy.Row> store, Map<String, Versioned<Toy.Row>> expected) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            for (var each : expected.entrySet()) {
                Assertions.assertThat(store.read(each.getKey()).toCompletableFuture().join()).as(each.getKey()).contains(each.getValue());
            }
        });
    }

    @Override
    public void close() {
        akka.shutdownTestKit();
        cql.close();
    }
}
