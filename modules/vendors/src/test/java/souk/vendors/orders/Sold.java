package souk.vendors.orders;

import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import souk.kernel.Money;
import souk.testkit.Spec;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderCommand.Due;
import souk.vendors.api.VendorOrderCommand.Line;
import souk.vendors.api.VendorOrderCommand.Units;
import souk.vendors.api.VendorOrderEvent;

/** A vendor order to test with: three teas of Ann's at 2.50 and a pot at 10.00, of which the shop keeps an eighth. */
final class Sold {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final Currency GBP = Currency.getInstance("GBP");
    static final Line TEAS = new Line("1", "TEA", 3, gbp(250), gbp(750), gbp(100), gbp(94));
    static final Line POT = new Line("3", "POT", 1, gbp(1_000), gbp(1_000), gbp(0), gbp(125));
    static final List<Line> LINES = List.of(TEAS, POT);
    static final VendorOrderEvent.Opened OPENED = new VendorOrderEvent.Opened("order-1", "ann", "S-1", NOON, LINES, NOON);
    static final VendorOrderEvent.Shipped SHIPPED = new VendorOrderEvent.Shipped("Post", "T1", "account-1", NOON);
    static final VendorOrderEvent.Delivered DELIVERED = new VendorOrderEvent.Delivered(NOON, "staff-1", NOON);
    static final List<Due> ALL_DUE = List.of(new Due("1", "TEA", gbp(756)), new Due("3", "POT", gbp(875)));

    private Sold() {}

    static Money gbp(long pence) {
        return new Money(pence, GBP);
    }

    static VendorOrderCommand.Open open() {
        return new VendorOrderCommand.Open("order-1", "ann", "S-1", NOON, LINES);
    }

    static Spec<VendorOrder, VendorOrderEvent> order(VendorOrderEvent... past) {
        return Spec.of(VendorOrder.BLUEPRINT).at(NOON).given(OPENED).given(past);
    }

    static VendorOrderCommand.GiveBack back(String refund, String sku, int quantity) {
        return new VendorOrderCommand.GiveBack(refund, List.of(new Units(sku, quantity, gbp(0))));
    }

    static VendorOrderCommand.Ship ship(String tracking) {
        return new VendorOrderCommand.Ship("ann", "Post", tracking, "account-1");
    }

    static VendorOrderCommand.Deliver deliver() {
        return new VendorOrderCommand.Deliver(Optional.empty(), "staff-1");
    }

    /** A payout that begins so long after noon; nothing is held back. */
    static VendorOrderCommand.Settle settle(String payout, int seconds) {
        return new VendorOrderCommand.Settle(payout, GBP, Duration.ZERO, NOON.plusSeconds(seconds));
    }
}
