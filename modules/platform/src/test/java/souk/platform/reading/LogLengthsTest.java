package souk.platform.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import souk.platform.journal.Segment;

class LogLengthsTest {
    private static final Segment.Entry ENTRY = new Segment.Entry("toy", "t", 1, "toy.added", 1, new byte[0], "");
    private final LogLengths lengths = new LogLengths();

    private void told(long position, int events) {
        lengths.told(new Segment("toy-0", position, UUID.randomUUID(), Instant.EPOCH, Collections.nCopies(events, ENTRY)));
    }

    @Test
    void whatWasToldIsCounted() {
        for (int position = 10; position <= 20; position++) told(position, position);
        assertThat(lengths.between(20, 20)).isZero();
        assertThat(lengths.between(19, 20)).isEqualTo(20);
        assertThat(lengths.between(10, 20)).isEqualTo(11 + 12 + 13 + 14 + 15 + 16 + 17 + 18 + 19 + 20);
    }

    @Test
    void whatComesTwiceCountsOnce() {
        told(1, 3);
        told(2, 4);
        told(2, 4);
        told(1, 3);
        assertThat(lengths.between(1, 2)).isEqualTo(4);
    }

    @Test
    void whatLiesBeforeIsEstimatedByTheMean() {
        for (int position = 100; position <= 200; position++) told(position, 5);
        assertThat(lengths.between(0, 200)).isEqualTo(1_000);
        assertThat(lengths.between(100, 210)).as("and so is what was not told yet").isEqualTo(550);
    }

    @Test
    void manySegmentsAreKeptAsFarAsTheMemoryGoes() {
        for (int position = 1; position <= 20_000; position++) told(position, position > 19_990 ? 9 : 1);
        assertThat(lengths.between(19_990, 20_000)).isEqualTo(90);
        assertThat(lengths.between(19_000, 20_000)).isEqualTo(1_080);
        assertThat(lengths.between(0, 20_000)).isBetween(20_000L, 20_200L);
    }
}
