package souk.server.dev;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import souk.devservices.DevServicesException;
import souk.devservices.Ports;

/**
 * Which ports one shop of {@code ./souk up} listens on, and where it keeps what. The table in {@code ./souk help} says the same.
 *
 * @param port  HTTP port of the first node
 * @param nodes how many nodes {@code up} starts, 1 to 10
 * @param home  the state folder, absolute
 * @param partitions how many each capability has
 */
record Layout(int port, int nodes, Path home, int partitions) {
    static final int DEFAULT_PORT = 8080;
    static final int MOST_NODES = 10;

    Layout {
        if (port < 1024 || port > 65_000) {
            throw new DevServicesException("--port " + port + " cannot be: choose one from 1024 to 65000; the shop uses 130 ports from there on.");
        }
        if (nodes < 1 || nodes > MOST_NODES) {
            throw new DevServicesException("--nodes " + nodes + " cannot be: choose 1 to " + MOST_NODES + ".");
        }
    }

    /** HTTP port of a node, counted from 0. */
    int http(int node) {
        return port + node;
    }

    int cassandra() {
        return port + 100;
    }

    int cassandraStorage() {
        return port + 101;
    }

    int elasticsearch() {
        return port + 102;
    }

    int elasticsearchTransport() {
        return port + 103;
    }

    /** Where a node, counted from 0, talks to the others. */
    int cluster(int node) {
        return port + 110 + node;
    }

    /** Where Prometheus fetches the metrics of a node, counted from 0. */
    int metrics(int node) {
        return port + 120 + node;
    }

    /** The nodes that a new one asks to be let in, as host:port separated by commas. */
    String seeds() {
        return IntStream.range(0, nodes).mapToObj(node -> Ports.HOST + ":" + cluster(node)).collect(Collectors.joining(","));
    }

    Path cassandraData() {
        return home.resolve("cassandra");
    }

    Path elasticsearchData() {
        return home.resolve("elasticsearch");
    }

    Path nodeLog(int node) {
        return home.resolve("node-" + http(node) + ".log");
    }

    /** Whether a node of this shop may have this HTTP port. */
    boolean hasNodeOn(int http) {
        return http >= port && http < port + MOST_NODES;
    }

    /** The HTTP port for a node beyond those of {@code up}. */
    int freeForOneMore() {
        return IntStream.range(nodes, MOST_NODES).filter(node -> Ports.areFree(http(node), cluster(node), metrics(node))).map(this::http).findFirst()
            .orElseThrow(() -> new DevServicesException("This shop has as many nodes as it may, " + MOST_NODES + ", or others listen on its ports up to " + http(MOST_NODES - 1) + "."));
    }

    /** Throws when somebody else listens on a port that {@code up} is about to need for the nodes; the servers look after theirs. */
    void requireFreePorts() {
        for (int node = 0; node < nodes; node++) {
            requireFreePorts(node);
        }
    }

    /** The same for one node, counted from 0. */
    void requireFreePorts(int node) {
        Ports.requireFree("HTTP", http(node));
        Ports.requireFree("the nodes among themselves", cluster(node));
        Ports.requireFree("metrics", metrics(node));
    }

    /** The arguments by which a node learns all this. */
    List<String> nodeProperties(int node) {
        return List.of(
            "-Dsouk.mode=development",
            "-Dsouk.home=" + home,
            "-Dsouk.http.port=" + http(node),
            "-Dsouk.metrics.port=" + metrics(node),
            // There is no load balancer that has to notice.
            "-Dsouk.http.notice=1s",
            // Who tries things out asks for one mail after the other, and stays with a token for longer than a shopper does.
            "-Dsouk.customers.links.pause=1s",
            "-Dsouk.customers.sessions.token=1h",
            "-Dakka.cluster.app-version=" + Checkout.build(),
            "-Dsouk.partitions.default=" + partitions,
            "-Dsouk.cassandra.contact-point=" + Ports.HOST + ":" + cassandra(),
            "-Dsouk.cassandra.datacenter=datacenter1",
            "-Dsouk.elasticsearch.url=http://" + Ports.HOST + ":" + elasticsearch(),
            "-Dakka.remote.artery.canonical.hostname=" + Ports.HOST,
            "-Dakka.remote.artery.canonical.port=" + cluster(node),
            "-Dsouk.cluster.seeds=" + seeds());
    }

    /** The same as configuration, for a process that is no node. */
    Map<String, Object> nodeConfig(int node) {
        return nodeProperties(node).stream().map(property -> property.substring("-D".length()).split("=", 2)).collect(Collectors.toMap(part -> part[0], part -> part[1]));
    }
}
