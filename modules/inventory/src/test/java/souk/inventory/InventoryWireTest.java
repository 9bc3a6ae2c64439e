package souk.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.inventory.StockTest.LAPSE;
import static souk.inventory.StockTest.NOON;
import static souk.inventory.StockTest.REMEMBERED;
import static souk.inventory.StockTest.reserve;
import static souk.inventory.StockTest.restock;
import static souk.inventory.StockTest.stocked;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.inventory.api.Reservation;
import souk.inventory.api.StockCommand;
import souk.inventory.api.StockCounted;
import souk.inventory.api.StockEvent;
import souk.inventory.api.StockEvent.Pick;
import souk.inventory.api.StockLevel;
import souk.platform.wire.Codec;
import souk.testkit.WireContract;

class InventoryWireTest {
    private static final List<Pick> PICKS = List.of(new Pick("bath", 2), new Pick("london", 1));

    @Test
    void storedEventsStayReadable() {
        WireContract.of(Stock.BLUEPRINT)
                .example(new StockEvent.Counted("london", 5, 20))
                .example(new StockEvent.Stowed("vendor-1", "@vendor-1/york", 5, 3))
                .example(new StockEvent.Reserved("order-1", PICKS, LAPSE))
                .example(new StockEvent.Committed("order-1", PICKS, NOON, REMEMBERED))
                .example(new StockEvent.Released("order-1", PICKS, NOON, REMEMBERED))
                .example(new StockEvent.Lapsed(List.of(new StockEvent.LapsedHold("order-1", PICKS))))
                .example(new StockEvent.Restocked("return-1", "london", 3))
                .example(new StockEvent.Acknowledged("return-1", NOON, REMEMBERED))
                .holds();
    }

    @Test
    void commandsAndRepliesTravel() {
        WireContract.survives(new StockCommand.Count("london", 5, Optional.of(20L), Optional.of(7L)));
        WireContract.survives(new StockCommand.Count("london", 5, Optional.empty(), Optional.empty()));
        WireContract.survives(reserve("a", 3));
        WireContract.survives(StockTest.reserveOf("vendor-1", "a", 3));
        WireContract.survives(new StockCommand.Stow("vendor-1", "york", 5, 3));
        WireContract.survives(new StockCommand.Restock("r", 3, Optional.empty(), NOON, Optional.of("vendor-1")));
        WireContract.survives(new StockLevel(3, 5, 1, 4, List.of(), List.of(new StockLevel.At("@vendor-1/york", 5, 1, 4, 0))));
        WireContract.survives(new StockCommand.Commit("a", NOON));
        WireContract.survives(new StockCommand.Release("a", NOON));
        WireContract.survives(new StockCommand.Restock("r", 3, Optional.of("london"), NOON));
        WireContract.survives(new StockCommand.Acknowledge("r", NOON));
        WireContract.survives(new StockCommand.Expire());
        WireContract.survives(new StockCommand.Look());
        WireContract.survives(new StockLevel(3, 5, 1, 4, List.of(new StockLevel.At("london", 5, 1, 4, 20))));
        WireContract.survives(new StockCounted(new StockLevel(3, 5, 1, 4, List.of()), true));
        WireContract.survives(new Reservation("a", PICKS, LAPSE));
    }

    @Test
    void theStateIsStoredAsItIs() {
        var stock = stocked(50).when(reserve("open", 3)).when(reserve("sold", 2)).when(new StockCommand.Commit("sold", NOON)).when(restock("r", 1)).when(restock("s", 1))
                .when(new StockCommand.Acknowledge("s", NOON)).when(new StockCommand.Reserve("SKU-1", "gone", 1, NOON, NOON.plusSeconds(1))).at(NOON.plusSeconds(1))
                .when(new StockCommand.Expire());
        WireContract.survives(stock.state());
        WireContract.survives(stock.when(new StockCommand.Stow("vendor-1", "york", 5, 3)).state());
        WireContract.survives(Stock.EMPTY);
    }

    @Test
    void whatWasStoredBeforeOthersHadUnitsIsTheShopsOwn() {
        var state = stocked(50).when(reserve("open", 3)).state();
        var page = Codec.toJson(state).replaceAll(",\\s*\"stows\" : \\{ }", "");
        assertThat(page).doesNotContain("stows");
        assertThat(Codec.fromJson(page, Stock.class)).isEqualTo(state);
        var sent = Codec.toJson(reserve("a", 3)).replaceAll(",\\s*\"of\" : null", "");
        assertThat(sent).doesNotContain("\"of\"");
        assertThat(Codec.fromJson(sent, StockCommand.Reserve.class)).isEqualTo(reserve("a", 3));
    }
}
