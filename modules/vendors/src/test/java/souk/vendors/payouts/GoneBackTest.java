package souk.vendors.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.vendors.payouts.PayoutShop.key;
import static souk.vendors.payouts.PayoutWorld.gbp;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.VendorOrders;
import souk.orders.api.VendorPart;
import souk.vendors.Vendors;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderView;
import souk.vendors.api.VendorOrderView.Status;

/** What an order says before it answers that something went back: nobody has read of it yet, and a run that begins at once pays nothing of that. */
class GoneBackTest {
    private static PayoutShop shop;

    @BeforeAll
    static void start() {
        shop = PayoutShop.start("");
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static VendorOrders.Sold sold(PayoutShop.Vendor of) {
        var theirs = new OrderLine("TEA", "A tea", 2, gbp(500), gbp(1_000), Optional.empty(), Optional.of(new VendorPart(of.id(), gbp(100), Optional.empty())));
        return new VendorOrders.Sold("order-" + UUID.randomUUID(), "S-9", Instant.now(), List.of(new OrderLine("POT", "A pot", 1, gbp(300), gbp(300)), theirs));
    }

    private static List<OrderRefund.Line> teas(int units, PayoutShop.Vendor of) {
        return List.of(new OrderRefund.Line("POT", 1, gbp(300)), new OrderRefund.Line("TEA", units, gbp(550L * units), Optional.of(of.id()), Optional.of(gbp(50L * units))));
    }

    private static Outcome<Done> hear(VendorOrders.Sold sold, VendorOrders.Word word) {
        return Vendors.vendorOrders(shop.node).hear(sold, word).toCompletableFuture().join();
    }

    private static VendorOrderView look(VendorOrders.Sold sold, PayoutShop.Vendor of) {
        return shop.must(VendorOrderCommand.at(sold.orderId(), of.id()), new VendorOrderCommand.Look(Optional.of(of.id())));
    }

    /** In pence, at once: whoever was answered need not wait. */
    private static void isOwed(PayoutShop.Vendor vendor, long pending, long payable) {
        vendor.http().get("/v1/vendor/balance?currency=GBP").answers(200).hasMoney("pending", pending, "GBP").hasMoney("payable", payable, "GBP");
    }

    @Test
    void whatGoesBackBeforeAnybodyHasReadOfTheOrderIsNotOwed() {
        var ann = shop.paidTo("acct-1");
        var some = sold(ann);
        for (int i = 0; i < 2; i++) assertThat(hear(some, new VendorOrders.GivenBack("refund-1", teas(1, ann)))).isEqualTo(Outcome.accepted(Done.DONE));
        assertThat(look(some, ann)).extracting(VendorOrderView::status, VendorOrderView::number, VendorOrderView::due).containsExactly(Status.OPEN, "S-9", gbp(550));
        assertThat(look(some, ann).lines()).containsExactly(new VendorOrderCommand.Line("2", "TEA", 1, gbp(500), gbp(500), gbp(50), gbp(0)));
        isOwed(ann, 550, 0);
        var all = sold(ann);
        for (int i = 0; i < 2; i++) assertThat(hear(all, new VendorOrders.Cancelled(teas(2, ann)))).isEqualTo(Outcome.accepted(Done.DONE));
        assertThat(look(all, ann).status()).isEqualTo(Status.CANCELLED);
        isOwed(ann, 550, 0);
        hear(some, new VendorOrders.Cancelled(teas(1, ann)));
        isOwed(ann, 0, 0);
    }

    @Test
    void aRunThatBeginsAtOncePaysNothingOfWhatWentBackAndTakesBackWhatWasPaid() {
        var ann = shop.paidTo("acct-1");
        var kept = ann.delivers();
        var gone = sold(ann);
        // It is there once anything was said of it.
        hear(gone, new VendorOrders.GivenBack("refund-1", teas(1, ann)));
        ann.delivers(gone.orderId());
        hear(gone, new VendorOrders.Cancelled(teas(1, ann)));
        shop.pays(key()).has("payouts", 1).hasMoney("paid", 1_200, "GBP");

        var back = ann.delivers();
        shop.must(VendorOrderCommand.at(kept, ann.id()), new VendorOrderCommand.GiveBack("refund-2", List.of(new VendorOrderCommand.Units("TEA", 1, gbp(550)))));
        shop.pays(key()).has("payouts", 1).hasMoney("paid", 1_200 - 475, "GBP");
        shop.must(VendorOrderCommand.at(back, ann.id()), new VendorOrderCommand.Cancel());
        shop.pays(key()).has("payouts", 0);
        isOwed(ann, 0, -1_200);
    }

    @Test
    void ofTheShopsOwnUnitsNobodyHears() {
        var own = new VendorOrders.Sold("order-" + UUID.randomUUID(), "S-9", Instant.now(), List.of(new OrderLine("POT", "A pot", 1, gbp(300), gbp(300))));
        assertThat(hear(own, new VendorOrders.Cancelled(List.of(new OrderRefund.Line("POT", 1, gbp(300)))))).isEqualTo(Outcome.accepted(Done.DONE));
    }
}
