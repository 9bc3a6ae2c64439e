package souk.platform.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999Z", "2026-11-22T10:00:00.1Z", "2026-11-22T10:00:00.012345Z", "2026-11-22T10:00:00.000000001Z", "-0044-03-15T12:00:00Z",
            "+12345-01-01T00:00:00.500Z", "0000-01-01T00:00:00Z"})
    void isTheTextOfTheTime(String text) {
        var time = Instant.parse(text);
        assertThat(InstantText.of(time)).isEqualTo(time.toString());
        assertThat(Codec.decode(Codec.encode(time), Instant.class)).isEqualTo(time);
    }

    @Test
    void isTheTextOfAnyTime() {
        var random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            var time = Instant.ofEpochSecond(random.nextInt() + (long) random.nextInt(1 << 20) * random.nextInt(1 << 16), switch (i % 4) {
                case 0 -> 0;
                case 1 -> random.nextInt(1_000) * 1_000_000;
                case 2 -> random.nextInt(1_000_000) * 1_000;
                default -> random.nextInt(1_000_000_000);
            });
            assertThat(InstantText.of(time)).isEqualTo(time.toString());
        }
    }
}
