package souk.platform.partition;

/** A pause for a database that refuses writes: it is not asked again at once, however much there is to write, and each time later until it has taken one. */
final class Respite {
    private final PartitionSettings settings;
    private int failures;
    private long until = System.nanoTime();

    Respite(PartitionSettings settings) {
        this.settings = settings;
    }

    /** A write has failed. While the pause lasts others that were under way fail too, and say nothing new. */
    void failed() {
        if (!lasts()) until = System.nanoTime() + settings.backoff(failures++).toNanos();
    }

    /** A write has succeeded. */
    void succeeded() {
        failures = 0;
    }

    boolean lasts() {
        return System.nanoTime() - until < 0;
    }
}
