package souk.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Event;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Personal;
import souk.kernel.Recorded;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.ledger.api.TransactionEvent;
import souk.orders.api.AffiliateShare;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderTotals;
import souk.orders.api.OrderView;
import souk.testkit.SimulatedAggregate;
import souk.testkit.Simulation;
import souk.vendors.api.PayoutEvent;

/**
 * A ledger in memory: real transactions and the real reaction, a log of orders' and payouts' events that is read at least once, a reader that saves now and then how far it is, and a
 * network that fails. Whoever dies comes back with what was durable.
 */
final class Books extends Simulation {
    static final Trouble MUCH = new Trouble(0.10, 0.20, 0.20, 0.1, 0.05, 0.5);
    private static final Duration RESEND = Duration.ofSeconds(10);
    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

    private static final class Hosted extends SimulatedAggregate {
        @SuppressWarnings("unchecked")
        private Hosted(Books books, String id) {
            super(books, (Blueprint<Object, Event>) (Blueprint<?, ?>) Transaction.BLUEPRINT, id);
        }
    }

    /** An order of which the shop knows what it has sold and given back. */
    private static final class Known {
        private OrderTotals totals;
        private List<OrderLine> lines;
        private Optional<AffiliateShare> affiliate;
        private final List<OrderRefund> refunds = new ArrayList<>();
        private final List<CommissionCorrection.Line> corrected = new ArrayList<>();
        private long version;
    }

    /** What each event of it causes. */
    private final List<Supplier<List<Step.ToAggregate>>> log = new ArrayList<>();
    private final Map<String, Known> orders = new LinkedHashMap<>();
    private final Map<String, Hosted> transactions = new LinkedHashMap<>();
    private final Map<String, TransactionEvent.Posted> posted = new LinkedHashMap<>();
    private int saved;
    private int read;
    private int incarnation;
    private long deaths;

    Books(Random random, Trouble trouble) {
        super(random, trouble, START);
    }

    // ---- what happens to orders

    void sells(String order, OrderTotals totals) {
        sells(order, List.of(), totals);
    }

    void sells(String order, List<OrderLine> lines, OrderTotals totals) {
        sells(order, lines, totals, Optional.empty());
    }

    void sells(String order, List<OrderLine> lines, OrderTotals totals, Optional<AffiliateShare> affiliate) {
        var known = orders.computeIfAbsent(order, id -> new Known());
        known.totals = totals;
        known.lines = lines;
        known.affiliate = affiliate;
        happens(order, new OrderEvent.Confirmed("guest:" + order, "S-" + order, Personal.plain("x"), lines, totals, now(), now(), Optional.empty(), affiliate));
    }

    void givesBack(String order, String refund, Money amount) {
        givesBack(order, refund, List.of(), amount);
    }

    void givesBack(String order, String refund, List<OrderRefund.Line> lines, Money amount) {
        givesBack(order, refund, lines, amount, Optional.empty());
    }

    void givesBack(String order, String refund, List<OrderRefund.Line> lines, Money amount, Optional<AffiliateShare> affiliate) {
        orders.get(order).refunds.add(new OrderRefund(refund, lines, amount, false, Optional.empty(), now(), Optional.of(now()), affiliate));
        happens(order, new OrderEvent.Refunded(refund, lines, amount, false, now(), affiliate));
    }

    /** @param lines all of the order's, with what they bear now */
    void corrects(String order, String correction, List<OrderLine> lines, List<CommissionCorrection.Line> changed) {
        orders.get(order).lines = lines;
        orders.get(order).corrected.addAll(changed);
        happens(order, new OrderEvent.CommissionCorrected(correction, changed, true, now()));
    }

    void cancels(String order) {
        happens(order, new OrderEvent.Cancelled(now()));
    }

    private void happens(String order, OrderEvent event) {
        var recorded = new Recorded<>(order, ++orders.get(order).version, "orders-0", log.size() + 1, 0, now(), "request", event);
        log.add(() -> Booking.ORDERS.react().apply(recorded));
    }

