package souk.cart;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import souk.cart.api.BasketCommand;
import souk.cart.api.BasketEvent;
import souk.cart.api.CartCommand;
import souk.cart.api.CartCommand.NewLine;
import souk.cart.api.CartContents;
import souk.cart.api.CartEvent;
import souk.cart.api.MergeResult;
import souk.cart.api.MergeResult.Strategy;
import souk.catalog.api.SkuView;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.testkit.Spec;

/**
 * An account's basket and some carts, in memory, with a process that dies by the dice: a step breaks off after any of its calls and begins anew, its result is lost or comes twice, and copies of its calls are
 * kept and arrive at any later time. What was put into carts is counted.
 */
final class MergeWorld {
    static final String ACCOUNT = "account";
    static final String GUEST = "guest";

    private final Random random;
    private final double trouble;
    private final Map<String, Spec<Cart, CartEvent>> carts = new TreeMap<>();
    private final List<Runnable> late = new ArrayList<>();
    private final Map<String, Long> put = new TreeMap<>();
    final Spec<Basket, BasketEvent> basket = Spec.of(Basket.BLUEPRINT);
    final Set<String> gone = new HashSet<>();
    private Instant now = CartTest.NOON;
    private int names;

    MergeWorld(Random random, double trouble) {
        this.random = random;
        this.trouble = trouble;
    }

    Spec<Cart, CartEvent> at(String cart) {
        return carts.computeIfAbsent(cart, id -> Spec.of(Cart.BLUEPRINT)).at(now);
    }

    void later() {
        now = now.plus(Duration.ofMinutes(1));
    }

    String cart(String owner) {
        String id = owner + "-" + ++names;
        at(id).when(new CartCommand.Create(id, owner, CartTest.GBP, CartTest.MONTH, "f"));
        if (owner.equals(ACCOUNT)) basket.at(now).when(new BasketCommand.Adopt(id));
        return id;
    }

    /** Puts something into a cart, if that takes it. */
    boolean adds(String cart, String sku, int quantity, Optional<String> claim) {
        later();
        String owner = at(cart).state().principal();
        at(cart).when(new CartCommand.AddLines(owner, List.of(new NewLine(sku, sku, quantity, CartTest.gbp(100), claim)), Optional.empty(), Optional.empty()));
        boolean added = !at(cart).events().isEmpty();
        if (added) put.merge(sku, (long) quantity, Long::sum);
        return added;
    }

    void adds(String cart, String sku, int quantity) {
        if (!adds(cart, sku, quantity, Optional.empty())) throw new AssertionError("not added");
    }

    /** A checkout has read the cart; it begins and ends at any later time. */
    void checksOut(String cart) {
        var seen = at(cart).state();
        String order = "order-" + ++names;
        boolean paid = random.nextBoolean();
        late.add(() -> {
            at(cart).when(new CartCommand.BeginCheckout(order, seen.principal(), seen.version(), Map.of()));
            boolean frozen = at(cart).state().orderId().equals(order);
            late.add(() -> at(cart).when(frozen && paid ? new CartCommand.Close(order) : new CartCommand.Reopen(order, seen.version())));
        });
    }

    /** Freezes it for good. */
    void isBeingCheckedOut(String cart) {
        at(cart).when(new CartCommand.BeginCheckout("order", at(cart).state().principal(), at(cart).state().version(), Map.of()));
    }

    String asks(String guestCart, Strategy strategy) {
        String request = "request-" + ++names;
        asks(request, guestCart, strategy);
        return request;
    }

    void asks(String request, String guestCart, Strategy strategy) {
        basket.at(now).when(new BasketCommand.Merge(ACCOUNT, request, GUEST, guestCart, strategy, "new-" + ++names, CartTest.MONTH));
    }

    MergeResult merge(String guestCart, Strategy strategy) {
        String request = asks(guestCart, strategy);
        rest();
        return result(request);
    }

    MergeResult result(String request) {
        return basket.state().results().stream().filter(each -> each.requestId().equals(request)).findFirst().orElseThrow();
    }

    /** Some of the process's next step, and whatever else may happen. */
    void goesOn() {
        if (!late.isEmpty() && random.nextBoolean()) late.remove(random.nextInt(late.size())).run();
        else step(trouble);
    }

    /** Everything that is still on its way arrives, and what was begun ends. */
    void rest() {
        for (int i = 0; !late.isEmpty() || basket.state().merge() != null; i++) {
            if (i > 10_000) throw new AssertionError("It never comes to rest: " + basket.state().merge());
            step(0);
            if (!late.isEmpty()) late.remove(0).run();
        }
    }

    private void step(double trouble) {
        var next = Basket.BLUEPRINT.next(basket.state(), now);
        if (next.isEmpty()) return;
        var outcomes = new ArrayList<Outcome<?>>();
        for (var call : next.get().calls()) {
            var answers = (call instanceof Step.Together together ? together.calls() : List.of(call)).stream().<Outcome<?>>map(each -> send((Step.ToAggregate) each)).toList();
            outcomes.addAll(answers);
            if (random.nextDouble() < trouble) return;
            if (Step.refusal(new ArrayList<>(answers)).isPresent()) break;
        }
        var result = next.get().result().apply(outcomes);
        if (random.nextDouble() < trouble) late.add(() -> basket.at(now).when(result));
        if (random.nextDouble() < trouble) return;
        basket.at(now).when(result);
    }

    private Outcome<?> send(Step.ToAggregate call) {
        if (!call.to().type().equals("cart.cart")) {
            String sku = call.to().id();
            return gone.contains(sku) ? Outcome.refused(Rejection.notFound("SKU")) : Outcome.accepted(new SkuView(sku, sku, sku, CartTest.gbp(100), true));
        }
        Command<?> command = call.command();
        if (random.nextDouble() < trouble) late.add(() -> at(call.to().id()).when(command));
        return at(call.to().id()).when(command).outcome();
    }

    /** Every unit that was put into a cart is in one, which may be bought by now, or was thrown away; and none is there twice. Only at rest. */
    void everythingIsThereOnce(long discarded) {
        long there = 0;
        for (var cart : carts.values()) {
            if (cart.state().version() > 0 && cart.state().status() == CartContents.Status.MERGING) throw new AssertionError("frozen for nobody: " + cart.state());
            for (var line : cart.state().lines().items()) there += line.quantity();
        }
        long all = put.values().stream().mapToLong(Long::longValue).sum();
        if (there + discarded != all) throw new AssertionError(all + " units were put into carts, " + there + " are there and " + discarded + " thrown away: " + carts.values().stream().map(Spec::state).toList());
    }

    Map<String, Integer> in(String cart) {
        var units = new HashMap<String, Integer>();
        at(cart).state().lines().items().forEach(line -> units.merge(line.sku(), line.quantity(), Integer::sum));
        return units;
    }
}
