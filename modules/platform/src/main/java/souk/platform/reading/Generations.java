package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import souk.platform.journal.Rows;
import souk.platform.reading.ReadModel.Comparison;
import souk.platform.wire.Codec;

/** Which generations of each read model there are, as a row of the database says, and who on this node wants to know. */
public final class Generations {
    /** What is being done to a read model. */
    public enum Phase {
        /** One generation serves; there may be another one, kept for going back. */ RESTING,
        /** What the other one is kept in is made: tables, or an index. */ PREPARING,
        /** The other one is being built from the logs. */ BUILDING,
        /** The two are compared. */ COMPARING,
        /** They were not equal, as when the view was mended: the other one is written on, until somebody lets it take over or gives it up. */ DIFFERENT,
        /** The other one takes over, as soon as it shows all that the serving one showed. */ SWITCHING,
        /** It could not take over, the problem says why: the serving one serves as before, the other one is written and can be tried again or given up. */ FAILED,
        /** The other one is given up. */ DROPPING
    }

    /**
     * A read model as it stands.
     *
     * @param change     counts the changes of this
     * @param serving    the generation that is asked
     * @param other      the one beside it, if any
     * @param last       the highest number that was ever given to one
     * @param phase      what is being done
     * @param since      since when
     * @param worker     which node does it
     * @param seen       when that node last said so
     * @param comparison what the last comparison found
     * @param problem    why the phase does not get on, or what ended it
     */
    public record State(long change, int serving, Optional<Integer> other, int last, Phase phase, Instant since, String worker, Instant seen, Optional<Comparison> comparison,
            Optional<String> problem) {
        static final State FIRST = new State(0, 1, Optional.empty(), 1, Phase.RESTING, Instant.EPOCH, "", Instant.EPOCH, Optional.empty(), Optional.empty());

        State to(Phase next, Instant now, String node) {
            return new State(change + 1, serving, other, last, next, now, node, now, comparison, Optional.empty());
        }

        State beside(Optional<Integer> generation) {
            return new State(change, serving, generation, Math.max(last, generation.orElse(0)), phase, since, worker, seen, comparison, problem);
        }

        /** The next generation has this number. */
        State next(int number) {
            return new State(change, serving, other, number, phase, since, worker, seen, comparison, problem);
        }

        State found(Optional<Comparison> what) {
            return new State(change, serving, other, last, phase, since, worker, seen, what, problem);
        }

        State switched() {
            return new State(change, other.orElseThrow(), Optional.of(serving), last, phase, since, worker, seen, comparison, problem);
        }

        State seen(Instant now) {
            return new State(change + 1, serving, other, last, phase, since, worker, now, comparison, problem);
        }

        /** The same phase, and why it does not get on. */
        State stuck(String why, Instant now) {
            return new State(change + 1, serving, other, last, phase, since, worker, now, comparison, Optional.of(why));
        }

        /** The same phase, which gets on again. */
        State well(Instant now) {
            return new State(change + 1, serving, other, last, phase, since, worker, now, comparison, Optional.empty());
        }

        /** The phase has ended, and why. */
        State failed(String why, Instant now, String node) {
            return new State(change + 1, serving, other, last, Phase.FAILED, now, node, now, comparison, Optional.of(why));
        }

        /** Whether the same is being done to the same generations. */
        boolean standsAs(State before) {
            return phase == before.phase && serving == before.serving && other.equals(before.other);
        }

        /** Whether nothing is being done. */
        boolean rests() {
            return phase == Phase.RESTING || phase == Phase.DIFFERENT || phase == Phase.FAILED;
        }

        /** The generations that are written. */
        Set<Integer> written() {
            var written = new TreeSet<>(Set.of(serving));
            if (phase != Phase.PREPARING && phase != Phase.DROPPING) other.ifPresent(written::add);
            return written;
        }

        /** Those of which there may be something, or of which something is about to be made. */
        Set<Integer> mayBe() {
            var there = new TreeSet<>(written());
            if (phase == Phase.PREPARING) other.ifPresent(there::add);
            return there;
        }

        /** Whether nothing may be written to a generation right now: it is about to be taken over from. Between two tries it may. */
        boolean holds(int generation) {
            return phase == Phase.SWITCHING && generation == serving && problem.isEmpty();
        }
    }

    /** What is known here counts for so long; then the database is asked before anybody acts on it. */
    static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofMillis(50);

    private record Listener(String model, Consumer<Set<Integer>> told) {}

    /** @param asked by {@link System#nanoTime}, when the answer was asked for */
    private record Known(State state, long asked) {
        private boolean fresh() {
            return System.nanoTime() - asked < FRESH.toNanos();
        }
    }

    private record Statements(PreparedStatement read, PreparedStatement readAll, PreparedStatement first, PreparedStatement next) {}

    private record StoreKey(String model, String view, int generation) {}

    private final CqlSession cql;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<StoreKey, Object> stores = new ConcurrentHashMap<>();
    private Statements statements;

    /** @param cql a session whose keyspace holds the tables of {@code souk-reading.cql}; not asked before something is wanted */
    public Generations(CqlSession cql) {
        this.cql = cql;
    }

