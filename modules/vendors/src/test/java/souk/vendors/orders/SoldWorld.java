package souk.vendors.orders;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.kernel.Recorded;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.orders.api.OrderEvent;
import souk.orders.api.VendorOrders;
import souk.testkit.SimulatedAggregate;
import souk.testkit.Simulation;
import souk.vendors.api.VendorAccountCommand;
import souk.vendors.api.VendorOrderCommand;

/**
 * Vendor orders in memory, each of which may die after any event while its step goes on without it; a reader of the log of orders, who dies, too, and then tells again what it had told; and accounts of which there is only what
 * vendor orders depend on: the word of the latest version stays, and now and then one is refused for good.
 */
final class SoldWorld extends Simulation {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** An aggregate, and which run of its process is the present one. */
    private static final class Hosted extends SimulatedAggregate {
        private long downUntil;
        private Run run;

        private Hosted(SoldWorld world, Blueprint<Object, Event> blueprint, String id) {
            super(world, blueprint, id);
        }
    }

    /** Its step being carried out. */
    private static final class Run {
        private boolean stopped;
    }

    /** What the account knows, by vendor order. */
    final Map<String, VendorAccountCommand.Report> reports = new HashMap<>();
    private final Map<String, Hosted> hosted = new LinkedHashMap<>();
    private final Map<String, List<Recorded<OrderEvent>>> logs = new LinkedHashMap<>();
    private final Map<String, Integer> saved = new HashMap<>();
    private int reader;
    int deaths;

    SoldWorld(Random random, Trouble trouble) {
        super(random, trouble, Sold.NOON);
    }

    VendorOrder order(String id) {
        return (VendorOrder) find(id).state();
    }

    List<String> ids() {
        return hosted.values().stream().map(each -> each.id).toList();
    }

    @SuppressWarnings("unchecked")
    private Hosted find(String id) {
        return hosted.computeIfAbsent(id, none -> new Hosted(this, (Blueprint<Object, Event>) (Blueprint<?, ?>) VendorOrder.BLUEPRINT, id));
    }

    // ---- messages

    @Override
    protected void arrives(Address<?> to, Command<?> command, Consumer<Outcome<?>> reply) {
        if (command instanceof VendorAccountCommand.Report report) {
            reply.accept(heard(report));
            return;
        }
        var there = find(to.id());
        if (isDown(there)) return;
        if (chance(trouble().overload())) reply.accept(Outcome.refused(Rejection.Kind.OVERLOADED, "overloaded", "Not now."));
        else decide(there, command, reply);
    }

    private Outcome<Done> heard(VendorAccountCommand.Report report) {
        if (chance(trouble().overload())) return Outcome.refused(Rejection.Kind.CONFLICT, "odd", "Something is odd.");
        reports.merge(report.vendorOrderId(), report, (before, now) -> now.version() > before.version() ? now : before);
        return Outcome.accepted(Done.DONE);
    }

    private boolean isDown(Hosted there) {
        return now().toEpochMilli() < there.downUntil;
    }

    private void decide(Hosted there, Command<?> command, Consumer<Outcome<?>> reply) {
        if (!there.decide(command, now(), reply, event -> {})) return;
        if (chance(0.02)) there.reread();
        leave(there);
        begin(there);
        if (chance(trouble().crash())) crash(there);
    }

    @Override
    protected void crashAll() {
        List.copyOf(hosted.values()).forEach(this::crash);
    }

    private void crash(Hosted there) {
        deaths++;
        there.downUntil = now().toEpochMilli() + 1 + random(chance(0.2) ? 60_000 : 2_000);
        leave(there);
        there.gone();
        at(Instant.ofEpochMilli(there.downUntil), () -> {
            if (isDown(there)) return;
            there.back();
            there.reread();
            if (there.run == null) begin(there);
        });
    }

    /** Asks until somebody answers, as processes do. */
    void insists(String id, VendorOrderCommand<?> command, Consumer<Outcome<?>> answer) {
        var answered = new boolean[1];
        tell(VendorOrderCommand.at(id), command, outcome -> {
            if (answered[0] || outcome.fold(yes -> false, no -> no.kind().passing())) return;
            answered[0] = true;
            answer.accept(outcome);
        });
        after(TIMEOUT, () -> {
            if (!answered[0]) insists(id, command, outcome -> {
                if (answered[0]) return;
                answered[0] = true;
                answer.accept(outcome);
            });
        });
    }

