package souk.platform.partition;

import java.time.Duration;
import java.time.InstantSource;

/**
 * When an owner last knew that its log ends where it left it: nobody can have owned the log up to then. What it tells without asking again rests
 * on this, so it is looked at when the answer is given, never before.
 *
 * <p>Its age is the larger one of two clocks'. One counts on while the process stands still (SIGSTOP, a frozen container); the other has jumped when
 * the whole machine slept, during which the first stood still as well. A clock that was set forward costs a question.
 */
final class Proof {
    private final InstantSource clock;
    private Moment since;

    /** A time by both clocks. */
    record Moment(long nanos, long millis) {}

    Proof(InstantSource clock) {
        this.clock = clock;
        this.since = now();
    }

    /** To be taken before the database is asked. */
    Moment now() {
        return new Moment(System.nanoTime(), clock.millis());
    }

    /** What was asked then has been answered: the log was still this owner's. */
    void asOf(Moment asked) {
        since = asked;
    }

    /** Whether it is no older than that. */
    boolean holds(Duration longest) {
        return System.nanoTime() - since.nanos <= longest.toNanos() && clock.millis() - since.millis <= longest.toMillis();
    }
}
