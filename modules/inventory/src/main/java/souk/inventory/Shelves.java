package souk.inventory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import souk.inventory.api.OwnedShelf;
import souk.inventory.api.StockEvent.Pick;
import souk.inventory.api.StockLevel;
import souk.kernel.PersistentMap;

/**
 * What lies where, and whose it is. What one owner is short of is kept by that owner's other locations and never by anybody else's; the shop is an owner like any other, the one without a name.
 *
 * @param byLocation at most {@link #MOST} of the shop's own and {@link #MOST_OWNED} of others, so that going over all of them is cheap
 */
record Shelves(PersistentMap<String, Shelf> byLocation) {
    static final Shelves NONE = new Shelves(PersistentMap.empty());
    /** The most locations of the shop's own that one SKU can lie at. */
    static final int MOST = 100;
    /** The same of all others together. */
    static final int MOST_OWNED = 200;
    /** The same of one other: where it has its units, and where units lay that are still reserved. */
    static final int MOST_OF_ONE = 10;
    /** What an owner's location is called that has to be there and is not. */
    private static final String RETURNS = "returns";

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

    /** The first of the shop's own, by name. */
    Optional<String> firstLocation() {
        return names(isOf(Optional.empty())).stream().findFirst();
    }

    /** Where this owner's units come back to. */
    String firstLocationOf(String owner) {
        return names(isOf(Optional.of(owner))).stream().findFirst().orElseGet(() -> OwnedShelf.at(owner, RETURNS));
    }

    /** How many of the shop's own there are. */
    int size() {
        return names(isOf(Optional.empty())).size();
    }

    /** Whether this would be one location too many of this owner, or of all owners but the shop. */
    boolean hasNoRoomFor(String owner, String location, long onHand) {
        var after = stowed(owner, location, onHand);
        return after.byLocation.size() > byLocation.size()
                && (after.names(isOf(Optional.of(owner))).size() > MOST_OF_ONE || after.names(OwnedShelf::isOwned).size() > MOST_OWNED);
    }

    Shelves counted(String location, long onHand, long incoming) {
        var reserved = byLocation.find(location).map(Shelf::reserved).orElse(0L);
        return new Shelves(byLocation.with(location, new Shelf(onHand, reserved, incoming)));
    }

    /** With all units of this owner at one location. One of which nothing is left goes, unless something that lay there is still held. */
    Shelves stowed(String owner, String location, long onHand) {
        var after = byLocation.containsKey(location) ? byLocation : byLocation.with(location, Shelf.EMPTY);
        for (String name : new Shelves(after).names(isOf(Optional.of(owner)))) {
            var shelf = new Shelf(name.equals(location) ? onHand : 0, after.get(name).reserved(), 0);
            after = shelf.equals(Shelf.EMPTY) ? after.without(name) : after.with(name, shelf);
        }
        return new Shelves(after);
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

    /** @param of whose units; empty: the shop's own */
    long available(Optional<String> of) {
        var theirs = isOf(of);
        return Math.max(0, byLocation.entrySet().stream().filter(entry -> theirs.test(entry.getKey())).mapToLong(entry -> entry.getValue().onHand() - entry.getValue().reserved()).sum());
    }

    /**
     * Where so many units are taken from: the first location by name that has them all, else each in turn. Nothing if they are not
     * there.
     *
     * @param of whose units; empty: the shop's own
     */
    Optional<List<Pick>> allocate(int quantity, Optional<String> of) {
        var free = free(isOf(of));
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

    private record Free(String location, Shelf shelf, long units) {
        private StockLevel.At shown() {
            return new StockLevel.At(location, shelf.onHand(), shelf.reserved(), units, shelf.incoming());
        }
    }

    /** What can be reserved at each location of one owner: what one is short of, others (in the order of their names) must keep for it. */
    private List<Free> free(Predicate<String> theirs) {
        var shelves = byLocation.entrySet().stream().filter(entry -> theirs.test(entry.getKey())).toList();
        long shortage = shelves.stream().map(Map.Entry::getValue).mapToLong(Shelf::shortage).sum();
        var free = new ArrayList<Free>(shelves.size());
        for (var entry : shelves) {
            long kept = Math.min(shortage, entry.getValue().free());
            shortage -= kept;
            free.add(new Free(entry.getKey(), entry.getValue(), entry.getValue().free() - kept));
        }
        return free;
    }

    private List<String> names(Predicate<String> which) {
        return byLocation.keySet().stream().filter(which).toList();
    }

    private static Predicate<String> isOf(Optional<String> owner) {
        if (owner.isEmpty()) return location -> !OwnedShelf.isOwned(location);
        String begin = OwnedShelf.at(owner.get(), "");
        return location -> location.startsWith(begin);
    }

    StockLevel level(long version) {
        var own = free(isOf(Optional.empty()));
        long onHand = own.stream().mapToLong(free -> free.shelf().onHand()).sum();
        long reserved = own.stream().mapToLong(free -> free.shelf().reserved()).sum();
        return new StockLevel(version, onHand, reserved, Math.max(0, onHand - reserved), own.stream().map(Free::shown).toList(), own.size() == byLocation.size() ? List.of() : others());
    }

    private List<StockLevel.At> others() {
        var owners = new LinkedHashSet<String>();
        for (String name : names(OwnedShelf::isOwned)) owners.add(OwnedShelf.ownerOf(name));
        return owners.stream().flatMap(owner -> free(isOf(Optional.of(owner))).stream()).map(Free::shown).toList();
    }
}
