package souk.orders;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import souk.cart.api.CartCommand;
import souk.cart.api.CheckoutBegun;
import souk.inventory.api.StockCommand;
import souk.inventory.api.StockLevel;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.kernel.Step.Call;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderStatus;
import souk.orders.fraud.VelocityCommand;
import souk.payments.api.PaymentRequest;
import souk.payments.api.PaymentResult;

/**
 * What an order does next, in each status: pure values, carried out by the partition.
 *
 * <p>Any step may be carried out again and again (after a crash, or because nobody answered), and a copy of any of its calls may arrive
 * late, even after the order has gone on. Every call carries the order's id, and everyone called is safe against copies by it; why, is
 * said at each call. What holds for all: a step is made from what is in the order's log and from nothing else, not even the time, so a
 * run left behind by a dead owner can only repeat what was said before; and the order never goes back, so whatever such a run repeats is
 * older than the call that ended its effect. An order is confirmed again after a refund, but each refund has an id of its own, under which it
 * is done once.
 */
final class CheckoutProcess {
    /** The ids of the refunds of a whole order, or of what is left of it, by what they are for; those of parts have their own. */
    private static final String UNDO = "undo";
    private static final String CANCEL = "cancel";

    private CheckoutProcess() {}

    static Optional<Step> next(Order order) {
        return step(order).map(step -> order.waiting().until().map(step::notBefore).orElse(step));
    }

    private static Optional<Step> step(Order order) {
        return switch (order.status()) {
            case NONE -> Optional.empty();
            case OPENED -> Optional.of(lockCart(order));
            case PLACED -> Optional.of(order.toBeScreened() ? screen(order) : FreezingRules.areOpen(order) ? FreezingRules.ask(order) : reserve(order));
            case RESERVED -> Optional.of(order.toBeReviewed() ? authorise(order) : pay(order));
            case PAYMENT_PENDING -> Optional.of(askPayment(order));
            case HELD_FOR_REVIEW -> Optional.empty();
            case PAID -> Optional.of(settle(order));
            case CONFIRMED -> acknowledgeRefunds(order);
            case REFUNDING -> Optional.of(refundPart(order));
            case UNDOING -> Optional.of(undo(order));
            case CANCELLING -> Optional.of(refundAndRestock(order));
            case REJECTED, CANCELLED -> order.returns().isEmpty() ? acknowledgeRefunds(order) : Optional.of(acknowledgeReturns(order));
        };
    }

    /**
     * Freezes the cart. A copy finds it frozen for this order: the same answer. A copy after {@code Close}: the cart is closed for ever.
     * A copy after {@code Reopen}: it names a version of the cart from before, which the cart does not heed.
     */
    private static Step lockCart(Order order) {
        var opened = order.opened();
        return Step.of("lock-cart", List.of(Step.send(CartCommand.at(opened.cartId()),
                new CartCommand.BeginCheckout(opened.orderId(), opened.principal(), opened.cartVersion(), opened.quotes(), opened.offers()))),
                outcomes -> new OrderCommand.CartAnswered(Step.refusal(outcomes), reply(outcomes, CheckoutBegun.class)));
    }

    /**
     * Asks the counters of the rules against fraud, side by side. A copy finds the order counted: the same answer. One that comes when the order is
     * forgotten there, after the whole window, counts it once more: then somebody may be held against who need not have been, for a window.
     */
    private static Step screen(Order order) {
        var countings = order.vetting().screening().counting();
        var total = order.placed().totals().total();
        return Step.of("screen", List.of(Step.together(countings.stream().map(counting -> Step.send(VelocityCommand.at(counting.counter()),
                new VelocityCommand.Count(order.id(), total, counting.window(), counting.orders(), counting.amount()))).toList())),
                outcomes -> new OrderCommand.ScreenAnswered(Step.refusal(outcomes), IntStream.range(0, outcomes.size())
                        .filter(i -> outcomes.get(i).fold(reply -> ((VelocityCommand.Counted) reply).over(), refused -> false)).boxed().toList()));
    }

