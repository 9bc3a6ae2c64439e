package souk.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.inventory.api.StockEvent;
import souk.inventory.api.StockEvent.Pick;
import souk.kernel.Recorded;

class AvailabilityTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private Availability row = Availability.NONE;
    private long version;

    private long after(StockEvent event) {
        row = Availability.VIEW.apply(row, new Recorded<>("S", ++version, "inventory-0", version, 0, NOON, "", event));
        return row.available();
    }

    @Test
    void whatCanBeHadIsOnHandLessReserved() {
        assertThat(after(new StockEvent.Counted("london", 5, 20))).isEqualTo(5);
        assertThat(after(new StockEvent.Counted("bath", 2, 0))).isEqualTo(7);
        assertThat(after(new StockEvent.Reserved("a", List.of(new Pick("london", 5), new Pick("bath", 2)), NOON))).isZero();
        assertThat(after(new StockEvent.Released("a", List.of(new Pick("london", 5), new Pick("bath", 2)), NOON, NOON))).isEqualTo(7);
        assertThat(after(new StockEvent.Reserved("b", List.of(new Pick("london", 3)), NOON))).isEqualTo(4);
        assertThat(after(new StockEvent.Committed("b", List.of(new Pick("london", 3)), NOON, NOON))).isEqualTo(4);
        assertThat(after(new StockEvent.Reserved("c", List.of(new Pick("bath", 1)), NOON))).isEqualTo(3);
        assertThat(after(new StockEvent.Lapsed(List.of(new StockEvent.LapsedHold("c", List.of(new Pick("bath", 1))))))).isEqualTo(4);
        assertThat(after(new StockEvent.Restocked("r", "london", 1))).isEqualTo(5);
        assertThat(after(new StockEvent.Counted("london", 0, 0))).isEqualTo(2);
        assertThat(after(new StockEvent.Reserved("d", List.of(new Pick("bath", 2)), NOON))).isZero();
        assertThat(after(new StockEvent.Counted("bath", 1, 0))).as("fewer than are reserved").isZero();
    }

    @Test
    void whatAVendorHasCanBeHadTooAndLiesInOnePlace() {
        assertThat(after(new StockEvent.Counted("london", 2, 0))).isEqualTo(2);
        assertThat(after(new StockEvent.Stowed("ann", "@ann/york", 5, 1))).isEqualTo(7);
        assertThat(after(new StockEvent.Stowed("bob", "@bob/york", 1, 1))).isEqualTo(8);
        assertThat(after(new StockEvent.Reserved("a", List.of(new Pick("@ann/york", 2)), NOON))).isEqualTo(6);
        assertThat(after(new StockEvent.Stowed("ann", "@ann/leeds", 3, 2))).isEqualTo(4);
        assertThat(after(new StockEvent.Stowed("ann", "@ann/leeds", 0, 3))).isEqualTo(1);
    }
}
