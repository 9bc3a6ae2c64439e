package souk.platform.http;

import akka.Done;
import akka.NotUsed;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.http.scaladsl.ConnectionContext;
import akka.http.scaladsl.Http;
import akka.http.scaladsl.Http$;
import akka.http.scaladsl.model.HttpRequest;
import akka.http.scaladsl.model.HttpResponse;
import akka.http.scaladsl.model.headers.Connection;
import akka.http.scaladsl.model.headers.Connection$;
import akka.stream.Materializer;
import akka.stream.scaladsl.BidiFlow;
import akka.stream.scaladsl.Flow;
import akka.stream.scaladsl.Flow$;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import scala.compat.java8.FutureConverters;
import scala.concurrent.duration.FiniteDuration;
import souk.platform.tls.Tls;

/**
 * The HTTP server: serves a list of endpoints, and beside them health and {@code /openapi.json}. Stops with the actor system's coordinated
 * shutdown: readiness ends at once, and from then on every answer closes its connection, so that clients go elsewhere without losing
 * one; for {@code souk.http.notice} everything is served as before; then no more connections are taken, then requests under way are
 * answered.
 */
public final class Edge {
    private static final Duration ON_THE_WAY = Duration.ofMillis(100);
    private static final int SWITCHED = 101;
    static final Connection CLOSE = Connection$.MODULE$.apply("close", Responses.none());

    private final Http.ServerBinding binding;
    private final Health health;
    private final EdgeSettings settings;

    private Edge(Http.ServerBinding binding, Health health, EdgeSettings settings) {
        this.binding = binding;
        this.health = health;
        this.settings = settings;
    }

    /**
     * Binds and serves; fails when the port is taken.
     *
     * @throws IllegalArgumentException when two endpoints are for the same requests, or a body's record is not one that can be read
     * @throws IllegalStateException    without a key for session tokens, or when something is wrong with the files of {@code souk.http.tls}
     */
    public static CompletionStage<Edge> start(ActorSystem<?> system, List<Endpoint> endpoints, Health health, InstantSource clock) {
        return start(system, endpoints, health, clock, SessionWatch.NONE, AuditTrail.NONE, Gate.open(system.settings().config()));
    }

    /** The same, where sessions can be ended, where it is kept what staff does, and where not everybody may come as often as they like. */
    public static CompletionStage<Edge> start(ActorSystem<?> system, List<Endpoint> endpoints, Health health, InstantSource clock, SessionWatch sessions, AuditTrail trail, Gate gate) {
        var config = system.settings().config();
        var settings = EdgeSettings.of(config);
        var tls = Tls.server(config, "souk.http.tls");
        var secret = TokenKey.of(config);
        var currencies = Currencies.known(config);

        var all = new ArrayList<>(endpoints);
        all.addAll(health.endpoints());
        if (settings.benchmarkRoute()) all.add(Benchmark.ENDPOINT);
        var contract = new CompletableFuture<byte[]>();
        all.add(OpenApi.endpoint(contract));
        var routes = all.stream().map(endpoint -> Route.of(endpoint, currencies)).toList();
        contract.complete(Json.write(OpenApi.contract(routes)));

        var router = new Router<Route>();
        routes.forEach(route -> router.add(route.endpoint(), route));
        var inFlight = new InFlight(settings.handlerTimeout());
        var dispatch = new Dispatch(router, new Tokens(secret, clock, settings.tokensKept()), sessions, trail, gate, new Cursors(secret), settings, Materializer.createMaterializer(system), inFlight);
        var sweeper = system.scheduler().scheduleAtFixedRate(Duration.ofSeconds(1), Duration.ofSeconds(1), inFlight::sweep, system.executionContext());

        var server = Http$.MODULE$.apply(system).newServerAt(settings.host(), settings.port()).withSettings(settings.server());
        var bound = tls.map(own -> server.enableHttps(ConnectionContext.httpsServer(own::engine))).orElse(server).bindFlow(connection(settings, dispatch, health));
        return FutureConverters.toJava(bound).thenApply(binding -> {
            var edge = new Edge(binding, health, settings);
            edge.stopWith(CoordinatedShutdown.get(system));
            CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "http-sweeper", () -> {
                sweeper.cancel();
                return CompletableFuture.completedFuture(Done.getInstance());
            });
            return edge;
        });
    }

    /** What every connection gets of its own: its requests are handled in their order. */
    @SuppressWarnings("unchecked")
    private static Flow<HttpRequest, HttpResponse, NotUsed> connection(EdgeSettings settings, Dispatch dispatch, Health health) {
        // Seen from Java, Scala's mapAsync does not say that it makes a flow.
        var handler = (Flow<HttpRequest, HttpResponse, NotUsed>) Flow$.MODULE$.<HttpRequest>apply().mapAsync(settings.server().pipeliningLimit(), dispatch::handle);
        var lastAnswers = (Flow<HttpRequest, HttpResponse, NotUsed>) handler.map(answer -> health.isStopping() && answer.status().intValue() != SWITCHED ? (HttpResponse) answer.addHeader(CLOSE) : answer);
        return BidiFlow.fromGraph(settings.patience()).join(lastAnswers);
    }

    /** The OpenAPI 3.1 document of these endpoints, without a server; for {@code currencies} the configuration is asked. */
    public static JsonNode contract(List<Endpoint> endpoints, Config config) {
        var currencies = Currencies.known(config);
        return OpenApi.contract(endpoints.stream().map(endpoint -> Route.of(endpoint, currencies)).toList());
    }

    /** The port that is served, also when 0, for any free one, was configured. */
    public int port() {
        return binding.localAddress().getPort();
    }

    private void stopWith(CoordinatedShutdown shutdown) {
        shutdown.addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "http-not-ready", () -> {
            health.stopping();
            return after(settings.notice());
        });
        shutdown.addTask(CoordinatedShutdown.PhaseServiceUnbind(), "http-unbind", () -> FutureConverters.toJava(binding.unbind()).thenApply(x -> Done.getInstance()));
        shutdown.addTask(CoordinatedShutdown.PhaseServiceRequestsDone(), "http-drain", this::drain);
    }

    private CompletionStage<Done> drain() {
        // The last answers may still be on their way to their sockets when their streams have ended: ending the actor system at once would drop them.
        return FutureConverters.toJava(binding.terminate(FiniteDuration.fromNanos(settings.drainTimeout().toNanos()))).thenCompose(x -> after(ON_THE_WAY));
    }

    private static CompletionStage<Done> after(Duration time) {
        if (time.isZero()) return CompletableFuture.completedFuture(Done.getInstance());
        return CompletableFuture.supplyAsync(Done::getInstance, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS));
    }
}
