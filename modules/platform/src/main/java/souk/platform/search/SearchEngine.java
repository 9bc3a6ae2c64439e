package souk.platform.search;

import co.elastic.clients.json.JsonpSerializable;
import co.elastic.clients.json.JsonpUtils;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.http.Header;
import org.apache.http.HttpHost;
import org.apache.http.entity.ContentType;
import org.apache.http.message.BasicHeader;
import org.apache.http.nio.conn.ssl.SSLIOSessionStrategy;
import org.apache.http.nio.entity.NByteArrayEntity;
import org.apache.http.util.EntityUtils;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.Response;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.ResponseListener;
import org.elasticsearch.client.RestClient;
import souk.platform.metrics.SearchMeter;
import souk.platform.tls.Tls;

/**
 * A node's one client of Elasticsearch, {@code souk.elasticsearch} of the configuration. It connects when it is first used, so a node
 * starts without Elasticsearch, and lives on when it goes away.
 *
 * <p>Every call completes with the answer, or exceptionally with {@link Unavailable} (not now: nobody there, too slow, overloaded) or
 * {@link Refused} (it said no). At most {@code max-in-flight} calls are under way; one more is unavailable at once, so that a hanging
 * Elasticsearch holds no more than that.
 *
 * <p>Builds on Elasticsearch's low-level <a href="https://www.elastic.co/docs/reference/elasticsearch/clients/java/transport/rest-client/">REST client</a>.
 */
