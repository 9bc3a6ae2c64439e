package souk.testkit;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.http.Edge;
import souk.platform.http.Health;
import souk.platform.http.Principal;
import souk.platform.http.Tokens;

/**
 * The routes of some capabilities over a real HTTP server on a free loopback port, with their aggregates in memory
 * ({@link LocalEntities}); for routes that use no store.
 */
public final class RoutesSpec implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalEntities entities;
    private final ActorSystem<Void> system;
    private final Edge edge;
    private final Tokens tokens;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RoutesSpec(List<Capability> hosted, Capability served) {
        var config = ConfigFactory.parseString("""
                akka { actor.provider = local, loglevel = WARNING, coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off } }
                souk.http { port = 0, token-key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" }
                """).withFallback(ConfigFactory.parseResources("souk-http.conf")).resolve().withFallback(ConfigFactory.load());
        entities = new LocalEntities(hosted);
        tokens = Tokens.of(config, Clock.systemUTC());
        system = ActorSystem.create(Behaviors.empty(), "routes", config);
        var node = new Node(entities, null, config, Clock.systemUTC(), ForkJoinPool.commonPool());
        var endpoints = served.routes().stream().flatMap(routes -> routes.apply(node).stream()).toList();
        edge = Edge.start(system, endpoints, new Health(), Clock.systemUTC()).toCompletableFuture().join();
    }

    /** Serves the routes of one capability; hosts its aggregates and those of the capabilities it asks. */
    public static RoutesSpec serving(Capability served, Capability... asked) {
        var hosted = new java.util.ArrayList<>(List.of(asked));
        hosted.add(served);
        return new RoutesSpec(hosted, served);
    }

    public LocalEntities entities() {
        return entities;
    }

    /** A token of a guest. */
    public String guest(String id) {
        return token(new Principal(id, Principal.Kind.GUEST));
    }

    /** A token of a member of staff who may do everything. */
    public String admin() {
        return token(new Principal("admin", Principal.Kind.STAFF, Set.of(Principal.ADMIN)));
    }

    public String token(Principal principal) {
        return tokens.issue(principal, Duration.ofHours(1)).token();
    }

    /** Sends a request; a null token or body is left out, headers come as name, value, name, value. */
    public Reply send(String method, String path, String token, String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.port() + path)).timeout(Duration.ofSeconds(60))
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) request.header("Content-Type", "application/json");
        if (token != null) request.header("Authorization", "Bearer " + token);
        if (headers.length > 0) request.headers(headers);
        try {
            return new Reply(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + " was not answered", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An answer. */
    public record Reply(HttpResponse<String> response) {
        public int status() {
            return response.statusCode();
        }

        /** The header's value, null without one. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        public JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new UncheckedIOException("No JSON: " + response.body(), e);
            }
        }

        /** Status and, of a problem, its code: {@code 404 not-found}. */
        public String outcome() {
            return status() < 400 ? Integer.toString(status()) : status() + " " + json().path("code").asText();
        }

        @Override
        public String toString() {
            return status() + " " + response.body();
        }
    }

    @Override
    public void close() {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("The actor system did not stop", e);
        }
    }
}
