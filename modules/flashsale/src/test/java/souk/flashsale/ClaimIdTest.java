package souk.flashsale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.flashsale.api.ClaimId;
import souk.flashsale.api.CounterCommand;

class ClaimIdTest {
    @Test
    void itSaysWhereTheClaimLives() {
        assertThat(ClaimId.parse("sale.1003.k")).contains(new ClaimId("sale", 1_003, "k"));
        assertThat(CounterCommand.atClaim("sale.1003.k")).contains(CounterCommand.at("sale", 1_003));
        assertThat(CounterCommand.atClaim("no claim")).isEmpty();
    }

    @Property(tries = 300)
    void whatIsWrittenIsRead(@ForAll @AlphaChars @NumericChars @StringLength(min = 1, max = 40) String sale, @ForAll @IntRange(max = 999_999) int counter,
            @ForAll @StringLength(min = 1, max = 40) String own) {
        var id = new ClaimId(sale, counter, own);
        assertThat(ClaimId.parse(id.toString())).contains(id);
    }

    @Property(tries = 300)
    void whateverSomebodySendsIsReadAsOneClaimOrNone(@ForAll String text) {
        ClaimId.parse(text).ifPresent(id -> assertThat(id.toString()).isEqualTo(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "sale", "sale.", "sale.1", "sale.1.", ".1.k", "sale..k", "sale.x.k", "sale.-1.k", "sale.+1.k", "sale.1e3.k", "sale.1234567.k", "sale.99999999999.k", "sale.\u0661.k", "sale. 1.k"})
    void anythingElseIsNoClaim(String text) {
        assertThat(ClaimId.parse(text)).isEmpty();
    }

    /** Two names of one claim would be two claims to whoever keeps a list of them, and one of them to the counter. */
    @ParameterizedTest
    @ValueSource(strings = {"sale.007.k", "sale.00.k", "sale.01.k"})
    void aClaimHasOneName(String text) {
        assertThat(ClaimId.parse(text)).isEmpty();
    }

    @Test
    void anIdWithoutItsPartsCannotBeMade() {
        for (String sale : List.of("", "a.b")) assertThatThrownBy(() -> new ClaimId(sale, 0, "k")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClaimId("sale", -1, "k")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClaimId("sale", 0, "")).isInstanceOf(IllegalArgumentException.class);
    }
}
