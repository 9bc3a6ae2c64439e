package souk.kernel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A type of aggregate as a table: which rule decides each command, how each event changes the state, and under which name each is
 * stored or sent. {@link Builder#build()} checks the table against what the sealed interfaces permit, so that a forgotten line names
 * itself when the class loads.
 *
 * @param <S> the state, an immutable record
 * @param <E> the events, a sealed interface
 */
public final class Blueprint<S, E extends Event> {

    /** Decides a command. Pure: no clock, no randomness, no I/O. */
    @FunctionalInterface
    public interface Rule<S, C, E extends Event, R> {
        /** @param now the partition's time, the same for a batch and never earlier than before */
        Decision<S, E, R> decide(S state, C command, Instant now);
    }

    /** Answers a question from the state; changes nothing. */
    @FunctionalInterface
    public interface Answer<S, C, R> {
        Outcome<R> answer(S state, C question, Instant now);
    }

    /** A command's line in the table. */
    public sealed interface Handling {
        /** The command's name on the wire, within its type. */
        String name();

        Class<?> command();

        Class<?> reply();
    }

    /** Decided by a rule, answered when its events are durable. */
    public record Decided(String name, Class<?> command, Class<?> reply, Rule<Object, Object, Event, Object> rule) implements Handling {}

    /** Answered at once from the last confirmed state. */
    public record Answered(String name, Class<?> command, Class<?> reply, Answer<Object, Object, Object> answer) implements Handling {}

    /**
     * Decided by a rule that starts a process; a caller is answered when the process has an outcome, or with what is known when the
     * time for waiting is over.
     */
    public record Awaited(String name, Class<?> command, Class<?> reply, Rule<Object, Object, Event, Object> rule,
            Function<Object, Optional<Outcome<Object>>> outcome, Function<Object, Object> meanwhile) implements Handling {}

    /** An event's line in the table: its stored name, the version written today and how it changes the state. */
    public record Applied(String name, int version, Class<?> event, BiFunction<Object, Event, Object> fold) {}

    /** An older form of an event, and the way to today's. */
    public record Upcast(String name, int version, Class<?> form, Function<Object, Event> toCurrent) {}

    /** Wakes an aggregate when a time has come. */
    public record Wake(Function<Object, Optional<Instant>> when, Supplier<Command<?>> command) {}

    /**
     * Where aggregates that belong together live, or lie apart: in the partition that is {@code next} after the key's own.
     *
     * @param next 0 and more; beyond the last partition it goes on with the first
     */
    public record Place(String key, int next) {}

    private final String type;
    private final Function<String, Place> place;
    private final int pageVersion;
    private final S empty;
    private final Class<E> events;
    private final Map<Class<?>, Handling> handlings;
    private final Map<Class<?>, Applied> applied;
    private final List<Upcast> upcasts;
    private final Optional<Wake> wake;
    private final Optional<BiFunction<Object, Instant, Optional<Step>>> process;

    private Blueprint(Builder<S, E> builder) {
        type = builder.type;
        place = builder.place;
        pageVersion = builder.pageVersion;
        empty = builder.empty;
        events = builder.events;
        handlings = Collections.unmodifiableMap(new LinkedHashMap<>(builder.handlings));
        applied = Collections.unmodifiableMap(new LinkedHashMap<>(builder.applied));
        upcasts = List.copyOf(builder.upcasts);
        wake = Optional.ofNullable(builder.wake);
        process = Optional.ofNullable(builder.process);
    }

    /**
     * Starts a table.
     *
     * @param type     the stored name of the type ({@code inventory.stock}); never changes
     * @param empty    the state before the first event
     * @param commands the sealed command interface
     * @param events   the sealed event interface
     */
    public static <S, C extends Command<?>, E extends Event> Builder<S, E> of(String type, S empty, Class<C> commands, Class<E> events) {
        return new Builder<>(type, empty, commands, events);
    }

    public String type() {
        return type;
    }

    /** The partition in which an aggregate of this id lives. */
    public Place place(String id) {
        return place.apply(id);
    }

    /** The version of the state's stored form: a page of another version is not read, its aggregate waits until the pages are rebuilt. */
    public int pageVersion() {
        return pageVersion;
    }

    public S empty() {
        return empty;
    }

    @SuppressWarnings("unchecked")
    public Class<S> state() {
        return (Class<S>) empty.getClass();
    }

    public Class<E> events() {
        return events;
    }

    public Collection<Handling> handlings() {
        return handlings.values();
    }

    public Collection<Applied> applied() {
        return applied.values();
    }

    public List<Upcast> upcasts() {
        return upcasts;
    }

    public Optional<Wake> wake() {
        return wake;
    }

    /** How a command is handled. */
    public Handling handling(Command<?> command) {
        var found = handlings.get(command.getClass());
        if (found == null) throw new IllegalArgumentException(type + " does not understand " + command.getClass().getName());
        return found;
    }

    /** How an event is stored and folded. */
    public Applied applied(Event event) {
        var found = applied.get(event.getClass());
        if (found == null) throw new IllegalArgumentException(type + " has no event " + event.getClass().getName());
        return found;
    }

    /** The state after the event. */
    @SuppressWarnings("unchecked")
    public S apply(S state, Event event) {
        return (S) applied(event).fold().apply(state, event);
    }

    /** When the aggregate in this state wants to be woken. */
    public Optional<Instant> wakeAt(Object state) {
        return wake.flatMap(w -> w.when().apply(state));
    }

    /** What the process in this state does next; nothing if it rests, or if this is no process. */
    public Optional<Step> next(Object state, Instant now) {
        return process.flatMap(p -> p.apply(state, now));
    }

    /** Whether aggregates of this type are processes. */
    public boolean isProcess() {
        return process.isPresent();
    }

    @Override
    public String toString() {
        return "Blueprint " + type;
    }

    /** Collects the table. */
    public static final class Builder<S, E extends Event> {
        private final String type;
        private final S empty;
        private final Class<? extends Command<?>> commands;
        private final Class<E> events;
        private final Map<Class<?>, Handling> handlings = new LinkedHashMap<>();
        private final Map<Class<?>, Applied> applied = new LinkedHashMap<>();
        private final List<Upcast> upcasts = new ArrayList<>();
        private Function<String, Place> place = id -> new Place(id, 0);
        private int pageVersion = 1;
        private Wake wake;
        private BiFunction<Object, Instant, Optional<Step>> process;

        private <C extends Command<?>> Builder(String type, S empty, Class<C> commands, Class<E> events) {
            this.type = type;
            this.empty = empty;
            this.commands = commands;
            this.events = events;
        }

        /** A rule decides this command. */
        @SuppressWarnings("unchecked")
        public <X extends Command<R>, R> Builder<S, E> decide(String name, Class<X> command, Class<R> reply, Rule<S, X, E, R> rule) {
            return add(new Decided(name, command, reply, (Rule<Object, Object, Event, Object>) (Rule<?, ?, ?, ?>) rule));
        }

        /** This command is a question. */
        @SuppressWarnings("unchecked")
        public <X extends Command<R>, R> Builder<S, E> answer(String name, Class<X> question, Class<R> reply, Answer<S, X, R> answer) {
            return add(new Answered(name, question, reply, (Answer<Object, Object, Object>) (Answer<?, ?, ?>) answer));
        }

        /**
         * A rule decides this command and a process follows; who asked waits for the process.
         *
         * @param outcome   the process's outcome, once it has one
         * @param meanwhile the reply when the time for waiting is over before that
         */
        @SuppressWarnings("unchecked")
        public <X extends Command<R>, R> Builder<S, E> await(String name, Class<X> command, Class<R> reply, Rule<S, X, E, R> rule,
                Function<S, Optional<Outcome<R>>> outcome, Function<S, R> meanwhile) {
            return add(new Awaited(name, command, reply, (Rule<Object, Object, Event, Object>) (Rule<?, ?, ?, ?>) rule,
                    (Function<Object, Optional<Outcome<Object>>>) (Function<?, ?>) outcome, (Function<Object, Object>) (Function<?, ?>) meanwhile));
        }

        private Builder<S, E> add(Handling handling) {
            if (handlings.put(handling.command(), handling) != null) throw new IllegalStateException(type + " handles " + handling.command().getSimpleName() + " twice");
            return this;
        }

        /** How an event changes the state, and its stored name ({@code inventory.stock-reserved}), version 1. */
        public <X extends E> Builder<S, E> apply(Class<X> event, String storedName, BiFunction<S, X, S> fold) {
            return apply(event, storedName, 1, fold);
        }

        /** The same, with the version that is written today; older ones need an {@link #upcast}. */
        @SuppressWarnings("unchecked")
        public <X extends E> Builder<S, E> apply(Class<X> event, String storedName, int version, BiFunction<S, X, S> fold) {
            if (applied.put(event, new Applied(storedName, version, event, (BiFunction<Object, Event, Object>) (BiFunction<?, ?, ?>) fold)) != null) {
                throw new IllegalStateException(type + " applies " + event.getSimpleName() + " twice");
            }
            return this;
        }

        /** An older stored form of an event, and the way to today's. */
        @SuppressWarnings("unchecked")
        public <X> Builder<S, E> upcast(String storedName, int version, Class<X> form, Function<X, ? extends E> toCurrent) {
            upcasts.add(new Upcast(storedName, version, form, (Function<Object, Event>) (Function<?, ?>) toCurrent));
            return this;
        }

        /** In which partition an aggregate lives, when its id alone is not to decide that. Stored data depends on it, so it never changes. */
        public Builder<S, E> placed(Function<String, Place> by) {
            place = by;
            return this;
        }

        /** The version of the state's stored form, when it is no longer 1. */
        public Builder<S, E> pageVersion(int version) {
            pageVersion = version;
            return this;
        }

        /** When an aggregate wants to be woken, and the command it then gets. A wake-up may come twice, or late. */
        @SuppressWarnings("unchecked")
        public Builder<S, E> wakes(Function<S, Optional<Instant>> when, Supplier<? extends Command<?>> command) {
            wake = new Wake((Function<Object, Optional<Instant>>) (Function<?, ?>) when, () -> command.get());
            return this;
        }

        /** Makes this a process: what it does next in a state, given the time at which the step would be carried out. */
        @SuppressWarnings("unchecked")
        public Builder<S, E> process(BiFunction<S, Instant, Optional<Step>> next) {
            process = (BiFunction<Object, Instant, Optional<Step>>) (BiFunction<?, ?, ?>) next;
            return this;
        }

        /** @throws IllegalStateException naming every command and event that was forgotten or does not belong, and every name used twice */
        public Blueprint<S, E> build() {
            var faults = new ArrayList<String>();
            compare("command", Sealed.leaves(commands), handlings.keySet(), faults);
            compare("event", Sealed.leaves(events), applied.keySet(), faults);
            unique("command", handlings.values().stream().map(Handling::name).toList(), faults);
            var stored = new ArrayList<>(applied.values().stream().map(a -> a.name() + "." + a.version()).toList());
            upcasts.forEach(u -> stored.add(u.name() + "." + u.version()));
            unique("event", stored, faults);
            if (!faults.isEmpty()) throw new IllegalStateException("Blueprint " + type + ": " + String.join("; ", faults));
            return new Blueprint<>(this);
        }

        private static void compare(String what, List<Class<?>> permitted, Collection<Class<?>> given, List<String> faults) {
            for (Class<?> each : permitted) if (!given.contains(each)) faults.add("no line for " + what + " " + each.getSimpleName());
            for (Class<?> each : given) if (!permitted.contains(each)) faults.add(each.getSimpleName() + " is not a " + what + " of this type");
        }

        private static void unique(String what, List<String> names, List<String> faults) {
            names.stream().filter(n -> Collections.frequency(names, n) > 1).distinct().forEach(n -> faults.add("two lines for " + what + " name " + n));
        }
    }
}
