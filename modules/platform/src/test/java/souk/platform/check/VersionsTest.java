package souk.platform.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** However little memory there is, each aggregate is counted in exactly one pass, from its first version to its last. */
class VersionsTest {
    private static final int AGGREGATES = 5_000;
    private static final int EVENTS = 40_000;

    @Test
    void eachAggregateBelongsToOnePass() {
        for (int most : new int[] {10, 700, 4_999, 5_000, 1_000_000}) {
            var truth = new HashMap<Long, Long>();
            var seen = new HashMap<Long, Long>();
            var versions = new Versions(most);
            do {
                for (long key : events()) {
                    truth.merge(key, 0L, Long::sum);
                    if (versions.concerns(key)) versions.put(key, versions.get(key) + 1);
                }
                assertThat(versions.size()).isLessThanOrEqualTo(most);
                for (long key : truth.keySet()) {
                    if (versions.concerns(key) && versions.get(key) > 0) assertThat(seen.put(key, versions.get(key))).as("counted before").isNull();
                }
            } while (versions.next());
            assertThat(seen).as("with " + most + " in memory").isEqualTo(counted());
        }
    }

    @Test
    void whatWasKeptStaysWhenMoreComesIn() {
        var versions = new Versions(100_000);
        for (long key : events()) versions.put(key, versions.get(key) + 1);
        versions.keep();
        for (int i = 0; i < 20_000; i++) versions.put(Versions.key("later", "" + i), 1);
        counted().forEach((key, count) -> assertThat(versions.kept(key)).isEqualTo(count));
        assertThat(versions.kept()).isEqualTo(counted().size());
    }

    private static Map<Long, Long> counted() {
        var all = new HashMap<Long, Long>();
        for (long key : events()) all.merge(key, 1L, Long::sum);
        return all;
    }

    private static long[] events() {
        return new Random(7).ints(EVENTS, 0, AGGREGATES).mapToLong(number -> Versions.key("toy", "id-" + number)).toArray();
    }
}
