package souk.orders.api;

import java.math.BigDecimal;
import java.math.RoundingMode;
import souk.kernel.Money;

/**
 * Who is named as having sent a buyer, and how much of the sale is theirs.
 *
 * @param code        the affiliate's
 * @param basisPoints hundredths of a per cent of what the buyer pays for goods, at most {@value #ALL}
 */
public record AffiliateTerms(String code, int basisPoints) {
    /** All that is paid for goods, in basis points. */
    public static final int ALL = 10_000;

    /** The share of a sale: of its goods after the discount, without freight and tax, half even, once for the whole order. */
    public AffiliateShare of(OrderTotals totals) {
        var goods = totals.subtotal().minus(totals.discount());
        var share = BigDecimal.valueOf(goods.amount()).multiply(BigDecimal.valueOf(basisPoints)).divide(BigDecimal.valueOf(ALL), 0, RoundingMode.HALF_EVEN);
        return new AffiliateShare(code, basisPoints, new Money(share.longValueExact(), goods.currency()));
    }
}
