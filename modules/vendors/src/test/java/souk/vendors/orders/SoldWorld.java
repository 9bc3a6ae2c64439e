package souk.vendors.orders;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Recorded;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.orders.api.OrderEvent;
import souk.orders.api.VendorOrders;
import souk.vendors.ProcessWorld;
import souk.vendors.api.VendorAccountCommand;
import souk.vendors.api.VendorOrderCommand;

/**
 * Vendor orders in memory, each of which may die after any event while its step goes on without it; a reader of the log of orders, who dies, too, and then tells again what it had told; and accounts of which there is only what
 * vendor orders depend on: the word of the latest version stays, and now and then one is refused for good.
 */
final class SoldWorld extends ProcessWorld {
    /** What the account knows, by vendor order. */
    final Map<String, VendorAccountCommand.Report> reports = new HashMap<>();
    private final Map<String, List<Recorded<OrderEvent>>> logs = new LinkedHashMap<>();
    private final Map<String, Integer> saved = new HashMap<>();
    private int reader;

    SoldWorld(Random random, Trouble trouble) {
        super(random, trouble, VendorOrder.BLUEPRINT);
    }

    VendorOrder order(String id) {
        return state(VendorOrderCommand.at(id), VendorOrder.BLUEPRINT);
    }

    List<String> ids() {
        return List.copyOf(states(VendorOrder.BLUEPRINT).keySet());
    }

    @Override
    protected Optional<Outcome<?>> played(Address<?> to, Command<?> command) {
        return Optional.of(heard((VendorAccountCommand.Report) command));
    }

    private Outcome<Done> heard(VendorAccountCommand.Report report) {
        if (chance(trouble().overload())) return Outcome.refused(Rejection.Kind.CONFLICT, "odd", "Something is odd.");
        reports.merge(report.vendorOrderId(), report, (before, now) -> now.version() > before.version() ? now : before);
        return Outcome.accepted(Done.DONE);
    }

    @Override
    protected Optional<Outcome<?>> provide(String provider, Object request) {
        throw new AssertionError("Nobody is asked for " + request);
    }

    private void asks(String id, VendorOrderCommand<?> command, Consumer<Outcome<?>> answer) {
        asks(VendorOrderCommand.at(id), command, answer);
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
        asks(id, command, outcome -> {
            if (outcome instanceof Outcome.Accepted) done.run();
            else asks(id, FollowOrders.opening(sold).get(vendor), opened -> tells(sold, vendor, command, done));
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
        asks(commands.get(next).to().id(), (VendorOrderCommand<?>) commands.get(next).command(), outcome -> {
            if (outcome instanceof Outcome.Refused) throw new AssertionError(commands.get(next) + " was refused: " + outcome);
            send(order, commands, next + 1, done);
        });
    }
}
