package souk.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import souk.devservices.CassandraServer;
import souk.devservices.ElasticsearchServer;

/**
 * Gives tests ({@link InKillableShop}) a {@link RealShop} of one node with a Cassandra and an Elasticsearch of its own, all of which they
 * may kill. A start costs half a minute, so all classes of this JVM share it, each with products and shoppers of its own, and every test
 * finds it in order.
 */
final class KillableShop implements ParameterResolver {
    /** The shop, its servers and their data; all of it goes when the last test has ended. */
    private static final class Premises implements AutoCloseable {
        private final Path folder;
        private final CassandraServer cassandra;
        private final ElasticsearchServer elasticsearch;
        private final RealShop shop;

        private Premises(Path folder) {
            this.folder = folder;
            var searching = CompletableFuture.supplyAsync(() -> ElasticsearchServer.start(ElasticsearchServer.Config.small(folder.resolve("elasticsearch"))));
            cassandra = CassandraServer.start(CassandraServer.Config.small(folder.resolve("cassandra")));
            elasticsearch = searching.join();
            shop = RealShop.start(folder, cassandra, elasticsearch, 1);
        }

        private static Premises open() {
            try {
                return new Premises(Files.createTempDirectory("souk-killable-shop-"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private RealShop inOrder() {
            if (!cassandra.isAlive()) cassandra.restart();
            if (!elasticsearch.isAlive()) elasticsearch.restart();
            shop.node().awaitReady();
            return shop;
        }

        @Override
        public void close() throws IOException {
            shop.close();
            cassandra.kill();
            elasticsearch.kill();
            try (var all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RealShop.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(KillableShop.class)).getOrComputeIfAbsent("premises", key -> Premises.open(), Premises.class).inOrder();
    }
}
