package souk.platform.check;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigResolveOptions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import souk.platform.Capability;
import souk.platform.check.Fault.Kind;
import souk.platform.journal.CassandraStorage;
import souk.platform.journal.Database;
import souk.platform.journal.Storage;
import souk.platform.wire.Names;

/** All logs of a shop, checked by a process of its own that needs nothing but the database, and reads only. The shop may be open or closed. */
public final class JournalOfShop {
    private static final int AGGREGATES = 1 << 20;

    /**
     * What was found.
     *
     * @param logs   each that has a head
     * @param faults of no log alone: logs without a head, readers that are ahead
     */
    public record Result(List<LogCheck.Result> logs, List<Fault> faults) {
        /** Whether nothing is wrong. */
        public boolean clean() {
            return faults.isEmpty() && logs.stream().allMatch(LogCheck.Result::clean);
        }

        /** How many faults of each kind there are. */
        public Map<Kind, Long> counts() {
            var all = new EnumMap<Kind, Long>(Kind.class);
            logs.forEach(log -> log.faults().forEach((kind, count) -> all.merge(kind, count, Long::sum)));
            faults.forEach(fault -> all.merge(fault.kind(), 1L, Long::sum));
            return all;
        }
    }

    private JournalOfShop() {}

    /**
     * Checks them.
     *
     * @param base the configuration of a node
     * @param only the logs to look at; none: all
     * @param told is told now and then how far it is
     * @throws RuntimeException when the database does not answer, or there is no shop in it
     */
    public static Result check(Config base, List<Capability> capabilities, Set<String> only, Consumer<LogCheck.Progress> told) {
        // What else a node must be told (keys, names of hosts) nobody needs for this.
        try (CqlSession cql = Database.reach(base.resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true)))) {
            return check(cql, new Names(capabilities), only, told);
        }
    }

    /** The same, with a session that selects the shop's keyspace. */
    public static Result check(CqlSession cql, Names names, Set<String> only, Consumer<LogCheck.Progress> told) {
        if (!has(cql, "head")) {
            throw new IllegalStateException("There is no shop in the keyspace " + cql.getKeyspace().get() + ": it has no logs.");
        }
        var faults = new ArrayList<Fault>();
        Map<String, Map<String, Long>> readers = readers(cql);
        var heads = new TreeMap<String, Long>();
        cql.execute("SELECT log, position FROM head").forEach(row -> heads.put(row.getString(0), row.getLong(1)));
        var logs = new TreeSet<>(heads.keySet());
        if (!only.isEmpty()) logs.retainAll(only);
        if (logs.size() < only.size()) throw new IllegalStateException("There is no log " + String.join(", ", only.stream().filter(log -> !logs.contains(log)).toList()) + "; there are " + String.join(", ", heads.keySet()));
        var storage = new CassandraStorage(cql);
        var results = new ArrayList<LogCheck.Result>();
        for (String log : logs) {
            results.add(new LogCheck(storage, names, log, told, AGGREGATES).run());
            readers.getOrDefault(log, Map.of()).forEach((reader, offset) -> {
                if (offset > heads.get(log)) faults.add(new Fault(Kind.READER_AHEAD, reader + " has read " + log + " up to " + offset + ", but it ended at " + heads.get(log)));
            });
        }
        if (only.isEmpty()) withoutHead(cql, storage, names, heads.keySet(), faults);
        return new Result(results, faults);
    }

    static boolean has(CqlSession cql, String table) {
        return cql.execute("SELECT table_name FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?", cql.getKeyspace().orElseThrow().asInternal(), table).one() != null;
    }

    /** How far each reader of each log has come: read before the heads, which may only be further. */
    private static Map<String, Map<String, Long>> readers(CqlSession cql) {
        var readers = new TreeMap<String, Map<String, Long>>();
        if (!has(cql, "reading_offset")) return readers;
        for (var row : cql.execute("SELECT projection_name, projection_key, offset FROM reading_offset")) {
            readers.computeIfAbsent(row.getString(1), log -> new TreeMap<>()).put(row.getString(0), Long.parseLong(row.getString(2)));
        }
        return readers;
    }

    private static void withoutHead(CqlSession cql, Storage storage, Names names, Set<String> heads, List<Fault> faults) {
        var others = new TreeSet<String>();
        for (var row : cql.execute(SimpleStatement.newInstance("SELECT DISTINCT log, chunk FROM segment").setPageSize(5_000))) if (!heads.contains(row.getString(0))) others.add(row.getString(0));
        // One whose first head was moved meanwhile has one by now.
        for (String log : others) new LogCheck(storage, names, log, progress -> {}, 1).run().examples().stream().filter(fault -> fault.kind() == Kind.NO_HEAD).forEach(faults::add);
    }
}
