package souk.platform;

import akka.actor.typed.ActorSystem;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;
import org.slf4j.LoggerFactory;

/**
 * Notices that this process stood still (SIGSTOP, a machine without a breath of time for it) for so long that the others have given it
 * up. Its partitions are theirs by now; but it knows nothing of that, and a split brain resolver that judges by what it remembers could
 * make it a cluster of its own, which would quarrel with the other about every log. So it leaves at once; whoever started it starts it
 * again.
 */
final class StoodStill {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private StoodStill() {}

    /** @param longest how long it may stand still: less than what others take to give it up */
    static void leave(ActorSystem<?> system, Duration longest) {
        var last = new AtomicLong(System.nanoTime());
        system.scheduler().scheduleWithFixedDelay(Duration.ZERO, LOOK, () -> {
            long now = System.nanoTime();
            long still = now - last.getAndSet(now);
            if (still > longest.toNanos() && isOneOfSeveral(system)) {
                LoggerFactory.getLogger(StoodStill.class).error("This node stood still for {} s. The others have given it up: it leaves the cluster and ends.", Duration.ofNanos(still).toSeconds());
                var cluster = Cluster.get(system);
                cluster.manager().tell(Down.apply(cluster.selfMember().address()));
            }
        }, system.executionContext());
    }

    private static boolean isOneOfSeveral(ActorSystem<?> system) {
        return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false).count() > 1;
    }
}
