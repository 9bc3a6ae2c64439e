package souk.loadtests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between a node and Elasticsearch, passes everything on and keeps the searches, so that the very same can be asked without the
 * node. Only for listening: nothing is measured through it.
 */
final class Recorder implements AutoCloseable {
    /** A search as the node sent it. */
    record Asked(String path, byte[] body) {}

    private final URI target;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Asked> searches = new CopyOnWriteArrayList<>();

    private Recorder(URI target, HttpServer server) {
        this.target = target;
        this.server = server;
    }

    static Recorder before(URI target) {
        try {
            var recorder = new Recorder(target, HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            recorder.server.createContext("/", recorder::pass);
            recorder.server.setExecutor(recorder.threads);
            recorder.server.start();
            return recorder;
        } catch (IOException e) {
            throw new UncheckedIOException("No port can be opened to listen to searches: " + e.getMessage(), e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What was searched since this was asked last, in order. */
    List<Asked> take() {
        var taken = List.copyOf(searches);
        searches.clear();
        return taken;
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            var uri = exchange.getRequestURI();
            if (uri.getPath().endsWith("/_search")) searches.add(new Asked(uri.toString(), body));
            var request = HttpRequest.newBuilder(target.resolve(uri)).method(exchange.getRequestMethod(), body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
            for (String header : List.of("Content-Type", "Accept", "Authorization")) {
                String value = exchange.getRequestHeaders().getFirst(header);
                if (value != null) request.header(header, value);
            }
            var answer = client.send(request.build(), BodyHandlers.ofByteArray());
            answer.headers().map().forEach((name, values) -> {
                if (!name.equalsIgnoreCase("content-length") && !name.equalsIgnoreCase("transfer-encoding") && !name.startsWith(":")) exchange.getResponseHeaders().put(name, values);
            });
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.statusCode(), head || answer.body().length == 0 ? -1 : answer.body().length);
            if (!head) exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
