package souk.replay;

import java.time.Duration;
import java.time.LocalDateTime;

/** When steps may begin. */
@FunctionalInterface
public interface Pace {
    /** Returns when it is this step's turn. Steps come in the order of the file. */
    void await(Step step) throws InterruptedException;

    /** As fast as the shop can. */
    static Pace full() {
        return step -> { };
    }

    /** So many times as fast as it was: at 3600 an hour of the file is a second. Nights and Saturdays are as long as they were. */
    static Pace of(double speed) {
        return new Pace() {
            private LocalDateTime first;
            private long began;

            @Override
            public void await(Step step) throws InterruptedException {
                if (first == null) {
                    first = step.at();
                    began = System.nanoTime();
                }
                sleepUntil(began + (long) (Duration.between(first, step.at()).toMillis() / speed * 1_000_000));
            }
        };
    }

    /** So many orders a second; refunds and credits in between as they come. */
    static Pace rate(double perSecond) {
        return new Pace() {
            private long began;
            private long orders;

            @Override
            public void await(Step step) throws InterruptedException {
                if (began == 0) began = System.nanoTime();
                if (step instanceof Step.Sale) sleepUntil(began + (long) (orders++ / perSecond * 1e9));
            }
        };
    }

    private static void sleepUntil(long nanoTime) throws InterruptedException {
        long left = nanoTime - System.nanoTime();
        if (left > 0) Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
    }
}
