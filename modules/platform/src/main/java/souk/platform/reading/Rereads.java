package souk.platform.reading;

import akka.Done;
import akka.actor.typed.ActorSystem;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Capability;
import souk.platform.Node;

/**
 * Empties the tables of a view, or of the histories, and has their own readers read the logs again from the start. In place: until a reader
 * is at the end its table shows what has been read so far. What is to be done is a row of the database, so that another node goes on when
 * the one that does it is lost; doing it twice is doing it once.
 *
 * <p>The order makes it safe: first the tables are emptied, then the readers begin again, so whatever they or their predecessors wrote
 * between comes again. A node that has stood still and empties a table late notices, as somebody else has gone on meanwhile, and begins
 * again.
 */
public final class Rereads {
    /** What all histories are called together: they share their tables. */
    public static final String HISTORIES = "history";
    private static final Logger LOG = LoggerFactory.getLogger(Rereads.class);
    private static final Duration LOST = Duration.ofSeconds(15);
    /** By then a reader that begins again has said that it is at the start: what was said before is about the reading before. */
    private static final Duration BEGUN = Duration.ofSeconds(3);
    /** Emptying a table waits for every node of the database. */
    private static final Duration EMPTYING = Duration.ofSeconds(60);
    private static final int GENERATION = 1;

    /** What is being done. */
    public enum Phase {
        /** Its readers are at the end of their logs, as far as it was read again at all. */ DONE,
        /** Its tables are emptied. */ EMPTYING,
        /** Its readers have begun again and are not at the end yet. */ READING
    }

    /**
     * What is read again together.
     *
     * @param tables  that hold nothing else
     * @param readers by name, with the logs that each reads
     */
    record Subject(String name, List<String> tables, Map<String, List<String>> readers) {}

    /** How far one reader is in one log. */
    public record Progress(String reader, String log, long position, long head) {}

    /** How a view stands. */
    public record Report(String name, Phase phase, Instant since, List<Progress> progress) {}

    private record State(long change, Phase phase, Instant since, String worker) {
        private static final State NEVER = new State(0, Phase.DONE, Instant.EPOCH, "");

        private State to(Phase next, Instant now, String node) {
            return new State(change + 1, next, now, node);
        }
    }

    private final Map<String, Subject> subjects = new TreeMap<>();
    private final CqlSession cql;
    private final Lag lag;
    private final InstantSource clock;
    private final String self;
    private final BiFunction<String, String, CompletionStage<Done>> begin;
    private final PreparedStatement read;
    private final PreparedStatement first;
    private final PreparedStatement next;
    private final PreparedStatement tell;
    private final PreparedStatement told;
    private final PreparedStatement forgive;
    private final AtomicBoolean looking = new AtomicBoolean();

    /** @param begin lets a reader of a log begin at its start */
    Rereads(Collection<Subject> subjects, CqlSession cql, Lag lag, InstantSource clock, String self, BiFunction<String, String, CompletionStage<Done>> begin) {
        subjects.forEach(subject -> this.subjects.put(subject.name, subject));
        this.cql = cql;
        this.lag = lag;
        this.clock = clock;
        this.self = self;
        this.begin = begin;
        read = cql.prepare("SELECT change, phase, since, worker FROM reread WHERE name = ?");
        first = cql.prepare("INSERT INTO reread (name, change, phase, since, worker) VALUES (?, ?, ?, ?, ?) IF NOT EXISTS");
        next = cql.prepare("UPDATE reread SET change = ?, phase = ?, since = ?, worker = ? WHERE name = ? IF change = ?");
        tell = cql.prepare("INSERT INTO read_model_progress (name, generation, reader, log, position, head, at) VALUES (?, " + GENERATION + ", ?, ?, ?, ?, ?)");
        told = cql.prepare("SELECT reader, log, position, head, at FROM read_model_progress WHERE name = ? AND generation = " + GENERATION);
        forgive = cql.prepare("DELETE FROM quarantine WHERE reader = ? AND log = ?");
    }

