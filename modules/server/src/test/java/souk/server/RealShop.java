package souk.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    final List<RealNode> nodes;

    private RealShop(CassandraServer cassandra, ElasticsearchServer elasticsearch, String keyspace, List<RealNode> nodes) {
        this.cassandra = cassandra;
        this.elasticsearch = elasticsearch;
        this.keyspace = keyspace;
        this.nodes = nodes;
    }

    /** Starts so many nodes, which log into that folder, and returns when all of them serve. Test payments stay pending for two seconds. */
    static RealShop start(Path home, CassandraServer cassandra, ElasticsearchServer elasticsearch, int nodes) {
        String keyspace = "shop_" + Long.toString(System.nanoTime(), 36);
        // In ascending order: of two halves of a cluster the one with the lowest address stays.
        List<Integer> ports = IntStream.range(0, nodes).map(i -> Ports.free()).sorted().boxed().toList();
        String seeds = ports.stream().map(port -> Ports.HOST + ":" + port).collect(Collectors.joining(","));
        List<RealNode> all = new ArrayList<>();
        for (int port : ports) {
            all.add(new RealNode(home, properties(home, keyspace, Ports.HOST + ":" + cassandra.port(), elasticsearch.url().toString(), Ports.HOST, port, seeds)));
        }
        return started(new RealShop(cassandra, elasticsearch, keyspace, all));
    }

    /** The same with a node on each of so many hosts of a network, all of which reach the servers through it. */
    static RealShop start(Path home, CassandraServer cassandra, ElasticsearchServer elasticsearch, Network network, int hosts) throws IOException {
        String keyspace = "shop_" + Long.toString(System.nanoTime(), 36);
        int port = Ports.free();
        String seeds = IntStream.range(0, hosts).mapToObj(host -> network.address(host) + ":" + port).collect(Collectors.joining(","));
        String rows = network.serve(cassandra.port());
        String index = "http://" + network.serve(elasticsearch.port());
        List<RealNode> all = new ArrayList<>();
        for (int host = 0; host < hosts; host++) {
            var properties = new ArrayList<>(properties(home, keyspace, rows, index, network.address(host), port, seeds));
            properties.add("-Dsouk.http.host=" + network.address(host));
            all.add(new RealNode(home, network.address(host), network.on(host), properties));
        }
        return started(new RealShop(cassandra, elasticsearch, keyspace, all));
    }

    private static List<String> properties(Path home, String keyspace, String cassandra, String elasticsearch, String host, int port, String seeds) {
        return List.of("-Dsouk.mode=development", "-Dsouk.home=" + home,
                "-Dsouk.cassandra.contact-point=" + cassandra, "-Dsouk.cassandra.keyspace=" + keyspace, "-Dsouk.elasticsearch.url=" + elasticsearch,
                "-Dakka.remote.artery.canonical.hostname=" + host, "-Dakka.remote.artery.canonical.port=" + port,
                "-Dsouk.cluster.seeds=" + seeds, "-Dsouk.payments.test.answers-after=2s");
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

    RealNode node() {
        return nodes.get(0);
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
