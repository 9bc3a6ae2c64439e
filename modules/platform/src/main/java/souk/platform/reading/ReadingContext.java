package souk.platform.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import souk.kernel.Blueprint;
import souk.kernel.Event;
import souk.kernel.Reaction;
import souk.kernel.View;
import souk.platform.Capability;
import souk.platform.Entities;
import souk.platform.Node;
import souk.platform.history.Archive;
import souk.platform.history.HistorySettings;
import souk.platform.journal.Storage;

/**
 * What the readers of one capability's logs need; made once per node and capability and shared by all its partitions.
 *
 * @param views     the views that fold this capability's events, whichever capability declares them
 * @param histories the histories of this capability's types
 * @param reactions the reactions that hear this capability's events, whichever capability declares them
 * @param lag       how far each reader is, for operators
 * @param generations which generations are written, of views that have several
 */
public record ReadingContext(List<BoundView<?, ?>> views, List<BoundHistory> histories, List<Reaction<?>> reactions, EventDecoder events, Storage storage, Entities entities, Quarantine quarantine,
        Lag lag, ReadingSettings settings, Generations generations) {

    /** A view and the store that keeps its rows. */
    public record BoundView<V, E extends Event>(View<V, E> view, ViewStore<V> store) {
        /** The store of a generation, if there are several. */
        ViewStore<V> of(int generation) {
            return store instanceof GenerationStore<V> several ? several.of(generation) : store;
        }

        static <V, E extends Event> BoundView<V, E> of(Capability.ViewBinding<V, E> binding, Node node) {
            return new BoundView<>(binding.view(), binding.store().apply(node));
        }
    }

    /**
     * The history of a type and the archive that keeps it in a generation.
     *
     * @param several whether it is kept in generations
     */
    public record BoundHistory(String type, HistorySettings settings, IntFunction<Archive<?, ?>> archives, boolean several) {}

    public ReadingContext {
        views = List.copyOf(views);
        histories = List.copyOf(histories);
        reactions = List.copyOf(reactions);
    }

    /** For readers of views that are not kept in generations. */
    public ReadingContext(List<BoundView<?, ?>> views, List<BoundHistory> histories, List<Reaction<?>> reactions, EventDecoder events, Storage storage, Entities entities,
            Quarantine quarantine, Lag lag, ReadingSettings settings) {
        this(views, histories, reactions, events, storage, entities, quarantine, lag, settings, null);
    }

    /**
     * The readers of the logs of {@code host}.
     *
     * @param host   the capability whose logs they are; aggregates of others may live in them, too
     * @param all    every capability of the shop: a view or a reaction may listen to another capability's events
     * @param node   whose session holds the tables of {@code souk-reading.cql}
     * @param events usually {@code names::decode}
     */
    public static ReadingContext of(String host, List<Capability> all, Node node, Storage storage, EventDecoder events, Lag lag) {
        var inhabitants = all.stream().filter(each -> each.logs().equals(host)).toList();
        Set<String> types = inhabitants.stream().flatMap(each -> each.blueprints().stream()).map(Blueprint::type).collect(Collectors.toSet());
        List<BoundView<?, ?>> views = new ArrayList<>();
        List<Reaction<?>> reactions = new ArrayList<>();
        for (Capability each : all) {
            for (var binding : each.views()) if (types.contains(binding.view().type())) views.add(BoundView.of(binding, node));
            for (var reaction : each.reactions()) if (types.contains(reaction.type())) reactions.add(reaction);
        }
        var kept = HistorySettings.of(node.config());
        var histories = inhabitants.stream().flatMap(each -> each.histories().stream()).map(blueprint -> new BoundHistory(blueprint.type(), kept, generation -> Archive.of(node, blueprint, generation), true)).toList();
        return new ReadingContext(views, histories, reactions, events, storage, node.entities(), new Quarantine(node.cql()), lag, ReadingSettings.of(node.config()), node.generations());
    }

    /**
     * Checks that every view, history and reaction has somebody to listen to and a name of its own.
     *
     * @throws IllegalStateException naming those that do not
     */
    public static void check(List<Capability> all) {
        Set<String> types = all.stream().flatMap(c -> c.blueprints().stream()).map(Blueprint::type).collect(Collectors.toSet());
        List<String> faults = new ArrayList<>();
        Set<String> names = new java.util.HashSet<>();
        for (Capability each : all) {
            each.views().forEach(binding -> check(binding.view().name(), binding.view().type(), types, names, faults));
            each.histories().stream().filter(kept -> !each.blueprints().contains(kept)).forEach(kept -> faults.add(each.name() + " keeps a history of " + kept.type() + ", which it does not host"));
            each.histories().forEach(kept -> check(Reading.history(kept.type()), kept.type(), types, names, faults));
            each.reactions().forEach(reaction -> check(reaction.name(), reaction.type(), types, names, faults));
        }
        if (!faults.isEmpty()) throw new IllegalStateException(String.join("; ", faults));
    }

    private static void check(String name, String type, Set<String> types, Set<String> names, List<String> faults) {
        if (!types.contains(type)) faults.add(name + " listens to " + type + ", which no capability hosts");
        if (!names.add(name)) faults.add("two readers are named " + name + ", so they would share one offset");
    }
}
