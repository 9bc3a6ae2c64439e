package souk.orders;

import java.util.stream.Stream;
import souk.kernel.Step;
import souk.orders.api.OrderRefund;
import souk.orders.api.VendorOrders;
import souk.platform.Provider;

/** What the process of an order says, before anything goes back: what of it is vendors'. Answered with {@link souk.kernel.Done}. */
record VendorOrdersRequest(VendorOrders.Sold sold, VendorOrders.Word word) {
    /** The provider's name. */
    static final String PROVIDER = "orders.vendor-orders";

    static Provider answeredBy(VendorOrders vendorOrders) {
        return request -> vendorOrders.hear(((VendorOrdersRequest) request).sold, ((VendorOrdersRequest) request).word);
    }

    /** Vendors hear that these units' money goes back; nothing to say where all of them are the shop's own. */
    static Stream<Step.Call> givenBack(Order order, OrderRefund refund) {
        return call(order, new VendorOrders.GivenBack(refund.id(), refund.lines()));
    }

    /** Vendors hear that all that is left goes back; nothing to say where all of it is the shop's own. */
    static Stream<Step.Call> cancelled(Order order) {
        return call(order, new VendorOrders.Cancelled(order.refunds().worthOfRest(order.placed())));
    }

    private static Stream<Step.Call> call(Order order, VendorOrders.Word word) {
        if (word.lines().stream().allMatch(line -> line.vendorId().isEmpty())) return Stream.empty();
        var placed = order.placed();
        return Stream.of(Step.ask(PROVIDER, new VendorOrdersRequest(new VendorOrders.Sold(order.id(), placed.number(), placed.at(), placed.lines()), word)));
    }
}
