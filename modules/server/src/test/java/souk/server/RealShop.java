package souk.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import souk.devservices.CassandraServer;
import souk.devservices.ElasticsearchServer;
import souk.devservices.Ports;
import souk.testkit.TestShop;

/** A whole shop of processes: nodes in one cluster, with a keyspace of its own. */
final class RealShop implements AutoCloseable {
    final CassandraServer cassandra;
    final ElasticsearchServer elasticsearch;
    final String keyspace;
    final List<RealNode> nodes = new ArrayList<>();
    private final Path home;
    private final List<String> told;

    private RealShop(CassandraServer cassandra, ElasticsearchServer elasticsearch, String keyspace, Path home, List<String> told) {
        this.cassandra = cassandra;
        this.elasticsearch = elasticsearch;
        this.keyspace = keyspace;
        this.home = home;
        this.told = told;
    }

    /**
     * Starts so many nodes, which log into that folder, and returns when all of them serve. Test payments stay pending for two seconds.
     *
     * @param more what each is told beside, as {@code -Dname=value}
     */
    static RealShop start(Path home, CassandraServer cassandra, ElasticsearchServer elasticsearch, int nodes, String... more) {
        String keyspace = "shop_" + Long.toString(System.nanoTime(), 36);
        // In ascending order: of two halves of a cluster the one with the lowest address stays.
        List<Integer> ports = IntStream.range(0, nodes).map(i -> Ports.free()).sorted().boxed().toList();
        String seeds = ports.stream().map(port -> Ports.HOST + ":" + port).collect(Collectors.joining(","));
        var told = new ArrayList<>(properties(home, keyspace, cassandra, Ports.HOST + ":" + cassandra.port(), elasticsearch.url().toString(), seeds));
        told.addAll(List.of(more));
        var shop = new RealShop(cassandra, elasticsearch, keyspace, home, told);
        ports.forEach(shop::another);
        return started(shop);
    }

    /** The same with a node on each of so many hosts of a network, all of which reach the servers through it. */
    static RealShop start(Path home, CassandraServer cassandra, ElasticsearchServer elasticsearch, Network network, int hosts) throws IOException {
        String keyspace = "shop_" + Long.toString(System.nanoTime(), 36);
        int port = Ports.free();
        String seeds = IntStream.range(0, hosts).mapToObj(host -> network.address(host) + ":" + port).collect(Collectors.joining(","));
        var told = properties(home, keyspace, cassandra, network.serve(cassandra.port()), "http://" + network.serve(elasticsearch.port()), seeds);
        var shop = new RealShop(cassandra, elasticsearch, keyspace, home, told);
        for (int host = 0; host < hosts; host++) {
            var own = new ArrayList<>(told);
            own.addAll(remoting(network.address(host), port));
            own.add("-Dsouk.http.host=" + network.address(host));
            shop.nodes.add(new RealNode(home, network.address(host), network.on(host), own));
        }
        return started(shop);
    }

    private static List<String> properties(Path home, String keyspace, CassandraServer cassandra, String address, String elasticsearch, String seeds) {
        return List.of("-Dsouk.mode=development", "-Dsouk.home=" + home,
                "-Dsouk.cassandra.contact-point=" + address, "-Dsouk.cassandra.keyspace=" + keyspace, "-Dsouk.cassandra.replication=" + cassandra.replication(), "-Dsouk.elasticsearch.url=" + elasticsearch,
                "-Dsouk.cluster.seeds=" + seeds, "-Dsouk.payments.test.answers-after=2s");
    }

    private static List<String> remoting(String host, int port) {
        return List.of("-Dakka.remote.artery.canonical.hostname=" + host, "-Dakka.remote.artery.canonical.port=" + port);
    }

    private static RealShop started(RealShop shop) {
        try {
            for (RealNode node : shop.nodes) {
                // One after the other: the first makes the tables.
                node.start();
                node.awaitReady();
            }
            return shop;
        } catch (RuntimeException | Error e) {
            shop.close();
            throw e;
        }
    }

    /** One more node of the cluster, not started yet. */
    RealNode another() {
        return another(Ports.free());
    }

    private RealNode another(int port) {
        List<String> properties = new ArrayList<>(told);
        properties.addAll(remoting(Ports.HOST, port));
        var node = new RealNode(home, properties);
        nodes.add(node);
        return node;
    }

    List<URI> urls() {
        return nodes.stream().map(RealNode::url).toList();
    }

    /** Those of these partitions that are on this node: it was the last to say that it serves them. */
    List<String> hosted(RealNode node, Collection<String> logs) {
        Map<String, RealNode.Serving> last = new HashMap<>();
        for (RealNode each : nodes) each.served().forEach(serving -> last.merge(serving.log(), serving, (a, b) -> a.position() > b.position() ? a : b));
        return logs.stream().filter(log -> last.containsKey(log) && last.get(log).node() == node).toList();
    }

    RealNode node() {
        return nodes.get(0);
    }

    /** Where its letters lie. */
    Path mails() {
        return home.resolve("mail");
    }

    /** The shop as the visitors of one of its nodes see it. */
    Market market(int node) {
        return Market.at(nodes.get(node).url(), TestShop.ADMIN_PASSWORD);
    }

    @Override
    public void close() {
        nodes.forEach(RealNode::close);
    }
}
