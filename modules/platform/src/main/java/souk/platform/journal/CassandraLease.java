package souk.platform.journal;

import akka.actor.ExtendedActorSystem;
import akka.coordination.lease.LeaseSettings;
import akka.coordination.lease.javadsl.Lease;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A row that one of the nodes holds: Akka's split brain resolver asks for it when some nodes cannot see the others, and the side that gets
 * it goes on. So one of two nodes survives the other, whichever is lost, which no counting of heads could decide. Who is wrong for a
 * while writes nothing all the same: the logs have one writer each.
 *
 * <p>It is held for seconds, so it is never renewed; it ends by itself ({@code heartbeat-timeout}) should its holder be lost, too.
 *
 * <p>Builds on Akka's <a href="https://doc.akka.io/docs/akka/2.8/coordination.html">coordination API</a> and its
 * <a href="https://doc.akka.io/docs/akka/2.8/split-brain-resolver.html#lease">lease strategy</a>.
 */
public final class CassandraLease extends Lease {
    private static final Duration TRY = Duration.ofSeconds(2);

    private final LeaseSettings settings;
    private final ExtendedActorSystem system;
    private volatile long heldUntil = System.nanoTime();

    /** Called by Akka. */
    public CassandraLease(LeaseSettings settings, ExtendedActorSystem system) {
        this.settings = settings;
        this.system = system;
    }

    @Override
    public LeaseSettings getSettings() {
        return settings;
    }

    @Override
    public CompletionStage<Boolean> acquire() {
        long asked = System.nanoTime();
        Duration life = settings.timeoutSettings().getHeartbeatTimeout();
        var insert = statement("INSERT INTO lease (name, owner) VALUES (?, ?) IF NOT EXISTS USING TTL " + life.toSeconds(), settings.leaseName(), settings.ownerName());
        return run(insert, asked).thenApply(result -> {
            // What timed out before may have been done: then the row is ours.
            boolean ours = result.wasApplied() || settings.ownerName().equals(result.one().getString("owner"));
            if (ours) heldUntil = asked + life.toNanos();
            return ours;
        });
    }

    @Override
    public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> lost) {
        return acquire();
    }

    @Override
    public CompletionStage<Boolean> release() {
        heldUntil = System.nanoTime();
        return run(statement("DELETE FROM lease WHERE name = ? IF owner = ?", settings.leaseName(), settings.ownerName()), System.nanoTime()).thenApply(result -> true);
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
