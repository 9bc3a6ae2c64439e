package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;
import static souk.orders.Samples.NOON;
import static souk.orders.Samples.OPENED;
import static souk.orders.Samples.an;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Rejection;
import souk.orders.api.Commission;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.CommissionRate;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderCommand.CommissionCorrected;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderTotals;
import souk.orders.api.VendorPart;
import souk.testkit.Spec;

/** What becomes of orders whose lines were sold with a wrong commission. */
class CorrectionTest {
    private static final Instant LATER = NOON.plusSeconds(1);

    private static Money gbp(long pence) {
        return Money.of(pence, "GBP");
    }

    /** Cups at 2.50, by a rule; nobody's are the shop's own, and by no rule they bear nothing. */
    private static OrderLine cups(int quantity, String vendor, long commission, String rule) {
        return line("CUP", quantity, 250, vendor, commission, rule);
    }

    private static OrderLine line(String sku, int quantity, long price, String vendor, long commission, String rule) {
        var kept = Optional.ofNullable(rule).map(name -> new Commission(gbp(commission), name));
        return new OrderLine(sku, "A thing", quantity, gbp(price), gbp(price * quantity), Optional.empty(), Optional.ofNullable(vendor).map(id -> new VendorPart(id, gbp(0), kept)));
    }

    private static OrderTotals totals(List<OrderLine> lines) {
        var goods = lines.stream().map(OrderLine::total).reduce(gbp(0), Money::plus);
        return new OrderTotals(goods, gbp(0), gbp(0), gbp(0), goods);
    }

    private static OrderEvent.Placed placed(List<OrderLine> lines) {
        return new OrderEvent.Placed(Samples.PLACED.number(), lines, totals(lines), NOON);
    }

    private static OrderEvent.CommissionsFrozen frozen(List<OrderLine> lines) {
        return new OrderEvent.CommissionsFrozen(lines.stream().flatMap(line -> line.vendor().stream()).map(VendorPart::commission).toList(), NOON);
    }

    private static OrderEvent.Confirmed confirmed(List<OrderLine> lines) {
        return new OrderEvent.Confirmed("anna", Samples.PLACED.number(), Samples.EMAIL, lines, totals(lines), NOON, NOON);
    }

    private static Spec<Order, OrderEvent> sold(OrderLine... lines) {
        var all = List.of(lines);
        return an(OrderStatus.NONE).given(OPENED, placed(all), frozen(all), new OrderEvent.Reserved(NOON), new OrderEvent.Paid(NOON), confirmed(all));
    }

    private static CommissionCorrection correction(String id, String rule, int basisPoints, long fixed) {
        return new CommissionCorrection(id, rule, Optional.empty(), NOON, LATER, new CommissionRate(basisPoints, fixed == 0 ? Optional.empty() : Optional.of(gbp(fixed))));
    }

    private static OrderCommand.CorrectCommission correct(String id, String rule, int basisPoints, long fixed) {
        return new OrderCommand.CorrectCommission(correction(id, rule, basisPoints, fixed));
    }

    private static CommissionCorrection.Line changed(String place, String vendor, long before, long after, long difference) {
        return new CommissionCorrection.Line(place, "CUP", vendor, gbp(before), gbp(after), gbp(difference));
    }

    private static void refunds(Spec<Order, OrderEvent> order, String id, String sku, int quantity, String vendor) {
        order.when(new OrderCommand.Refund(id, "f", List.of(new OrderCommand.Units(sku, quantity, Optional.of(vendor))), false, Optional.empty())).when(new OrderCommand.RefundAnswered(id, Optional.empty()));
    }

    private static Optional<Commission> bears(Spec<Order, OrderEvent> order, int place) {
        return order.state().view().lines().get(place).vendor().orElseThrow().commission();
    }

    @Test
    void linesByTheRuleBearTheOtherCommissionAndOthersWhatTheyDid() {
        var order = sold(cups(4, "ann", 125, "all@1"), cups(2, null, 0, null), cups(2, "bob", 50, "bobs@2"), cups(1, "cat", 0, null), cups(2, "dan", 60, "all@3"));
        var lines = List.of(changed("1", "ann", 125, 105, -20), changed("5", "dan", 60, 55, -5));
        order.when(new OrderCommand.LookAtCorrection(correction("c1", "all", 1_000, 5))).thenNothing().thenReply(new CommissionCorrected(lines));
        order.when(correct("c1", "all", 1_000, 5)).then(new OrderEvent.CommissionCorrected("c1", lines, true, NOON)).thenReply(new CommissionCorrected(lines));
        assertThat(bears(order, 0)).contains(new Commission(gbp(105), "all@1"));
        assertThat(bears(order, 2)).contains(new Commission(gbp(50), "bobs@2"));
        assertThat(bears(order, 3)).isEmpty();
        assertThat(order.state().view().corrected()).isEqualTo(lines);
        // The same again, also after another one and to another rate: what it was.
        order.when(correct("c1", "all", 1_000, 5)).thenNothing().thenReply(new CommissionCorrected(lines));
        order.when(correct("c2", "all", 1_000, 0)).when(correct("c1", "all", 1_000, 5)).thenNothing();
        assertThat(bears(order, 0)).contains(new Commission(gbp(100), "all@1"));
    }

