package souk.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ProcessorShareTest {
    private static final long SECOND = 1_000_000_000L;
    private static final DoubleSupplier BUSY = () -> 0;

    @Test
    void aBusyMomentGoesAtOnceAndAFloodGetsItsShare() {
        var share = new ProcessorShare(0.2, 2 * SECOND, BUSY, 0);
        assertThat(share.untilNext(0)).isZero();
        share.spent(SECOND, 0);
        assertThat(share.untilNext(0)).as("half of what was kept is left").isZero();
        share.spent(SECOND + SECOND / 10, 0);
        assertThat(share.untilNext(0)).as("a tenth of a second too much is half a second of a fifth of a processor").isBetween(SECOND / 2, SECOND / 2 + 5);
        assertThat(share.untilNext(SECOND / 4)).isBetween(SECOND / 4, SECOND / 4 + 5);
        assertThat(share.untilNext(SECOND / 2 + 5)).isZero();
    }

    @Test
    void noMoreIsKeptHoweverLongNothingHappens() {
        var share = new ProcessorShare(1, SECOND, BUSY, 0);
        assertThat(share.untilNext(3600 * SECOND)).isZero();
        share.spent(2 * SECOND, 3600 * SECOND);
        assertThat(share.untilNext(3600 * SECOND)).isBetween(SECOND, SECOND + 5);
    }

    @Test
    void whatIsIdleIsUsedByHalf() {
        var idle = new AtomicReference<>(3.0);
        var share = new ProcessorShare(0.2, SECOND, idle::get, 0);
        share.spent(4 * SECOND, 0);
        assertThat(share.untilNext(SECOND)).as("2.8 seconds are owed, and one and a half processors are there for it").isBetween(18 * SECOND / 10, 19 * SECOND / 10);
        idle.set(-1.0);
        assertThat(share.untilNext(SECOND + SECOND / 4)).as("a look holds for half a second").isLessThan(2 * SECOND);
        share.untilNext(2 * SECOND);
        assertThat(share.untilNext(2 * SECOND)).as("1.3 seconds at the floor: what is not known is not idle").isBetween(6 * SECOND, 7 * SECOND);
    }

    /** However pieces cost and come: what was spent is never more than what was kept, what has grown, and the piece that was under way. */
    @Property
    void whatIsSpentKeepsToTheShare(@ForAll @DoubleRange(min = 0.01, max = 8) double processors, @ForAll @Size(min = 1, max = 300) List<@LongRange(min = 1, max = 200_000_000) Long> pieces) {
        var share = new ProcessorShare(processors, SECOND, BUSY, 0);
        long now = 0;
        long spent = 0;
        for (long piece : pieces) {
            now += share.untilNext(now);
            assertThat(share.untilNext(now)).as("who has waited for so long may begin").isZero();
            assertThat(spent).isLessThanOrEqualTo((long) (SECOND + processors * now) + 1);
            now += piece;
            share.spent(piece, now);
            spent += piece;
        }
    }

    @Test
    void aShareOfNothingIsRefused() {
        assertThatThrownBy(() -> new ProcessorShare(0, SECOND, BUSY, 0)).hasMessageContaining("more than 0");
        assertThatThrownBy(() -> new ProcessorShare(1, 0, BUSY, 0)).hasMessageContaining("lets nothing begin");
    }
}