    /**
     * Those of a shop: every view whose store says which tables are its own, and the histories.
     *
     * @param logsOf the logs in which the events of a type are
     * @param self   the node's address, its name among the others
     */
    public static Rereads of(List<Capability> all, Node node, Lag lag, ActorSystem<?> system, Function<String, List<String>> logsOf, String self) {
        var subjects = new ArrayList<Subject>();
        var histories = new LinkedHashMap<String, List<String>>();
        for (Capability each : all) {
            for (var binding : each.views()) {
                var tables = binding.store().apply(node).tables();
                if (!tables.isEmpty()) subjects.add(new Subject(binding.view().name(), tables, Map.of(binding.view().name(), logsOf.apply(binding.view().type()))));
            }
            each.histories().forEach(kept -> histories.put(Reading.history(kept.type()), logsOf.apply(kept.type())));
        }
        if (!histories.isEmpty()) subjects.add(new Subject(HISTORIES, List.of("history", "history_epoch", "history_snapshot"), histories));
        return new Rereads(subjects, node.cql(), lag, node.clock(), self, (reader, log) -> Reading.again(system, reader, log));
    }

    /** The names of all that can be read again. */
    public List<String> names() {
        return List.copyOf(subjects.keySet());
    }

    /** Looks what is to be done; called once a second. With nothing to do it asks the database for one row of each view. */
    public void look() {
        if (!looking.compareAndSet(false, true)) return;
        CompletableFuture<?> all;
        try {
            all = CompletableFuture.allOf(subjects.values().stream().map(subject -> look(subject).toCompletableFuture()).toArray(CompletableFuture<?>[]::new));
        } catch (RuntimeException stopped) {
            all = CompletableFuture.failedFuture(stopped);
        }
        all.whenComplete((done, failure) -> {
            if (failure != null) LOG.warn("Reading views again did not get on and is tried again: {}", failure.toString());
            looking.set(false);
        });
    }

    private CompletionStage<?> look(Subject subject) {
        return state(subject.name).thenCompose(state -> look(subject, state));
    }

    private CompletionStage<?> look(Subject subject, State state) {
        if (state.phase == Phase.EMPTYING && state.since.plus(LOST).isBefore(clock.instant())) return takeOver(subject, state);
        if (state.phase != Phase.READING) return CompletableFuture.completedFuture(null);
        return say(subject).thenCompose(said -> progress(subject)).thenCompose(all -> all.size() == readings(subject) && all.stream().allMatch(each -> each.atTheEnd(state))
                ? replace(subject.name, state, state.to(Phase.DONE, clock.instant(), self)) : CompletableFuture.completedFuture(false));
    }

    private CompletionStage<?> takeOver(Subject subject, State state) {
        LOG.warn("{} was being emptied by {}, which has not been heard of since {}: this node goes on", subject.name, state.worker, state.since);
        return begin(subject, state);
    }

    /** Empties it and begins again, if nobody else was faster to say so. */
    private CompletionStage<Boolean> begin(Subject subject, State state) {
        var mine = state.to(Phase.EMPTYING, clock.instant(), self);
        return replace(subject.name, state, mine).thenCompose(done -> done ? empty(subject).thenCompose(emptied -> again(subject, mine)) : CompletableFuture.completedFuture(false));
    }

    private CompletionStage<?> empty(Subject subject) {
        CompletionStage<?> done = CompletableFuture.completedFuture(null);
        for (String table : subject.tables) done = done.thenCompose(before -> cql.executeAsync(SimpleStatement.newInstance("TRUNCATE " + table).setTimeout(EMPTYING)));
        return done;
    }