    // ---- processes: a step of theirs is one call

    /** Nobody waits for its run any more; it may go on all the same. */
    private void leave(Hosted there) {
        if (there.run != null && !chance(trouble().ghost())) there.run.stopped = true;
        there.run = null;
    }

    private void begin(Hosted there) {
        there.blueprint.next(there.state(), now()).ifPresent(step -> {
            var run = new Run();
            there.run = run;
            at(step.notBefore().orElse(now()), () -> call(there, run, step));
        });
    }

    private void call(Hosted there, Run run, Step step) {
        if (run.stopped) return;
        var over = new boolean[1];
        var call = (Step.ToAggregate) step.calls().get(0);
        tell(call.to(), call.command(), outcome -> {
            if (over[0] || run.stopped) return;
            over[0] = true;
            result(there, step.result().apply(List.of(outcome)));
        });
        after(TIMEOUT, () -> {
            if (over[0]) return;
            over[0] = true;
            call(there, run, step);
        });
    }

    private void result(Hosted there, Command<?> result) {
        for (int copies = chance(trouble().copy()) ? 2 : 1; copies > 0; copies--) {
            after(delay(), () -> {
                if (isDown(there)) return;
                decide(there, result, done -> {
                    if (done instanceof Outcome.Refused) throw new AssertionError("The result of a step was refused: " + result + ": " + done);
                });
            });
        }
    }

    // ---- orders, and who reads of them

    void happens(String order, OrderEvent event) {
        var log = logs.computeIfAbsent(order, none -> new ArrayList<>());
        log.add(new Recorded<>(order, log.size() + 1, "orders-0", log.size() + 1, 0, now(), "", event));
        if (log.size() == 1) read(order, 0, reader);
    }

    /** What an order does before it says that something went back: vendor orders hear of it, and are opened where they are not there yet. */
    void tells(VendorOrders.Sold sold, VendorOrders.Word word, Runnable done) {
        var words = FollowOrders.words(word);
        var open = new int[] {words.size()};
        if (words.isEmpty()) done.run();
        words.forEach((vendor, command) -> tells(sold, vendor, command, () -> {
            if (--open[0] == 0) done.run();
        }));
    }

    private void tells(VendorOrders.Sold sold, String vendor, VendorOrderCommand<Done> command, Runnable done) {
        String id = VendorOrderCommand.id(sold.orderId(), vendor);
        insists(id, command, outcome -> {
            if (outcome instanceof Outcome.Accepted) done.run();
            else insists(id, FollowOrders.opening(sold).get(vendor), opened -> tells(sold, vendor, command, done));
        });
    }

    /** The reader dies; another one begins where this one had saved that it was. */
    void readerDies() {
        reader++;
        logs.keySet().forEach(order -> read(order, saved.getOrDefault(order, 0), reader));
    }

    boolean allIsRead() {
        return logs.entrySet().stream().allMatch(each -> saved.getOrDefault(each.getKey(), 0) == each.getValue().size());
    }

    private void read(String order, int from, int me) {
        if (me != reader) return;
        if (from == logs.get(order).size()) {
            if (calm()) saved.merge(order, from, Math::max);
            after(Duration.ofSeconds(5), () -> read(order, from, me));
            return;
        }
        send(order, FollowOrders.REACTION.react().apply(logs.get(order).get(from)), 0, () -> {
            if (me == reader && chance(0.5)) saved.merge(order, from + 1, Math::max);
            read(order, from + 1, me);
        });
    }

    private void send(String order, List<Step.ToAggregate> commands, int next, Runnable done) {
        if (next == commands.size()) {
            done.run();
            return;
        }
        insists(commands.get(next).to().id(), (VendorOrderCommand<?>) commands.get(next).command(), outcome -> {
            if (outcome instanceof Outcome.Refused) throw new AssertionError(commands.get(next) + " was refused: " + outcome);
            send(order, commands, next + 1, done);
        });
    }
}
