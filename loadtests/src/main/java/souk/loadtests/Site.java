package souk.loadtests;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import souk.devservices.CassandraServer;
import souk.devservices.ElasticsearchServer;
import souk.devservices.Ports;

/** Where it is measured: a real Cassandra that writes to disk before it acknowledges, a real Elasticsearch and a node, each a process of its own, on empty data. */
final class Site implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path folder;
    private final CassandraServer cassandra;
    private final ElasticsearchServer elasticsearch;
    private final List<String> options;
    private NodeUnderLoad node;
    private final List<NodeUnderLoad> more = new ArrayList<>();
    private CqlSession cql;
    private boolean closed;

    private Site(Path folder, CassandraServer cassandra, ElasticsearchServer elasticsearch, List<String> options) {
        this.folder = folder;
        this.cassandra = cassandra;
        this.elasticsearch = elasticsearch;
        this.options = options;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "souk-load-site"));
    }

    /** @param options more options for the node's JVM, such as {@code -Dsouk.partitions.default=4} */
    static Site open(List<String> options) {
        try {
            Path folder = Files.createTempDirectory("souk-load-");
            var config = CassandraServer.Config.of(folder.resolve("cassandra"), Ports.free(), Ports.free());
            var searching = ElasticsearchServer.Config.of(folder.resolve("elasticsearch"), Ports.free(), Ports.free());
            var site = new Site(folder, CassandraServer.start(config), ElasticsearchServer.start(searching), options);
            try {
                site.node = NodeUnderLoad.start(site.cassandra, site.elasticsearch, folder, options);
                return site;
            } catch (RuntimeException e) {
                site.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("There is no temporary folder for the shop under load: " + e.getMessage(), e);
        }
    }

    NodeUnderLoad node() {
        return node;
    }

    /** The first node, and those that have joined it. */
    List<NodeUnderLoad> nodes() {
        return Stream.concat(Stream.of(node), more.stream()).toList();
    }

    /** Where they serve. */
    List<InetSocketAddress> addresses() {
        return nodes().stream().map(NodeUnderLoad::address).toList();
    }

    /** Starts one more node beside the others, with options of its own; returns when it is ready. */
    NodeUnderLoad another(List<String> own) {
        var joined = NodeUnderLoad.start(cassandra, elasticsearch, folder, Stream.concat(options.stream(), own.stream()).toList());
        more.add(joined);
        return joined;
    }

    CassandraServer cassandra() {
        return cassandra;
    }

    /**
     * How often each table of the database was written to and read from so far, as Cassandra itself counts it: {@code segment written}. The conditional
     * writes' own table is there too.
     */
    Map<String, Long> statements() {
        if (cql == null) cql = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).build();
        var counts = new TreeMap<String, Long>();
        for (var kind : List.of("write", "read")) {
            for (var row : cql.execute("SELECT keyspace_name, table_name, count FROM system_views.local_" + kind + "_latency")) {
                String table = row.getString(1);
                boolean ours = row.getString(0).equals(NodeUnderLoad.KEYSPACE) || table.startsWith("paxos");
                if (ours) counts.put(table + (kind.equals("write") ? " written" : " read"), row.getLong(2));
            }
        }
        return counts;
    }

    ElasticsearchServer elasticsearch() {
        return elasticsearch;
    }

    /** Ends the node in good order and starts another one on the same data, with options of its own besides the others. */
    void restart(List<String> own) {
        node.close();
        node = NodeUnderLoad.start(cassandra, elasticsearch, folder, Stream.concat(options.stream(), own.stream()).toList());
    }

    /** Kills the node and starts another one on the same data. */
    void killAndRestart() {
        node.kill();
        node = NodeUnderLoad.start(cassandra, elasticsearch, folder, options);
    }

    /** Sells these goods, with plenty of each in stock; returns when lists show them. */
    void sell(Goods goods) {
        String staff = staff();
        var imported = send(HttpRequest.newBuilder(node.url().resolve("/v1/admin/products/import?id=load")).header("Authorization", "Bearer " + staff)
                .header("Content-Type", "application/x-ndjson").POST(BodyPublishers.ofString(String.join("\n", goods.lines()))).build(), 200);
        if (imported.get("imported").asInt() != goods.count()) throw new IllegalStateException("Not all products were imported: " + imported);
        var skus = Collections.synchronizedList(Arrays.asList(goods.skuPaths())).iterator();
        var shoppers = Stream.generate(() -> new Stocking(skus)).limit(64).toList();
        var stocked = ClosedLoop.run(List.of(node.address()), shoppers, Collections.nCopies(64, staff), Duration.ZERO, Duration.ofMinutes(3), () -> { }, () -> { });
        if (stocked.errors() > 0 || stocked.operations() < goods.count()) throw new IllegalStateException("The shelves could not be filled: " + stocked.complaints());
        var list = HttpRequest.newBuilder(node.url().resolve("/v1/products?limit=10")).build();
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (send(list, 200).get("items").size() < 10) {
            if (System.nanoTime() > deadline) throw new IllegalStateException("The product list does not show what was imported a minute ago");
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    /** Tokens of that many guests. */
    List<String> guests(int count) {
        var tokens = new ArrayList<String>();
        for (int i = 0; i < count; i++) tokens.add(session("{}"));
        return tokens;
    }

    private String staff() {
        return session("{\"email\":\"admin@souk.local\",\"password\":\"" + NodeUnderLoad.STAFF_PASSWORD + "\"}");
    }

    /** Posts something as staff; gives what was made. */
    JsonNode order(String path, String body) {
        return post(path, staff(), UUID.randomUUID().toString(), body);
    }

    /** Claims a unit of a sale; gives the claim's id. */
    String claim(String path, String token) {
        return post(path, token, UUID.randomUUID().toString(), "{\"quantity\":1}").get("claimId").asText();
    }

    private JsonNode post(String path, String token, String key, String body) {
        return send(HttpRequest.newBuilder(node.url().resolve(path)).header("Authorization", "Bearer " + token).header("Idempotency-Key", key).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)).build(), 201);
    }

    private String session(String body) {
        return send(HttpRequest.newBuilder(node.url().resolve("/v1/sessions")).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)).build(), 201)
                .get("token").asText();
    }

    private static JsonNode send(HttpRequest request, int expected) {
        try {
            var response = HTTP.send(request, BodyHandlers.ofString());
            if (response.statusCode() != expected) {
                throw new IllegalStateException(request.method() + " " + request.uri().getPath() + " was answered " + response.statusCode() + ": " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri() + " failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        if (cql != null) cql.close();
        // One that leaves in order waits until the others have taken over what it has, which nobody needs any more.
        more.forEach(NodeUnderLoad::kill);
        if (node != null) node.close();
        cassandra.kill();
        elasticsearch.kill();
        delete(folder);
    }

    /** With all that is in it; complains about what stays. */
    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            System.err.println("The folder " + folder + " could not be removed: " + e.getMessage());
        }
    }
}
