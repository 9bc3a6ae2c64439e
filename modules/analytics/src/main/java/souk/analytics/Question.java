package souk.analytics;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;

/**
 * What somebody asks of the sums, and for how long.
 *
 * @param until  when nobody waits for it any more, by {@link System#nanoTime}
 * @param enough whether the rest need not be read; asked before every row, from several threads
 */
record Question(long until, BooleanSupplier enough) {
    private static final Rejection LATE = new Rejection(Kind.OVERLOADED, "overloaded", "To add this up took too long. Ask for a shorter window, or try again shortly.");

    /** One that begins now. */
    static Question of(Duration time, BooleanSupplier enough) {
        return new Question(System.nanoTime() + time.toNanos(), enough);
    }

    /** Whether nobody wants the rest any more. */
    boolean over() {
        return late() || enough.getAsBoolean();
    }

    /** Why what was heard is no answer, if it is none: its time was over before it was all read, or just after. */
    Optional<Rejection> refusal() {
        return late() ? Optional.of(LATE) : Optional.empty();
    }

    private boolean late() {
        return System.nanoTime() - until >= 0;
    }
}
