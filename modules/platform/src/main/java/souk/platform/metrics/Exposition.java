package souk.platform.metrics;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.util.ByteString;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import kamon.Kamon;
import kamon.prometheus.PrometheusReporter;
import kamon.util.Filter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where Prometheus fetches the metrics of this process: {@code GET /metrics}, on a port of its own, without a token. Instruments belong to
 * the process, so several nodes in one JVM (tests) tell the same.
 *
 * <p>Builds on Kamon's <a href="https://kamon.io/docs/latest/reporters/prometheus/">Prometheus reporter</a>, without its server.
 */
public final class Exposition {
    private static final Logger LOG = LoggerFactory.getLogger(Exposition.class);
    private static final String FORM = "text/plain; version=0.0.4; charset=utf-8";
    private static PrometheusReporter reporter;

    private Exposition() {}

    /**
     * Serves the metrics as {@code souk.metrics} says.
     *
     * @return the port, if there is one; {@code -1} in the configuration stands for any that is free
     * @throws IllegalStateException when the port is taken
     */
    public static Optional<Integer> start(ActorSystem<?> system) {
        Config config = system.settings().config();
        int port = config.getInt("souk.metrics.port");
        if (port == 0) return Optional.empty();
        String host = config.getString("souk.metrics.host");
        var source = report(config.withFallback(ConfigFactory.defaultReference()).resolve());
        var form = ContentTypes.parse(FORM);
        try {
            var binding = Http.get(system).newServerAt(host, Math.max(0, port)).bindSync(request -> {
                request.discardEntityBytes(system);
                return answer(request, source, form);
            }).toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
            CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "metrics-unbind", () -> binding.unbind().thenApply(x -> Done.getInstance()));
            LOG.info("Metrics at http://{}:{}/metrics", host, binding.localAddress().getPort());
            return Optional.of(binding.localAddress().getPort());
        } catch (CompletionException taken) {
            throw new IllegalStateException("Metrics cannot be served at " + host + ":" + port + " (souk.metrics): " + taken.getCause().getMessage(), taken);
        }
    }

    private static synchronized PrometheusReporter report(Config config) {
        if (reporter == null) {
            Kamon.initWithoutAttaching(config);
            reporter = new PrometheusReporter("kamon.prometheus", config);
            // Its own affairs are not ours.
            Kamon.addReporter("prometheus", reporter, Filter.fromRegex("(souk|jvm)\\..*"));
        }
        return reporter;
    }

    private static HttpResponse answer(HttpRequest request, PrometheusReporter source, ContentType form) {
        boolean known = request.getUri().path().equals("/metrics") && request.method().value().equals("GET");
        if (!known) return HttpResponse.create().withStatus(StatusCodes.NOT_FOUND);
        return HttpResponse.create().withEntity(HttpEntities.create(form, ByteString.fromString(source.scrapeData())));
    }
}
