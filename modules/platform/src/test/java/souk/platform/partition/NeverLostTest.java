package souk.platform.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import souk.kernel.Outcome;
import souk.platform.Entities;
import souk.platform.partition.Resident.Key;

/** Deadlines and process steps come, whatever clocks and owners do: each test drives one course of events in which one could be forgotten. */
@ResourceLock(value = "log level", mode = ResourceAccessMode.READ)
class NeverLostTest {
    private static Lab lab;

    @BeforeAll
    static void start() {
        lab = new Lab("never", 10, "");
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static Entities.Asking within(int millis) {
        return Entities.Asking.DEFAULT.within(Duration.ofMillis(millis));
    }

    private static void add(World world, String op) {
        Lab.await(op + " is added", () -> world.ask(Tally.at("t"), new Tally.Add(op, 1), within(2_000)).join() instanceof Outcome.Accepted);
    }

    private static Object state(World world, String type, String id) {
        return Judge.chain(world.look()).state(new Key(type, id));
    }

    @Test
    void whatWasBegunAfterTheClockOfAnEarlierOwnerHadRunAheadIsTakenUpByTheNext() {
        var open = new AtomicBoolean();
        var world = lab.world(0, 0, request -> open.get() ? Outcome.accepted("paid") : null);
        var ahead = world.start(0, 0);
        add(world, "op1");
        add(world, "op2");
        // It writes nothing more, only says, by a clock that has jumped, that every deadline up to now was seen to.
        ahead.skew.set(60_000);
        Instant soon = Instant.now().plusSeconds(30);
        Lab.await("the checkpoint says so", () -> world.look().checkpoint().handled().isAfter(soon));
        ahead.kill();
        world.remove(ahead);

        var second = world.start(0, 0);
        add(world, "op3");
        world.ask(Transfer.at("p"), new Transfer.Begin("p", "from", "to", 7), within(500));
        Lab.await("it waits for the bank", () -> state(world, "toy.transfer", "p") instanceof Transfer transfer && transfer.status() == Transfer.Status.BOOKED);
        world.ask(Bell.at("b"), new Bell.Set(Instant.now().plusSeconds(20)), within(2_000)).join();
        long begun = world.look().head().position();
        add(world, "op4");
        Lab.await("the checkpoint is behind it", () -> world.look().checkpoint().position() >= begun);
        Judge.storedIsSound(world.look());
        second.kill();
        world.remove(second);

        open.set(true);
        var third = world.start(0, 60_000);
        Lab.await("it is paid", () -> ((Transfer) state(world, "toy.transfer", "p")).status() == Transfer.Status.DONE);
        Lab.await("it has rung", () -> ((Bell) state(world, "toy.bell", "b")).rung() == 1);
        third.kill();
        assertThat(third.stats.restarts.sum()).isZero();
    }

    @Test
    void aStepThatIsPutOffIsNotForgottenWhenTheClockJumpsWhileItsPageIsWritten() {
        var world = lab.world(1, 1, request -> Outcome.accepted("done"));
        var owner = world.start(0, 0);
        add(world, "op1");
        Instant start = Instant.now();
        // A first page, with an appointment soon.
        world.ask(Errand.at("e"), new Errand.Plan(start.plusMillis(1_500)), within(2_000)).join();
        Lab.await("its page is written", () -> Judge.pagesAreComplete(world.look()));
        // It is put off. The appointment that stands is early enough, so the page that is on its way makes no other.
        var onItsWay = new CompletableFuture<Void>();
        var held = new CompletableFuture<Void>();
        var agendaRead = new AtomicBoolean();
        owner.storage.moments((statement, after) -> {
            if (statement.equals("agenda")) agendaRead.set(true);
            if (!statement.equals("writePages") || after) return;
            onItsWay.complete(null);
            held.orTimeout(60, TimeUnit.SECONDS).join();
        });
        world.ask(Errand.at("e"), new Errand.Plan(start.plusSeconds(90)), within(2_000)).join();
        onItsWay.orTimeout(60, TimeUnit.SECONDS).join();
        // A jump beyond all that is in memory of the agenda: the appointment has come, the step's time has not.
        agendaRead.set(false);
        owner.skew.set(60_000);
        Lab.await("the jump was noticed", agendaRead::get);
        held.complete(null);
        Lab.await("its page is written", () -> Judge.pagesAreComplete(world.look()));
        owner.skew.set(120_000);
        Lab.await("it is done", () -> ((Errand) state(world, "toy.errand", "e")).done());
        owner.kill();
    }
}
