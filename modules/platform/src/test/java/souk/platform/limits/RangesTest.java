package souk.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangesTest {
    @ParameterizedTest
    @CsvSource({"10.1.2.3, 10.1.2.3", "10.1.2.3/32, 10.1.2.3", "10.1.2.3/16, 10.1.0.0/16", "0.0.0.0/0, 0.0.0.0/0", "2001:DB8::1, 2001:db8::1", "2001:db8:0:0::/32, 2001:db8::/32", "::/0, ::/0", "::1, ::1", "::ffff:1.2.3.4, 1.2.3.4"})
    void hasOneFormForEach(String given, String canonical) {
        assertThat(Ranges.canonical(given)).hasValue(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a", "localhost", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.*", "1.2.3.4-9", "1.2.3.4/33", "1.2.3.4/-1", "1.2.3.4/255.0.0.0", "0x7f.0.0.1", "010.1.1.1", "::1%lo", "1::2::3", "/8", "1.2.3.4/", "made-up"})
    void takesNothingElse(String given) {
        assertThat(Ranges.canonical(given)).isEmpty();
        if (!given.isBlank()) assertThatThrownBy(() -> Ranges.of(List.of(given))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsWhatIsInThem() throws Exception {
        var ranges = Ranges.of(List.of("10.0.0.0/8", "203.0.113.7", "2001:db8::/32", "10.1.0.0/16"));
        for (String in : List.of("10.0.0.0", "10.255.255.255", "203.0.113.7", "2001:db8:1::9", "10.1.3.4")) assertThat(ranges.contain(InetAddress.getByName(in))).as(in).isTrue();
        for (String out : List.of("9.255.255.255", "11.0.0.0", "203.0.113.8", "2001:db9::", "::1")) assertThat(ranges.contain(InetAddress.getByName(out))).as(out).isFalse();
        assertThat(Ranges.NONE.contain(InetAddress.getByName("10.0.0.1"))).isFalse();
    }
}
