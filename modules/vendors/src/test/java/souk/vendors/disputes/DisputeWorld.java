package souk.vendors.disputes;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Personal;
import souk.kernel.Rejection.Kind;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderView;
import souk.vendors.ProcessWorld;
import souk.vendors.api.VendorAccountCommand;
import souk.vendors.api.VendorBalance;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderCommand.Line;
import souk.vendors.api.VendorOrderView;
import souk.vendors.orders.VendorOrder;
import souk.vendors.payouts.VendorAccount;

/**
 * Orders of one vendor, and disputes about them, in memory. The order is played: it gives back no more than there is, once by each id, sometimes only a while later and sometimes not now; its vendor order hears of it one word after
 * the other, and late.
 */
final class DisputeWorld extends ProcessWorld {
    static final Currency GBP = Currency.getInstance("GBP");
    static final String VENDOR = "ann";

    /** An order as the shop knows it. */
    static final class Bought {
        final String id;
        final Map<String, Integer> left = new LinkedHashMap<>();
        private final Map<String, OrderRefund> refunds = new LinkedHashMap<>();
        private final Deque<VendorOrderCommand<?>> words = new ArrayDeque<>();
        private boolean cancelled;

        private Bought(String id) {
            this.id = id;
        }

        private boolean isGivingBack() {
            return refunds.values().stream().anyMatch(refund -> refund.at().isEmpty());
        }
    }

    final Map<String, Bought> orders = new LinkedHashMap<>();

    DisputeWorld(Random random, Trouble trouble) {
        super(random, trouble, Dispute.BLUEPRINT, VendorOrder.BLUEPRINT, VendorAccount.BLUEPRINT);
    }

    static Money gbp(long pence) {
        return new Money(pence, GBP);
    }

    // ---- the order

    /** An order of some lines, of which the vendor order hears in a while. */
    Bought sells(String id, Random random) {
        var bought = new Bought(id);
        orders.put(id, bought);
        var lines = new ArrayList<Line>();
        for (int i = 1; i <= 1 + random.nextInt(3); i++) {
            int quantity = 1 + random.nextInt(5);
            long price = random.nextInt(3_000);
            var total = gbp(price * quantity);
            lines.add(new Line("" + i, "SKU-" + i, quantity, gbp(price), total, gbp(random.nextInt(300)), gbp(random.nextInt((int) total.amount() + 1))));
            bought.left.put("SKU-" + i, quantity);
        }
        after(Duration.ofSeconds(random.nextInt(60)), () -> says(bought, new VendorOrderCommand.Open(id, VENDOR, "S-" + id, now(), lines)));
        return bought;
    }

    private void says(Bought order, VendorOrderCommand<?> word) {
        order.words.add(word);
        if (order.words.size() == 1) next(order);
    }

    private void next(Bought order) {
        if (order.words.isEmpty()) return;
        asks(VendorOrderCommand.at(order.id, VENDOR), order.words.peek(), heard -> {
            order.words.remove();
            next(order);
        });
    }

    void cancels(Bought order) {
        if (order.cancelled || order.isGivingBack()) return;
        order.cancelled = true;
        order.left.clear();
        after(Duration.ofSeconds(random(120)), () -> says(order, new VendorOrderCommand.Cancel()));
    }

    @Override
    protected Optional<Outcome<?>> played(Address<?> to, Command<?> command) {
        return Optional.of(refund(orders.get(to.id()), (OrderCommand.Refund) command));
    }

    Outcome<OrderView> refund(Bought order, OrderCommand.Refund refund) {
        if (order.refunds.containsKey(refund.refundId())) return Outcome.accepted(view(order));
        if (order.cancelled) return Outcome.refused(Kind.CONFLICT, "order-cancelled", "It is.");
        if (order.isGivingBack() || !calm() && chance(0.2)) return Outcome.refused(Kind.CONFLICT, "order-in-progress", "Not now.");
        if (refund.lines().stream().anyMatch(line -> line.quantity() > order.left.getOrDefault(line.sku(), 0))) return Outcome.refused(Kind.CONFLICT, "refund-too-large", "Too much.");
        refund.lines().forEach(line -> order.left.merge(line.sku(), -line.quantity(), Integer::sum));
        order.left.values().removeIf(units -> units == 0);
        var lines = refund.lines().stream().map(line -> new OrderRefund.Line(line.sku(), line.quantity(), gbp(line.quantity()), Optional.of(VENDOR), Optional.of(gbp(0)))).toList();
        var begun = new OrderRefund(refund.refundId(), lines, gbp(lines.size()), false, refund.reason(), now(), Optional.empty());
        order.refunds.put(begun.id(), begun);
        if (chance(0.7)) gaveBack(order, begun);
        else after(Duration.ofSeconds(random(90)), () -> gaveBack(order, begun));
        return Outcome.accepted(view(order));
    }

    private void gaveBack(Bought order, OrderRefund begun) {
        order.refunds.put(begun.id(), new OrderRefund(begun.id(), begun.lines(), begun.amount(), false, begun.reason(), begun.requestedAt(), Optional.of(now())));
        var units = begun.lines().stream().map(line -> new VendorOrderCommand.Units(line.sku(), line.quantity(), line.amount())).toList();
        after(Duration.ofSeconds(random(120)), () -> says(order, new VendorOrderCommand.GiveBack(begun.id(), units)));
    }

    private static OrderView view(Bought order) {
        var status = order.cancelled ? OrderStatus.CANCELLED : order.isGivingBack() ? OrderStatus.REFUNDING : OrderStatus.CONFIRMED;
        return new OrderView(order.id, 1, status, Optional.of(order.id), Personal.plain("x"), null, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), List.copyOf(order.refunds.values()), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    // ---- what can be seen

    /** The vendor orders that are there, by id. */
    Map<String, VendorOrderView> parts() {
        var look = new VendorOrderCommand.Look(Optional.empty());
        var answer = ((Blueprint.Answered) VendorOrder.BLUEPRINT.handling(look)).answer();
        var all = new LinkedHashMap<String, VendorOrderView>();
        states(VendorOrder.BLUEPRINT).forEach((id, state) -> answer.answer(state, look, now()).fold(view -> all.put(id, (VendorOrderView) view), unknown -> null));
        return all;
    }

    VendorBalance balance() {
        var look = new VendorAccountCommand.Look(GBP, Duration.ZERO, 0, now());
        var answer = ((Blueprint.Answered) VendorAccount.BLUEPRINT.handling(look)).answer();
        return answer.answer(state(VendorAccountCommand.at(VENDOR, GBP), VendorAccount.BLUEPRINT), look, now()).fold(seen -> (VendorBalance) seen, refused -> {
            throw new AssertionError(refused);
        });
    }

    @Override
    protected Optional<Outcome<?>> provide(String provider, Object request) {
        throw new AssertionError("Nobody is asked for " + request);
    }
}
