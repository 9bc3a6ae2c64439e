package souk.testkit;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;

/** One test with many seeds of its randomness, others in each run. The seed that fails is named; {@code -Dsouk.seed=...} tries only that. */
public final class Seeds {
    private static final Long ONLY = Long.getLong("souk.seed");

    private Seeds() {}

    /** @throws AssertionError naming the first seed with which the test fails */
    public static void each(int many, LongConsumer test) {
        for (int i = 0; i < (ONLY == null ? many : 1); i++) {
            long seed = ONLY == null ? ThreadLocalRandom.current().nextLong() : ONLY;
            try {
                test.accept(seed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("With seed " + seed + ", the " + (i + 1) + ". of " + many + ": " + e.getMessage(), e);
            }
        }
    }
}
