package souk.orders;

import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.DECLINED;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import souk.cart.api.CartContents;
import souk.inventory.api.StockCommand;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Rejection;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderTotals;
import souk.orders.api.Screening;
import souk.orders.api.VendorPart;
import souk.orders.api.Verdict;
import souk.payments.api.PaymentStatus;

/**
 * What an order makes of what its steps came to: the rules of the {@linkplain OrderCommand.Result results}. One that no longer fits the
 * status is accepted and does nothing. One that fits always leads to an event, be it only {@code Delayed}: that is what carries the step
 * out again, later, and what staff sees.
 */
final class StepResults {
    /** So often a pending payment is asked for every second; then less and less, at last once a minute. */
    private static final int QUICK_ASKS = 10;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private StepResults() {}

    static Decision<Order, OrderEvent, Done> cartAnswered(Order order, OrderCommand.CartAnswered result, Instant now) {
        if (!Lifecycle.heeds(order.status(), result)) return done(List.of());
        if (result.refusal().isPresent()) return fail(order, result.refusal().get(), now);
        var cart = result.begun().orElseThrow().cart();
        if (!result.begun().get().locked()) {
            return fail(order, new Rejection(CONFLICT, "price-changed", "Prices have changed: look at the cart again before you buy."), Optional.of(cart), List.of(), now);
        }
        var lines = cart.lines().stream().map(StepResults::line).toList();
        var tooMany = Ware.quantities(lines).entrySet().stream().filter(e -> e.getValue() > StockCommand.MAX_QUANTITY).map(e -> e.getKey().sku()).distinct().toList();
        if (!tooMany.isEmpty()) {
            return fail(order, new Rejection(UNPROCESSABLE, "quantity-too-large", "An order has at most " + StockCommand.MAX_QUANTITY + " units of a SKU.").about("skus", tooMany), now);
        }
        var placed = new OrderEvent.Placed(OrderNumber.of(order.id(), now), lines, totals(cart.totals()), now);
        return done(order.vetting() == null ? List.of(placed) : screened(order.vetting().screening(), placed, now));
    }

    private static OrderLine line(CartContents.Line line) {
        var vendor = line.vendorId().map(id -> new VendorPart(id, line.freight().map(each -> each.times(line.quantity())).orElseGet(() -> Money.zero(line.total().currency())), Optional.empty()));
        return new OrderLine(line.sku(), line.name(), line.quantity(), line.unitPrice(), line.total(), line.claimId(), vendor);
    }

    /** What no counter can change is decided at once, and who is refused anyway is not counted. */
    private static List<OrderEvent> screened(Screening screening, OrderEvent.Placed placed, Instant now) {
        var fired = Vetting.certain(screening, placed.totals());
        boolean open = !screening.counting().isEmpty() && Vetting.verdict(fired) != Verdict.REJECT;
        var events = new ArrayList<OrderEvent>(List.of(placed));
        if (!open) events.addAll(verdict(screening, fired, now));
        return events;
    }

    private static List<OrderEvent> verdict(Screening screening, List<Screening.Reason> fired, Instant now) {
        var verdict = Vetting.verdict(fired);
        var screened = new OrderEvent.Screened(verdict, screening.rules(), fired, now);
        return verdict == Verdict.REJECT ? List.of(screened, new OrderEvent.Failed(OrderStatus.PLACED, ReviewRules.refused(), Optional.empty(), List.of(), now)) : List.of(screened);
    }

    static Decision<Order, OrderEvent, Done> screenAnswered(Order order, OrderCommand.ScreenAnswered result, Instant now) {
        if (!Lifecycle.heeds(order.status(), result) || !order.toBeScreened()) return done(List.of());
        if (result.refusal().isPresent()) return delay(order, result.refusal().get(), now);
        var screening = order.vetting().screening();
        var fired = new ArrayList<>(Vetting.certain(screening, order.placed().totals()));
        result.over().stream().map(screening.counting()::get).map(Screening.Counting::reason).forEach(fired::add);
        return done(verdict(screening, fired, now));
    }

    private static OrderTotals totals(CartContents.Totals totals) {
        return new OrderTotals(totals.subtotal(), totals.discount(), totals.shipping(), totals.tax(), totals.total());
    }

