package souk.platform;

import akka.actor.AddressFromURIString;
import akka.actor.typed.ActorSystem;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How a node becomes a member of its cluster. By seeds: the first of them may found the cluster, so it must run at the very first start ({@link Roll}). By discovery: any
 * {@code souk.cluster.required-contact-points} of the nodes that find each other found it, the one with the lowest address in the name of all; they ask each
 * other over HTTP at {@code souk.management}, which listens in this case only. By neither: it is a cluster of its own.
 *
 * <p>Builds on Akka's <a href="https://doc.akka.io/docs/akka/2.8/typed/cluster.html">cluster</a> and
 * <a href="https://doc.akka.io/docs/akka-management/1.4/bootstrap/index.html">cluster bootstrap</a>.
 */
final class Joining {
    private static final long BIND_SECONDS = 20;

    private Joining() {}

    /**
     * Begins to join; the node is a member some seconds later, or keeps trying.
     *
     * @throws IllegalStateException when both seeds and discovery are given, or the port of {@code souk.management} is taken
     */
    static void begin(ActorSystem<?> system, Config config, CqlSession cql) {
        var seeds = Arrays.stream(config.getString("souk.cluster.seeds").split(",")).map(String::strip).filter(seed -> !seed.isEmpty())
                .map(seed -> AddressFromURIString.parse("akka://" + system.name() + "@" + seed)).toList();
        String discovery = config.getString("souk.cluster.discovery");
        if (discovery.equals("none")) {
            Roll.join(system, cql, seeds);
        } else {
            if (!seeds.isEmpty()) throw new IllegalStateException("souk.cluster.seeds and souk.cluster.discovery are two ways to find a cluster. Leave one of them out.");
            discover(system, config);
        }
    }

    private static void discover(ActorSystem<?> system, Config config) {
        try {
            AkkaManagement.get(system).start().toCompletableFuture().orTimeout(BIND_SECONDS, TimeUnit.SECONDS).join();
        } catch (RuntimeException e) {
            Config own = config.getConfig("souk.management");
            throw new IllegalStateException("The other nodes cannot ask this one at " + own.getString("host") + ":" + own.getInt("port")
                    + ". Check souk.management and that the port is free. (" + (e.getCause() == null ? e : e.getCause()).getMessage() + ")", e);
        }
        ClusterBootstrap.get(system).start();
    }
}
