package souk.flashdemo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What can be asked of a demo, and how many of its winners pay. */
class PlanTest {
    private static Plan paying(double share) {
        return new Plan(100, 10, 1, 20, 1, share);
    }

    @Test
    void theShareOfThoseWhoPayIsAsWanted() {
        for (double share : new double[] {0, 0.1, 0.5, 0.9, 1}) {
            assertThat(LongStream.rangeClosed(1, 1_000).filter(paying(share)::pays).count()).as("of 1,000 with " + share).isBetween((long) (share * 1_000) - 1, (long) (share * 1_000));
        }
        assertThat(LongStream.rangeClosed(1, 10).filter(paying(0.9)::pays).count()).isEqualTo(9);
    }

    @Test
    void whatMakesNoSenseIsRefusedByName() {
        assertThatThrownBy(() -> paying(1.1)).isInstanceOf(BadInput.class).hasMessageContaining("--pay 1.1");
        assertThatThrownBy(() -> paying(Double.NaN)).isInstanceOf(BadInput.class).hasMessageContaining("--pay");
        assertThatThrownBy(() -> new Plan(0, 1, 1, 1, 1, 1)).isInstanceOf(BadInput.class).hasMessageContaining("--buyers 0");
        assertThatThrownBy(() -> new Plan(1, 0, 1, 1, 1, 1)).isInstanceOf(BadInput.class).hasMessageContaining("--units 0");
        assertThatThrownBy(() -> new Plan(1, 1, 0, 1, 1, 1)).isInstanceOf(BadInput.class).hasMessageContaining("--per-customer 0");
        assertThatThrownBy(() -> new Plan(1, 1, 1, 1_001, 1, 1)).isInstanceOf(BadInput.class).hasMessageContaining("--concurrency 1001").hasMessageContaining("1 to 1000");
        assertThatThrownBy(() -> new Plan(1, 1, 1, 1, 65, 1)).isInstanceOf(BadInput.class).hasMessageContaining("--buckets 65");
    }
}
