package souk.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.devservices.DevServices;
import souk.platform.journal.Storage.Appointment;
import souk.platform.journal.Storage.Due;
import souk.platform.partition.MemoryStorage;

/** A process that has an open step is looked at when its partition starts, also when it is to be woken at the very time that its step was written for. */
class AppointmentTest {
    private static void aStepStays(Storage storage) {
        String log = "appointments-0";
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS).plus(Duration.ofMinutes(10));
        var step = new Appointment(at, "toy", "t", Due.STEP);
        var wake = new Appointment(at, "toy", "t", Due.WAKE);
        storage.appoint(log, List.of(step)).toCompletableFuture().join();
        storage.appoint(log, List.of(wake)).toCompletableFuture().join();
        assertThat(storage.agenda(log, at, at.plusMillis(1)).toCompletableFuture().join()).containsExactly(step);

        var other = new Appointment(at, "toy", "other", Due.WAKE);
        storage.appoint(log, List.of(other)).toCompletableFuture().join();
        storage.appoint(log, List.of(new Appointment(at, "toy", "other", Due.STEP))).toCompletableFuture().join();
        assertThat(storage.agenda(log, at, at.plusMillis(1)).toCompletableFuture().join()).extracting(Appointment::due).containsExactly(Due.STEP, Due.STEP);

        var old = Instant.now().minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.MILLIS);
        storage.appoint(log, List.of(new Appointment(old, "toy", "old", Due.STEP))).toCompletableFuture().join();
        storage.forgetAgendaBefore(log, old, Instant.now()).toCompletableFuture().join();
        assertThat(storage.agenda(log, old, old.plusMillis(1)).toCompletableFuture().join()).as("a day that is over can be forgotten").isEmpty();
    }

    @Test
    void aStepStaysInCassandra() {
        var cassandra = DevServices.shared().cassandra();
        try (var first = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).build()) {
            first.execute("CREATE KEYSPACE IF NOT EXISTS appointment_test WITH replication = " + DevServices.shared().cassandra().replication());
        }
        try (var cql = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).withKeyspace("appointment_test").build()) {
            Database.create(cql, getClass().getClassLoader(), "souk-log.cql");
            aStepStays(new CassandraStorage(cql));
        }
    }

    @Test
    void aStepStaysInMemory() {
        aStepStays(new MemoryStorage());
    }
}
