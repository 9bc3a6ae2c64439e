package souk.vendors.disputes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import souk.kernel.Step;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderView;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderView;

/**
 * What a dispute does next: it keeps the vendor's part of the order back; decided for the buyer, it asks what is left of it, has the order pay that back, and tells the vendor order so before it lets go, so that no payout comes
 * in between. What a payout took before it was frozen is paid: the refund makes what is due less than nothing, and the next payout takes it back.
 */
final class DisputeProcess {
    private static final String REASON = "dispute";

    private DisputeProcess() {}

    static Optional<Step> next(Dispute dispute) {
        var step = switch (dispute.stage()) {
            case FREEZING -> freeze(dispute);
            case COUNTING -> count(dispute);
            case REFUNDING -> refund(dispute);
            case THAWING -> dispute.refunded() == null || dispute.refunded().lines().isEmpty() ? thaw(dispute, List.of()) : thaw(dispute, List.of(giveBack(dispute)));
            case WITHDRAWING -> thaw(dispute, List.of());
            case NONE, TALKING, REVIEWING, CLOSED, REFUSED -> null;
        };
        return Optional.ofNullable(step).map(each -> dispute.pause().until() == null ? each : each.notBefore(dispute.pause().until()));
    }

    private static Step.Call tell(Dispute dispute, VendorOrderCommand<?> command) {
        return Step.send(VendorOrderCommand.at(dispute.asked().orderId(), dispute.asked().vendorId()), command);
    }

    /** The vendor order knows disputes by their ids, also those that are over. */
    private static Step freeze(Dispute dispute) {
        return Step.of("freeze", List.of(tell(dispute, new VendorOrderCommand.Freeze(dispute.asked().disputeId()))), answers -> new DisputeCommand.FreezeAnswered(Step.refusal(answers)));
    }

    /** A question. */
    private static Step count(Dispute dispute) {
        return Step.of("count-left", List.of(tell(dispute, new VendorOrderCommand.Look(Optional.empty()))),
                answers -> new DisputeCommand.LeftAnswered(Step.refusal(answers), answers.get(0).fold(left -> all((VendorOrderView) left), refusal -> List.of())));
    }

    private static List<OrderCommand.Units> all(VendorOrderView order) {
        var units = new LinkedHashMap<String, Integer>();
        order.lines().forEach(line -> units.merge(line.sku(), line.quantity(), Integer::sum));
        return units.entrySet().stream().map(each -> new OrderCommand.Units(each.getKey(), each.getValue(), Optional.of(order.vendorId()))).toList();
    }

    /** The order knows refunds by their ids. Nothing is restocked: what is disputed is with the buyer, or nobody knows where. */
    private static Step refund(Dispute dispute) {
        String id = dispute.refundId();
        String vendor = dispute.asked().vendorId();
        var refund = new OrderCommand.Refund(id, id, dispute.plan().units(), false, Optional.of(REASON));
        return Step.of("refund", List.of(Step.send(OrderCommand.at(dispute.asked().orderId()), refund)),
                answers -> new DisputeCommand.RefundAnswered(id, Step.refusal(answers), answers.get(0).fold(order -> gone((OrderView) order, id, vendor), refusal -> List.of())));
    }

    private static List<VendorOrderCommand.Units> gone(OrderView order, String refundId, String vendor) {
        return order.refunds().stream().filter(refund -> refund.id().equals(refundId) && refund.at().isPresent()).flatMap(refund -> refund.lines().stream())
                .filter(line -> line.vendorId().filter(vendor::equals).isPresent()).map(line -> new VendorOrderCommand.Units(line.sku(), line.quantity(), line.amount())).toList();
    }

    /** What the vendor order will hear of the order, too, under the same id. */
    private static Step.Call giveBack(Dispute dispute) {
        return tell(dispute, new VendorOrderCommand.GiveBack(dispute.refunded().refundId(), dispute.refunded().lines()));
    }

    private static Step thaw(Dispute dispute, List<Step.Call> before) {
        var calls = new ArrayList<>(before);
        calls.add(tell(dispute, new VendorOrderCommand.Thaw(dispute.asked().disputeId())));
        return Step.of("thaw", calls, answers -> new DisputeCommand.ThawAnswered(Step.refusal(answers)));
    }
}
