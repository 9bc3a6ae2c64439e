package souk.platform.privacy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * In one partition of the table {@code person_key}, beside the journal: so a key is destroyed by one conditional statement, which all nodes see in one order. Keys are wrapped with
 * the master key of the configuration.
 */
final class CassandraKeyStore implements KeyStore {
    /** The partition of a shop: a keyspace has one. */
    static final String SHOP = "souk";
    private static final String NODE = "node";
    private static final String DESTROYED = "destroyed";
    private static final String LOOKUP = "lookup";
    private static final int AT_ONCE = 50;

    private final CqlSession cql;
    private final String shop;
    private final MasterKeys masters;
    private final PreparedStatement epoch;
    private final PreparedStatement first;
    private final PreparedStatement next;
    private final PreparedStatement all;
    private final PreparedStatement after;
    private final PreparedStatement write;
    private final PreparedStatement remove;
    private final PreparedStatement note;

    CassandraKeyStore(CqlSession cql, String shop, MasterKeys masters) {
        this.cql = cql;
        this.shop = shop;
        this.masters = masters;
        epoch = cql.prepare("SELECT epoch FROM person_key WHERE shop = ? LIMIT 1");
        first = cql.prepare("UPDATE person_key SET epoch = 0 WHERE shop = ? IF epoch = null");
        next = cql.prepare("UPDATE person_key SET epoch = ? WHERE shop = ? IF epoch = ?");
        all = cql.prepare("SELECT number, depth, seed, master FROM person_key WHERE shop = ? AND sort = ?");
        after = cql.prepare("SELECT number, leaf FROM person_key WHERE shop = ? AND sort = '" + DESTROYED + "' AND number > ?");
        write = cql.prepare("INSERT INTO person_key (shop, sort, number, depth, seed, master) VALUES (?, ?, ?, ?, ?, ?)");
        remove = cql.prepare("DELETE FROM person_key WHERE shop = ? AND sort = '" + NODE + "' AND number = ?");
        note = cql.prepare("INSERT INTO person_key (shop, sort, number, leaf) VALUES (?, '" + DESTROYED + "', ?, ?)");
    }

    @Override
    public Kept load() {
        while (true) {
            long before = epochNow();
            if (before < 0) {
                install();
                continue;
            }
            var nodes = new ArrayList<KeyTree.Node>();
            for (Row row : cql.execute(all.bind(shop, NODE))) {
                nodes.add(new KeyTree.Node(row.getLong("number"), row.getInt("depth"), masters.unwrap(place(NODE, row.getLong("number"), row.getInt("depth")), wrapped(row))));
            }
            byte[] lookup = masters.unwrap(place(LOOKUP, 0, 0), wrapped(cql.execute(all.bind(shop, LOOKUP)).one()));
            // Pages of rows were read one after the other: they are of one time only if nothing was destroyed meanwhile.
            if (epochNow() == before) return new Kept(before, nodes, lookup);
        }
    }

    /** -1: there is nothing yet. */
    private long epochNow() {
        Row row = cql.execute(epoch.bind(shop)).one();
        return row == null || row.isNull("epoch") ? -1 : row.getLong("epoch");
    }

    /** Of several nodes that start at once one does it. */
    private void install() {
        cql.execute(BatchStatement.newInstance(BatchType.LOGGED, first.bind(shop), write(NODE, 0, 0, Lock.random()), write(LOOKUP, 0, 0, Lock.random())));
    }

    @Override
    public CompletionStage<List<Destroyed>> after(long known) {
        return cql.executeAsync(after.bind(shop, known)).thenApply(CassandraKeyStore::destroyed);
    }

    /** The first page: what is left over is read the next time. */
    private static List<Destroyed> destroyed(AsyncResultSet rows) {
        var found = new ArrayList<Destroyed>();
        for (Row row : rows.currentPage()) found.add(new Destroyed(row.getLong("number"), row.getLong("leaf")));
        return found;
    }

    @Override
    public CompletionStage<Boolean> destroy(long known, long leaf, KeyTree.Node node, List<KeyTree.Node> by) {
        var statements = new ArrayList<BoundStatement>();
        statements.add(next.bind(known + 1, shop, known));
        by.forEach(each -> statements.add(write(NODE, each.path(), each.depth(), each.seed())));
        // A row that is written and removed at once would be removed.
        if (by.stream().noneMatch(each -> each.path() == node.path())) statements.add(remove.bind(shop, node.path()));
        statements.add(note.bind(shop, known + 1, leaf));
        return cql.executeAsync(BatchStatement.newInstance(BatchType.LOGGED).addAll(statements)).thenApply(AsyncResultSet::wasApplied);
    }

    @Override
    public int rewrap() {
        int done = 0;
        while (true) {
            long now = epochNow();
            var old = wrappedBefore();
            if (old.isEmpty()) return done;
            for (int from = 0; from < old.size(); from += AT_ONCE) {
                var some = old.subList(from, Math.min(old.size(), from + AT_ONCE));
                // Only if nothing was destroyed since they were read: else what was removed would be there again.
                if (!cql.execute(BatchStatement.newInstance(BatchType.LOGGED, next.bind(now, shop, now)).addAll(some)).wasApplied()) break;
                done += some.size();
            }
        }
    }

    /** All that is wrapped with a former master key, to be written anew. */
    private List<BoundStatement> wrappedBefore() {
        var old = new ArrayList<BoundStatement>();
        for (String sort : List.of(NODE, LOOKUP)) {
            for (Row row : cql.execute(all.bind(shop, sort))) {
                if (row.getString("master").equals(masters.present())) continue;
                long number = row.getLong("number");
                int depth = row.getInt("depth");
                old.add(write(sort, number, depth, masters.unwrap(place(sort, number, depth), wrapped(row))));
            }
        }
        return old;
    }

    private BoundStatement write(String sort, long number, int depth, byte[] seed) {
        var wrapped = masters.wrap(place(sort, number, depth), seed);
        return write.bind(shop, sort, number, depth, ByteBuffer.wrap(wrapped.box()), wrapped.master());
    }

    private static String place(String sort, long number, int depth) {
        return sort + " " + number + " " + depth;
    }

    private static MasterKeys.Wrapped wrapped(Row row) {
        ByteBuffer seed = row.getByteBuffer("seed");
        byte[] box = new byte[seed.remaining()];
        seed.get(box);
        return new MasterKeys.Wrapped(row.getString("master"), box);
    }
}