    /** Holds the money, as {@link #pay} takes it, for an order that people look at first. A copy after {@link #pay}: the first one stands. */
    private static Step authorise(Order order) {
        var payment = order.opened().payment();
        return Step.of("authorise", List.of(Step.ask(PaymentRequest.PROVIDER,
                new PaymentRequest.Authorise(order.id(), order.placed().totals().total(), payment.method(), payment.token()))), CheckoutProcess::paymentAnswered);
    }

    /**
     * Holds every SKU, in their order, then attaches every claim. A copy finds the units held, or the claim with this order: the same
     * answer. A copy after {@code Commit} or {@code Release}: the stock remembers that this reservation has ended until a copy is too old to
     * be heeded. A copy after {@code Detach}: so does the counter. A copy after {@code Sell}: the claim is sold for ever.
     */
    private static Step reserve(Order order) {
        var holdings = order.holdings();
        return Step.of("reserve", holdings.stream().map(holding -> holding.hold(order)).toList(),
                outcomes -> new OrderCommand.StockAnswered(Step.refusal(outcomes).map(refusal -> holdings.get(outcomes.size() - 1).named(refusal))));
    }

    /**
     * Takes the money, at one go. A copy finds the payment as it is: the same answer. A copy after {@code Void}: a void wins for ever. A
     * copy after {@code Refund}: the payment was captured once, under this id, and stays refunded.
     */
    private static Step pay(Order order) {
        var payment = order.opened().payment();
        return Step.of("pay", List.of(Step.ask(PaymentRequest.PROVIDER,
                new PaymentRequest.Charge(order.id(), order.placed().totals().total(), payment.method(), payment.token()))), CheckoutProcess::paymentAnswered);
    }

    /** Asks what became of the payment, and captures it if it was approved, unless people have to look at the order first; a copy is as harmless as in {@link #pay}. */
    private static Step askPayment(Order order) {
        var find = Step.ask(PaymentRequest.PROVIDER, new PaymentRequest.Find(order.id()));
        if (order.toBeReviewed()) return Step.of("ask-authorisation", List.of(find), CheckoutProcess::paymentAnswered);
        return Step.of("ask-payment", List.of(find, Step.ask(PaymentRequest.PROVIDER, new PaymentRequest.Capture(order.id(), order.placed().totals().total()))), CheckoutProcess::paymentAnswered);
    }

    private static OrderCommand.PaymentAnswered paymentAnswered(List<Outcome<?>> outcomes) {
        return new OrderCommand.PaymentAnswered(Step.refusal(outcomes), reply(outcomes, PaymentResult.class).map(PaymentResult::status));
    }

    /**
     * The units leave the stock and the claims are sold, all side by side; when all have, the cart closes. A copy of {@code Commit}: the
     * reservation is gone, so it was committed before. A copy of {@code Sell}: the claim is sold to this order. A copy of {@code Close}: the
     * cart is closed by this order. If reservations have lapsed, they stay so until they are released, and a claim that this order has lost
     * it never gets again, so no attempt gets beyond them: the cart is not closed, and what was accepted is sold and the rest lapsed,
     * whichever attempt tells.
     */
    private static Step settle(Order order) {
        var sales = order.holdings().stream().map(holding -> holding.sell(order)).toList();
        return Step.of("settle", List.of(Step.together(sales), Step.send(CartCommand.at(order.opened().cartId()), new CartCommand.Close(order.id()))),
                outcomes -> settled(sales.size(), outcomes));
    }

    /** An odd refusal comes before those that say something has lapsed: of that SKU or claim nobody knows anything, so it is no time to give up. */
    private static OrderCommand.SettleAnswered settled(int holdings, List<Outcome<?>> outcomes) {
        var refusals = outcomes.stream().flatMap(outcome -> Step.refusal(List.of(outcome)).stream());
        return new OrderCommand.SettleAnswered(refusals.min(Comparator.comparing(refusal -> refusal.code().equals("reservation-expired"))),
                IntStream.range(0, holdings).filter(i -> Step.refusal(List.of(outcomes.get(i))).isEmpty()).boxed().toList());
    }

