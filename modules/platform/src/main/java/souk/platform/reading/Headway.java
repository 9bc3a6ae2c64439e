package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import souk.platform.journal.LogReader;

/**
 * How far the readers of a generation have come, and how far they must. They run on all nodes, each in its partition; every node writes
 * down in the database how its own are doing, and whoever builds reads it there.
 */
final class Headway {
    /** A read model, its views, and the logs that each of them reads. */
    record Subject(ReadModel model, Map<String, List<String>> logsByView) {
        String name() {
            return model.name();
        }

        Set<String> logs() {
            var all = new HashSet<String>();
            logsByView.values().forEach(all::addAll);
            return all;
        }
    }

    /** Where the logs ended at some time. */
    record Aim(Map<String, Long> heads, Instant taken) {}

    private final CqlSession cql;
    private final Lag lag;
    private final LogReader logs;
    private final InstantSource clock;
    private final PreparedStatement report;
    private final PreparedStatement progress;
    private final PreparedStatement forgetProgress;
    private final PreparedStatement forgetQuarantine;
    private final Map<String, Aim> aims = new ConcurrentHashMap<>();

    Headway(CqlSession cql, Lag lag, LogReader logs, InstantSource clock) {
        this.cql = cql;
        this.lag = lag;
        this.logs = logs;
        this.clock = clock;
        report = cql.prepare("INSERT INTO read_model_progress (name, generation, reader, log, position, head, at) VALUES (?, ?, ?, ?, ?, ?, ?)");
        progress = cql.prepare("SELECT reader, log, position, head FROM read_model_progress WHERE name = ? AND generation = ?");
        forgetProgress = cql.prepare("DELETE FROM read_model_progress WHERE name = ? AND generation = ?");
        forgetQuarantine = cql.prepare("DELETE FROM quarantine WHERE reader = ? AND log = ?");
    }

    /** Writes down how this node's readers of a generation are doing. */
    CompletionStage<?> tell(Subject subject, int generation) {
        var own = lag.readers().stream().filter(reader -> subject.logsByView.keySet().stream().anyMatch(view -> reader.reader().equals(Reading.reader(view, generation)))).toList();
        return Lanes.each(own, 8, reader -> cql.executeAsync(report.bind(subject.name(), generation, reader.reader(), reader.log(), reader.offset(), reader.head(), clock.instant())));
    }

    /** How far every reader of a generation is. */
    CompletionStage<List<Rebuilds.Progress>> of(String name, int generation) {
        return cql.executeAsync(progress.bind(name, generation)).thenApply(rows -> {
            var all = new ArrayList<Rebuilds.Progress>();
            for (Row row : rows.currentPage()) all.add(new Rebuilds.Progress(row.getString(0), row.getString(1), row.getLong(2), row.getLong(3)));
            return all;
        });
    }

    /** The aim that was taken last on this node, if any. */
    Optional<Aim> aim(Subject subject, int generation) {
        return Optional.ofNullable(aims.get(subject.name() + " " + generation));
    }

    /** A new aim: where the logs end now. */
    CompletionStage<Aim> take(Subject subject, int generation) {
        var heads = new ConcurrentHashMap<String, Long>();
        var taken = clock.instant();
        return Lanes.each(subject.logs(), 8, log -> logs.head(log).thenAccept(head -> heads.put(log, head.position()))).thenApply(all -> {
            var aim = new Aim(heads, taken);
            aims.put(subject.name() + " " + generation, aim);
            return aim;
        });
    }

    /** Forgets how far the readers of a generation that is gone were, and what they had put in quarantine. */
    CompletionStage<?> forget(Subject subject, int generation) {
        CompletionStage<?> done = cql.executeAsync(forgetProgress.bind(subject.name(), generation));
        for (var view : subject.logsByView.entrySet()) {
            done = done.thenCompose(before -> Lanes.each(view.getValue(), 8, log -> cql.executeAsync(forgetQuarantine.bind(Reading.inQuarantine(view.getKey(), generation), log))));
        }
        return done;
    }

    /** Forgets the aims of a read model. */
    void forget(String name) {
        aims.keySet().removeIf(key -> key.startsWith(name + " "));
    }

    /** Which reader has not come as far as that, in words; empty when all have. */
    CompletionStage<Optional<String>> missing(Subject subject, int generation, Aim aim) {
        return of(subject.name(), generation).thenApply(all -> {
            var positions = new HashMap<String, Long>();
            all.forEach(each -> positions.put(each.reader() + " " + each.log(), each.position()));
            for (var view : new TreeMap<>(subject.logsByView).entrySet()) {
                String reader = Reading.reader(view.getKey(), generation);
                for (String log : view.getValue()) {
                    var position = positions.get(reader + " " + log);
                    if (position == null) return Optional.of(reader + " of " + log + " has not said how far it is");
                    if (position < aim.heads.get(log)) return Optional.of(reader + " of " + log + " is at " + position + " of " + aim.heads.get(log));
                }
            }
            return Optional.empty();
        });
    }

    /** The same, waiting for them until a time. */
    CompletionStage<Optional<String>> missing(Subject subject, int generation, Aim aim, Instant until) {
        return missing(subject, generation, aim).thenCompose(missing -> {
            if (missing.isEmpty() || clock.instant().isAfter(until)) return CompletableFuture.completedFuture(missing);
            return CompletableFuture.runAsync(() -> { }, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS)).thenCompose(later -> missing(subject, generation, aim, until));
        });
    }
}
