package souk.server.dev;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import souk.devservices.DevServicesException;

/** The options by which a command that reads the logs of a shop is told where they are, if it is not the shop of this checkout. */
final class LogsOfShop {
    @Option(names = "--config", paramLabel = "FILE", description = "The shop of this node's configuration, instead of the one in this checkout.")
    private Path file;
    @Option(names = "--cassandra", paramLabel = "HOST:PORT", description = "The shop in this Cassandra, instead of the one in this checkout.")
    private String cassandra;
    @Option(names = "--keyspace", description = "With --cassandra or --config: the shop's keyspace.")
    private String keyspace;
    @Option(names = "--datacenter", description = "With --cassandra or --config: the data centre that is asked.")
    private String datacenter;

    /** Finds the shop of this checkout. */
    @FunctionalInterface
    interface OfCheckout {
        Layout find() throws IOException;
    }

    /** The configuration of a node, as far as it says where the logs are. */
    Config config(OfCheckout checkout) throws IOException {
        Map<String, Object> own = new HashMap<>();
        if (cassandra != null) own.put("souk.cassandra.contact-point", cassandra);
        if (keyspace != null) own.put("souk.cassandra.keyspace", keyspace);
        if (datacenter != null) own.put("souk.cassandra.datacenter", datacenter);
        if (file != null && !Files.isReadable(file)) throw new DevServicesException("There is no file " + file + " that can be read.");
        if (file == null && cassandra == null) own.putAll(checkout.find().nodeConfig(0));
        Config base = file == null ? ConfigFactory.parseResources("application.conf") : ConfigFactory.parseFile(file.toFile());
        return ConfigFactory.parseMap(own).withFallback(base).withFallback(ConfigFactory.defaultReferenceUnresolved());
    }
}