    /**
     * Takes back whatever may have been done before it failed, then asks which other SKUs are short.
     * <ul>
     * <li>A copy of {@code Release} finds nothing to release, one of {@code Detach} a claim that is not this order's. A copy of
     *     {@code Restock} finds its return done until that is acknowledged, and is too old after that.
     * <li>Units that were sold before the rest turned out to have lapsed return to the stock, those of claims too: a claim that is sold is
     *     not given back. There is one {@code Restock} for each SKU and owner, as there is one id, with the sum that {@code Failed} stands for: the same
     *     at every attempt.
     * <li>The payment is voided, or refunded if it was captured; the one that does not apply changes nothing. A copy changes nothing.
     * <li>The cart is open to shoppers only when stock and money are in order. A copy of {@code Reopen}: this order has not frozen it.
     * <li>When {@code settle} met lapsed reservations, these are released last of all. Until then they stop every late run of
     *     {@code settle}, which finds everything else committed; after that the cart is open, so such a run finds nothing to commit and
     *     nothing to close. A lost claim stops such a run for ever; what is left to do is to make sure that the counter has heard of it.
     * </ul>
     */
    private static Step undo(Order order) {
        var calls = new ArrayList<Call>();
        var failed = order.failed();
        boolean placed = failed.from() != OrderStatus.OPENED;
        boolean settling = failed.from() == OrderStatus.PAID;
        var letGo = placed ? letGo(order) : List.<Call>of();
        if (placed) order.soldInVain().forEach((ware, quantity) -> calls.add(restock(order, order.id(), ware, quantity)));
        if (!settling) calls.addAll(letGo);
        if (placed && failed.from() != OrderStatus.PLACED) {
            calls.add(Step.ask(PaymentRequest.PROVIDER, new PaymentRequest.Void(order.id())));
            calls.add(refund(order, UNDO, order.placed().totals().total()));
        }
        calls.add(Step.send(CartCommand.at(order.opened().cartId()), new CartCommand.Reopen(order.id(), order.opened().cartVersion())));
        if (settling) calls.addAll(letGo);
        int needed = calls.size();
        var untried = untried(order);
        untried.forEach(holding -> calls.add(Step.send(StockCommand.at(holding.sku()), new StockCommand.Look())));
        return Step.of("undo", calls, outcomes -> outcomes.size() < needed || outcomes.size() == needed && Step.refusal(outcomes).isPresent()
                ? new OrderCommand.UndoAnswered(Step.refusal(outcomes), List.of())
                : new OrderCommand.UndoAnswered(Optional.empty(), shortOf(untried, outcomes.subList(needed, outcomes.size()))));
    }

    /** Whatever it may hold and has not sold, the last first. */
    private static List<Call> letGo(Order order) {
        var calls = new ArrayList<Call>();
        var holdings = order.holdings();
        for (int i = holdings.size() - 1; i >= 0; i--) if (!order.failed().committed().contains(i)) calls.add(holdings.get(i).letGo(order));
        return calls;
    }

    /** What comes after the one that was sold out: nobody has asked for it. */
    private static List<Holding> untried(Order order) {
        var soldOut = order.failed().rejection().members().getOrDefault("skus", List.of());
        if (!order.failed().rejection().code().equals("sold-out") || soldOut.isEmpty()) return List.of();
        var refused = new Ware(soldOut.get(0), order.failed().rejection().members().getOrDefault("vendorIds", List.of()).stream().findFirst());
        return order.holdings().stream().filter(holding -> !holding.claimed() && holding.ware().compareTo(refused) > 0).toList();
    }

    private static List<String> shortOf(List<Holding> untried, List<Outcome<?>> levels) {
        var found = new ArrayList<String>();
        for (int i = 0; i < levels.size(); i++) {
            var wanted = untried.get(i);
            boolean enough = levels.get(i).fold(level -> available((StockLevel) level, wanted.ware()) >= wanted.quantity(), refused -> true);
            if (!enough) found.add(untried.get(i).sku());
        }
        return found;
    }

