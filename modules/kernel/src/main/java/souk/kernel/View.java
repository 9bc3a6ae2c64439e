package souk.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * A read model as a pure fold: the row, and how each event of one aggregate changes it. A row has one source, the aggregate with the
 * row's key, and keeps that aggregate's version; what is combined from many sources is added up when it is read.
 *
 * @param <V> the row, immutable
 * @param <E> the events it listens to
 */
public final class View<V, E extends Event> {
    private final String name;
    private final String type;
    private final Class<E> events;
    private final V empty;
    private final Map<Class<?>, BiFunction<V, Recorded<E>, V>> folds;

    private View(String name, String type, Class<E> events, V empty, Map<Class<?>, BiFunction<V, Recorded<E>, V>> folds) {
        this.name = name;
        this.type = type;
        this.events = events;
        this.empty = empty;
        this.folds = folds;
    }

    /**
     * Starts a view.
     *
     * @param name   its stored name ({@code orders.order-board}); offsets are kept under it
     * @param type   the blueprint's name whose events it folds
     * @param events the sealed event interface
     * @param empty  the row before the first event
     */
    public static <V, E extends Event> Builder<V, E> of(String name, String type, Class<E> events, V empty) {
        return new Builder<>(name, type, events, empty);
    }

    public String name() {
        return name;
    }

    public String type() {
        return type;
    }

    public Class<E> events() {
        return events;
    }

    public V empty() {
        return empty;
    }

    /** The event classes that change a row; the rest was ignored on purpose. */
    public Set<Class<?>> handled() {
        return Collections.unmodifiableSet(folds.keySet());
    }

    /** Whether this event changes a row at all. */
    public boolean concerns(Event event) {
        return folds.containsKey(event.getClass());
    }

    /** The row after the event; the same row if the view ignores that event. */
    public V apply(V row, Recorded<E> recorded) {
        var fold = folds.get(recorded.event().getClass());
        return fold == null ? row : fold.apply(row, recorded);
    }

    /** Collects the folds; {@link #build()} refuses while an event is neither folded nor ignored. */
    public static final class Builder<V, E extends Event> {
        private final String name;
        private final String type;
        private final Class<E> events;
        private final V empty;
        private final Map<Class<?>, BiFunction<V, Recorded<E>, V>> folds = new LinkedHashMap<>();
        private final Set<Class<?>> ignored = new HashSet<>();

        private Builder(String name, String type, Class<E> events, V empty) {
            this.name = name;
            this.type = type;
            this.events = events;
            this.empty = empty;
        }

        /** How an event changes the row. */
        public <X extends E> Builder<V, E> on(Class<X> event, BiFunction<V, X, V> fold) {
            return onRecorded(event, (row, recorded) -> fold.apply(row, recorded.event()));
        }

        /** The same, for a fold that needs the event's id, time or version. */
        @SuppressWarnings("unchecked")
        public <X extends E> Builder<V, E> onRecorded(Class<X> event, BiFunction<V, Recorded<X>, V> fold) {
            folds.put(event, (row, recorded) -> fold.apply(row, (Recorded<X>) recorded));
            return this;
        }

        /** These events do not change a row. */
        @SafeVarargs
        public final Builder<V, E> ignore(Class<? extends E>... types) {
            ignored.addAll(List.of(types));
            return this;
        }

        public View<V, E> build() {
            var open = new ArrayList<String>();
            for (Class<?> each : Sealed.leaves(events)) {
                if (!folds.containsKey(each) && !ignored.contains(each)) open.add(each.getSimpleName());
            }
            if (!open.isEmpty()) throw new IllegalStateException("View " + name + " neither folds nor ignores " + String.join(", ", open));
            return new View<>(name, type, events, empty, Map.copyOf(folds));
        }
    }
}
