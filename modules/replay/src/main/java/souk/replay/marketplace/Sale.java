package souk.replay.marketplace;

import java.time.LocalDateTime;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An order of the files as it is bought in the shop: one cart.
 *
 * @param order its id in the files
 * @param at    when the first of it was to be sent off
 */
public record Sale(String order, LocalDateTime at, List<Line> lines) {
    public Sale {
        lines = List.copyOf(lines);
    }

    /**
     * Units of one product of one seller.
     *
     * @param variant 1, unless the order has the product of this seller at another price or freight as well: a variant of the product for each
     * @param price   of one, in centavos
     * @param freight of one, in centavos
     * @param left    as many units of this variant has the seller when this order comes: what it sells in it and later
     */
    public record Line(String seller, String product, int variant, int quantity, long price, long freight, int left) {
        /** Where it is offered: orders of one offer come one after the other. */
        String offer() {
            return seller + " " + product + " " + variant;
        }
    }

    /** Of whom something is bought. */
    public Set<String> sellers() {
        Set<String> sellers = new LinkedHashSet<>();
        for (Line line : lines) sellers.add(line.seller());
        return sellers;
    }

    Collection<String> offers() {
        return lines.stream().map(Line::offer).toList();
    }

    /** The goods, in centavos. */
    public long goods() {
        return lines.stream().mapToLong(line -> line.price() * line.quantity()).sum();
    }

    /** What it costs with freight, in centavos. */
    public long total() {
        return goods() + lines.stream().mapToLong(line -> line.freight() * line.quantity()).sum();
    }
}
