package souk.platform.journal;

import akka.actor.ExtendedActorSystem;
import akka.cluster.Cluster;
import akka.coordination.lease.LeaseSettings;
import akka.coordination.lease.javadsl.Lease;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A row that one of the nodes holds: Akka's split brain resolver asks for it when some nodes cannot see the others, and the side that gets
 * it goes on. So one of two nodes survives the other, whichever is lost, which no counting of heads could decide. Who is wrong for a
 * while writes nothing all the same: the logs have one writer each.
 *
 * <p>It is held for seconds, so it is never renewed; it ends by itself ({@code heartbeat-timeout}) should its holder be lost, too. Should
 * that be the next node that is lost, those it went on with need not wait for the end: the row names them, and is moved, by a conditional
 * write, from the question before to theirs. So whatever breaks next, one side goes on, and never two.
 *
 * <p>Builds on Akka's <a href="https://doc.akka.io/docs/akka/2.8/coordination.html">coordination API</a> and its
 * <a href="https://doc.akka.io/docs/akka/2.8/split-brain-resolver.html#lease">lease strategy</a>.
 */
public final class CassandraLease extends Lease {
    private static final Duration TRY = Duration.ofSeconds(2);

    /** Two sides that have lost each other ask within less, so who asks later asks because of something else; and noticing a loss takes longer. */
    private static final Duration SAME_QUESTION = Duration.ofSeconds(7);

    /**
     * What the row says.
     *
     * @param at   when it was asked for, by the asking node's clock, in milliseconds
     * @param side the nodes that go on, each with the number of its incarnation
     */
    private record Holding(String owner, long at, String question, Set<String> side) {
        Holding {
            // In one order: the same holding is the same text, by which the row is moved.
            side = Collections.unmodifiableSortedSet(new TreeSet<>(side));
        }

        private static Holding parse(String text) {
            String[] parts = text.split("\\|", -1);
            return parts.length == 4 ? new Holding(parts[0], Long.parseLong(parts[1]), parts[2], Set.of(parts[3].split(","))) : new Holding(text, Long.MAX_VALUE, "", Set.of());
        }

        private String text() {
            return owner + "|" + at + "|" + question + "|" + String.join(",", side);
        }

        /** Whether this is the next question of some of those who went on then. */
        private boolean follows(Holding before) {
            return owner.equals(before.owner) || at - before.at > SAME_QUESTION.toMillis() && !Collections.disjoint(side, before.side);
        }
    }

    private final LeaseSettings settings;
    private final ExtendedActorSystem system;
    private final Supplier<Set<String>> side;
    private volatile Holding held;
    private volatile long heldUntil = System.nanoTime();

    /** Called by Akka. */
    public CassandraLease(LeaseSettings settings, ExtendedActorSystem system) {
        this(settings, system, () -> reachable(system));
    }

    /** @param side the nodes that can see each other, by the asking one */
    CassandraLease(LeaseSettings settings, ExtendedActorSystem system, Supplier<Set<String>> side) {
        this.settings = settings;
        this.system = system;
        this.side = side;
    }

    private static Set<String> reachable(ExtendedActorSystem system) {
        var state = Cluster.get(system).state();
        var nodes = new TreeSet<String>();
        state.getMembers().forEach(member -> nodes.add(member.uniqueAddress().toString()));
        state.getUnreachable().forEach(member -> nodes.remove(member.uniqueAddress().toString()));
        return nodes;
    }

    @Override
    public LeaseSettings getSettings() {
        return settings;
    }

    @Override
    public CompletionStage<Boolean> acquire() {
        return take(new Holding(settings.ownerName(), System.currentTimeMillis(), UUID.randomUUID().toString(), side.get()), null, System.nanoTime());
    }

    /** @param before what the row says now, as far as we know; null: there is none */
    private CompletionStage<Boolean> take(Holding wish, Holding before, long asked) {
        long life = settings.timeoutSettings().getHeartbeatTimeout().toSeconds();
        var statement = before == null ? statement("INSERT INTO lease (name, owner) VALUES (?, ?) IF NOT EXISTS USING TTL " + life, settings.leaseName(), wish.text())
                : statement("UPDATE lease USING TTL " + life + " SET owner = ? WHERE name = ? IF owner = ?", wish.text(), settings.leaseName(), before.text());
        return run(statement, asked).thenCompose(result -> {
            if (result.wasApplied()) return CompletableFuture.completedFuture(mine(wish, asked));
            var row = result.one();
            String text = row == null || !row.getColumnDefinitions().contains("owner") ? null : row.getString("owner");
            // It has ended since.
            if (text == null) return before == null ? CompletableFuture.completedFuture(false) : take(wish, null, asked);
            // What timed out before may have been done.
            if (text.equals(wish.text())) return CompletableFuture.completedFuture(mine(wish, asked));
            var found = Holding.parse(text);
            return wish.follows(found) && !found.equals(before) ? take(wish, found, asked) : CompletableFuture.completedFuture(false);
        });
    }

    private boolean mine(Holding holding, long asked) {
        held = holding;
        heldUntil = asked + settings.timeoutSettings().getHeartbeatTimeout().toNanos();
        return true;
    }

    @Override
    public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> lost) {
        return acquire();
    }

    @Override
    public CompletionStage<Boolean> release() {
        heldUntil = System.nanoTime();
        var holding = held;
        if (holding == null) return CompletableFuture.completedFuture(true);
        return run(statement("DELETE FROM lease WHERE name = ? IF owner = ?", settings.leaseName(), holding.text()), System.nanoTime()).thenApply(result -> true);
    }

    @Override
    public boolean checkLease() {
        return System.nanoTime() - heldUntil < 0;
    }

    private static SimpleStatement statement(String cql, Object... values) {
        return SimpleStatement.builder(cql).addPositionalValues(values).setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM)
                .setSerialConsistencyLevel(DefaultConsistencyLevel.LOCAL_SERIAL).setTimeout(TRY).setIdempotence(false).build();
    }

    /** Repeats a statement that fails, for as long as Akka waits. */
    private CompletionStage<AsyncResultSet> run(SimpleStatement statement, long since) {
        CqlSession cql = Sessions.of(system).cql();
        return cql.executeAsync(statement).handle((result, failure) -> {
            boolean again = failure != null && System.nanoTime() - since < settings.timeoutSettings().getOperationTimeout().toNanos() - TRY.toNanos();
            if (again) return run(statement, since);
            return failure == null ? CompletableFuture.completedFuture(result) : CompletableFuture.<AsyncResultSet>failedFuture(failure);
        }).thenCompose(next -> next);
    }
}
