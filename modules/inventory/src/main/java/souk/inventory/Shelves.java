package souk.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.inventory.api.StockEvent.Pick;
import souk.inventory.api.StockLevel;
import souk.kernel.PersistentMap;

/**
 * What lies where.
 *
 * @param byLocation at most {@link #MOST}, so that going over all of them is cheap
 */
record Shelves(PersistentMap<String, Shelf> byLocation) {
    static final Shelves NONE = new Shelves(PersistentMap.empty());
    /** The most locations one SKU can lie at. */
    static final int MOST = 100;

    /** One location's units. */
    record Shelf(long onHand, long reserved, long incoming) {
        static final Shelf EMPTY = new Shelf(0, 0, 0);

        /** What could be reserved here, were the other shelves not short of anything. */
        long free() {
            return Math.max(0, onHand - reserved);
        }

        /** What is reserved here and does not lie here. */
        long shortage() {
            return Math.max(0, reserved - onHand);
        }
    }

    Shelves {
        if (byLocation == null) byLocation = PersistentMap.empty();
    }

    Optional<Shelf> find(String location) {
        return byLocation.find(location);
    }

    Optional<String> firstLocation() {
        return byLocation.first().map(java.util.Map.Entry::getKey);
    }

    int size() {
        return byLocation.size();
    }

    Shelves counted(String location, long onHand, long incoming) {
        var reserved = byLocation.find(location).map(Shelf::reserved).orElse(0L);
        return new Shelves(byLocation.with(location, new Shelf(onHand, reserved, incoming)));
    }

    /** With these units more (or fewer) on hand and more (or fewer) reserved. */
    Shelves moved(List<Pick> picks, int onHandSign, int reservedSign) {
        var after = byLocation;
        for (Pick pick : picks) {
            var shelf = after.find(pick.location()).orElse(Shelf.EMPTY);
            after = after.with(pick.location(), new Shelf(shelf.onHand() + (long) onHandSign * pick.quantity(), shelf.reserved() + (long) reservedSign * pick.quantity(), shelf.incoming()));
        }
        return new Shelves(after);
    }

    long available() {
        return Math.max(0, byLocation.values().stream().mapToLong(shelf -> shelf.onHand() - shelf.reserved()).sum());
    }

    /**
     * Where so many units are taken from: the first location by name that has them all, else each in turn. Nothing if they are not
     * there.
     */
    Optional<List<Pick>> allocate(int quantity) {
        var free = free();
        for (var entry : free) {
            if (entry.units() >= quantity) return Optional.of(List.of(new Pick(entry.location(), quantity)));
        }
        var picks = new ArrayList<Pick>();
        int wanted = quantity;
        for (var entry : free) {
            int taken = (int) Math.min(entry.units(), wanted);
            if (taken > 0) picks.add(new Pick(entry.location(), taken));
            wanted -= taken;
        }
        return wanted == 0 ? Optional.of(picks) : Optional.empty();
    }

    private record Free(String location, long units) {}

    /** What can be reserved at each location: what one is short of, others (in the order of their names) must keep for it. */
    private List<Free> free() {
        long shortage = byLocation.values().stream().mapToLong(Shelf::shortage).sum();
        var free = new ArrayList<Free>(byLocation.size());
        for (var entry : byLocation.entrySet()) {
            long kept = Math.min(shortage, entry.getValue().free());
            shortage -= kept;
            free.add(new Free(entry.getKey(), entry.getValue().free() - kept));
        }
        return free;
    }

    StockLevel level(long version) {
        long onHand = 0;
        long reserved = 0;
        var locations = new ArrayList<StockLevel.At>(byLocation.size());
        for (var free : free()) {
            var shelf = byLocation.get(free.location());
            onHand += shelf.onHand();
            reserved += shelf.reserved();
            locations.add(new StockLevel.At(free.location(), shelf.onHand(), shelf.reserved(), free.units(), shelf.incoming()));
        }
        return new StockLevel(version, onHand, reserved, Math.max(0, onHand - reserved), locations);
    }
}
