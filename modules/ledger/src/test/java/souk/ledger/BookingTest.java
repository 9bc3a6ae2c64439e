package souk.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.ledger.api.Leg;
import souk.ledger.api.Side;
import souk.orders.api.AffiliateShare;
import souk.orders.api.AffiliateTerms;
import souk.orders.api.Commission;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderTotals;
import souk.orders.api.VendorPart;

/** What is booked of one order, leg by leg. */
class BookingTest {
    private static final Optional<AffiliateShare> NOBODY = Optional.empty();

    private static Money gbp(long amount) {
        return Money.of(amount, "GBP");
    }

    private static OrderLine line(String vendor, int quantity, long price, long freight, long commission) {
        return new OrderLine("CUP", "A cup", quantity, gbp(price), gbp(price * quantity), Optional.empty(),
                Optional.ofNullable(vendor).map(id -> new VendorPart(id, gbp(freight), commission == 0 ? Optional.empty() : Optional.of(new Commission(gbp(commission), "all@1")))));
    }

    private static final List<OrderLine> LINES = List.of(line(null, 1, 1_000, 0, 0), line("bob", 2, 500, 60, 0), line("ann", 3, 900, 150, 270));
    private static final OrderTotals TOTALS = new OrderTotals(gbp(4_700), gbp(0), gbp(210), gbp(0), gbp(4_910));

    private static List<String> legs(List<Leg> legs) {
        return legs.stream().map(leg -> leg.account() + (leg.side() == Side.DEBIT ? " " : " -") + leg.amount().amount()).toList();
    }

    @Test
    void aSaleIsTheShopsOwnPartEachVendorsAndTheCommission() {
        assertThat(legs(Booking.sold(LINES, TOTALS, NOBODY))).containsExactly("cash 4910", "sales -1000", "vendor:ann -2580", "vendor:bob -1060", "commission -270");
        assertThat(legs(Booking.sold(LINES, new OrderTotals(gbp(4_700), gbp(300), gbp(250), gbp(80), gbp(4_730)), NOBODY))).as("a discount, freight of the shop's own and tax are the shop's affair")
                .containsExactly("cash 4730", "discounts 300", "sales -1000", "freight -40", "tax -80", "vendor:ann -2580", "vendor:bob -1060", "commission -270");
        assertThat(legs(Booking.sold(List.of(LINES.get(0)), new OrderTotals(gbp(1_000), gbp(0), gbp(0), gbp(0), gbp(1_000)), NOBODY))).containsExactly("cash 1000", "sales -1000");
    }

    @Test
    void anAffiliateIsPaidOutOfTheShopsPocketAndNobodyElseHasLess() {
        var share = new AffiliateTerms("blog", 1_000).of(TOTALS);
        var without = legs(Booking.sold(LINES, TOTALS, NOBODY));
        assertThat(legs(Booking.sold(LINES, TOTALS, Optional.of(share)))).startsWith(without.toArray(String[]::new)).endsWith("affiliate-share 470", "affiliate:blog -470").hasSize(without.size() + 2);
        var back = share.reversedFor(0, 1_000, 4_700);
        var split = Split.givenBack(gbp(0).currency(), List.of(new OrderRefund.Line("CUP", 1, gbp(1_000))));
        assertThat(legs(Booking.givenBack(gbp(1_000), split, Optional.of(back)))).containsExactly("refunds 1000", "cash -1000", "affiliate:blog 100", "affiliate-share -100");
        assertThat(legs(Booking.sold(LINES, TOTALS, Optional.of(new AffiliateTerms("blog", 0).of(TOTALS))))).as("a share of nothing has no legs").isEqualTo(without);
    }

    @Test
    void whatIsGivenBackIsTakenFromWhoeverHadIt() {
        var anns = new OrderRefund.Line("CUP", 1, gbp(950), Optional.of("ann"), Optional.of(gbp(50)), Optional.of(gbp(90)), Optional.of(gbp(860)));
        var own = new OrderRefund.Line("CUP", 1, gbp(1_000));
        var currency = gbp(0).currency();
        assertThat(legs(Booking.givenBack(gbp(950), Split.givenBack(currency, List.of(anns)), NOBODY))).containsExactly("vendor:ann 860", "commission 90", "cash -950");
        assertThat(legs(Booking.givenBack(gbp(1_950), Split.givenBack(currency, List.of(own, anns)), NOBODY))).containsExactly("refunds 1000", "vendor:ann 860", "commission 90", "cash -1950");
        assertThat(legs(Booking.givenBack(gbp(900), Split.givenBack(currency, List.of(anns)), NOBODY))).as("what the buyer had been let off was the shop's").containsExactly("refunds -50", "vendor:ann 860", "commission 90", "cash -900");
        var before = new OrderRefund.Line("CUP", 1, gbp(950), Optional.of("ann"), Optional.of(gbp(50)));
        assertThat(legs(Booking.givenBack(gbp(950), Split.givenBack(currency, List.of(before)), NOBODY))).as("before orders said what was the vendor's").containsExactly("refunds 950", "cash -950");
    }

    @Test
    void whatIsCorrectedMovesBetweenAVendorAndTheShopAndNobodyElse() {
        var changed = List.of(new CommissionCorrection.Line("3", "CUP", "ann", gbp(270), gbp(300), gbp(20)), new CommissionCorrection.Line("4", "POT", "ann", gbp(50), gbp(40), gbp(-5)),
                new CommissionCorrection.Line("5", "POT", "bob", gbp(50), gbp(10), gbp(-40)), new CommissionCorrection.Line("6", "TEA", "cat", gbp(5), gbp(7), gbp(0)));
        assertThat(legs(Booking.corrected(changed))).containsExactlyInAnyOrder("vendor:ann 15", "vendor:bob -40", "commission 25");
        assertThat(Booking.corrected(List.of())).isEmpty();
        assertThat(Booking.corrected(changed.subList(3, 4))).isEmpty();
    }
}
