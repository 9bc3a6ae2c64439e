package souk.orders;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;
import souk.orders.api.AffiliateShare;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderCommand.CommissionCorrected;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderProgress;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderView;

/**
 * An order: a checkout as a durable process, then what became of it. Where an event leads and which results are heeded says
 * {@link Lifecycle}; what is done in each status says {@link CheckoutProcess}, and what comes of it {@link StepResults}.
 *
 * <p>The units of a checkout that took so long that its reservations lapsed are not sold: the order then gives the money back.
 *
 * @param version      the number of events
 * @param since        when it came to this status
 * @param stamp        when its last event was: what its commands carry as their time. Taken from the log, so a run left behind by a dead
 *                     owner, whose events nobody takes any more, cannot make old commands new
 * @param waiting      what the present step waits for
 * @param behind       whether it was reported as late
 * @param opened       how it began; null before
 * @param placed       lines and totals; null before placement
 * @param failed       what came in its way; null if nothing did
 * @param rejection    the final refusal; null unless rejected
 * @param cancelledAt  null unless cancelled
 * @param acknowledged whether the stock knows that no return of the whole order, or of what was left of it, comes again
 * @param refunds      what was given back in parts
 * @param vetting      how it stands with the rules against fraud; null if none has anything to say
 * @param takenOver    how it became an account's; null if it is whose it was
 * @param commissioned whether it was told what the shop keeps of its lines
 * @param corrections  what was said otherwise of that afterwards, by the correction's id
 */
