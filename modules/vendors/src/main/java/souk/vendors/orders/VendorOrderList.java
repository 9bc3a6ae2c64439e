package souk.vendors.orders;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.View;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderCommand.Line;
import souk.vendors.api.VendorOrderEvent;
import souk.vendors.api.VendorOrderView.Status;

/**
 * A vendor order in the lists of its vendor and of staff.
 *
 * @param order nothing before its order is confirmed
 */
public record VendorOrderList(Optional<Entry> order) {
    /**
     * @param number    the order's, for people
     * @param cancelled whether the order was
     * @param lines     what is left of them
     * @param agreed    all of them, each with the commission that it should bear
     */
    record Entry(String id, String orderId, String vendorId, String number, Instant placedAt, boolean cancelled, Optional<Instant> shippedAt, Optional<String> carrier, Optional<String> trackingNumber, Optional<Instant> deliveredAt,
            List<Line> lines, List<Line> agreed) {
        Entry {
            lines = List.copyOf(lines);
            agreed = agreed == null ? List.of() : List.copyOf(agreed);
        }

        Status status() {
            return Status.of(cancelled, shippedAt.isPresent(), deliveredAt.isPresent(), !lines.isEmpty());
        }

        private Entry without(List<Line> going, boolean all) {
            return new Entry(id, orderId, vendorId, number, placedAt, cancelled || all, shippedAt, carrier, trackingNumber, deliveredAt, Lines.without(lines, going), agreed);
        }

        private Entry bearing(List<VendorOrderEvent.Corrected> corrected) {
            return new Entry(id, orderId, vendorId, number, placedAt, cancelled, shippedAt, carrier, trackingNumber, deliveredAt, Lines.bearing(lines, corrected), Lines.agreed(agreed, corrected));
        }

        private Entry shipped(VendorOrderEvent.Shipped event) {
            return new Entry(id, orderId, vendorId, number, placedAt, cancelled, Optional.of(event.at()), Optional.of(event.carrier()), Optional.of(event.trackingNumber()), deliveredAt, lines, agreed);
        }

        private Entry delivered(VendorOrderEvent.Delivered event) {
            return new Entry(id, orderId, vendorId, number, placedAt, cancelled, shippedAt, carrier, trackingNumber, Optional.of(event.deliveredAt()), lines, agreed);
        }
    }

    static final VendorOrderList NOTHING = new VendorOrderList(Optional.empty());

    public static final View<VendorOrderList, VendorOrderEvent> VIEW = View.of("vendors.vendor-order-list", VendorOrderCommand.TYPE, VendorOrderEvent.class, NOTHING)
            .onRecorded(VendorOrderEvent.Opened.class, (row, opened) -> {
                var event = opened.event();
                return new VendorOrderList(Optional.of(new Entry(opened.id(), event.orderId(), event.vendorId(), event.number(), event.placedAt(), false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                        event.lines(), event.lines())));
            })
            .on(VendorOrderEvent.GivenBack.class, (row, event) -> new VendorOrderList(row.order().map(entry -> entry.without(event.lines(), false))))
            .on(VendorOrderEvent.CommissionCorrected.class, (row, event) -> new VendorOrderList(row.order().map(entry -> entry.bearing(event.lines()))))
            .on(VendorOrderEvent.Cancelled.class, (row, event) -> new VendorOrderList(row.order().map(entry -> entry.without(event.lines(), true))))
            .on(VendorOrderEvent.Shipped.class, (row, event) -> new VendorOrderList(row.order().map(entry -> entry.shipped(event))))
            .on(VendorOrderEvent.Delivered.class, (row, event) -> new VendorOrderList(row.order().map(entry -> entry.delivered(event))))
            .ignore(VendorOrderEvent.Settled.class, VendorOrderEvent.Released.class, VendorOrderEvent.AccountTold.class, VendorOrderEvent.TellingDelayed.class, VendorOrderEvent.Frozen.class,
                    VendorOrderEvent.Thawed.class)
            .build();
}
