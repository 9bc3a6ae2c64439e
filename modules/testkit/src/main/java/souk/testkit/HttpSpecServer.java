package souk.testkit;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import souk.platform.http.Edge;
import souk.platform.http.Endpoint;
import souk.platform.http.Health;
import souk.platform.http.Principal;
import souk.platform.http.Tokens;

/** The real HTTP edge on a free loopback port, serving a few endpoints and nothing below them. */
public final class HttpSpecServer implements AutoCloseable {
    private static final String SETTINGS = """
            akka { actor.provider = local, loglevel = WARNING, loggers = ["akka.event.slf4j.Slf4jLogger"], coordinated-shutdown.exit-jvm = off, coordinated-shutdown.run-by-jvm-shutdown-hook = off }
            souk.http { port = 0, token-key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" }
            souk.privacy.master-key = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="
            """;
    private final ActorSystem<Void> system;
    private final Tokens tokens;
    private final HttpSpec nobody;

    private HttpSpecServer(List<Endpoint> endpoints, Config config) {
        system = ActorSystem.create(Behaviors.empty(), "http-spec", config);
        var edge = Edge.start(system, endpoints, new Health(), Clock.systemUTC()).toCompletableFuture().join();
        tokens = Tokens.of(config, Clock.systemUTC());
        nobody = HttpSpec.at("http://127.0.0.1:" + edge.port());
    }

    /** The configuration that {@link #serving} uses, for what builds the endpoints. */
    public static Config config() {
        return ConfigFactory.parseString(SETTINGS).withFallback(ConfigFactory.parseResources("souk-http.conf")).withFallback(ConfigFactory.load()).resolve();
    }

    public static HttpSpecServer serving(List<Endpoint> endpoints) {
        return new HttpSpecServer(endpoints, config());
    }

    /** Serves with this configuration, made from {@link #config}. */
    public static HttpSpecServer serving(List<Endpoint> endpoints, Config config) {
        return new HttpSpecServer(endpoints, config);
    }

    /** A visitor without a token. */
    public HttpSpec nobody() {
        return nobody;
    }

    /** A visitor with a token of this principal. */
    public HttpSpec as(Principal principal) {
        return nobody.withToken(tokens.issue(principal, Duration.ofHours(1)).token());
    }

    @Override
    public void close() {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("The actor system of the test did not stop", e);
        }
    }
}
