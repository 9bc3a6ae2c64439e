package souk.orders;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.kernel.Decision;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.orders.api.Commission;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderCommand.CommissionCorrected;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderStatus;

/**
 * When lines bear another commission than they were sold with: staff has found that a rule was wrong. A unit that was given back has taken back what it bore then, and keeps that; what is left of a line bears its part of the
 * new commission from now on, and what comes back later takes that back. So what is booked for a line adds up, to the cent, whatever comes before and after.
 *
 * <p>Each correction is remembered by its id, also one that changes nothing, so that a late copy of it does not undo a later one.
 */
final class CorrectionRules {
    /** So many an order knows, so that its state and its view stay small. */
    static final int MOST = 100;
    private static final CommissionCorrected NOTHING = new CommissionCorrected(List.of());
    private static final Rejection UNKNOWN = Rejection.notFound("order");

    private CorrectionRules() {}

    static Decision<Order, OrderEvent, CommissionCorrected> correct(Order order, OrderCommand.CorrectCommission command, Instant now) {
        var correction = command.correction();
        var known = order.corrections().find(correction.id());
        if (known.isPresent()) return accept(after -> new CommissionCorrected(known.get().lines()));
        var refusal = refusal(order, correction);
        if (refusal.isPresent()) return reject(refusal.get());
        if (!isAbout(order, correction)) return accept(after -> NOTHING);
        var lines = lines(order, correction);
        return accept(after -> new CommissionCorrected(lines), new OrderEvent.CommissionCorrected(correction.id(), lines, isSold(order), now));
    }

    static Outcome<CommissionCorrected> look(Order order, OrderCommand.LookAtCorrection look, Instant now) {
        var correction = look.correction();
        return refusal(order, correction).<Outcome<CommissionCorrected>>map(Outcome::refused).orElseGet(() -> Outcome.accepted(isAbout(order, correction) ? new CommissionCorrected(lines(order, correction)) : NOTHING));
    }

    private static Optional<Rejection> refusal(Order order, CommissionCorrection correction) {
        return switch (order.status()) {
            case NONE -> Optional.of(UNKNOWN);
            case PLACED -> FreezingRules.areOpen(order) && correction.isOf(order.placed().at()) ? Optional.of(new Rejection(CONFLICT, "order-in-progress", "This order has not heard yet what its lines bear: ask again.")) : Optional.empty();
            default -> order.corrections().size() < MOST || !isAbout(order, correction) ? Optional.empty()
                    : Optional.of(new Rejection(UNPROCESSABLE, "too-many-corrections", "The commission of an order is corrected at most " + MOST + " times."));
        };
    }

    /** Whether there are lines that it is about, and the order stands so that they bear anything. */
    private static boolean isAbout(Order order, CommissionCorrection correction) {
        return switch (order.status()) {
            case PLACED, RESERVED, PAYMENT_PENDING, HELD_FOR_REVIEW, PAID, CONFIRMED, REFUNDING -> correction.isOf(order.placed().at()) && order.placed().lines().stream().anyMatch(line -> correction.of(line).isPresent());
            default -> false;
        };
    }

    private static boolean isSold(Order order) {
        return order.status() == OrderStatus.CONFIRMED || order.status() == OrderStatus.REFUNDING;
    }

    private static List<CommissionCorrection.Line> lines(Order order, CommissionCorrection correction) {
        boolean sold = isSold(order);
        var all = order.placed().lines();
        var gone = order.refunds().gone(all);
        var changed = new ArrayList<CommissionCorrection.Line>();
        for (int i = 0; i < all.size(); i++) {
            var line = all.get(i);
            var after = correction.of(line);
            if (after.isEmpty()) continue;
            var part = line.vendor().orElseThrow();
            var before = part.commission().orElseThrow();
            if (before.amount().equals(after.get().amount())) continue;
            var difference = sold ? left(after.get(), gone.get(i), line).minus(left(before, gone.get(i), line)) : Money.zero(line.total().currency());
            changed.add(new CommissionCorrection.Line(Integer.toString(i + 1), line.sku(), part.vendorId(), before.amount(), after.get().amount(), difference));
        }
        return changed;
    }

    /** What the units that are left of a line bear. */
    private static Money left(Commission commission, int gone, OrderLine line) {
        return commission.amount().minus(commission.borneBy(gone, line.quantity()));
    }

    /** The order as it was placed, with what its lines bear now; the rule that was taken for a line goes on to stand there. */
    static OrderEvent.Placed corrected(OrderEvent.Placed placed, OrderEvent.CommissionCorrected event) {
        return new OrderEvent.Placed(placed.number(), corrected(placed.lines(), event), placed.totals(), placed.at());
    }

    /** These lines of it with what they bear now. */
    static List<OrderLine> corrected(List<OrderLine> all, OrderEvent.CommissionCorrected event) {
        var lines = new ArrayList<>(all);
        for (var each : event.lines()) {
            int place = Integer.parseInt(each.lineId()) - 1;
            var line = lines.get(place);
            lines.set(place, line.bearing(line.vendor().orElseThrow().commission().map(before -> new Commission(each.after(), before.rule()))));
        }
        return lines;
    }
}
