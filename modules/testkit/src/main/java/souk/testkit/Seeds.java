package souk.testkit;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;

/** One test with many seeds of its randomness, others in each run. The seed that fails is named; {@code -Dsouk.seed=...} tries only that, {@code -Dsouk.seeds=10} tries ten times as many. */
public final class Seeds {
    private static final Long ONLY = Long.getLong("souk.seed");

    private static final int TIMES = Integer.getInteger("souk.seeds", 1);

    private Seeds() {}

    /** @throws AssertionError naming the first seed with which the test fails */
    public static void each(int many, LongConsumer test) {
        int tries = ONLY == null ? many * TIMES : 1;
        for (int i = 0; i < tries; i++) {
            long seed = ONLY == null ? ThreadLocalRandom.current().nextLong() : ONLY;
            try {
                test.accept(seed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("With seed " + seed + ", the " + (i + 1) + ". of " + tries + ": " + e.getMessage(), e);
            }
        }
    }
}
