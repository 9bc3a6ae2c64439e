package souk.orders;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import souk.inventory.api.StockCommand;
import souk.kernel.Address;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;

/**
 * What is bought, and of whom: units of a SKU at the shop's shelves and at those of a vendor are never the same. The shop's own come first, by SKU.
 *
 * @param vendor empty: the shop's own
 */
record Ware(String sku, Optional<String> vendor) implements Comparable<Ware> {
    private static final Comparator<Ware> ORDER = Comparator.comparing((Ware ware) -> ware.vendor.orElse("")).thenComparing(Ware::sku);

    /** The shop's own. */
    static Ware own(String sku) {
        return new Ware(sku, Optional.empty());
    }

    static Ware of(OrderLine line) {
        return new Ware(line.sku(), line.vendor().map(part -> part.vendorId()));
    }

    static Ware of(OrderCommand.Units units) {
        return new Ware(units.sku(), units.vendorId());
    }

    static Ware of(OrderRefund.Line line) {
        return new Ware(line.sku(), line.vendorId());
    }

    /** How many units of each. */
    static TreeMap<Ware, Integer> quantities(List<OrderLine> lines) {
        var quantities = new TreeMap<Ware, Integer>();
        lines.forEach(line -> quantities.merge(of(line), line.quantity(), Integer::sum));
        return quantities;
    }

    Address<StockCommand<?>> stock() {
        return StockCommand.at(sku);
    }

    /** What the stock knows this by when it is reserved, or comes back, for something of that id: one stock may be asked for units of several owners. */
    String under(String id) {
        return vendor.map(owner -> id + "@" + owner).orElse(id);
    }

    @Override
    public int compareTo(Ware other) {
        return ORDER.compare(this, other);
    }
}
