package souk.orders.api;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Money;

/**
 * What staff says afterwards: lines that a rule was taken for bear another commission.
 *
 * @param id      made from the Idempotency-Key
 * @param ruleId  of the rule that stands on the lines
 * @param version of the rule; empty: any
 * @param from    lines of orders placed from then on
 * @param to      and before this
 * @param rate    what they bear instead; lines in another currency than its fixed part stay as they are
 */
public record CommissionCorrection(String id, String ruleId, Optional<Long> version, Instant from, Instant to, CommissionRate rate) {
    public CommissionCorrection {
        if (version == null) version = Optional.empty();
    }

    /** Whether it is about orders placed then. */
    public boolean isOf(Instant placedAt) {
        return !placedAt.isBefore(from) && placedAt.isBefore(to);
    }

    /** Whether it is about lines on which this stands as their rule: {@code books@17}. */
    public boolean isOf(String rule) {
        int at = rule.lastIndexOf('@');
        return at >= 0 && rule.substring(0, at).equals(ruleId) && version.map(number -> rule.substring(at + 1).equals(Long.toString(number))).orElse(true);
    }

    /** What such a line bears by it; nothing if it is not about that line. */
    public Optional<Commission> of(OrderLine line) {
        return line.vendor().flatMap(VendorPart::commission).filter(kept -> isOf(kept.rule()) && rate.isFor(line.total())).map(kept -> new Commission(rate.of(line.total()), kept.rule()));
    }

    /**
     * A line that bears another commission than before.
     *
     * @param lineId     its place in the order, from 1
     * @param vendorId   whose it is
     * @param before     of the whole line
     * @param after      of the whole line
     * @param difference what the shop keeps more of the units that are left of it, less if it is below zero: what is to be booked. Nothing while the order was not sold yet, as it is sold with what it bears now
     */
    public record Line(String lineId, String sku, String vendorId, Money before, Money after, Money difference) {}
}
