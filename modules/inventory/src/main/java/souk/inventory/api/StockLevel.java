package souk.inventory.api;

import java.util.List;

/**
 * How much of one SKU there is.
 *
 * @param version   the number of events so far
 * @param onHand    units that lie somewhere, reserved ones included; below zero when more were sold than a later count had found
 * @param reserved  units held for somebody
 * @param available what can still be reserved: on hand less reserved, never below zero; the sum over the locations
 * @param locations by name
 */
public record StockLevel(long version, long onHand, long reserved, long available, List<At> locations) {
    public StockLevel {
        locations = List.copyOf(locations);
    }

    /**
     * One location's share.
     *
     * @param available on hand less reserved, less what other locations are short of (reserved there, but not found by a count)
     * @param incoming  units on their way there
     */
    public record At(String location, long onHand, long reserved, long available, long incoming) {}
}
