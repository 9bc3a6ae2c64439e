package souk.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import souk.catalog.api.ProductCommand;
import souk.catalog.api.SkuCommand;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Decision;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.kernel.Step;

/**
 * Products and SKUs in memory, and a network that is as bad as it may be: steps are carried out several times side by side, runs of
 * them die anywhere, answers get lost, and any command may arrive again at any later time.
 */
final class Town {
    private final Map<String, Product> products = new HashMap<>();
    private final Map<String, Sku> skus = new HashMap<>();
    private final List<Run> runs = new ArrayList<>();
    private final List<Step.ToAggregate> late = new ArrayList<>();
    private final List<Result> lateResults = new ArrayList<>();
    private final Random random;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** One attempt at a step. */
    private final class Run {
        final String product;
        final Step step;
        final List<Outcome<?>> outcomes = new ArrayList<>();

        Run(String product, Step step) {
            this.product = product;
            this.step = step;
        }

        boolean over() {
            return outcomes.size() == step.calls().size() || Step.refusal(outcomes).isPresent();
        }

        void go() {
            var call = (Step.ToAggregate) step.calls().get(outcomes.size());
            outcomes.add(deliver(call));
            if (random.nextInt(4) == 0) late.add(call);
        }
    }

    private record Result(String product, Command<?> command) {}

    Town(Random random) {
        this.random = random;
    }

    Product product(String id) {
        return products.getOrDefault(id, Product.BLUEPRINT.empty());
    }

    Sku sku(String id) {
        return skus.getOrDefault(id, Sku.BLUEPRINT.empty());
    }

    /** A client asks; what it would be answered at once, if it is refused. */
    Outcome<?> ask(String product, ProductCommand<?> command) {
        return deliverToProduct(product, command);
    }

    /** Something happens. */
    void happen() {
        now = now.plusMillis(random.nextInt(1000));
        switch (random.nextInt(8)) {
            case 0, 1 -> begin();
            case 2, 3, 4 -> aRun().ifPresent(this::proceed);
            case 5 -> {
                if (!late.isEmpty()) deliver(late.remove(random.nextInt(late.size())));
            }
            case 6 -> {
                if (!lateResults.isEmpty()) {
                    var result = lateResults.remove(random.nextInt(lateResults.size()));
                    deliverToProduct(result.product, result.command);
                }
            }
            default -> aRun().ifPresent(runs::remove);
        }
    }

    private Optional<Run> aRun() {
        return runs.isEmpty() ? Optional.empty() : Optional.of(runs.get(random.nextInt(runs.size())));
    }

    private void begin() {
        if (products.isEmpty()) return;
        var ids = List.copyOf(new java.util.TreeSet<>(products.keySet()));
        String id = ids.get(random.nextInt(ids.size()));
        Product.BLUEPRINT.next(product(id), now).ifPresent(step -> runs.add(new Run(id, step)));
    }

    private void proceed(Run run) {
        if (!run.over()) run.go();
        if (!run.over()) return;
        runs.remove(run);
        var result = new Result(run.product, run.step.result().apply(run.outcomes));
        if (random.nextInt(4) == 0) lateResults.add(result);
        if (random.nextInt(4) > 0) deliverToProduct(result.product, result.command);
    }

    /** The network heals: what was under way ends, what was late arrives, every process comes to its end. */
    void heal() {
        while (!runs.isEmpty() || !late.isEmpty() || !lateResults.isEmpty()) happen();
        for (String id : List.copyOf(products.keySet())) {
            for (int i = 0; Product.BLUEPRINT.next(product(id), now).isPresent(); i++) {
                if (i == 20) throw new AssertionError("Product " + id + " comes to no end: " + product(id));
                var run = new Run(id, Product.BLUEPRINT.next(product(id), now).get());
                while (!run.over()) run.outcomes.add(deliver((Step.ToAggregate) run.step.calls().get(run.outcomes.size())));
                deliverToProduct(id, run.step.result().apply(run.outcomes));
            }
        }
        while (!late.isEmpty()) deliver(late.remove(0));
    }

    private Outcome<?> deliver(Step.ToAggregate call) {
        if (!call.to().type().equals(SkuCommand.TYPE)) throw new AssertionError("A product speaks to SKUs only, not to " + call.to());
        var change = decide(Sku.BLUEPRINT, sku(call.to().id()), call.command());
        skus.put(call.to().id(), change.state);
        return change.outcome;
    }

    private Outcome<?> deliverToProduct(String id, Command<?> command) {
        var change = decide(Product.BLUEPRINT, product(id), command);
        products.put(id, change.state);
        return change.outcome;
    }

    private record After<S>(S state, Outcome<?> outcome) {}

    private <S, E extends Event> After<S> decide(Blueprint<S, E> blueprint, S state, Command<?> command) {
        var handling = blueprint.handling(command);
        var rule = handling instanceof Blueprint.Decided decided ? decided.rule() : ((Blueprint.Awaited) handling).rule();
        Decision<Object, Event, Object> decision = rule.decide(state, command, now);
        if (decision instanceof Decision.Reject<Object, Event, Object> no) return new After<>(state, Outcome.refused(no.rejection()));
        var yes = (Decision.Accept<Object, Event, Object>) decision;
        S after = state;
        for (Event event : yes.events()) after = blueprint.apply(after, event);
        return new After<>(after, Outcome.accepted(yes.reply().apply(after)));
    }
}
