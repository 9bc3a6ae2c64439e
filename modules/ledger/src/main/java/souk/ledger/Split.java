package souk.ledger;

import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import souk.kernel.Money;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.VendorPart;

/**
 * What of an order's money is not the shop's own sale: what is each vendor's, and what the shop keeps of that.
 *
 * @param net        by vendor's id: price and freight, less commission
 * @param commission of all of them
 */
record Split(Map<String, Money> net, Money commission) {
    Split {
        net = new TreeMap<>(net);
    }

    private static Split nothing(Currency currency) {
        return new Split(Map.of(), Money.zero(currency));
    }

    /** As it was agreed when these lines were sold. */
    static Split sold(Currency currency, List<OrderLine> lines) {
        var split = nothing(currency);
        for (OrderLine line : lines) if (line.vendor().isPresent()) split = split.plus(line, line.vendor().get());
        return split;
    }

    /** What went back of it, as the order has said. Of a vendor's units of which it was not said yet, nothing: that stands in the shop's refunds. */
    static Split givenBack(Currency currency, List<OrderRefund.Line> lines) {
        var split = nothing(currency);
        for (var line : lines) {
            if (line.vendorId().isPresent() && line.net().isPresent()) split = split.plus(line.vendorId().get(), line.net().get(), line.commission().orElse(Money.zero(currency)));
        }
        return split;
    }

    /** What corrections have moved from vendors to the shop. */
    static Split corrected(Currency currency, List<CommissionCorrection.Line> lines) {
        var split = nothing(currency);
        for (var line : lines) split = split.plus(line.vendorId(), Money.zero(currency).minus(line.difference()), line.difference());
        return split;
    }

    /** What lines bear now otherwise than when they were sold, and was not booked, as units had been given back by then: these have taken back what they bore before. */
    static Split notBooked(Currency currency, List<CommissionCorrection.Line> lines) {
        var split = nothing(currency);
        for (var line : lines) {
            var rest = line.after().minus(line.before()).minus(line.difference());
            split = split.plus(line.vendorId(), Money.zero(currency).minus(rest), rest);
        }
        return split;
    }

    private Split plus(OrderLine line, VendorPart part) {
        var kept = part.commission().map(commission -> commission.amount()).orElse(Money.zero(commission.currency()));
        return plus(part.vendorId(), line.total().plus(part.freight()).minus(kept), kept);
    }

    private Split plus(String vendor, Money itsNet, Money itsCommission) {
        var sum = new TreeMap<>(net);
        sum.merge(vendor, itsNet, Money::plus);
        return new Split(sum, commission.plus(itsCommission));
    }

    Split minus(Split other) {
        var rest = new TreeMap<>(net);
        other.net.forEach((vendor, its) -> rest.merge(vendor, Money.zero(its.currency()).minus(its), Money::plus));
        return new Split(rest, commission.minus(other.commission));
    }

    /** What buyers paid for vendors' goods and freight, before a discount and without tax. */
    Money all() {
        return net.values().stream().reduce(commission, Money::plus);
    }
}