    private synchronized Statements statements() {
        if (statements == null) {
            statements = new Statements(cql.prepare("SELECT cell FROM read_model WHERE name = ?"), cql.prepare("SELECT name, cell FROM read_model WHERE name IN ?"),
                    cql.prepare("INSERT INTO read_model (name, change, cell) VALUES (?, ?, ?) IF NOT EXISTS"), cql.prepare("UPDATE read_model SET change = ?, cell = ? WHERE name = ? IF change = ?"));
        }
        return statements;
    }

    /** The present state of a read model. */
    CompletionStage<State> stored(String model) {
        long asked = System.nanoTime();
        return cql.executeAsync(statements().read.bind(model)).thenApply(rows -> {
            var state = Optional.ofNullable(rows.one()).map(Generations::state).orElse(State.FIRST);
            heard(model, state, asked);
            return state;
        });
    }

    /** The present states of some read models, by name: one question, however many there are. */
    CompletionStage<Map<String, State>> stored(Collection<String> models) {
        long asked = System.nanoTime();
        return cql.executeAsync(statements().readAll.bind(List.copyOf(models))).thenApply(rows -> {
            var all = new HashMap<String, State>();
            models.forEach(model -> all.put(model, State.FIRST));
            rows.currentPage().forEach(row -> all.put(row.getString("name"), state(row)));
            all.forEach((model, state) -> heard(model, state, asked));
            return all;
        });
    }

    private static State state(Row row) {
        return Codec.decode(Rows.bytes(row.getByteBuffer("cell")), State.class);
    }

    /** The generations that are written, asked of the database: those that there may be. */
    public CompletionStage<Set<Integer>> nowWritten(String model) {
        return stored(model).thenApply(State::mayBe);
    }

    /** The generation that serves, asked of the database. */
    public CompletionStage<Integer> nowServing(String model) {
        return stored(model).thenApply(State::serving);
    }

    /** Replaces the state that was read by its successor; false if somebody else was faster. */
    CompletionStage<Boolean> replace(String model, State before, State after) {
        var blob = ByteBuffer.wrap(Codec.encode(after));
        var statement = before.change == 0 ? statements().first.bind(model, after.change, blob) : statements().next.bind(after.change, blob, model, before.change);
        return cql.executeAsync(statement).thenApply(rows -> rows.one().getBoolean("[applied]"));
    }

    /** What is known, unless it was heard too long ago: then the database is asked. */
    private CompletionStage<State> now(String model) {
        var heard = known.get(model);
        return heard != null && heard.fresh() ? CompletableFuture.completedFuture(heard.state) : stored(model);
    }

    /**
     * The generation to be asked by a question that begins now. While another one is about to take over each question looks that up, so that
     * none that begins after an answer of the new generation goes to the old one, on any node.
     */
    public CompletionStage<Integer> serving(String model) {
        var heard = known.get(model);
        return heard != null && heard.fresh() && heard.state.phase != Phase.SWITCHING ? CompletableFuture.completedFuture(heard.state.serving) : nowServing(model);
    }

    /** Exceptional if a generation is not to be written, as one that was given up while this node stood still. */
    CompletionStage<State> isWritten(String model, int generation) {
        return now(model).thenApply(state -> {
            if (!state.written().contains(generation)) throw new IllegalStateException("Generation " + generation + " of " + model + " is not written any more");
            return state;
        });
    }

    /** The same; completes when the generation may be written to: at once, or when it is held no more. */
    CompletionStage<State> mayWrite(String model, int generation) {
        return isWritten(model, generation).thenCompose(state -> {
            if (!state.holds(generation)) return CompletableFuture.completedFuture(state);
            return CompletableFuture.runAsync(() -> { }, CompletableFuture.delayedExecutor(AGAIN.toMillis(), TimeUnit.MILLISECONDS)).thenCompose(later -> mayWrite(model, generation));
        });
    }

    /**
     * What keeps the rows of a view in a generation: one of a kind on this node, for those who write and those who ask.
     *
     * @param made may wait for the database
     */
    @SuppressWarnings("unchecked")
    public <S> S store(String model, String view, int generation, Supplier<? extends S> made) {
        return (S) stores.computeIfAbsent(new StoreKey(model, view, generation), key -> made.get());
    }

    /** Tells everybody on this node about the state of a read model, if they do not know it. */
    void heard(String model, State state) {
        heard(model, state, System.nanoTime());
    }

    private synchronized void heard(String model, State state, long asked) {
        var before = known.get(model);
        // An answer that was on its way while this node made the next state.
        if (before != null && state.change < before.state.change) return;
        known.put(model, new Known(state, before == null ? asked : Math.max(asked, before.asked)));
        stores.keySet().removeIf(key -> key.model.equals(model) && key.generation != state.serving && !state.other.equals(Optional.of(key.generation)));
        if (before != null && before.state.written().equals(state.written())) return;
        for (var each : listeners) if (each.model.equals(model)) each.told.accept(state.written());
    }

    /**
     * Tells which generations are to be written, now and whenever that changes, in order.
     *
     * @param told must not wait
     * @return ends it
     */
    synchronized Runnable listen(String model, Consumer<Set<Integer>> told) {
        var listener = new Listener(model, told);
        listeners.add(listener);
        told.accept(Optional.ofNullable(known.get(model)).map(Known::state).orElse(State.FIRST).written());
        return () -> listeners.remove(listener);
    }
}