record Order(OrderStatus status, long version, Instant since, Instant stamp, Waiting waiting, boolean behind, OrderEvent.Opened opened, OrderEvent.Placed placed,
        OrderEvent.Failed failed, Rejection rejection, Instant cancelledAt, boolean acknowledged, Refunds refunds, Vetting vetting, OrderEvent.TakenOver takenOver, boolean commissioned, PersistentMap<String, OrderEvent.CommissionCorrected> corrections) {

    /**
     * @param tries  how often the step came back without getting further
     * @param reason what it said
     * @param until  not before this time it is carried out again
     */
    record Waiting(int tries, Optional<String> reason, Optional<Instant> until) {
        static final Waiting NOT = new Waiting(0, Optional.empty(), Optional.empty());
    }

    /** An order under way for so long is reported to staff: as long as a shopper is kept waiting. */
    static final Duration LATE = Duration.ofSeconds(10);
    /** What happens to an order long after it began. */
    private static final Set<OrderStatus> AFTERWARDS = EnumSet.of(OrderStatus.REFUNDING, OrderStatus.CANCELLING);

    static final Order NONE = new Order(OrderStatus.NONE, 0, Instant.EPOCH, Instant.EPOCH, Waiting.NOT, false, null, null, null, null, null, false, Refunds.NONE, null, null, false, PersistentMap.empty());

    static final Blueprint<Order, OrderEvent> BLUEPRINT = Blueprint.of(OrderCommand.TYPE, NONE, OrderCommand.class, OrderEvent.class)
            .await("checkout", OrderCommand.Checkout.class, OrderView.class, Order::checkout, Order::checkedOut, Order::view)
            .await("refund", OrderCommand.Refund.class, OrderView.class, RefundRules::refund, RefundRules::refunded, Order::view)
            .await("review", OrderCommand.Review.class, OrderView.class, ReviewRules::review, ReviewRules::reviewed, Order::view)
            .await("cancel", OrderCommand.Cancel.class, OrderView.class, Order::cancel, Order::cancelled, Order::view)
            .answer("look", OrderCommand.Look.class, OrderView.class, OwnerRules::look)
            .answer("look-as-reader", OrderCommand.LookAsReader.class, OrderView.class, OwnerRules::lookAsReader)
            .decide("take-over", OrderCommand.TakeOver.class, OrderView.class, OwnerRules::takeOver)
            .answer("inspect", OrderCommand.Inspect.class, OrderProgress.class, Order::inspect)
            .decide("correct-commission", OrderCommand.CorrectCommission.class, CommissionCorrected.class, CorrectionRules::correct)
            .answer("look-at-correction", OrderCommand.LookAtCorrection.class, CommissionCorrected.class, CorrectionRules::look)
            .decide("steer", OrderCommand.Steer.class, OrderProgress.class, SteeringRules::steer)
            .decide("fall-behind", OrderCommand.FallBehind.class, Done.class, Order::fallBehind)
            .decide("cart-answered", OrderCommand.CartAnswered.class, Done.class, StepResults::cartAnswered)
            .decide("screen-answered", OrderCommand.ScreenAnswered.class, Done.class, StepResults::screenAnswered)
            .decide("commissions-answered", OrderCommand.CommissionsAnswered.class, Done.class, FreezingRules::answered)
            .decide("stock-answered", OrderCommand.StockAnswered.class, Done.class, StepResults::stockAnswered)
            .decide("payment-answered", OrderCommand.PaymentAnswered.class, Done.class, StepResults::paymentAnswered)
            .decide("settle-answered", OrderCommand.SettleAnswered.class, Done.class, StepResults::settleAnswered)
            .decide("undo-answered", OrderCommand.UndoAnswered.class, Done.class, StepResults::undoAnswered)
            .decide("cancel-answered", OrderCommand.CancelAnswered.class, Done.class, StepResults::cancelAnswered)
            .decide("refund-answered", OrderCommand.RefundAnswered.class, Done.class, StepResults::refundAnswered)
            .decide("refunds-acknowledge-answered", OrderCommand.RefundsAcknowledgeAnswered.class, Done.class, StepResults::refundsAcknowledgeAnswered)
            .decide("acknowledge-answered", OrderCommand.AcknowledgeAnswered.class, Done.class, StepResults::acknowledgeAnswered)
            .apply(OrderEvent.Opened.class, "orders.order-opened", 5, Order::opened)
            // The same, when nothing was locked yet, when nobody could find it by its address, when all units were the shop's, and when nobody had a share of it.
            .upcast("orders.order-opened", 1, OrderEvent.Opened.class, opened -> opened)
            .upcast("orders.order-opened", 2, OrderEvent.Opened.class, opened -> opened)
            .upcast("orders.order-opened", 3, OrderEvent.Opened.class, opened -> opened)
            .upcast("orders.order-opened", 4, OrderEvent.Opened.class, opened -> opened)
            .apply(OrderEvent.ScreeningAsked.class, "orders.screening-asked", Order::moved)
            .apply(OrderEvent.Screened.class, "orders.order-screened", Order::moved)
            .apply(OrderEvent.Held.class, "orders.order-held", Order::moved)
            .apply(OrderEvent.Reviewed.class, "orders.order-reviewed", Order::moved)
            .apply(OrderEvent.Placed.class, "orders.order-placed", 3, Order::placed)
            // The same, when there were no claims yet, and when all units were the shop's.
            .upcast("orders.order-placed", 1, OrderEvent.Placed.class, placed -> placed)
            .upcast("orders.order-placed", 2, OrderEvent.Placed.class, placed -> placed)
            .apply(OrderEvent.CommissionsFrozen.class, "orders.commissions-frozen", (order, event) -> order.after(event, Waiting.NOT, order.opened, FreezingRules.frozen(order.placed, event), order.failed, order.rejection))
            .apply(OrderEvent.CommissionCorrected.class, "orders.commission-corrected", (order, event) -> order.after(event, order.waiting, order.opened, CorrectionRules.corrected(order.placed, event), order.failed, order.rejection))
            .apply(OrderEvent.Reserved.class, "orders.stock-reserved", Order::moved)
            .apply(OrderEvent.PaymentPending.class, "orders.payment-pending", Order::paymentPending)
            .apply(OrderEvent.PaymentForgotten.class, "orders.payment-forgotten", Order::moved)
            .apply(OrderEvent.Paid.class, "orders.order-paid", Order::moved)
            .apply(OrderEvent.Confirmed.class, "orders.order-confirmed", 6, Order::moved)
            .upcast("orders.order-confirmed", 1, OrderEvent.Confirmed.class, confirmed -> confirmed)
            .upcast("orders.order-confirmed", 2, OrderEvent.Confirmed.class, confirmed -> confirmed)
            .upcast("orders.order-confirmed", 3, OrderEvent.Confirmed.class, confirmed -> confirmed)
            .upcast("orders.order-confirmed", 4, OrderEvent.Confirmed.class, confirmed -> confirmed)
            .upcast("orders.order-confirmed", 5, OrderEvent.Confirmed.class, confirmed -> confirmed)
            .apply(OrderEvent.TakenOver.class, "orders.order-taken-over", Order::noted)
            .apply(OrderEvent.Failed.class, "orders.order-failed", 5, Order::failed)
            .upcast("orders.order-failed", 1, FailedV1.class, FailedV1::today)
            // The same, when carts had no price list yet, when they had no claims yet, and when all units were the shop's.
            .upcast("orders.order-failed", 2, OrderEvent.Failed.class, failed -> failed)
            .upcast("orders.order-failed", 3, OrderEvent.Failed.class, failed -> failed)
            .upcast("orders.order-failed", 4, OrderEvent.Failed.class, failed -> failed)
            .apply(OrderEvent.Rejected.class, "orders.order-rejected", Order::rejected)
            .apply(OrderEvent.RefundRequested.class, "orders.refund-requested", 4, Order::moved)
            // The same, when all units were the shop's, when it was not said what of it had been a vendor's, and when nobody had a share of it.
            .upcast("orders.refund-requested", 1, OrderEvent.RefundRequested.class, requested -> requested)
            .upcast("orders.refund-requested", 2, OrderEvent.RefundRequested.class, requested -> requested)
            .upcast("orders.refund-requested", 3, OrderEvent.RefundRequested.class, requested -> requested)
            .apply(OrderEvent.Refunded.class, "orders.order-refunded", 4, Order::moved)
            .upcast("orders.order-refunded", 1, OrderEvent.Refunded.class, refunded -> refunded)
            .upcast("orders.order-refunded", 2, OrderEvent.Refunded.class, refunded -> refunded)
            .upcast("orders.order-refunded", 3, OrderEvent.Refunded.class, refunded -> refunded)
            .apply(OrderEvent.RefundsAcknowledged.class, "orders.refunds-acknowledged", Order::moved)
            .apply(OrderEvent.CancelRequested.class, "orders.cancel-requested", Order::moved)
            .apply(OrderEvent.Cancelled.class, "orders.order-cancelled", 2, Order::moved)
            // The same, when it did not say what was left of the order.
            .upcast("orders.order-cancelled", 1, OrderEvent.Cancelled.class, cancelled -> cancelled)
            .apply(OrderEvent.ReturnsAcknowledged.class, "orders.returns-acknowledged", Order::moved)
            .apply(OrderEvent.Delayed.class, "orders.step-delayed", Order::delayed)
            .apply(OrderEvent.FellBehind.class, "orders.order-fell-behind", Order::noted)
            .apply(OrderEvent.CaughtUp.class, "orders.order-caught-up", Order::noted)
            .apply(OrderEvent.RetryAsked.class, "orders.retry-asked", Order::retryAsked)
            .wakes(Order::wakeAt, OrderCommand.FallBehind::new)
            .process((order, now) -> CheckoutProcess.next(order))
            .build();

    Order {
        if (refunds == null) refunds = Refunds.NONE;
        if (corrections == null) corrections = PersistentMap.empty();
    }

    // ---- what shoppers and staff ask

    private Decision<Order, OrderEvent, OrderView> checkout(OrderCommand.Checkout checkout, Instant now) {
        if (status != OrderStatus.NONE) {
            return List.of(checkout.fingerprint(), checkout.unkeyed()).contains(opened.fingerprint()) ? accept(Order::view) : reject(keyReused());
        }
        var events = new ArrayList<OrderEvent>();
        events.add(new OrderEvent.Opened(checkout.orderId(), checkout.fingerprint(), checkout.principal(), checkout.cartId(), checkout.cartVersion(), checkout.email(),
                checkout.shippingAddress(), checkout.payment(), checkout.quotes(), checkout.hold(), now, checkout.mailbox(), checkout.offers(), checkout.affiliate()));
        checkout.screening().ifPresent(screening -> events.add(new OrderEvent.ScreeningAsked(screening, now)));
        if (!checkout.unavailable().isEmpty()) {
            var refusal = new Rejection(CONFLICT, "not-for-sale", String.join(", ", checkout.unavailable()) + " cannot be bought any more: remove it from the cart.");
            events.add(new OrderEvent.Failed(OrderStatus.OPENED, refusal.about("skus", checkout.unavailable()), Optional.empty(), List.of(), now));
        }
        return accept(Order::view, events);
    }

    /** The answer of the checkout's key. An order that was cancelled or refunded later is still answered as it was when it was confirmed: that was the answer. */
    private Optional<Outcome<OrderView>> checkedOut() {
        return switch (status) {
            case PAYMENT_PENDING, HELD_FOR_REVIEW -> Optional.of(Outcome.accepted(view()));
            case CONFIRMED, REFUNDING, CANCELLING, CANCELLED -> Optional.of(Outcome.accepted(view(OrderStatus.CONFIRMED, null, Refunds.NONE)));
            case REJECTED -> Optional.of(Outcome.refused(rejection));
            default -> Optional.empty();
        };
    }

    private Decision<Order, OrderEvent, OrderView> cancel(OrderCommand.Cancel cancel, Instant now) {
        if (OwnerRules.isUnknownTo(this, cancel.principal())) return reject(Rejection.notFound("order"));
        boolean over = status == OrderStatus.CANCELLING || status == OrderStatus.CANCELLED;
        if (!over && OwnerRules.isLostTo(this, cancel.principal())) return reject(OwnerRules.LOST);
        return switch (status) {
            case CANCELLING, CANCELLED -> accept(Order::view);
            case CONFIRMED -> accept(Order::view, new OrderEvent.CancelRequested(now));
            case REJECTED -> reject(CONFLICT, "order-rejected", "This order never came about: there is nothing to cancel.");
            case REFUNDING -> reject(CONFLICT, "order-in-progress", "A refund of this order is under way: cancel it when that is done.");
            default -> reject(CONFLICT, "order-in-progress", "This order is still being placed: cancel it when it is confirmed.");
        };
    }

    static Rejection keyReused() {
        return new Rejection(UNPROCESSABLE, "idempotency-key-reused", "This Idempotency-Key came with another body before: use a new one.");
    }

    private Optional<Outcome<OrderView>> cancelled() {
        return status == OrderStatus.CANCELLED ? Optional.of(Outcome.accepted(view())) : Optional.empty();
    }

    private Outcome<OrderProgress> inspect(OrderCommand.Inspect inspect, Instant now) {
        return status == OrderStatus.NONE ? Outcome.refused(Rejection.notFound("order")) : Outcome.accepted(progress());
    }

    private Decision<Order, OrderEvent, Done> fallBehind(OrderCommand.FallBehind command, Instant now) {
        if (status == OrderStatus.HELD_FOR_REVIEW) return ReviewRules.lapse(this, now);
        return lateAt().isPresent() && !now.isBefore(lateAt().get()) ? accept(order -> Done.DONE, fellBehind(now)) : accept(order -> Done.DONE);
    }

    // ---- what the order knows of itself

    String id() {
        return opened.orderId();
    }

    /** Whose it is now. What was begun for whom placed it goes on for them: see {@link #opened}. */
    String owner() {
        return takenOver == null ? opened.principal() : takenOver.principal();
    }

    /** How many units of what, claims among them. */
    TreeMap<Ware, Integer> quantities() {
        return Ware.quantities(placed.lines());
    }

    /** What it holds, in this order, while it is being placed. */
    List<Holding> holdings() {
        return Holding.of(placed.lines());
    }

    /** How many units of what were sold before the order failed: all of them return to the stock, each at one go, as a return has one id. */
    TreeMap<Ware, Integer> soldInVain() {
        var units = new TreeMap<Ware, Integer>();
        if (failed.committed().isEmpty()) return units;
        var holdings = holdings();
        failed.committed().stream().map(holdings::get).forEach(sold -> units.merge(sold.ware(), sold.quantity(), Integer::sum));
        return units;
    }

    /** That of which the stock remembers a return under this order's id; those of its {@link Refunds} have their own. */
    List<Ware> returns() {
        if (acknowledged) return List.of();
        if (status == OrderStatus.CANCELLED) return List.copyOf(refunds.left(placed).keySet());
        return status == OrderStatus.REJECTED ? List.copyOf(soldInVain().keySet()) : List.of();
    }

    /** The word to staff that it is late. */
    OrderEvent.FellBehind fellBehind(Instant now) {
        return new OrderEvent.FellBehind(opened.principal(), opened.at(), now);
    }

    private Optional<Instant> wakeAt() {
        return status == OrderStatus.HELD_FOR_REVIEW ? Optional.of(vetting.until()) : lateAt();
    }

    /** What waits for people is not late; once they have decided it has its time again. */
    private Optional<Instant> lateAt() {
        if (behind || status.resting() || status == OrderStatus.HELD_FOR_REVIEW) return Optional.empty();
        var begun = vetting != null && vetting.reviewed() != null ? vetting.reviewed().at() : opened.at();
        return Optional.of((AFTERWARDS.contains(status) ? since : begun).plus(LATE));
    }

    /** Whether counters are to be asked first. */
    boolean toBeScreened() {
        return vetting != null && vetting.open();
    }

    boolean toBeReviewed() {
        return vetting != null && vetting.toBeReviewed();
    }

    /** How long what it holds is held: for as long as people may take to look at it, too. */
    Duration hold() {
        return toBeReviewed() ? opened.hold().plus(vetting.screening().reviewFor()) : opened.hold();
    }

    /** What of the sale is an affiliate's: frozen with its totals. */
    Optional<AffiliateShare> affiliate() {
        return placed == null ? Optional.empty() : opened.affiliate().map(terms -> terms.of(placed.totals()));
    }

    OrderView view() {
        return view(status, cancelledAt, refunds);
    }

    private OrderView view(OrderStatus shown, Instant cancelled, Refunds parts) {
        return new OrderView(id(), version, shown, Optional.ofNullable(placed).map(OrderEvent.Placed::number), takenOver == null ? opened.email() : takenOver.email(),
                takenOver == null ? opened.shippingAddress() : takenOver.shippingAddress(),
                placed == null ? List.of() : placed.lines(), Optional.ofNullable(placed).map(OrderEvent.Placed::totals),
                Optional.ofNullable(placed).map(OrderEvent.Placed::at), Optional.ofNullable(cancelled), parts.all(),
                Optional.ofNullable(placed).map(order -> shown == OrderStatus.CANCELLED ? order.totals().total() : parts.done(order)), Optional.ofNullable(rejection).map(Rejection::code),
                rejection == null ? Optional.empty() : failed.newPrices(), Optional.of(owner()), Optional.ofNullable(takenOver).map(OrderEvent.TakenOver::at),
                corrections.values().stream().filter(OrderEvent.CommissionCorrected::sold).flatMap(corrected -> corrected.lines().stream()).toList(), affiliate());
    }

    OrderProgress progress() {
        return new OrderProgress(id(), version, status, CheckoutProcess.next(this).map(step -> step.name()), since, waiting.tries(), waiting.reason(), waiting.until(),
                Optional.ofNullable(vetting).map(Vetting::shown));
    }

    // ---- how events change it

    private Order opened(OrderEvent.Opened event) {
        return after(event, Waiting.NOT, event, null, null, null);
    }

    private Order placed(OrderEvent.Placed event) {
        return after(event, Waiting.NOT, opened, event, failed, rejection);
    }

    private Order failed(OrderEvent.Failed event) {
        return after(event, Waiting.NOT, opened, placed, event, rejection);
    }

    private Order rejected(OrderEvent.Rejected event) {
        return after(event, Waiting.NOT, opened, placed, failed, event.rejection());
    }

    /** An event that says all by its name. */
    private Order moved(OrderEvent event) {
        return after(event, Waiting.NOT, opened, placed, failed, rejection);
    }

    private Order paymentPending(OrderEvent.PaymentPending event) {
        return waits(event, new Waiting(event.tries(), Optional.of("The payment is pending at the provider."), Optional.of(event.askAt())));
    }

    private Order delayed(OrderEvent.Delayed event) {
        return waits(event, new Waiting(event.tries(), Optional.of(event.reason()), Optional.of(event.until())));
    }

    private Order retryAsked(OrderEvent.RetryAsked event) {
        return waits(event, new Waiting(waiting.tries(), waiting.reason(), Optional.empty()));
    }

    private Order noted(OrderEvent event) {
        return waits(event, waiting);
    }

    private Order waits(OrderEvent event, Waiting next) {
        return after(event, next, opened, placed, failed, rejection);
    }

    private Order after(OrderEvent event, Waiting nextWaiting, OrderEvent.Opened nextOpened, OrderEvent.Placed nextPlaced, OrderEvent.Failed nextFailed, Rejection nextRejection) {
        var next = Lifecycle.after(status, event);
        boolean late = event instanceof OrderEvent.FellBehind || behind && !(event instanceof OrderEvent.CaughtUp);
        return new Order(next, version + 1, next == status ? since : event.at(), event.at(), nextWaiting, late, nextOpened, nextPlaced, nextFailed, nextRejection,
                event instanceof OrderEvent.Cancelled ? event.at() : cancelledAt, acknowledged || event instanceof OrderEvent.ReturnsAcknowledged, refunds(event),
                Vetting.after(vetting, event), event instanceof OrderEvent.TakenOver taken ? taken : takenOver, commissioned || event instanceof OrderEvent.CommissionsFrozen,
                event instanceof OrderEvent.CommissionCorrected corrected ? corrections.with(corrected.correctionId(), corrected) : corrections);
    }

    private Refunds refunds(OrderEvent event) {
        if (event instanceof OrderEvent.RefundRequested requested) return refunds.requested(requested);
        if (event instanceof OrderEvent.Refunded done) return refunds.done(done);
        return event instanceof OrderEvent.RefundsAcknowledged acknowledged ? refunds.acknowledged(acknowledged) : refunds;
    }
}