    private static long available(StockLevel level, Ware ware) {
        return ware.vendor().map(level::of).orElse(level).available();
    }

    /**
     * Vendors hear what of theirs goes back, so that nobody pays them for it any more; then the money of a part goes back, then its units return to
     * the stock, if they are to, all SKUs side by side. A copy of the word: it has the refund's id, and the effect of one. A copy of {@code Refund}: this
     * refund is in the provider's book for ever. A copy of {@code Restock} as in {@link #undo}: the return has the refund's id.
     */
    private static Step refundPart(Order order) {
        var refund = order.refunds().underWay().orElseThrow();
        var calls = new ArrayList<>(VendorOrdersRequest.givenBack(order, refund).toList());
        calls.add(refund(order, refund.id(), refund.amount()));
        if (refund.restock()) calls.add(Step.together(refund.lines().stream().map(line -> restock(order, refund.id(), Ware.of(line), line.quantity())).toList()));
        return Step.of("refund", calls, outcomes -> new OrderCommand.RefundAnswered(refund.id(), Step.refusal(outcomes)));
    }

    /** As {@link #acknowledgeReturns}, of the refunds that are done. */
    private static Optional<Step> acknowledgeRefunds(Order order) {
        var refunds = order.refunds().unacknowledged();
        if (refunds.isEmpty()) return Optional.empty();
        var calls = refunds.stream().flatMap(refund -> refund.lines().stream()
                .map(line -> acknowledge(order, refund.id(), Ware.of(line)))).toList();
        var ids = refunds.stream().map(OrderRefund::id).toList();
        return Optional.of(Step.of("acknowledge-refunds", calls, outcomes -> new OrderCommand.RefundsAcknowledgeAnswered(Step.refusal(outcomes), ids)));
    }

    /** Vendors hear it, as in {@link #refundPart}; the money of what is left goes back and its units return to the stock; copies as in {@link #undo}. */
    private static Step refundAndRestock(Order order) {
        var calls = new ArrayList<>(VendorOrdersRequest.cancelled(order).toList());
        calls.add(refund(order, CANCEL, order.placed().totals().total().minus(order.refunds().done(order.placed()))));
        order.refunds().left(order.placed()).forEach((ware, quantity) -> calls.add(restock(order, order.id(), ware, quantity)));
        return Step.of("refund-and-restock", calls, outcomes -> new OrderCommand.CancelAnswered(Step.refusal(outcomes)));
    }

    /** Lets the stock forget the returns: they are on record here and are not sent again. A copy finds nothing to forget. */
    private static Step acknowledgeReturns(Order order) {
        return Step.of("acknowledge-returns", order.returns().stream().map(ware -> acknowledge(order, order.id(), ware)).toList(),
                outcomes -> new OrderCommand.AcknowledgeAnswered(Step.refusal(outcomes)));
    }

    private static Call refund(Order order, String refundId, Money amount) {
        return Step.ask(PaymentRequest.PROVIDER, new PaymentRequest.Refund(order.id(), refundId, amount));
    }

    private static Call restock(Order order, String returnId, Ware ware, int quantity) {
        return Step.send(ware.stock(), new StockCommand.Restock(ware.under(returnId), quantity, Optional.empty(), order.stamp(), ware.vendor()));
    }

    private static Call acknowledge(Order order, String returnId, Ware ware) {
        return Step.send(ware.stock(), new StockCommand.Acknowledge(ware.under(returnId), order.stamp()));
    }

    /** The last call's reply, if it was accepted. */
    private static <R> Optional<R> reply(List<Outcome<?>> outcomes, Class<R> form) {
        if (outcomes.isEmpty()) return Optional.empty();
        return outcomes.get(outcomes.size() - 1).fold(reply -> Optional.of(form.cast(reply)), (Rejection refused) -> Optional.empty());
    }
}
