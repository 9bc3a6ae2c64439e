package souk.platform;

import com.datastax.oss.driver.api.core.CqlSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import souk.kernel.Blueprint;
import souk.kernel.Event;
import souk.kernel.Reaction;
import souk.kernel.View;
import souk.platform.http.AuditTrail;
import souk.platform.http.Endpoint;
import souk.platform.http.SessionWatch;
import souk.platform.journal.Database;
import souk.platform.limits.RulesWatch;
import souk.platform.live.Topic;
import souk.platform.privacy.PersonalData;
import souk.platform.reading.GenerationStore;
import souk.platform.reading.ReadModel;
import souk.platform.reading.TableModel;
import souk.platform.reading.TableStore;
import souk.platform.reading.ViewStore;

/**
 * A capability's table of contents: the aggregates it hosts, what it reads from and writes to, and the routes it serves.
 */
public final class Capability {
    /** A view and where its rows are kept. */
    public record ViewBinding<V, E extends Event>(View<V, E> view, Function<Node, ViewStore<V>> store) {}

    /** Something that is counted in a store, for operators: its name below {@code souk}, what it says, and how it is asked for. */
    public record Count(String name, String meaning, Function<Node, Supplier<CompletionStage<Long>>> count) {}

    private final String name;
    private final List<Blueprint<?, ?>> blueprints = new ArrayList<>();
    private final List<Blueprint<?, ?>> histories = new ArrayList<>();
    private final List<ViewBinding<?, ?>> views = new ArrayList<>();
    private final List<Reaction<?>> reactions = new ArrayList<>();
    private final Map<String, List<View<?, ?>>> viewsOfModels = new LinkedHashMap<>();
    private final List<Function<Node, ReadModel>> models = new ArrayList<>();
    private final List<Function<Node, List<Endpoint>>> routes = new ArrayList<>();
    private final Map<String, Function<Node, Provider>> providers = new LinkedHashMap<>();
    private final List<Count> counts = new ArrayList<>();
    private final Map<String, Function<Node, Topic>> topics = new LinkedHashMap<>();
    private final Map<String, Function<Node, PersonalData>> personalData = new LinkedHashMap<>();
    private Function<Node, SessionWatch> sessions;
    private Function<Node, AuditTrail> audits;
    private Function<Node, RulesWatch> rules;
    private String schema;
    private String logs;

    private Capability(String name) {
        this.name = name;
        this.logs = name;
    }

    /** Starts a table of contents; the name is that of the module and of its configuration below {@code souk}. */
    public static Capability of(String name) {
        return new Capability(name);
    }

    /** Aggregates of this type live in this capability's partitions. */
    public Capability hosts(Blueprint<?, ?> blueprint) {
        blueprints.add(blueprint);
        return this;
    }

    /**
     * Its aggregates live in the partitions of another capability, and their events in its logs: for what happens most often because something happened there,
     * so that one segment holds both. Chosen before the first shop is installed, and never changed.
     */
    public Capability inLogsOf(String other) {
        logs = other;
        return this;
    }

    /** Of this type, which this capability hosts, every event is kept by aggregate and version, so that staff can see what one was ({@code souk.platform.history}). */
    public Capability history(Blueprint<?, ?> blueprint) {
        histories.add(blueprint);
        return this;
    }

    /** A resource with the CQL of its stores: statements of the form CREATE ... IF NOT EXISTS, ended by semicolons. */
    public Capability schema(String resource) {
        schema = resource;
        return this;
    }

    /**
     * A view whose rows are kept in tables of the {@link #schema}, which are its own: a read model by itself, under the view's name.
     *
     * @param store what keeps the rows of a generation
     */
    public <V, E extends Event> Capability view(View<V, E> view, BiFunction<CqlSession, Integer, ? extends TableStore<V>> store) {
        model(node -> TableModel.of(view.name(), Database.statements(schema().orElseThrow(() -> new IllegalStateException(name + " has no schema for " + view.name()))), node, generation -> store.apply(node.cql(), generation)));
        return view(view, view.name(), (node, generation) -> store.apply(node.cql(), generation));
    }

