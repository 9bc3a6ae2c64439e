package souk.platform;

import akka.Done;
import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.JoinSeedNodes;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Which nodes are in the cluster, as they say themselves in the database. The first seed, which alone may found a cluster, looks there before it
 * does: when it comes back to a network that is still split, it hears nobody, and would make a second cluster, which would quarrel with the
 * first about every log, also after the network has healed. While others are on the roll it only joins.
 *
 * <p>A row ends by itself some seconds after its node has: so long does the first seed wait when all nodes were killed at once.
 */
final class Roll {
    private static final Logger LOG = LoggerFactory.getLogger(Roll.class);
    private static final Duration SAY = Duration.ofSeconds(3);
    private static final Duration LIFE = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final ActorSystem<?> system;
    private final Cluster cluster;
    private final Address self;
    private final CqlSession cql;
    private final PreparedStatement insert;
    private final PreparedStatement delete;
    private final PreparedStatement select;

    private Roll(ActorSystem<?> system, CqlSession cql) {
        this.system = system;
        this.cql = cql;
        cluster = Cluster.get(system);
        self = cluster.selfMember().address();
        insert = prepare("INSERT INTO roll (name, address) VALUES ('cluster', ?) USING TTL " + LIFE.toSeconds());
        delete = prepare("DELETE FROM roll WHERE name = 'cluster' AND address = ?");
        select = prepare("SELECT address FROM roll WHERE name = 'cluster'");
    }

    private PreparedStatement prepare(String statement) {
        return cql.prepare(SimpleStatement.builder(statement).setIdempotence(true).build());
    }

    /**
     * Joins the cluster of these nodes; founds it when this is the first of them, and none of the others is there.
     *
     * @param seeds the same on every node; none: this node is a cluster of its own
     */
    static void join(ActorSystem<?> system, CqlSession cql, List<Address> seeds) {
        var roll = new Roll(system, cql);
        if (seeds.isEmpty()) roll.join(List.of(roll.self));
        else if (!seeds.get(0).equals(roll.self)) roll.join(seeds);
        else roll.joinOrFound(seeds, Set.of(), true);
        system.scheduler().scheduleWithFixedDelay(SAY, SAY, roll::say, system.executionContext());
        CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseClusterShutdown(), "roll", roll::leave);
    }

    private void join(List<Address> seeds) {
        cluster.manager().tell(JoinSeedNodes.apply(CollectionConverters.asScala(seeds).toSeq()));
    }

    private void joinOrFound(List<Address> seeds, Set<Address> before, boolean first) {
        others().whenComplete((others, failure) -> {
            if (!first && cluster.selfMember().status() != MemberStatus.removed()) return;
            if (failure != null) {
                LOG.warn("Nobody knows who is in the cluster ({}); it is asked again", failure.toString());
                again(seeds, before, first);
            } else if (others.isEmpty()) {
                LOG.info("No other node says that it is in a cluster: this node founds one, unless a seed answers");
                join(seeds);
            } else {
                if (!others.equals(before)) {
                    LOG.info("There is a cluster: {}. This node joins it, and founds none while they are there", others);
                    var all = new LinkedHashSet<>(others);
                    seeds.stream().filter(seed -> !seed.equals(self)).forEach(all::add);
                    join(new ArrayList<>(all));
                }
                again(seeds, others, false);
            }
        });
    }

    private void again(List<Address> seeds, Set<Address> before, boolean first) {
        system.scheduler().scheduleOnce(LOOK, () -> joinOrFound(seeds, before, first), system.executionContext());
    }

    private CompletionStage<Set<Address>> others() {
        return cql.executeAsync(select.bind()).thenApply(Roll::addresses).thenApply(all -> {
            all.remove(self);
            return all;
        });
    }

    private static Set<Address> addresses(AsyncResultSet rows) {
        var all = new LinkedHashSet<Address>();
        rows.currentPage().forEach(row -> all.add(AddressFromURIString.parse(row.getString(0))));
        return all;
    }

    private void say() {
        if (cluster.selfMember().status() == MemberStatus.up()) cql.executeAsync(insert.bind(self.toString()));
    }

    private CompletionStage<Done> leave() {
        return cql.executeAsync(delete.bind(self.toString())).handle((done, failure) -> Done.getInstance()).toCompletableFuture().completeOnTimeout(Done.getInstance(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
}