    private CompletionStage<Boolean> again(Subject subject, State mine) {
        return each(subject, (reader, log) -> cql.executeAsync(forgive.bind(reader, log)))
                .thenCompose(forgiven -> each(subject, (reader, log) -> begin.apply(reader, log)))
                .thenCompose(begun -> replace(subject.name, mine, mine.to(Phase.READING, clock.instant(), self)))
                // Somebody thought that this node was lost: what it has emptied, too, that one's readers may have written before.
                .thenCompose(done -> done ? CompletableFuture.completedFuture(true) : state(subject.name).thenCompose(now -> begin(subject, now)));
    }

    private CompletionStage<?> each(Subject subject, BiFunction<String, String, CompletionStage<?>> what) {
        var all = new ArrayList<Map.Entry<String, String>>();
        subject.readers.forEach((reader, logs) -> logs.forEach(log -> all.add(Map.entry(reader, log))));
        return Lanes.each(all, 8, each -> what.apply(each.getKey(), each.getValue()));
    }

    private static int readings(Subject subject) {
        return subject.readers.values().stream().mapToInt(List::size).sum();
    }

    /** This node's own readers. */
    private CompletionStage<?> say(Subject subject) {
        var own = lag.readers().stream().filter(reader -> subject.readers.containsKey(reader.reader())).toList();
        return Lanes.each(own, 8, reader -> cql.executeAsync(tell.bind(subject.name, reader.reader(), reader.log(), reader.offset(), reader.head(), clock.instant())));
    }

    private record Said(Progress progress, Instant at) {
        private boolean atTheEnd(State state) {
            return at.isAfter(state.since.plus(BEGUN)) && progress.position >= progress.head;
        }
    }

    private CompletionStage<List<Said>> progress(Subject subject) {
        return cql.executeAsync(told.bind(subject.name)).thenApply(rows -> {
            var all = new ArrayList<Said>();
            for (Row row : rows.currentPage()) {
                if (subject.readers.getOrDefault(row.getString(0), List.of()).contains(row.getString(1))) all.add(new Said(new Progress(row.getString(0), row.getString(1), row.getLong(2), row.getLong(3)), row.getInstant(4)));
            }
            return all;
        });
    }

    private CompletionStage<State> state(String name) {
        return cql.executeAsync(read.bind(name)).thenApply(rows -> Optional.ofNullable(rows.one())
                .map(row -> new State(row.getLong(0), Phase.valueOf(row.getString(1)), row.getInstant(2), row.getString(3))).orElse(State.NEVER));
    }

    private CompletionStage<Boolean> replace(String name, State before, State after) {
        var statement = before.change == 0 ? first.bind(name, after.change, after.phase.name(), after.since, after.worker) : next.bind(after.change, after.phase.name(), after.since, after.worker, name, before.change);
        return cql.executeAsync(statement).thenApply(rows -> rows.one().getBoolean("[applied]"));
    }

    /** Begins to read a view again; also when that is being done already. Refused with CONFLICT while its tables are being emptied. */
    public CompletionStage<Outcome<Report>> begin(String name) {
        var subject = subjects.get(name);
        if (subject == null) return unknown();
        return state(name).thenCompose(state -> {
            if (state.phase == Phase.EMPTYING) return CompletableFuture.completedFuture(Outcome.<Report>refused(Kind.CONFLICT, "reread-in-progress", "Its tables are being emptied right now."));
            return begin(subject, state).thenCompose(begun -> of(name));
        });
    }

    /** How a view stands. */
    public CompletionStage<Outcome<Report>> of(String name) {
        var subject = subjects.get(name);
        if (subject == null) return unknown();
        return state(name).thenCompose(state -> progress(subject).thenApply(all -> Outcome.accepted(new Report(name, state.phase, state.since,
                all.stream().filter(each -> each.at.isAfter(state.since)).map(Said::progress).toList()))));
    }

    private static CompletionStage<Outcome<Report>> unknown() {
        return CompletableFuture.completedFuture(Outcome.refused(Rejection.notFound("view that can be read again")));
    }
}
