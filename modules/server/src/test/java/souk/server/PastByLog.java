package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import souk.kernel.Blueprint;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.platform.Node;
import souk.platform.history.AsOf;
import souk.platform.history.History;
import souk.platform.journal.CassandraStorage;
import souk.platform.journal.LogReader;
import souk.platform.journal.Segment;
import souk.platform.partition.Partitions;
import souk.platform.wire.Names;

/** The past as the logs have it, read by their own reader and folded here; held against what the histories tell. */
final class PastByLog {
    private final Node node;
    private final Partitions partitions;
    private final LogReader reader;
    private final Names names = new Names(Souk.CAPABILITIES);

    /** @param cql a connection of its own to the shop's keyspace */
    PastByLog(CqlSession cql, Partitions partitions, Config config) {
        this.node = new Node(partitions, cql, config, InstantSource.system(), ForkJoinPool.commonPool());
        this.partitions = partitions;
        this.reader = new LogReader(new CassandraStorage(cql));
    }

    /**
     * Each state that there ever was, of each thing whose type keeps a history, is told as what its events in the log come to.
     *
     * @return what was compared, in words
     */
    String everyStateIsWhatTheLogComesTo() {
        int states = 0;
        int things = 0;
        for (var capability : Souk.CAPABILITIES) {
            for (var kept : capability.histories()) {
                var past = new HashMap<String, List<Object>>();
                for (String log : partitions.logs(kept.type())) for (var entry : entries(log, kept.type())) fold(kept, entry, past);
                var history = history(kept);
                for (var each : past.entrySet()) {
                    int newest = each.getValue().size();
                    for (int version = 1; version <= newest; version++) {
                        var told = history.asOf(each.getKey(), new AsOf.Version(version), newest).toCompletableFuture().join();
                        assertThat(told.map(History.Past::state)).as(kept.type() + "/" + each.getKey() + " at version " + version).isEqualTo(Outcome.accepted(each.getValue().get(version - 1)));
                    }
                    states += newest;
                }
                things += past.size();
            }
        }
        return states + " states of " + things + " things are told as their logs have them";
    }

    private void fold(Blueprint<?, ?> blueprint, Segment.Entry entry, Map<String, List<Object>> past) {
        var states = past.computeIfAbsent(entry.id(), id -> new ArrayList<>());
        assertThat(entry.version()).isEqualTo(states.size() + 1L);
        states.add(applied(blueprint, states.isEmpty() ? blueprint.empty() : states.get(states.size() - 1), names.decode(entry)));
    }

    @SuppressWarnings("unchecked")
    private static Object applied(Blueprint<?, ?> blueprint, Object state, Event event) {
        return ((Blueprint<Object, Event>) blueprint).apply(state, event);
    }

    @SuppressWarnings("unchecked")
    private History<Object, Event> history(Blueprint<?, ?> blueprint) {
        return History.of(node, (Blueprint<Object, Event>) blueprint, "thing");
    }

    private List<Segment.Entry> entries(String log, String type) {
        var found = new ArrayList<Segment.Entry>();
        var head = reader.head(log).toCompletableFuture().join();
        for (long from = 1; from <= head.position();) {
            var some = reader.read(log, from, head).toCompletableFuture().join();
            some.forEach(segment -> segment.entries().stream().filter(entry -> entry.type().equals(type)).forEach(found::add));
            from += some.size();
        }
        return found;
    }
}
