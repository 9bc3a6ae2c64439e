package souk.vendors.orders;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Reaction;
import souk.kernel.Recorded;
import souk.kernel.Step;
import souk.orders.api.Commission;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.VendorOrders;
import souk.orders.api.VendorPart;
import souk.vendors.api.VendorOrderCommand;

/**
 * What is sold of vendors becomes a vendor order for each of them, which hears what of it is given back. One order's events are told in their order, so a vendor order is there before anything of it is given back; each of them
 * may be told again, and changes nothing then. What is given back the order has told before, in a step of its own ({@link VendorOrdersOfShop}); here it is told in any case.
 */
public final class FollowOrders {
    public static final Reaction<OrderEvent> REACTION = new Reaction<>("vendors.follow-orders", OrderCommand.TYPE, OrderEvent.class, FollowOrders::told);

    private FollowOrders() {}

    private static List<Step.ToAggregate> told(Recorded<OrderEvent> happened) {
        String order = happened.id();
        if (happened.event() instanceof OrderEvent.Confirmed sold) return toEach(order, opening(new VendorOrders.Sold(order, sold.number(), sold.placedAt(), sold.lines())));
        if (happened.event() instanceof OrderEvent.Refunded given) return toEach(order, words(new VendorOrders.GivenBack(given.refundId(), given.lines())));
        if (happened.event() instanceof OrderEvent.Cancelled rest) return toEach(order, words(new VendorOrders.Cancelled(rest.lines())));
        // What is not sold yet is opened with what it bears now.
        if (happened.event() instanceof OrderEvent.CommissionCorrected corrected && corrected.sold()) return toEach(order, each(bears(corrected.lines()), (vendor, lines) -> new VendorOrderCommand.CorrectCommission(corrected.correctionId(), lines)));
        return List.of();
    }

    private static List<Step.ToAggregate> toEach(String order, Map<String, ? extends VendorOrderCommand<?>> byVendor) {
        return byVendor.entrySet().stream().map(each -> new Step.ToAggregate(VendorOrderCommand.at(order, each.getKey()), each.getValue())).toList();
    }

    /** That there is one, for each vendor of an order. */
    static Map<String, VendorOrderCommand.Open> opening(VendorOrders.Sold sold) {
        return each(lines(sold.lines()), (vendor, lines) -> new VendorOrderCommand.Open(sold.orderId(), vendor, sold.number(), sold.placedAt(), lines));
    }

    /** What each vendor hears of what goes back; of whom nothing was left has heard of each part before. */
    static Map<String, VendorOrderCommand<Done>> words(VendorOrders.Word word) {
        var units = units(word.lines());
        if (word instanceof VendorOrders.GivenBack given) return each(units, (vendor, back) -> new VendorOrderCommand.GiveBack(given.refundId(), back));
        return each(units, (vendor, back) -> new VendorOrderCommand.Cancel());
    }

    private static <T, C> Map<String, C> each(Map<String, List<T>> byVendor, BiFunction<String, List<T>, C> command) {
        var commands = new LinkedHashMap<String, C>();
        byVendor.forEach((vendor, some) -> commands.put(vendor, command.apply(vendor, some)));
        return commands;
    }

    /** The lines of vendors, each with its place among all lines. */
    private static Map<String, List<VendorOrderCommand.Line>> lines(List<OrderLine> all) {
        var byVendor = new LinkedHashMap<String, List<VendorOrderCommand.Line>>();
        for (int i = 0; i < all.size(); i++) {
            var line = all.get(i);
            String place = Integer.toString(i + 1);
            line.vendor().ifPresent(part -> byVendor.computeIfAbsent(part.vendorId(), vendor -> new ArrayList<>()).add(agreed(place, line, part)));
        }
        return byVendor;
    }

    private static VendorOrderCommand.Line agreed(String place, OrderLine line, VendorPart part) {
        return new VendorOrderCommand.Line(place, line.sku(), line.quantity(), line.unitPrice(), line.total(), part.freight(), part.commission().map(Commission::amount).orElse(Money.zero(line.total().currency())));
    }

    /** What lines bear now. */
    private static Map<String, List<VendorOrderCommand.Bears>> bears(List<CommissionCorrection.Line> all) {
        var byVendor = new LinkedHashMap<String, List<VendorOrderCommand.Bears>>();
        for (var line : all) byVendor.computeIfAbsent(line.vendorId(), none -> new ArrayList<>()).add(new VendorOrderCommand.Bears(line.lineId(), line.after()));
        return byVendor;
    }

    /** The units of vendors. */
    private static Map<String, List<VendorOrderCommand.Units>> units(List<OrderRefund.Line> all) {
        var byVendor = new LinkedHashMap<String, List<VendorOrderCommand.Units>>();
        for (var line : all) line.vendorId().ifPresent(vendor -> byVendor.computeIfAbsent(vendor, none -> new ArrayList<>()).add(new VendorOrderCommand.Units(line.sku(), line.quantity(), line.amount())));
        return byVendor;
    }
}
