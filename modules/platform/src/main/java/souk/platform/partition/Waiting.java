package souk.platform.partition;

import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Blueprint;
import souk.kernel.Outcome;

/**
 * The callers who wait for the outcome of a process: told when there is one, or what is known when their time is over. Only the
 * partition's own thread comes here.
 */
final class Waiting {
    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
    /** What is said at the end of the time must still reach an asker who gives up at the deadline. */
    private static final long ON_THE_WAY = TimeUnit.MILLISECONDS.toNanos(500);

    /** Somebody who waits; a resident knows its own. */
    static final class Waiter {
        private final Request request;
        private final Blueprint.Awaited handling;
        private final Resident resident;
        private final long until;
        private final long number;

        private Waiter(Request request, Blueprint.Awaited handling, Resident resident, long until, long number) {
            this.request = request;
            this.handling = handling;
            this.resident = resident;
            this.until = until;
            this.number = number;
        }
    }

    private final PartitionSettings settings;
    private final Replies replies;
    // By difference: that is how nanoTime is compared.
    private final TreeSet<Waiter> byTime = new TreeSet<>((a, b) -> a.until == b.until ? Long.compare(a.number, b.number) : Long.signum(a.until - b.until));
    private long last;

    Waiting(PartitionSettings settings, Replies replies) {
        this.settings = settings;
        this.replies = replies;
    }

    /** Tells the outcome if there is one; otherwise the asker waits. */
    void await(Request request, Resident resident, Blueprint.Awaited handling) {
        long now = System.nanoTime();
        long patience = Math.min(settings.await().toNanos(), request.deadline() - now - ON_THE_WAY);
        var waiter = new Waiter(request, handling, resident, now + patience, ++last);
        if (tell(waiter)) return;
        if (patience <= 0 || byTime.size() >= settings.queue()) {
            tellMeanwhile(waiter);
            return;
        }
        resident.waiters.add(waiter);
        byTime.add(waiter);
    }

    /** The aggregate has changed: tell those for whom there is an outcome now. */
    void look(Resident resident) {
        if (resident.waiters.isEmpty()) return;
        resident.waiters.removeIf(waiter -> {
            boolean told = tell(waiter);
            if (told) byTime.remove(waiter);
            return told;
        });
    }

    /** Tells those who have waited long enough what is known. */
    void endWhoseTimeIsOver() {
        long now = System.nanoTime();
        while (!byTime.isEmpty() && byTime.first().until - now <= 0) {
            Waiter waiter = byTime.pollFirst();
            waiter.resident.waiters.remove(waiter);
            tellMeanwhile(waiter);
        }
    }

    /** Tells everybody what is known: what they asked for is durable. */
    void endAll() {
        byTime.forEach(waiter -> {
            waiter.resident.waiters.remove(waiter);
            tellMeanwhile(waiter);
        });
        byTime.clear();
    }

    /** Tells everybody that nothing is known. */
    void unknownToAll() {
        byTime.forEach(waiter -> {
            waiter.resident.waiters.remove(waiter);
            replies.unknown(waiter.request, waiter.handling.name());
        });
        byTime.clear();
    }

    private boolean tell(Waiter waiter) {
        try {
            Optional<Outcome<Object>> outcome = waiter.handling.outcome().apply(waiter.resident.state());
            outcome.ifPresent(found -> replies.answer(waiter.request, waiter.handling.name(), found));
            return outcome.isPresent();
        } catch (RuntimeException e) {
            LOG.error("{} cannot say what came of {}", waiter.resident.key, waiter.handling.name(), e);
            return false;
        }
    }

    private void tellMeanwhile(Waiter waiter) {
        try {
            replies.answer(waiter.request, waiter.handling.name(), Outcome.accepted(waiter.handling.meanwhile().apply(waiter.resident.state())));
        } catch (RuntimeException e) {
            LOG.error("{} cannot say how far {} is", waiter.resident.key, waiter.handling.name(), e);
            replies.unknown(waiter.request, waiter.handling.name());
        }
    }
}
