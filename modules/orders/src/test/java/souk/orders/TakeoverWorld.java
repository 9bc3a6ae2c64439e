package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.kernel.Step;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderStatus;
import souk.orders.takeover.Takeovers;
import souk.orders.takeover.TakeoversCommand;
import souk.orders.takeover.TakeoversEvent;
import souk.testkit.Spec;

/**
 * Accounts and a guest's orders in memory, with processes that die by the dice: a step breaks off before or after its call and begins anew, its result is lost or comes twice, and copies of its calls are kept and
 * arrive at any later time.
 */
final class TakeoverWorld {
    static final int ORDERS = 3;

    private final Random random;
    private final double trouble;
    private final Map<String, Spec<Order, OrderEvent>> orders = new TreeMap<>();
    private final Map<String, Spec<Takeovers, TakeoversEvent>> accounts = new TreeMap<>();
    private final Map<String, List<String>> erased = new TreeMap<>();
    private final Map<String, String> owners = new TreeMap<>();
    private final List<Runnable> late = new ArrayList<>();

    TakeoverWorld(Random random, double trouble) {
        this.random = random;
        this.trouble = trouble;
        for (int i = 0; i < ORDERS; i++) orders.put("order-" + i, Samples.aGuests(random.nextInt(3) == 0 ? OrderStatus.PAID : OrderStatus.CONFIRMED));
    }

    private Spec<Takeovers, TakeoversEvent> account(String id) {
        return accounts.computeIfAbsent(id, account -> Spec.of(Takeovers.BLUEPRINT).at(Samples.NOON));
    }

    void asks(String account, TakeoversCommand.Take take) {
        account(account).when(take);
    }

    void isSold(String order) {
        if (orders.get(order).state().status() == OrderStatus.PAID) orders.get(order).given(Samples.FOUND_CONFIRMED);
    }

    void isErased(String account) {
        var guests = (TakeoversCommand.Guests) ((Outcome.Accepted<?>) account(account).when(new TakeoversCommand.Close()).outcome()).reply();
        erased.put(account, guests.guests());
    }

    /** Some of the process's next step, and whatever else may happen. */
    void goesOn(String account) {
        if (!late.isEmpty() && random.nextBoolean()) late.remove(random.nextInt(late.size())).run();
        else step(account, trouble);
    }

    void rest() {
        orders.keySet().forEach(this::isSold);
        for (int i = 0; !late.isEmpty() || accounts.values().stream().anyMatch(each -> !each.state().pending().isEmpty()); i++) {
            if (i > 1_000) throw new AssertionError("It never comes to rest: " + accounts.values().stream().map(Spec::state).toList());
            accounts.keySet().forEach(account -> step(account, 0));
            if (!late.isEmpty()) late.remove(0).run();
        }
    }

    private void step(String account, double trouble) {
        var next = Takeovers.BLUEPRINT.next(account(account).state(), Samples.NOON);
        if (next.isEmpty() || random.nextDouble() < trouble) return;
        var outcomes = next.get().calls().stream().<Outcome<?>>map(each -> send((Step.ToAggregate) each)).toList();
        if (random.nextDouble() < trouble) return;
        var result = next.get().result().apply(outcomes);
        if (random.nextDouble() < trouble) late.add(() -> account(account).when(result));
        account(account).when(result);
    }

    private Outcome<?> send(Step.ToAggregate call) {
        String order = call.to().id();
        if (random.nextDouble() < trouble) late.add(() -> tell(order, call.command()));
        return tell(order, call.command());
    }

    private Outcome<?> tell(String order, Command<?> command) {
        var asked = orders.get(order).when(command);
        for (var event : asked.events()) {
            String before = owners.put(order, ((OrderEvent.TakenOver) event).principal());
            if (before != null) throw new AssertionError(order + " was taken over from " + before);
        }
        return asked.outcome();
    }

    /** At every moment: what an account has taken over is locked with no key that does not go with the account's. */
    void nothingIsLeftOfWhoIsErased() {
        owners.forEach((order, owner) -> {
            assertThat(account(owner).state().guests()).containsEntry(order, "guest:anna/" + order);
            if (erased.containsKey(owner)) assertThat(erased.get(owner)).contains("guest:anna/" + order);
        });
    }

    /** Only at rest: an order of which an account was told that it is its own is so, and the order says the same. */
    void everyOrderThatSomebodyWasPromisedIsTheirs() {
        orders.forEach((order, spec) -> assertThat(spec.state().owner()).isEqualTo(owners.getOrDefault(order, "anna")));
        var wanted = new TreeSet<String>();
        accounts.values().forEach(account -> wanted.addAll(account.state().guests().keySet()));
        // Who asked before it was sold was refused, and may ask again.
        assertThat(wanted).containsAll(owners.keySet());
    }
}