public final class SearchEngine implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JacksonJsonpMapper QUERIES = new JacksonJsonpMapper();

    /** Elasticsearch cannot answer now. */
    public static final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String why) {
            super(why, null, false, false);
        }
    }

    /** Elasticsearch refused a request; which and why is in the message. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String type;

        Refused(int status, String type, String message) {
            super(message, null, false, true);
            this.status = status;
            this.type = type;
        }

        public int status() {
            return status;
        }

        /** Elasticsearch's name for it ({@code index_not_found_exception}), or empty. */
        public String type() {
            return type;
        }
    }

    private final Config config;
    private final Map<Class<?>, Object> shared = new ConcurrentHashMap<>();
    private RestClient client;
    private Semaphore room;
    /** Null where no URL is https. */
    private volatile Tls tls;
    private Duration patience;
    private final SearchMeter meter = new SearchMeter(failure -> cause(failure) instanceof Unavailable);
    private boolean closed;

    private SearchEngine(Config config) {
        this.config = config;
    }

    /** @param config the whole configuration; read when the first call is made */
    public static SearchEngine of(Config config) {
        return new SearchEngine(config);
    }

    /** A query of Elasticsearch's own classes as JSON. */
    public static ObjectNode tree(JsonpSerializable value) {
        try {
            return (ObjectNode) JSON.readTree(JsonpUtils.toJsonString(value, QUERIES));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What names of indices of this shop begin with, so that several shops can share one Elasticsearch. */
    public String prefix() {
        return config.getString("souk.elasticsearch.prefix");
    }

    /** What the users of this client share on their node, one of a kind; made when it is first asked for. */
    public <T> T shared(Class<T> kind, Supplier<T> made) {
        return kind.cast(shared.computeIfAbsent(kind, any -> made.get()));
    }

    /** The mapper of requests and answers. */
    public static ObjectMapper json() {
        return JSON;
    }

    /**
     * Sends a request with a JSON body, or none ({@code null}), within the configured time.
     *
     * @param path with its query, each part of it encoded
     */
    public CompletableFuture<JsonNode> send(String method, String path, JsonNode body) {
        return send(method, path, body, null);
    }

    /** The same with another time, for what takes long. */
    public CompletableFuture<JsonNode> send(String method, String path, JsonNode body, Duration within) {
        try {
            return meter.timed(exchange(method, path, body == null ? null : JSON.writeValueAsBytes(body), ContentType.APPLICATION_JSON, within));
        } catch (JsonProcessingException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Sends lines of JSON ({@code _bulk}, {@code _msearch}). */
    public CompletableFuture<JsonNode> sendLines(String method, String path, byte[] lines, Duration within) {
        return meter.timed(exchange(method, path, lines, ContentType.create("application/x-ndjson", StandardCharsets.UTF_8), within));
    }

    private CompletableFuture<JsonNode> exchange(String method, String path, byte[] body, ContentType type, Duration within) {
        RestClient open;
        try {
            open = client();
            if (tls != null) tls.look();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        if (!room.tryAcquire()) return CompletableFuture.failedFuture(new Unavailable("Elasticsearch has too much to do: as many requests as souk.elasticsearch.max-in-flight are under way"));
        var result = new CompletableFuture<JsonNode>();
        var request = new Request(method, path);
        if (body != null) request.setEntity(new NByteArrayEntity(body, type));
        org.elasticsearch.client.Cancellable call;
        try {
            call = open.performRequestAsync(request, new ResponseListener() {
                @Override
                public void onSuccess(Response response) {
                    room.release();
                    // The client takes 404 for an answer where nothing but the status can be seen.
                    int status = response.getStatusLine().getStatusCode();
                    if (status >= 400) result.completeExceptionally(new Refused(status, "", method + " " + path + " was answered " + status));
                    else finish(result, response);
                }

                @Override
                public void onFailure(Exception failure) {
                    room.release();
                    if (failure instanceof ResponseException refused) result.completeExceptionally(refusal(method + " " + path, refused));
                    else result.completeExceptionally(new Unavailable("Elasticsearch does not answer: " + failure));
                }
            });
        } catch (RuntimeException stopped) {
            room.release();
            return CompletableFuture.failedFuture(new Unavailable("The client of Elasticsearch is closed"));
        }
        var time = within == null ? patience : within;
        var answer = new CompletableFuture<JsonNode>();
        result.orTimeout(time.toMillis(), TimeUnit.MILLISECONDS).whenComplete((value, failure) -> {
            if (failure == null) {
                answer.complete(value);
            } else if (cause(failure) instanceof TimeoutException) {
                call.cancel();
                answer.completeExceptionally(new Unavailable("Elasticsearch did not answer " + method + " " + path.replaceFirst("\\?.*", "") + " within " + time.toMillis() + " ms"));
            } else {
                answer.completeExceptionally(cause(failure));
            }
        });
        return answer;
    }

    /** The reason itself, without the wrappings of stages. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? cause(failure.getCause()) : failure;
    }

    private static void finish(CompletableFuture<JsonNode> result, Response response) {
        try {
            if (response.getEntity() == null) result.complete(JsonNodeFactory.instance.missingNode());
            else result.complete(JSON.readTree(EntityUtils.toByteArray(response.getEntity())));
        } catch (IOException e) {
            result.completeExceptionally(new Unavailable("Elasticsearch's answer broke off: " + e));
        }
    }

    private static RuntimeException refusal(String request, ResponseException refused) {
        int status = refused.getResponse().getStatusLine().getStatusCode();
        JsonNode body;
        try {
            body = JSON.readTree(EntityUtils.toByteArray(refused.getResponse().getEntity()));
        } catch (IOException | IllegalArgumentException e) {
            body = JsonNodeFactory.instance.missingNode();
        }
        var error = body.path("error");
        String text = request + " was answered " + status + ": " + error.path("type").asText() + ", " + error.path("reason").asText(error.toString())
                + error.path("root_cause").path(0).path("reason").asText("");
        return status == 429 || status >= 500 ? new Unavailable(text) : new Refused(status, error.path("type").asText(), text);
    }

    private synchronized RestClient client() {
        if (closed) throw new Unavailable("The client of Elasticsearch is closed");
        if (client == null) client = connect();
        return client;
    }

    private RestClient connect() {
        var own = config.getConfig("souk.elasticsearch");
        patience = own.getDuration("request-timeout");
        room = new Semaphore(own.getInt("max-in-flight"));
        var hosts = own.getStringList("urls").stream().map(URI::create).map(url -> new HttpHost(url.getHost(), url.getPort(), url.getScheme())).toArray(HttpHost[]::new);
        int connections = own.getInt("connections");
        int socketTimeout = (int) own.getDuration("socket-timeout").toMillis();
        int connectTimeout = (int) own.getDuration("connect-timeout").toMillis();
        if (Arrays.stream(hosts).anyMatch(host -> host.getSchemeName().equals("https"))) tls = Tls.client(own.getConfig("tls"), "souk.elasticsearch.tls");
        var encrypted = tls == null ? null : new SSLIOSessionStrategy(tls.context(), Tls.protocols(), Tls.ciphers(), SSLIOSessionStrategy.getDefaultHostnameVerifier());
        return RestClient.builder(hosts).setDefaultHeaders(credentials(own))
                .setRequestConfigCallback(request -> request.setConnectTimeout(connectTimeout).setSocketTimeout(socketTimeout).setConnectionRequestTimeout(socketTimeout))
                .setHttpClientConfigCallback(http -> http.setSSLStrategy(encrypted).setMaxConnPerRoute(connections).setMaxConnTotal(connections * Math.max(1, hosts.length)))
                .build();
    }

    private static Header[] credentials(Config own) {
        String apiKey = own.getString("api-key");
        String user = own.getString("user");
        if (!apiKey.isEmpty()) return new Header[] {new BasicHeader("Authorization", "ApiKey " + apiKey)};
        if (user.isEmpty()) return new Header[0];
        var pair = (user + ":" + own.getString("password")).getBytes(StandardCharsets.UTF_8);
        return new Header[] {new BasicHeader("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair))};
    }

    /** Whether a call failed because such a thing does not exist (yet). */
    public static boolean notThere(Throwable failure) {
        return cause(failure) instanceof Refused refused && refused.status() == 404;
    }

    /** Whether a call failed because something of that name exists already. */
    public static boolean alreadyThere(Throwable failure) {
        return cause(failure) instanceof Refused refused && List.of("resource_already_exists_exception", "invalid_alias_name_exception").contains(refused.type());
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (client == null) return;
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