    /** A view of a {@link ReadModel}, with a store for each of its generations. */
    public <V, E extends Event> Capability view(View<V, E> view, String model, BiFunction<Node, Integer, ViewStore<V>> store) {
        viewsOfModels.computeIfAbsent(model, name -> new ArrayList<>()).add(view);
        views.add(new ViewBinding<>(view, node -> new GenerationStore<>(model, view.name(), node.generations(), generation -> store.apply(node, generation))));
        return this;
    }

    /** What some of its views write together, kept in generations: it can be rebuilt while it serves. */
    public Capability model(Function<Node, ReadModel> model) {
        models.add(model);
        return this;
    }

    public Capability reaction(Reaction<?> reaction) {
        reactions.add(reaction);
        return this;
    }

    public Capability routes(Function<Node, List<Endpoint>> endpoints) {
        routes.add(endpoints);
        return this;
    }

    /** A provider for the steps of processes, under the name they call. */
    public Capability provider(String providerName, Function<Node, Provider> provider) {
        providers.put(providerName, provider);
        return this;
    }

    /** Its sessions can be ended before their tokens, and this knows which were. At most one capability of a shop has this. */
    public Capability sessions(Function<Node, SessionWatch> watch) {
        sessions = watch;
        return this;
    }

    /** What it knows of a person, under this name in the export that a person can ask for. */
    public Capability personalData(String part, Function<Node, PersonalData> data) {
        personalData.put(part, data);
        return this;
    }

    /** It keeps what staff does. At most one capability of a shop does. */
    public Capability audits(Function<Node, AuditTrail> trail) {
        audits = trail;
        return this;
    }

    /** Staff can set limits and block addresses here, and this knows which. At most one capability of a shop has this. */
    public Capability rules(Function<Node, RulesWatch> watch) {
        rules = watch;
        return this;
    }

    /** Something that can be watched live, as {@code <name>:<id>}. */
    public Capability topic(String topicName, Function<Node, Topic> topic) {
        topics.put(topicName, topic);
        return this;
    }

    /**
     * Has something counted that operators want to see, as a metric {@code souk_<name>} and in {@code GET /ops/cluster}: asked for now and then on
     * each node, so it costs little.
     *
     * @param counted a name with dots, the capability's own first
     */
    public Capability counts(String counted, String meaning, Function<Node, Supplier<CompletionStage<Long>>> count) {
        counts.add(new Count(counted, meaning, count));
        return this;
    }

    public String name() {
        return name;
    }

    /** The capability in whose partitions its aggregates live: itself, as a rule. */
    public String logs() {
        return logs;
    }

    public Optional<Function<Node, SessionWatch>> sessions() {
        return Optional.ofNullable(sessions);
    }

    public Map<String, Function<Node, PersonalData>> personalData() {
        return Map.copyOf(personalData);
    }

    public Optional<Function<Node, AuditTrail>> audits() {
        return Optional.ofNullable(audits);
    }

    public Optional<Function<Node, RulesWatch>> rules() {
        return Optional.ofNullable(rules);
    }

    public List<Blueprint<?, ?>> blueprints() {
        return List.copyOf(blueprints);
    }

    public List<Blueprint<?, ?>> histories() {
        return List.copyOf(histories);
    }

    public Optional<String> schema() {
        return Optional.ofNullable(schema);
    }

    public List<ViewBinding<?, ?>> views() {
        return List.copyOf(views);
    }

    /** The views that are kept in generations, by the name of their read model. */
    public Map<String, List<View<?, ?>>> viewsOfModels() {
        return Map.copyOf(viewsOfModels);
    }

    public List<Function<Node, ReadModel>> models() {
        return List.copyOf(models);
    }

    public List<Count> counts() {
        return List.copyOf(counts);
    }

    public List<Reaction<?>> reactions() {
        return List.copyOf(reactions);
    }

    public List<Function<Node, List<Endpoint>>> routes() {
        return List.copyOf(routes);
    }

    /** By the name that stands before the id. */
    public Map<String, Function<Node, Topic>> topics() {
        return Map.copyOf(topics);
    }

    public Map<String, Function<Node, Provider>> providers() {
        return Map.copyOf(providers);
    }
}
