package souk.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static Step sale(int second) {
        return new Step.Sale("order-" + second, 1, "customer-1", LocalDateTime.of(2011, 1, 1, 8, 0, second), "EIRE", List.of());
    }

    private static double seconds(Pace pace, Step... steps) throws InterruptedException {
        long began = System.nanoTime();
        for (Step step : steps) pace.await(step);
        return (System.nanoTime() - began) / 1e9;
    }

    @Test
    void aSpeedKeepsTheTimesOfTheFile() throws InterruptedException {
        assertThat(seconds(Pace.of(100), sale(0), sale(10), sale(30))).isGreaterThanOrEqualTo(0.3);
    }

    @Test
    void aRateIsSoManyOrdersASecond() throws InterruptedException {
        var refund = new Step.Refund("refund-2", 2, "customer-1", LocalDateTime.of(2011, 1, 1, 8, 0), "order-1", "A", 1, 100);
        assertThat(seconds(Pace.rate(20), sale(0), refund, refund, sale(0), sale(0), sale(0))).isGreaterThanOrEqualTo(0.15);
    }

    @Test
    void fullSpeedWaitsForNothing() throws InterruptedException {
        assertThat(seconds(Pace.full(), sale(0), sale(59))).isLessThan(5);
    }
}
