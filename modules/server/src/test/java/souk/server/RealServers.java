package souk.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import souk.devservices.CassandraServer;
import souk.devservices.ElasticsearchServer;

/**
 * A Cassandra and an Elasticsearch that tests may kill. One pair for all test classes of this JVM (they come one after the other), given
 * to them as a parameter; each class has a {@link RealShop} of its own on it.
 */
final class RealServers implements AutoCloseable {
    final Path home;
    final CassandraServer cassandra;
    final ElasticsearchServer elasticsearch;

    private RealServers(Path home) {
        this.home = home;
        var searching = CompletableFuture.supplyAsync(() -> ElasticsearchServer.start(ElasticsearchServer.Config.small(home.resolve("elasticsearch"))));
        cassandra = CassandraServer.start(CassandraServer.Config.small(home.resolve("cassandra")));
        elasticsearch = searching.join();
    }

    private static RealServers start() {
        try {
            return new RealServers(Files.createTempDirectory("souk-real-servers-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a test killed and did not start again is started now. */
    RealServers inOrder() {
        if (!cassandra.isAlive()) cassandra.restart();
        if (!elasticsearch.isAlive()) elasticsearch.restart();
        return this;
    }

    @Override
    public void close() throws IOException {
        cassandra.kill();
        elasticsearch.kill();
        try (var all = Files.walk(home)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
        }
    }

    /** {@code @ExtendWith} this to be given the servers. */
    static final class Given implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == RealServers.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot().getStore(Namespace.create(RealServers.class)).getOrComputeIfAbsent("servers", key -> start(), RealServers.class).inOrder();
        }
    }
}
