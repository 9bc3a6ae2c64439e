package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.orders.api.Commission;

/** What is taken back of a commission when a line is given back in parts, against a recomputation that shares nothing with it. */
class CommissionTest {
    private static Commission of(long amount) {
        return new Commission(Money.of(amount, "GBP"), "all@1");
    }

    @Property(tries = 2_000)
    void partsGivenBackAddUpToWhatTheyBoreAndToAllOfItInTheEnd(@ForAll @LongRange(min = 0, max = Money.MAX) long amount, @ForAll @IntRange(min = 1, max = 999_999) int quantity,
            @ForAll @Size(max = 30) List<@IntRange(min = 1, max = 200_000) Integer> parts) {
        var commission = of(amount);
        int back = 0;
        long reversed = 0;
        for (int part : parts) {
            int units = Math.min(part, quantity - back);
            var one = commission.reversedFor(back, units, quantity);
            assertThat(one.amount()).as("a part of what is taken back").isNotNegative();
            back += units;
            reversed += one.amount();
            var bore = BigDecimal.valueOf(amount).multiply(BigDecimal.valueOf(back)).divide(BigDecimal.valueOf(quantity), 0, RoundingMode.HALF_UP);
            assertThat(reversed).as("taken back for %s of %s units", back, quantity).isEqualTo(bore.longValueExact());
        }
        assertThat(reversed + commission.reversedFor(back, quantity - back, quantity).amount()).isEqualTo(amount);
    }

    @Test
    void anOddPennyIsTakenBackOnce() {
        var commission = of(100);
        assertThat(List.of(commission.reversedFor(0, 1, 3).amount(), commission.reversedFor(1, 1, 3).amount(), commission.reversedFor(2, 1, 3).amount())).containsExactly(33L, 34L, 33L);
        assertThat(commission.reversedFor(0, 3, 3)).isEqualTo(Money.of(100, "GBP"));
        assertThat(commission.borneBy(0, 3)).isEqualTo(Money.of(0, "GBP"));
    }

    @Test
    void moreUnitsThanThereAreBearNothing() {
        assertThatThrownBy(() -> of(100).borneBy(4, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> of(100).reversedFor(2, 2, 3)).isInstanceOf(IllegalArgumentException.class);
    }
}
