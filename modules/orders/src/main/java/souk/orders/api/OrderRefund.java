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
 */
public record OrderRefund(String id, List<Line> lines, Money amount, boolean restock, Optional<String> reason, Instant requestedAt, Optional<Instant> at) {
    /** Some units of a SKU, and what is given back for them. */
    public record Line(String sku, int quantity, Money amount) {}

    public OrderRefund {
        lines = List.copyOf(lines);
        if (reason == null) reason = Optional.empty();
        if (at == null) at = Optional.empty();
    }
}
