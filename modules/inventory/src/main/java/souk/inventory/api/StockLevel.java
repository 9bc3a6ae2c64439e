package souk.inventory.api;

import java.util.List;

/**
 * How much of one SKU there is: the shop's own units, and beside them those of others.
 *
 * @param version   the number of events so far
 * @param onHand    units that lie somewhere, reserved ones included; below zero when more were sold than a later count had found
 * @param reserved  units held for somebody
 * @param available what can still be reserved: on hand less reserved, never below zero; the sum over the locations
 * @param locations by name
 * @param others    where units of others lie, by the full name of the {@linkplain OwnedShelf shelf}; they are in none of the sums
 */
public record StockLevel(long version, long onHand, long reserved, long available, List<At> locations, List<At> others) {
    public StockLevel {
        locations = List.copyOf(locations);
        others = others == null ? List.of() : List.copyOf(others);
    }

    /** Where nobody else has any. */
    public StockLevel(long version, long onHand, long reserved, long available, List<At> locations) {
        this(version, onHand, reserved, available, locations, List.of());
    }

    /** The same about the units of somebody else than the shop. */
    public StockLevel of(String owner) {
        var theirs = others.stream().filter(at -> OwnedShelf.ownerOf(at.location()).equals(owner)).toList();
        return new StockLevel(version, theirs.stream().mapToLong(At::onHand).sum(), theirs.stream().mapToLong(At::reserved).sum(), theirs.stream().mapToLong(At::available).sum(), theirs);
    }

    /**
     * One location's share.
     *
     * @param available on hand less reserved, less what other locations of the same owner are short of (reserved there, but not found by a count)
     * @param incoming  units on their way there
     */
    public record At(String location, long onHand, long reserved, long available, long incoming) {}
}