    @Test
    void oneThatFindsThemAsTheyShouldBeIsRememberedAllTheSame() {
        var order = sold(cups(4, "ann", 100, "all@1")).when(correct("c1", "all", 1_000, 0)).then(new OrderEvent.CommissionCorrected("c1", List.of(), true, NOON)).thenReply(new CommissionCorrected(List.of()));
        order.when(correct("c2", "all", 500, 0)).when(correct("c1", "all", 1_000, 0)).thenNothing();
        assertThat(bears(order, 0)).contains(new Commission(gbp(50), "all@1"));
    }

    @Test
    void itIsAboutAVersionOfARuleAndAboutATime() {
        var order = sold(cups(4, "ann", 125, "all@1"));
        var rate = new CommissionRate(1_000, Optional.empty());
        for (var other : List.of(new CommissionCorrection("c", "all", Optional.of(11L), NOON, LATER, rate), new CommissionCorrection("c", "al", Optional.empty(), NOON, LATER, rate),
                new CommissionCorrection("c", "all", Optional.empty(), NOON.plusNanos(1), LATER, rate), new CommissionCorrection("c", "all", Optional.empty(), NOON.minusSeconds(5), NOON, rate),
                new CommissionCorrection("c", "all", Optional.empty(), NOON, LATER, new CommissionRate(1_000, Optional.of(Money.of(5, "EUR")))))) {
            order.when(new OrderCommand.CorrectCommission(other)).thenNothing().thenReply(new CommissionCorrected(List.of()));
        }
        order.when(new OrderCommand.CorrectCommission(new CommissionCorrection("c", "all", Optional.of(1L), NOON, LATER, rate))).thenReply(new CommissionCorrected(List.of(changed("1", "ann", 125, 100, -25))));
    }

    @Test
    void unitsThatWentBackKeepWhatTheyBoreAndThoseThatGoLaterTakeTheNewOneBack() {
        var order = sold(cups(3, "ann", 100, "all@1"));
        refunds(order, "r1", "CUP", 1, "ann");
        // 33 are taken back; of 67 there must be two thirds of 61.
        order.when(correct("c1", "all", 800, 1)).then(new OrderEvent.CommissionCorrected("c1", List.of(changed("1", "ann", 100, 61, -26)), true, NOON));
        order.when(new OrderCommand.Refund("r2", "f", List.of(new OrderCommand.Units("CUP", 1, Optional.of("ann"))), false, Optional.empty()));
        assertThat(((OrderEvent.RefundRequested) order.events().get(0)).lines().get(0).commission()).contains(gbp(21));
        // A refund that is under way is as good as done.
        order.when(correct("c2", "all", 1_000, 0)).then(new OrderEvent.CommissionCorrected("c2", List.of(changed("1", "ann", 61, 75, 5)), true, NOON));
        order.when(new OrderCommand.RefundAnswered("r2", Optional.empty())).when(new OrderCommand.Cancel(Optional.empty()));
        assertThat(((OrderEvent.Cancelled) order.when(new OrderCommand.CancelAnswered(Optional.empty())).events().get(0)).lines().get(0).commission()).contains(gbp(25));
    }

    @Test
    void whatIsNotSoldYetIsSoldWithWhatItBearsNow() {
        var lines = List.of(cups(4, "ann", 125, "all@1"));
        var order = an(OrderStatus.NONE).when(correct("c", "all", 1_000, 0)).thenRefused(NOT_FOUND, "not-found").given(OPENED).when(correct("c", "all", 1_000, 0)).thenNothing();
        order.given(placed(List.of(cups(4, "ann", 0, null)))).when(correct("c1", "all", 1_000, 0)).thenRefused(CONFLICT, "order-in-progress").when(new OrderCommand.LookAtCorrection(correction("c1", "all", 1_000, 0))).thenRefused(CONFLICT, "order-in-progress");
        order.when(new OrderCommand.CorrectCommission(new CommissionCorrection("c1", "all", Optional.empty(), LATER, LATER.plusSeconds(1), new CommissionRate(0, Optional.empty())))).thenNothing();
        order.given(frozen(lines)).when(correct("c1", "all", 1_000, 0)).then(new OrderEvent.CommissionCorrected("c1", List.of(changed("1", "ann", 125, 100, 0)), false, NOON));
        order.given(new OrderEvent.Reserved(NOON), new OrderEvent.Paid(NOON)).when(new OrderCommand.SettleAnswered(Optional.empty(), List.of(0)));
        assertThat(((OrderEvent.Confirmed) order.events().get(0)).lines().get(0).vendor().orElseThrow().commission()).contains(new Commission(gbp(100), "all@1"));
        assertThat(order.state().view().corrected()).as("sold otherwise than it is now").isEmpty();
    }

