package souk.customers;

import java.util.function.DoubleSupplier;

/**
 * A share of a machine's processor time, for work that may wait: half of what nobody else uses, and never less than a floor. It grows all
 * the time, up to what is kept for a busy moment, and who has used more of it than there was goes on when that has grown back. What a
 * piece of work costs is known when it is done, so it is booked afterwards, and one piece may always be begun when there is anything left.
 */
final class ProcessorShare {
    /** How old a look at what the machine has to spare may be, in nanoseconds. A shorter time says little: processors are busy or they are not. */
    private static final long LOOK_AGAIN = 500_000_000;

    private final double floor;
    private final long most;
    private final DoubleSupplier idle;
    private double processors;
    private long looked;
    private double left;
    private long at;

    /**
     * @param floor how many processors' time it grows by at least, more than 0; may be a fraction
     * @param most nanoseconds of processor time that it keeps, and begins with
     * @param idle how many processors had nothing to do since it was asked before; negative if that is not known
     * @param now a time in nanoseconds, as all others here; it never goes back
     */
    ProcessorShare(double floor, long most, DoubleSupplier idle, long now) {
        if (!(floor > 0)) throw new IllegalArgumentException("A share of processors is more than 0, not " + floor);
        if (most <= 0) throw new IllegalArgumentException("A share that keeps nothing lets nothing begin: " + most);
        this.floor = floor;
        this.most = most;
        this.idle = idle;
        processors = floor;
        looked = now;
        left = most;
        at = now;
    }

    /** Nanoseconds until a piece of work may begin, if the machine stays as busy as it is; 0 if it may now. */
    synchronized long untilNext(long now) {
        grow(now);
        return left > 0 ? 0 : (long) Math.ceil((1 - left) / processors);
    }

    /** Books nanoseconds of processor time that a piece of work took. */
    synchronized void spent(long nanos, long now) {
        grow(now);
        left -= nanos;
    }

    private void grow(long now) {
        left = Math.min(most, left + (now - at) * processors);
        at = now;
        if (now - looked < LOOK_AGAIN) return;
        looked = now;
        // Half, since what is taken is no longer idle: all of it would swing between nothing and everything.
        processors = Math.max(floor, idle.getAsDouble() / 2);
    }
}
