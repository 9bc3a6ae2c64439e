package souk.server.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Fills a new shop with 19,406 real products and stock for each, over the public HTTP API. Interrupted, it goes on where it stopped:
 * the import knows its last line, and only SKUs that were never counted are counted, so that nothing sold meanwhile comes back.
 */
public final class DemoShop implements FirstStart {
    static final String PRODUCTS = "/souk/demo-shop/products.ndjson.gz";
    private static final String IMPORT = "/v1/admin/products/import?id=demo-shop";
    private static final String PROGRESS = "/v1/admin/products/imports/demo-shop";
    private static final String LOCATION = "main";
    private static final int SIDE_BY_SIDE = 64;
    private static final int TRIES = 20;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration FOUND_WITHIN = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How much there is of a SKU: 20 to 519 pieces, the same in every demo shop. */
    public static int onHand(String sku) {
        var crc = new CRC32();
        crc.update(sku.getBytes(UTF_8));
        return 20 + (int) (crc.getValue() % 500);
    }

    @Override
    public void fill(URI shop, String adminPassword, PrintStream progress) throws IOException, InterruptedException {
        var session = new Session(shop, adminPassword);
        List<String> skus = skus();
        boolean begunBefore = session.send(session.request(PROGRESS).GET()).statusCode() == 200;
        importProducts(session, skus.size(), progress);
        count(session, skus, begunBefore, progress);
        awaitSearch(session, skus.size(), progress);
    }

    /** The shop is open when its products can be found. */
    private static void awaitSearch(Session session, int products, PrintStream progress) throws IOException, InterruptedException {
        long end = System.nanoTime() + FOUND_WITHIN.toNanos();
        try (var bar = bar("Search index", products, progress)) {
            while (true) {
                var answer = session.send(session.request("/v1/search?filter=available:true&limit=1").GET());
                long found = answer.statusCode() == 200 ? JSON.readTree(answer.body()).path("total").asLong() : 0;
                bar.stepTo(found);
                if (found >= products) return;
                if (System.nanoTime() > end) throw new IllegalStateException("Only " + found + " of " + products + " products could be found after " + FOUND_WITHIN.toMinutes() + " minutes; the log of the node says why.");
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    private static void importProducts(Session session, int products, PrintStream progress) throws IOException, InterruptedException {
        var upload = session.http.sendAsync(session.request(IMPORT).header("Content-Type", "application/x-ndjson")
                .timeout(Duration.ofMinutes(10)).POST(BodyPublishers.ofInputStream(DemoShop::products)).build(), BodyHandlers.ofString());
        try (var bar = bar("Products", products, progress)) {
            while (!upload.isDone()) {
                Thread.sleep(PAUSE.toMillis());
                var answer = session.send(session.request(PROGRESS).GET());
                if (answer.statusCode() == 200) bar.stepTo(JSON.readTree(answer.body()).path("lines").asLong());
            }
            var answer = Session.require(200, upload.join());
            JsonNode report = JSON.readTree(answer.body());
            bar.stepTo(report.path("lines").asLong());
            if (report.path("imported").asInt() != products) {
                throw new IllegalStateException("Of " + products + " products of the demo shop " + report.path("imported").asInt() + " were imported: " + answer.body());
            }
        }
    }

    private static void count(Session session, List<String> skus, boolean begunBefore, PrintStream progress) throws InterruptedException {
        var places = new Semaphore(SIDE_BY_SIDE);
        var failure = new AtomicReference<Throwable>();
        try (var bar = bar("Stock", skus.size(), progress)) {
            for (String sku : skus) {
                places.acquire();
                if (failure.get() != null) break;
                (begunBefore ? countOnce(session, sku) : count(session, sku)).whenComplete((done, failed) -> {
                    if (failed != null) failure.compareAndSet(null, failed);
                    bar.step();
                    places.release();
                });
            }
            places.acquire(SIDE_BY_SIDE);
        }
        if (failure.get() != null) throw new IllegalStateException("The stock of the demo shop could not be counted; start again to go on: " + failure.get().getMessage(), failure.get());
    }

    private static CompletableFuture<HttpResponse<String>> countOnce(Session session, String sku) {
        return session.patiently(session.request("/v1/stock/" + sku).GET(), TRIES)
                .thenCompose(stock -> isCounted(stock) ? CompletableFuture.completedFuture(stock) : count(session, sku));
    }

    private static CompletableFuture<HttpResponse<String>> count(Session session, String sku) {
        var body = BodyPublishers.ofString("{\"onHand\":" + onHand(sku) + "}");
        return session.patiently(session.request("/v1/admin/stock/" + sku + "/" + LOCATION).header("Content-Type", "application/json").PUT(body), TRIES)
                .thenApply(answer -> answer.statusCode() == 200 ? answer : Session.require(201, answer));
    }

    private static boolean isCounted(HttpResponse<String> stock) {
        try {
            return stock.statusCode() == 200 && !JSON.readTree(stock.body()).path("locations").isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException("The shop's answer is not JSON: " + stock.body(), e);
        }
    }

    private static List<String> skus() throws IOException {
        var skus = new ArrayList<String>();
        try (var lines = new BufferedReader(new InputStreamReader(products(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                for (JsonNode variant : JSON.readTree(line).path("variants")) skus.add(variant.path("sku").asText());
            }
        }
        return skus;
    }

    private static InputStream products() {
        try {
            return new GZIPInputStream(DemoShop.class.getResourceAsStream(PRODUCTS), 1 << 16);
        } catch (IOException e) {
            throw new UncheckedIOException("The demo shop's products cannot be read", e);
        }
    }

    private static ProgressBar bar(String task, long max, PrintStream out) {
        return new ProgressBarBuilder().setTaskName(task).setInitialMax(max).setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis((int) PAUSE.toMillis())
                .setConsumer(new ConsoleProgressBarConsumer(out, 80)).build();
    }

    /** The administrator, logged in. */
    private static final class Session {
        final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10)).build();
        private final URI shop;
        private final String token;

        Session(URI shop, String password) throws IOException, InterruptedException {
            this.shop = shop;
            String body = JSON.writeValueAsString(Map.of("email", "admin@souk.local", "password", password));
            var request = HttpRequest.newBuilder(shop.resolve("/v1/sessions")).timeout(Duration.ofSeconds(30)).header("Content-Type", "application/json");
            token = JSON.readTree(require(201, send(request.POST(BodyPublishers.ofString(body)))).body()).path("token").asText();
        }

        HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(shop.resolve(path)).timeout(Duration.ofSeconds(30)).header("Authorization", "Bearer " + token);
        }

        HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            return http.send(request.build(), BodyHandlers.ofString());
        }

        /** Sends it again while the shop says that it cannot right now. */
        CompletableFuture<HttpResponse<String>> patiently(HttpRequest.Builder request, int tries) {
            return http.sendAsync(request.build(), BodyHandlers.ofString()).thenCompose(answer -> {
                boolean later = answer.statusCode() == 503 || answer.statusCode() == 429;
                if (!later || tries == 1) return CompletableFuture.completedFuture(answer);
                var pause = CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                return CompletableFuture.runAsync(() -> { }, pause).thenCompose(waited -> patiently(request, tries - 1));
            });
        }

        static HttpResponse<String> require(int status, HttpResponse<String> answer) {
            if (answer.statusCode() == status) return answer;
            throw new IllegalStateException(answer.request().method() + " " + answer.request().uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
    }
}