    static Decision<Order, OrderEvent, Done> stockAnswered(Order order, OrderCommand.StockAnswered result, Instant now) {
        if (!Lifecycle.heeds(order.status(), result) || order.toBeScreened() || FreezingRules.areOpen(order)) return done(List.of());
        if (result.refusal().isEmpty()) return done(List.of(new OrderEvent.Reserved(now)));
        var refusal = result.refusal().get();
        return switch (refusal.code()) {
            case "sold-out", "claim-expired", "claim-in-checkout", "claim-paid" -> fail(order, refusal, now);
            case "reservation-expired", "reservation-ended" -> fail(order, tookTooLong(), now);
            default -> delay(order, refusal, now);
        };
    }

    /** Whatever a provider refuses for good is a declined payment to the buyer. */
    static Decision<Order, OrderEvent, Done> paymentAnswered(Order order, OrderCommand.PaymentAnswered result, Instant now) {
        if (!Lifecycle.heeds(order.status(), result)) return done(List.of());
        if (result.refusal().isPresent()) return fail(order, declined(result.refusal().get().detail()), now);
        var status = result.status().orElseThrow();
        if (order.toBeReviewed() && (status == PaymentStatus.AUTHORISED || status == PaymentStatus.CAPTURED)) return hold(order, now);
        return switch (status) {
            case CAPTURED -> done(List.of(new OrderEvent.Paid(now)));
            case PENDING -> pending(order, now);
            case DECLINED, VOIDED, REFUNDED -> fail(order, declined("The payment was declined. Pay in another way."), now);
            case UNKNOWN -> order.status() == OrderStatus.PAYMENT_PENDING ? done(List.of(new OrderEvent.PaymentForgotten(now))) : delay(order, odd(status), now);
            case AUTHORISED -> delay(order, odd(status), now);
        };
    }

    /** From now on it waits for people; until now it may have been late. */
    private static Decision<Order, OrderEvent, Done> hold(Order order, Instant now) {
        return rest(order, new OrderEvent.Held(order.opened().principal(), now.plus(order.vetting().screening().reviewFor()), now), now);
    }

    private static Rejection declined(String detail) {
        return new Rejection(DECLINED, "payment-declined", detail);
    }

    private static Rejection odd(PaymentStatus status) {
        return new Rejection(CONFLICT, "payment-odd", "The provider was asked to capture and calls the payment " + status + ".");
    }

    private static Decision<Order, OrderEvent, Done> pending(Order order, Instant now) {
        int tries = order.status() == OrderStatus.PAYMENT_PENDING ? order.waiting().tries() + 1 : 1;
        var pause = tries <= QUICK_ASKS ? Duration.ofSeconds(1) : pause(tries - QUICK_ASKS);
        return late(order, new OrderEvent.PaymentPending(tries, now.plus(pause), now), now);
    }

    static Decision<Order, OrderEvent, Done> settleAnswered(Order order, OrderCommand.SettleAnswered result, Instant now) {
        if (!Lifecycle.heeds(order.status(), result)) return done(List.of());
        if (result.refusal().isPresent()) {
            var refusal = result.refusal().get();
            return refusal.code().equals("reservation-expired") ? fail(order, tookTooLong(), Optional.empty(), result.committed(), now) : delay(order, refusal, now);
        }
        var opened = order.opened();
        var placed = order.placed();
        return rest(order, new OrderEvent.Confirmed(opened.principal(), placed.number(), opened.email(), placed.lines(), placed.totals(), placed.at(), now, opened.mailbox(), order.affiliate()), now);
    }

    private static Rejection tookTooLong() {
        return new Rejection(CONFLICT, "checkout-expired", "This checkout took too long and nothing was bought: try again with a new Idempotency-Key.");
    }

    static Decision<Order, OrderEvent, Done> undoAnswered(Order order, OrderCommand.UndoAnswered result, Instant now) {
        if (!Lifecycle.heeds(order.status(), result)) return done(List.of());
        if (result.refusal().isPresent()) return delay(order, result.refusal().get(), now);
        var why = order.failed().rejection();
        return rest(order, new OrderEvent.Rejected(result.shortOf().isEmpty() ? why : soldOut(why, result.shortOf()), now), now);
    }