    @Test
    void ofWhatIsCancelledOrCameToNothingNothingChanges() {
        var order = sold(cups(4, "ann", 125, "all@1")).when(new OrderCommand.Cancel(Optional.empty())).when(correct("c", "all", 1_000, 0)).thenNothing().thenReply(new CommissionCorrected(List.of()));
        order.when(new OrderCommand.CancelAnswered(Optional.empty())).when(correct("c", "all", 1_000, 0)).thenNothing();
        var lines = List.of(cups(4, "ann", 125, "all@1"));
        var failed = an(OrderStatus.NONE).given(OPENED, placed(lines), frozen(lines)).given(new OrderEvent.Failed(OrderStatus.PLACED, new Rejection(CONFLICT, "odd", "Odd."), Optional.empty(), List.of(), NOON));
        failed.when(correct("c", "all", 1_000, 0)).thenNothing();
    }

    @Test
    void anOrderIsCorrectedAHundredTimes() {
        var order = sold(cups(4, "ann", 125, "all@1"));
        for (int i = 0; i < CorrectionRules.MOST; i++) order.when(correct("c" + i, "all", i, 0));
        order.when(correct("more", "all", 1_000, 0)).thenRefused(UNPROCESSABLE, "too-many-corrections").when(correct("c7", "all", 7, 0)).thenNothing().when(correct("other", "others", 1, 0)).thenNothing();
    }

    // ---- whatever happens

    /** What a line bore at last, and how many of its units are left. */
    private static final class Told {
        private final OrderLine line;
        private long bears;
        private int back;

        private Told(OrderLine line) {
            this.line = line;
            bears = line.vendor().orElseThrow().commission().map(kept -> kept.amount().amount()).orElse(0L);
        }

        private long left() {
            return bears - BigDecimal.valueOf(bears).multiply(BigDecimal.valueOf(back)).divide(BigDecimal.valueOf(line.quantity()), 0, RoundingMode.HALF_UP).longValueExact();
        }
    }

    /** What the events say that the shop keeps, against a recomputation that shares nothing with them; and in the end nothing. */
    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void whatIsBookedOfCommissionAddsUpWhateverComesBackAndIsCorrected(@ForAll long seed) {
        var random = new Random(seed);
        var told = new ArrayList<Told>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            int quantity = 1 + random.nextInt(random.nextInt(4) == 0 ? 500 : 6);
            long price = random.nextInt(5) == 0 ? random.nextInt(3) : random.nextInt(9_000);
            String rule = random.nextInt(5) == 0 ? null : (random.nextBoolean() ? "all@" : "ones@") + random.nextInt(3);
            told.add(new Told(line("sku-" + i / 2, quantity, price, "vendor-" + i, rule == null ? 0 : random.nextLong(price * quantity + 1), rule)));
        }
        var order = sold(told.stream().map(each -> each.line).toArray(OrderLine[]::new));
        long booked = told.stream().mapToLong(Told::left).sum();
        for (int i = 0; i < 25; i++) {
            if (random.nextInt(3) > 0) {
                var rate = new CommissionRate(random.nextInt(10_001), random.nextBoolean() ? Optional.empty() : Optional.of(gbp(random.nextInt(300))));
                var correction = new CommissionCorrection("c" + random.nextInt(12), random.nextBoolean() ? "all" : "ones", random.nextBoolean() ? Optional.empty() : Optional.of((long) random.nextInt(3)), NOON, LATER, rate);
                order.when(new OrderCommand.CorrectCommission(correction));
                if (order.events().isEmpty()) continue;
                for (var each : told) {
                    String rule = each.line.vendor().orElseThrow().commission().map(Commission::rule).orElse("none@0");
                    boolean meant = rule.startsWith(correction.ruleId() + "@") && correction.version().map(number -> rule.endsWith("@" + number)).orElse(true);
                    if (!meant) continue;
                    long total = each.line.total().amount();
                    long share = BigDecimal.valueOf(total).multiply(BigDecimal.valueOf(rate.basisPoints())).divide(BigDecimal.valueOf(10_000), 0, RoundingMode.HALF_UP).longValueExact();
                    each.bears = Math.min(total, share + rate.fixed().map(Money::amount).orElse(0L));
                }
                booked += ((OrderEvent.CommissionCorrected) order.events().get(0)).lines().stream().mapToLong(line -> line.difference().amount()).sum();
            } else {
                var each = told.get(random.nextInt(told.size()));
                if (each.back == each.line.quantity()) continue;
                int units = 1 + random.nextInt(each.line.quantity() - each.back);
                each.back += units;
                refunds(order, "r" + i, each.line.sku(), units, each.line.vendor().orElseThrow().vendorId());
                booked -= taken(((OrderEvent.Refunded) order.events().get(0)).lines());
            }
            assertThat(booked).isEqualTo(told.stream().mapToLong(Told::left).sum());
        }
        order.when(new OrderCommand.Cancel(Optional.empty())).when(new OrderCommand.CancelAnswered(Optional.empty()));
        booked -= taken(Stream.of(order.events().get(0)).map(OrderEvent.Cancelled.class::cast).flatMap(cancelled -> cancelled.lines().stream()).toList());
        assertThat(booked).isZero();
    }

    private static long taken(List<OrderRefund.Line> lines) {
        return lines.stream().mapToLong(line -> line.commission().orElse(gbp(0)).amount()).sum();
    }
}