    void pays(String payout, String vendor, Money amount) {
        var recorded = new Recorded<PayoutEvent>(payout, 4, "vendors-0", log.size() + 1, 0, now(), "vendors.payout/" + payout + "#3 pay", new PayoutEvent.Paid(vendor, amount, "reference", now()));
        log.add(() -> Booking.PAYOUTS.react().apply(recorded));
    }

    /** Reads the log from where it was saved, as a reader that has just started. */
    void reads() {
        read = saved;
        next(++incarnation);
    }

    /** Everything that was booked, by transaction. */
    Map<String, TransactionEvent.Posted> posted() {
        return posted;
    }

    long deaths() {
        return deaths;
    }

    boolean done() {
        return read == log.size() && transactions.values().stream().allMatch(each -> each.blueprint.next(each.state(), now()).isEmpty());
    }

    // ---- the reader

    private void next(int me) {
        if (me != incarnation) return;
        if (read == log.size()) {
            saved = read;
            return;
        }
        send(new ArrayList<>(log.get(read).get()), new boolean[1], me);
    }

    /** @param answered whether the first of them was, however often it was sent */
    private void send(List<Step.ToAggregate> commands, boolean[] answered, int me) {
        if (me != incarnation) return;
        if (commands.isEmpty()) {
            read++;
            if (chance(0.2)) saved = read;
            after(Duration.ofMillis(1), () -> next(me));
            return;
        }
        var first = commands.get(0);
        tell(first.to(), first.command(), outcome -> {
            if (answered[0] || me != incarnation || outcome.fold(yes -> false, no -> no.kind().passing())) return;
            answered[0] = true;
            outcome.fold(yes -> yes, no -> {
                throw new AssertionError(first + " was refused for good: " + no);
            });
            send(commands.subList(1, commands.size()), new boolean[1], me);
        });
        after(RESEND, () -> {
            if (!answered[0]) send(commands, answered, me);
        });
    }

    // ---- transactions and orders

    @Override
    protected void arrives(Address<?> to, Command<?> command, Consumer<Outcome<?>> reply) {
        if (chance(trouble().overload())) {
            reply.accept(Outcome.refused(new Rejection(Rejection.Kind.OVERLOADED, "overloaded", "Later.")));
        } else if (to.type().equals(OrderCommand.TYPE)) {
            reply.accept(Outcome.accepted(view(to.id())));
        } else {
            decide(transactions.computeIfAbsent(to.id(), id -> new Hosted(this, id)), command, reply);
        }
    }

    private OrderView view(String id) {
        var order = orders.get(id);
        return new OrderView(id, order.version, OrderStatus.CANCELLED, Optional.of(id), Personal.plain("x"), null, order.lines, Optional.of(order.totals), Optional.of(now()), Optional.of(now()),
                order.refunds, Optional.of(order.totals.total()), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), order.corrected, order.affiliate);
    }

    private void decide(Hosted to, Command<?> command, Consumer<Outcome<?>> reply) {
        boolean changed = to.decide(command, now(), reply, event -> {
            if (event instanceof TransactionEvent.Posted booked && posted.put(to.id, booked) != null) throw new AssertionError(to.id + " was booked twice");
        });
        if (chance(trouble().crash())) crashAll();
        else if (changed) step(to);
    }

    /** Carries out what a transaction does next, again and again until it is something else. */
    private void step(Hosted of) {
        int me = incarnation;
        of.blueprint.next(of.state(), now()).ifPresent(step -> {
            var call = (Step.ToAggregate) step.calls().get(0);
            tell(call.to(), call.command(), outcome -> {
                if (outcome.fold(yes -> false, no -> no.kind().passing()) || me != incarnation && !chance(trouble().ghost())) return;
                decide(of, step.result().apply(List.of(outcome)), ignored -> {});
            });
            after(RESEND, () -> {
                if (me == incarnation) step(of);
            });
        });
    }

    @Override
    protected void crashAll() {
        deaths++;
        incarnation++;
        transactions.values().forEach(each -> {
            each.gone();
            each.reread();
        });
        after(Duration.ofSeconds(3), () -> {
            reads();
            transactions.values().forEach(this::step);
        });
    }

    @Override
    public String toString() {
        return read + " of " + log.size() + " events, " + posted.size() + " transactions";
    }
}
