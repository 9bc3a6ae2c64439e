package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import souk.platform.reading.ReadModel.Comparison;
import souk.platform.wire.Codec;

/** Which generations of each read model there are, as a row of the database says, and who on this node wants to know. */
public final class Generations {
    /** What is being done to a read model. */
    public enum Phase {
        /** One generation serves; there may be another one, kept for going back. */ RESTING,
        /** The other one is being built from the logs. */ BUILDING,
        /** The two are compared. */ COMPARING,
        /** They were not equal: the other one is no longer built, and can be looked at until the next rebuild. */ DIFFERENT,
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
            if (phase != Phase.DIFFERENT && phase != Phase.DROPPING) other.ifPresent(written::add);
            return written;
        }
    }

    private record Listener(String model, Consumer<Set<Integer>> told) {}

    private final CqlSession cql;
    private final PreparedStatement read;
    private final PreparedStatement first;
    private final PreparedStatement next;
    private final Map<String, State> known = new HashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** @param cql a session whose keyspace holds the tables of {@code souk-reading.cql} */
    public Generations(CqlSession cql) {
        this.cql = cql;
        read = cql.prepare("SELECT cell FROM read_model WHERE name = ?");
        first = cql.prepare("INSERT INTO read_model (name, change, cell) VALUES (?, ?, ?) IF NOT EXISTS");
        next = cql.prepare("UPDATE read_model SET change = ?, cell = ? WHERE name = ? IF change = ?");
    }

    /** The present state of a read model. */
    CompletionStage<State> stored(String model) {
        return cql.executeAsync(read.bind(model)).thenApply(rows -> Optional.ofNullable(rows.one()).map(Generations::state).orElse(State.FIRST));
    }

    private static State state(Row row) {
        ByteBuffer blob = row.getByteBuffer("cell");
        byte[] bytes = new byte[blob.remaining()];
        blob.get(bytes);
        return Codec.decode(bytes, State.class);
    }

    /** The generations that are written, asked of the database: those that there may be. */
    public CompletionStage<Set<Integer>> nowWritten(String model) {
        return stored(model).thenApply(State::written);
    }

    /** The generation that serves, asked of the database. */
    public CompletionStage<Integer> nowServing(String model) {
        return stored(model).thenApply(State::serving);
    }

    /** Replaces the state that was read by its successor; false if somebody else was faster. */
    CompletionStage<Boolean> replace(String model, State before, State after) {
        var blob = ByteBuffer.wrap(Codec.encode(after));
        var statement = before.change == 0 ? first.bind(model, after.change, blob) : next.bind(after.change, blob, model, before.change);
        return cql.executeAsync(statement).thenApply(rows -> rows.one().getBoolean("[applied]"));
    }

    /** The generation that serves, as it was last heard of; asks the database if nothing was heard yet. */
    public int serving(String model) {
        synchronized (this) {
            if (known.containsKey(model)) return known.get(model).serving;
        }
        return stored(model).toCompletableFuture().join().serving;
    }

    /** Tells everybody on this node about the state of a read model, if they do not know it. */
    synchronized void heard(String model, State state) {
        var before = known.get(model);
        // An answer that was on its way while this node made the next state.
        if (before != null && state.change < before.change) return;
        known.put(model, state);
        if (before != null && before.written().equals(state.written())) return;
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
        told.accept(known.getOrDefault(model, State.FIRST).written());
        return () -> listeners.remove(listener);
    }
}
