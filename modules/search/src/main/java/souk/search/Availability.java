package souk.search;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import souk.inventory.api.OwnedShelf;
import souk.inventory.api.StockEvent;
import souk.inventory.api.StockEvent.Pick;
import souk.kernel.View;

/**
 * Whether a SKU can be had, from whomever, as the log of its stock says: what inventory answers by {@code StockLevel.available()} without its reservations' ids, and the units of vendors with the shop's.
 *
 * @param onHand   units by location
 * @param reserved units held for somebody, over all locations
 */
record Availability(Map<String, Long> onHand, long reserved) {
    static final Availability NONE = new Availability(Map.of(), 0);

    static final View<Availability, StockEvent> VIEW = View.of("search.stock", "inventory.stock", StockEvent.class, NONE)
            .on(StockEvent.Counted.class, (row, event) -> row.with(event.location(), event.onHand()))
            .on(StockEvent.Stowed.class, (row, event) -> row.stowed(event.owner(), event.location(), event.onHand()))
            .on(StockEvent.Reserved.class, (row, event) -> row.moved(event.picks(), 0, 1))
            .on(StockEvent.Committed.class, (row, event) -> row.moved(event.picks(), -1, -1))
            .on(StockEvent.Released.class, (row, event) -> row.moved(event.picks(), 0, -1))
            .on(StockEvent.Lapsed.class, (row, event) -> {
                var after = row;
                for (var hold : event.holds()) after = after.moved(hold.picks(), 0, -1);
                return after;
            })
            .on(StockEvent.Restocked.class, (row, event) -> row.moved(List.of(new Pick(event.location(), event.quantity())), 1, 0))
            .ignore(StockEvent.Acknowledged.class)
            .build();

    Availability {
        onHand = Map.copyOf(onHand);
    }

    /** Units that somebody could still reserve. */
    long available() {
        return Math.max(0, onHand.values().stream().mapToLong(Long::longValue).sum() - reserved);
    }

    private Availability with(String location, long units) {
        var next = new TreeMap<>(onHand);
        next.put(location, units);
        return new Availability(next, reserved);
    }

    /** All units of this owner are there now. */
    private Availability stowed(String owner, String location, long units) {
        var next = new TreeMap<>(onHand);
        next.keySet().removeIf(name -> OwnedShelf.ownerOf(name).equals(owner));
        next.put(location, units);
        return new Availability(next, reserved);
    }

    private Availability moved(List<Pick> picks, int onHandSign, int reservedSign) {
        var next = new TreeMap<>(onHand);
        long held = reserved;
        for (Pick pick : picks) {
            if (onHandSign != 0) next.merge(pick.location(), (long) onHandSign * pick.quantity(), Long::sum);
            held += (long) reservedSign * pick.quantity();
        }
        return new Availability(next, held);
    }
}