    private static Rejection soldOut(Rejection first, List<String> others) {
        var skus = new TreeSet<>(first.members().getOrDefault("skus", List.of()));
        skus.addAll(others);
        return new Rejection(first.kind(), first.code(), "There is not enough of " + String.join(", ", skus) + ".").about("skus", List.copyOf(skus));
    }

    static Decision<Order, OrderEvent, Done> cancelAnswered(Order order, OrderCommand.CancelAnswered result, Instant now) {
        if (!Lifecycle.heeds(order.status(), result)) return done(List.of());
        return result.refusal().isPresent() ? delay(order, result.refusal().get(), now) : rest(order, new OrderEvent.Cancelled(now, order.refunds().worthOfRest(order.placed())), now);
    }

    /** Only the refund that is under way is heeded: a result may be a copy, and the order on its next refund. */
    static Decision<Order, OrderEvent, Done> refundAnswered(Order order, OrderCommand.RefundAnswered result, Instant now) {
        if (!Lifecycle.heeds(order.status(), result)) return done(List.of());
        var refund = order.refunds().underWay().orElseThrow();
        if (!refund.id().equals(result.refundId())) return done(List.of());
        return result.refusal().isPresent() ? delay(order, result.refusal().get(), now)
                : rest(order, new OrderEvent.Refunded(refund.id(), refund.lines(), refund.amount(), refund.restock(), now, refund.affiliate()), now);
    }

    /** Those that the step was about, which need not be all that are to be acknowledged by now. */
    static Decision<Order, OrderEvent, Done> refundsAcknowledgeAnswered(Order order, OrderCommand.RefundsAcknowledgeAnswered result, Instant now) {
        var open = order.refunds().unacknowledged().stream().map(OrderRefund::id).filter(result.refundIds()::contains).toList();
        if (!Lifecycle.heeds(order.status(), result) || open.isEmpty()) return done(List.of());
        return result.refusal().isPresent() ? delay(order, result.refusal().get(), now) : done(List.of(new OrderEvent.RefundsAcknowledged(open, now)));
    }

    static Decision<Order, OrderEvent, Done> acknowledgeAnswered(Order order, OrderCommand.AcknowledgeAnswered result, Instant now) {
        if (!Lifecycle.heeds(order.status(), result) || order.returns().isEmpty()) return done(List.of());
        return result.refusal().isPresent() ? delay(order, result.refusal().get(), now) : done(List.of(new OrderEvent.ReturnsAcknowledged(now)));
    }

    private static Decision<Order, OrderEvent, Done> fail(Order order, Rejection why, Instant now) {
        return fail(order, why, Optional.empty(), List.of(), now);
    }

    private static Decision<Order, OrderEvent, Done> fail(Order order, Rejection why, Optional<CartContents> newPrices, List<Integer> committed, Instant now) {
        return done(List.of(new OrderEvent.Failed(order.status(), why, newPrices, committed, now)));
    }

    static Decision<Order, OrderEvent, Done> delay(Order order, Rejection why, Instant now) {
        int tries = order.waiting().tries() + 1;
        // What came too late only needs the new time that this event gives it.
        var until = why.code().equals("too-late") ? now : now.plus(pause(tries));
        return late(order, new OrderEvent.Delayed(why.code() + ": " + why.detail(), tries, until, now), now);
    }

    private static Duration pause(int tries) {
        var pause = Duration.ofSeconds(1L << Math.min(tries - 1, 6));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** The event, and the word to staff that this order needs looking at, if it is under way and they have not heard yet. */
    private static Decision<Order, OrderEvent, Done> late(Order order, OrderEvent event, Instant now) {
        var events = new ArrayList<>(List.of(event));
        if (!order.behind() && !order.status().resting()) events.add(order.fellBehind(now));
        return done(events);
    }

    /** The event that ends the way, and the word to staff that they need not look any longer. */
    private static Decision<Order, OrderEvent, Done> rest(Order order, OrderEvent last, Instant now) {
        return done(order.behind() ? List.of(last, new OrderEvent.CaughtUp(now)) : List.of(last));
    }

    static Decision<Order, OrderEvent, Done> done(List<OrderEvent> events) {
        return Decision.accept(order -> Done.DONE, events);
    }
}
