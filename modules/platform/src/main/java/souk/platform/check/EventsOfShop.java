package souk.platform.check;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigResolveOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import souk.kernel.Event;
import souk.kernel.Recorded;
import souk.platform.Capability;
import souk.platform.journal.CassandraStorage;
import souk.platform.journal.Database;
import souk.platform.journal.LogReader;
import souk.platform.wire.Names;

/** What stands in the logs of a shop, for a process of its own that asks no node: it needs nothing but the database, and reads only. */
public final class EventsOfShop implements AutoCloseable {
    private static final int AT_ONCE = 50;

    private final CqlSession cql;
    private final CassandraStorage storage;
    private final LogReader reader;
    private final Names names;

    private EventsOfShop(CqlSession cql, Names names) {
        this.cql = cql;
        this.storage = new CassandraStorage(cql);
        this.reader = new LogReader(storage);
        this.names = names;
    }

    /**
     * Those of the shop whose database is told here.
     *
     * @param base the configuration of a node
     * @throws IllegalStateException when the database does not answer, or there is no shop in it
     */
    public static EventsOfShop open(Config base, List<Capability> capabilities) {
        // What else a node must be told (keys, names of hosts) nobody needs for this.
        CqlSession cql = Database.reach(base.resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true)));
        try {
            var names = new Names(capabilities);
            if (!JournalOfShop.has(cql, "head")) throw new IllegalStateException("There is no shop in the keyspace " + cql.getKeyspace().get() + ": it has no logs.");
            return new EventsOfShop(cql, names);
        } catch (RuntimeException e) {
            cql.close();
            throw e;
        }
    }

    /** How far each log goes; one that is empty may be missing. Everything that is answered later comes after. */
    public Map<String, Long> ends() {
        var ends = new TreeMap<String, Long>();
        cql.execute("SELECT DISTINCT log FROM head").forEach(row -> ends.put(row.getString(0), LogCheck.insist(() -> storage.head(row.getString(0))).position()));
        return ends;
    }

    /**
     * Tells the events of aggregates of these types that came after these {@link #ends}, log by log, each in its order. Whatever was answered before is among them.
     *
     * @throws RuntimeException when the database does not answer, or an event cannot be read
     */
    public void after(Map<String, Long> ends, Set<String> types, Consumer<Recorded<Event>> told) {
        var capabilities = types.stream().map(names::capability).collect(Collectors.toSet());
        for (String log : ends().keySet()) {
            if (capabilities.contains(log.substring(0, log.lastIndexOf('-')))) after(log, ends.getOrDefault(log, 0L), types, told);
        }
    }

    private void after(String log, long end, Set<String> types, Consumer<Recorded<Event>> told) {
        var head = LogCheck.insist(() -> reader.head(log));
        for (long from = end + 1; from <= head.position();) {
            long first = from;
            var segments = LogCheck.insist(() -> reader.read(log, first, AT_ONCE, head));
            for (var segment : segments) {
                for (int i = 0; i < segment.entries().size(); i++) if (types.contains(segment.entries().get(i).type())) told.accept(names.recorded(segment, i));
            }
            from += segments.size();
        }
    }

    @Override
    public void close() {
        cql.close();
    }
}
