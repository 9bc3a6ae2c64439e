package souk.platform.partition;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.platform.partition.Work.Origin;

/**
 * What follows from a confirmed state: callers are told, the aggregate is woken at its time, its process goes on, its appointment is
 * renewed. Only the partition's own thread comes here.
 */
final class Followup {
    private static final Logger LOG = LoggerFactory.getLogger(Followup.class);

    /** Queues a command of the partition's own. */
    interface Own {
        void queue(Resident resident, Command<?> command, Origin origin, long run, String cause);
    }

    private final PartitionSettings settings;
    private final Residents residents;
    private final Agenda agenda;
    private final Steps steps;
    private final Waiting waiting;
    private final Own own;
    private boolean ended;

    Followup(PartitionSettings settings, Residents residents, Agenda agenda, Steps steps, Waiting waiting, Own own) {
        this.settings = settings;
        this.residents = residents;
        this.agenda = agenda;
        this.steps = steps;
        this.waiting = waiting;
        this.own = own;
    }

    /** Nothing more is begun; what a state needs is still noted, for its page. */
    void end() {
        ended = true;
    }

    /** After every confirmed change, and when it was read. */
    void changed(Resident resident, Instant now) {
        waiting.look(resident);
        Optional<Instant> before = resident.wakeAt;
        resident.wakeAt = wakeAt(resident, now);
        if (!resident.wakeAt.equals(before)) resident.wakeNotBefore = Instant.MIN;
        look(resident, now);
    }

    private Optional<Instant> wakeAt(Resident resident, Instant now) {
        try {
            // Rounded up to what is stored, so that nobody is woken too early.
            return resident.blueprint.wakeAt(resident.state()).map(at -> {
                Instant millis = at.truncatedTo(ChronoUnit.MILLIS);
                return millis.equals(at) ? at : millis.plusMillis(1);
            });
        } catch (RuntimeException e) {
            LOG.error("{} cannot say when it wants to be woken; it is woken soon", resident.key, e);
            return Optional.of(now.plus(settings.maxBackoff()));
        }
    }

    /** Whether something is due for it now; if not, a look is noted for when it will be. */
    void look(Resident resident, Instant now) {
        if (resident.quarantine.isPresent()) return;
        steps.plan(resident, now);
        if (ended) return;
        renew(resident, now);
        wake(resident, now);
        steps.act(resident, now);
    }

    /** An appointment whose time has come is done with when a later one stands, or a page has been written that needs none. */
    private void renew(Resident resident, Instant now) {
        if (!agenda.due(resident.key, now)) return;
        if (resident.flushing) {
            // Which one stands is known when the page that is being written is there.
            agenda.remind(now.plus(settings.minBackoff()), resident.key);
        } else if (resident.scheduled.filter(standing -> standing.at().isAfter(now)).isPresent()) {
            agenda.handled(resident.key, now);
        } else if (!resident.revisit) {
            resident.revisit = true;
            if (!resident.dirty()) resident.dirtySince = System.nanoTime();
            residents.markDirty(resident);
        }
    }

    private void wake(Resident resident, Instant now) {
        if (resident.wakeAt.isEmpty() || resident.wakeUnderWay) return;
        Instant at = resident.wakeAt.get().isAfter(resident.wakeNotBefore) ? resident.wakeAt.get() : resident.wakeNotBefore;
        if (at.isAfter(now)) {
            agenda.remind(at, resident.key);
            return;
        }
        Command<?> command;
        try {
            command = resident.blueprint.wake().orElseThrow().command().get();
        } catch (RuntimeException e) {
            LOG.error("{} cannot be woken", resident.key, e);
            later(resident, now);
            return;
        }
        resident.wakeUnderWay = true;
        own.queue(resident, command, Origin.WAKE, 0, "wake");
    }

    /** A wake-up was decided, and is durable if it changed anything. */
    void woken(Resident resident, Outcome<?> outcome, Instant now) {
        resident.wakeUnderWay = false;
        if (outcome instanceof Outcome.Refused<?> refused) LOG.warn("{} refused to be woken: {}", resident.key, refused.rejection());
        later(resident, now);
    }

    /** A wake-up that changes nothing is repeated, but not at once. */
    private void later(Resident resident, Instant now) {
        Duration pause = settings.maxBackoff();
        resident.wakeNotBefore = now.plus(pause);
        agenda.remind(resident.wakeNotBefore, resident.key);
    }
}
