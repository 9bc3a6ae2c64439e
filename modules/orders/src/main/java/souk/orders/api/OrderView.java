package souk.orders.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.cart.api.CartContents;
import souk.kernel.Money;
import souk.kernel.Personal;

/**
 * An order as its buyer sees it.
 *
 * @param version     the number of events so far
 * @param number      for people; from placement on
 * @param lines       from placement on; what the shop keeps of vendors' is as corrections have left it
 * @param totals      from placement on
 * @param placedAt    when lines, prices and totals were fixed
 * @param cancelledAt when it was refunded and its units were put back
 * @param refunds     the parts that were given back, or are being, in the order in which that was asked for
 * @param refunded    from placement on: what was given back, of a cancelled order all
 * @param refusal     of a rejected order: the code of what came in its way
 * @param newPrices   of an order rejected because prices had changed: the cart at its new prices
 * @param owner       whose it is: an account's id, or that of a guest's session
 * @param takenOverAt when a guest's order became an account's
 * @param corrected   what the shop keeps of lines otherwise than when they were sold; of a line that was corrected twice both
 * @param affiliate   from placement on: what of the whole sale is an affiliate's; what came back of it is in the refunds
 */
public record OrderView(String id, long version, OrderStatus status, Optional<String> number, Personal<String> email, Personal<ShippingAddress> shippingAddress,
        List<OrderLine> lines, Optional<OrderTotals> totals, Optional<Instant> placedAt, Optional<Instant> cancelledAt, List<OrderRefund> refunds,
        Optional<Money> refunded, Optional<String> refusal, Optional<CartContents> newPrices, Optional<String> owner, Optional<Instant> takenOverAt, List<CommissionCorrection.Line> corrected, Optional<AffiliateShare> affiliate) {
    /** Of a buyer whom no affiliate has sent. */
    public OrderView(String id, long version, OrderStatus status, Optional<String> number, Personal<String> email, Personal<ShippingAddress> shippingAddress, List<OrderLine> lines, Optional<OrderTotals> totals, Optional<Instant> placedAt,
            Optional<Instant> cancelledAt, List<OrderRefund> refunds, Optional<Money> refunded, Optional<String> refusal, Optional<CartContents> newPrices, Optional<String> owner, Optional<Instant> takenOverAt, List<CommissionCorrection.Line> corrected) {
        this(id, version, status, number, email, shippingAddress, lines, totals, placedAt, cancelledAt, refunds, refunded, refusal, newPrices, owner, takenOverAt, corrected, Optional.empty());
    }

    /** One that nobody has corrected. */
    public OrderView(String id, long version, OrderStatus status, Optional<String> number, Personal<String> email, Personal<ShippingAddress> shippingAddress, List<OrderLine> lines, Optional<OrderTotals> totals, Optional<Instant> placedAt,
            Optional<Instant> cancelledAt, List<OrderRefund> refunds, Optional<Money> refunded, Optional<String> refusal, Optional<CartContents> newPrices, Optional<String> owner, Optional<Instant> takenOverAt) {
        this(id, version, status, number, email, shippingAddress, lines, totals, placedAt, cancelledAt, refunds, refunded, refusal, newPrices, owner, takenOverAt, List.of());
    }

    public OrderView {
        corrected = corrected == null ? List.of() : List.copyOf(corrected);
        lines = lines == null ? List.of() : List.copyOf(lines);
        refunds = refunds == null ? List.of() : List.copyOf(refunds);
        if (refunded == null) refunded = Optional.empty();
        if (owner == null) owner = Optional.empty();
        if (takenOverAt == null) takenOverAt = Optional.empty();
        if (affiliate == null) affiliate = Optional.empty();
    }
}
