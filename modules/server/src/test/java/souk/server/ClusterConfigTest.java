package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import souk.platform.http.Tokens;
import souk.platform.partition.PartitionSettings;

/** The profiles in {@code cluster-config}: what they set exists, and they are complete once the environment has what they name. */
class ClusterConfigTest {
    private static final Path FOLDER = Path.of("..", "..", "cluster-config");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\??(SOUK_[A-Z_]+)}");
    private static final Map<String, String> ENVIRONMENT = Map.of("SOUK_ADMIN_PASSWORD", "a-password-for-tests", "SOUK_HOST", "souk-1.example",
            "SOUK_TOKEN_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "SOUK_MASTER_KEY", "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=", "SOUK_CASSANDRA_CONTACT_POINT", "cassandra.example:9042", "SOUK_ELASTICSEARCH_URL", "http://search.example:9200");
    /** Akka's discovery looks for it, and has no default. */
    private static final String HOSTS = "akka.discovery.config.services.souk.";
    /** Settings that the platform looks for and that have no default. */
    private static final Set<String> WITHOUT_DEFAULT = Set.of("souk.mode", "souk.cassandra.username", "souk.cassandra.password");

    static List<Path> profiles() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
        }
    }

    private static Config node(String profile, Map<String, String> environment) {
        var own = ConfigFactory.parseFile(FOLDER.resolve(profile).toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
        return own.withFallback(ConfigFactory.defaultReferenceUnresolved()).withFallback(ConfigFactory.parseMap(environment))
                .resolve(ConfigResolveOptions.defaults().setUseSystemEnvironment(false));
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void aProfileSetsOnlyWhatExists(Path profile) {
        var without = ConfigParseOptions.defaults().setAllowMissing(false).setIncluder(new NoIncludes());
        var own = ConfigFactory.parseFile(profile.toFile(), without).withFallback(ConfigFactory.parseMap(ENVIRONMENT))
                .resolve(ConfigResolveOptions.defaults().setUseSystemEnvironment(false).setAllowUnresolved(true));
        var defaults = ConfigFactory.parseResources("souk-node.conf").withFallback(ConfigFactory.defaultReferenceUnresolved()).resolve();
        var unknown = new TreeSet<String>();
        paths("", own.root(), unknown);
        unknown.removeIf(path -> path.startsWith(HOSTS) || ENVIRONMENT.containsKey(path) || WITHOUT_DEFAULT.contains(path) || defaults.hasPathOrNull(path));
        assertThat(unknown).as("settings of " + profile + " that nobody reads").isEmpty();
    }

    private static void paths(String prefix, ConfigObject object, Set<String> into) {
        object.forEach((key, value) -> {
            if (value instanceof ConfigObject inner) paths(prefix + key + ".", inner, into);
            else into.add(prefix + key);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"local.conf", "hosts.conf", "kubernetes.conf"})
    void aNodeStartsFromIt(String profile) {
        Config config = node(profile, ENVIRONMENT);
        assertThat(config.getStringList("souk.cassandra.contact-points")).isNotEmpty().allMatch(contact -> contact.matches("[^:]+:\\d+"));
        assertThat(config.getInt("souk.partitions.default")).isPositive();
        assertThat(config.getString("souk.customers.staff.password")).isEqualTo("a-password-for-tests");
        assertThat(config.getString("akka.actor.provider")).isEqualTo("cluster");
        PartitionSettings.from(config.getConfig("souk.partition"));
        Tokens.of(config, Clock.systemUTC());
    }

    @Test
    void severalHostsKeepThreeCopiesAndMakeNothingUp() {
        Config config = node("hosts.conf", ENVIRONMENT);
        assertThat(config.getString("souk.mode")).isEqualTo("production");
        assertThat(config.getString("souk.cassandra.replication")).contains("NetworkTopologyStrategy", "'" + config.getString("souk.cassandra.datacenter") + "': 3");
        assertThat(config.getBoolean("souk.create-schema")).isFalse();
        var hosts = config.getConfigList("akka.discovery.config.services.souk.endpoints");
        assertThat(hosts).hasSizeGreaterThanOrEqualTo(3).allSatisfy(host -> assertThat(host.getInt("port")).isEqualTo(config.getInt("souk.management.port")))
                .anySatisfy(host -> assertThat(host.getString("host")).isEqualTo(config.getString("souk.management.host")));
        assertThat(config.getInt("souk.cluster.required-contact-points")).as("more than half of the hosts").isGreaterThan(hosts.size() / 2);
        assertThat(config.getString("souk.cluster.seeds")).as("one way only to find a cluster").isEmpty();
        for (String secret : List.of("SOUK_ADMIN_PASSWORD", "SOUK_TOKEN_KEY", "SOUK_MASTER_KEY", "SOUK_HOST")) {
            var incomplete = new HashMap<>(ENVIRONMENT);
            incomplete.remove(secret);
            assertThatThrownBy(() -> node("hosts.conf", incomplete)).isInstanceOf(ConfigException.UnresolvedSubstitution.class).hasMessageContaining(secret);
        }
    }

    @Test
    void aNodeOnOneMachineAsksNobodyAndListensNowhereElse() {
        Config config = node("local.conf", ENVIRONMENT);
        assertThat(config.getString("souk.cluster.discovery")).isEqualTo("none");
        assertThat(config.getString("souk.management.host")).isEqualTo("127.0.0.1");
        assertThat(config.getString("akka.management.http.hostname")).isEqualTo("127.0.0.1");
    }

    @Test
    void theFirstNodeIsToldToCreateTheTables() {
        var first = new HashMap<>(ENVIRONMENT);
        first.put("SOUK_CREATE_SCHEMA", "on");
        first.put("SOUK_CASSANDRA_USERNAME", "souk");
        first.put("SOUK_CASSANDRA_PASSWORD", "secret");
        Config config = node("hosts.conf", first);
        assertThat(config.getBoolean("souk.create-schema")).isTrue();
        assertThat(config.getString("souk.cassandra.username") + " " + config.getString("souk.cassandra.password")).isEqualTo("souk secret");
    }

    @Test
    void theReadmeNamesEveryVariable() throws IOException {
        String readme = Files.readString(FOLDER.resolve("README.md"));
        var named = new TreeSet<String>();
        for (Path profile : profiles()) VARIABLE.matcher(Files.readString(profile)).results().forEach(found -> named.add(found.group(1)));
        assertThat(named).isNotEmpty();
        assertThat(named.stream().filter(variable -> !readme.contains("`" + variable + "`")).collect(Collectors.toList())).isEmpty();
    }

    /** Leaves out what a file includes. */
    private static final class NoIncludes implements ConfigIncluder, ConfigIncluderClasspath {
        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
            return this;
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            return ConfigFactory.empty().root();
        }

        @Override
        public ConfigObject includeResources(ConfigIncludeContext context, String what) {
            return ConfigFactory.empty().root();
        }
    }
}
