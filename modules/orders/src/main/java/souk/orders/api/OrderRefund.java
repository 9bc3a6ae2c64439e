package souk.orders.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Money;

/**
 * A part of an order whose money was given back, or is being.
 *
 * @param amount      the sum of the lines
 * @param restock     whether the units return to the stock
 * @param requestedAt when it was decided, by the order's partition
 * @param at          when it was done: the money given back, the units in the stock; empty while it is under way
 * @param affiliate   what an affiliate had of it and has no more
 */
public record OrderRefund(String id, List<Line> lines, Money amount, boolean restock, Optional<String> reason, Instant requestedAt, Optional<Instant> at, Optional<AffiliateShare> affiliate) {
    /** Of a sale of which no affiliate had anything. */
    public OrderRefund(String id, List<Line> lines, Money amount, boolean restock, Optional<String> reason, Instant requestedAt, Optional<Instant> at) {
        this(id, lines, amount, restock, reason, requestedAt, at, Optional.empty());
    }

    /**
     * Some units of a SKU, and what is given back for them.
     *
     * @param vendorId   whose units they are; empty: the shop's own
     * @param freight    what of the amount is freight of a vendor's units
     * @param commission of a vendor's units: what the shop had kept of them and keeps no more; empty where it was not said yet
     * @param net        of a vendor's units: their price and freight less the commission, which the vendor had and has no more; empty where it was not said yet. With the commission it is the amount, unless the
     *                   buyer had paid less (a discount) or more (tax)
     */
    public record Line(String sku, int quantity, Money amount, Optional<String> vendorId, Optional<Money> freight, Optional<Money> commission, Optional<Money> net) {
        /** The shop's own. */
        public Line(String sku, int quantity, Money amount) {
            this(sku, quantity, amount, Optional.empty(), Optional.empty());
        }

        /** As it was said before it was said what of it was the vendor's. */
        public Line(String sku, int quantity, Money amount, Optional<String> vendorId, Optional<Money> freight) {
            this(sku, quantity, amount, vendorId, freight, Optional.empty(), Optional.empty());
        }

        public Line {
            if (vendorId == null) vendorId = Optional.empty();
            if (freight == null) freight = Optional.empty();
            if (commission == null) commission = Optional.empty();
            if (net == null) net = Optional.empty();
        }
    }

    public OrderRefund {
        lines = List.copyOf(lines);
        if (reason == null) reason = Optional.empty();
        if (at == null) at = Optional.empty();
        if (affiliate == null) affiliate = Optional.empty();
    }
}
