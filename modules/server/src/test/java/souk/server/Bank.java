package souk.server;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import souk.platform.Hmac;

/**
 * Who carries out payouts, over HTTP, and is no pleasure to work with: it answers late, fails or hangs up before or after it has paid, cannot tell at once, declines, and says how things stand twice, early and late. What it has
 * decided of a payout's id stays so, and stands in its book, which is the statement.
 */
final class Bank implements AutoCloseable {
    static final String SECRET = "hush";
    /** What a node waits for an answer. */
    static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int LATE = 1_600;
    /** So often it says something to a node that is not there, every two seconds. */
    private static final int TRIES = 15;
    private static final ObjectMapper JSON = new ObjectMapper();

    enum State { PENDING, PAID, DECLINED }

    /** What may become of a payout that was not asked for before. */
    private enum Fate { PAID, PAID_AND_LATE, PAID_AND_FAILED, PAID_AND_HUNG_UP, FAILED, HUNG_UP, DECLINED, PENDING }

    private static final List<Fate> FATES = List.of(Fate.PAID, Fate.PAID, Fate.PAID, Fate.PAID_AND_LATE, Fate.PAID_AND_FAILED, Fate.PAID_AND_FAILED, Fate.PAID_AND_HUNG_UP, Fate.PAID_AND_HUNG_UP, Fate.FAILED, Fate.HUNG_UP, Fate.DECLINED,
            Fate.PENDING, Fate.PENDING);

    /** An entry in its book. @param asked the body with which it was asked for */
    record Entry(String asked, long amount, String account, State state, String detail) {
        private Entry become(State next, String why) {
            return new Entry(asked, amount, account, next, why);
        }
    }

    private final WireMockServer server;
    private final Random random;
    private final Map<String, Entry> book = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final AtomicReference<Runnable> strike = new AtomicReference<>();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();
    private final ScheduledExecutorService messengers = Executors.newScheduledThreadPool(4);
    private volatile URI shop;
    private boolean calm;

    Bank(long seed) {
        random = new Random(seed);
        server = new WireMockServer(WireMockConfiguration.options().dynamicPort().disableRequestJournal().extensions(new Answers()));
        server.start();
        server.stubFor(any(anyUrl()).willReturn(ok()));
    }

    /** What a node is told of it. */
    String[] settings() {
        return new String[] {"-Dsouk.vendors.payouts.provider=http", "-Dsouk.vendors.payouts.http.url=http://127.0.0.1:" + server.port(), "-Dsouk.vendors.payouts.http.timeout=" + TIMEOUT.toMillis() + "ms",
            "-Dsouk.vendors.payouts.callbacks.secret=" + SECRET};
    }

    /** Whom it tells how things stand. */
    void knows(URI node) {
        shop = node;
    }

    /** The next time that something is written into its book, this is done before anybody is answered. */
    void beforeItAnswers(Runnable that) {
        strike.set(that);
    }

    /** From now on it does what it is asked, and says so at once. */
    synchronized void calmsDown() {
        calm = true;
    }

    synchronized Map<String, Entry> book() {
        return Map.copyOf(book);
    }

    /** What nobody should have asked of it, or answered to it. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    @Override
    public synchronized String toString() {
        return counts.toString();
    }

    // ---- what it is asked

    private final class Answers implements ResponseDefinitionTransformerV2 {
        @Override
        public String getName() {
            return "bank";
        }

        @Override
        public ResponseDefinition transform(ServeEvent event) {
            var request = event.getRequest();
            String id = URLDecoder.decode(request.getUrl().substring(request.getUrl().lastIndexOf('/') + 1), StandardCharsets.UTF_8);
            return (request.getMethod().equals(RequestMethod.PUT) ? asked(id, request) : found(id)).build();
        }
    }

    private synchronized ResponseDefinitionBuilder found(String id) {
        count("looked up");
        if (!calm && random.nextInt(12) == 0) return counted("looked up: failed", fails());
        return book.containsKey(id) ? said(id) : answer(404, "{}");
    }

    private ResponseDefinitionBuilder asked(String id, Request request) {
        Fate fate;
        synchronized (this) {
            if (!id.equals(request.getHeader("Idempotency-Key"))) faults.add(id + " was asked for under the key " + request.getHeader("Idempotency-Key"));
            var known = book.get(id);
            if (known != null) {
                if (!known.asked.equals(request.getBodyAsString())) faults.add(id + " was asked for with " + known.asked + " and then with " + request.getBodyAsString());
                return counted("asked for again", said(id));
            }
            fate = calm ? Fate.PAID : FATES.get(random.nextInt(FATES.size()));
            count("asked: " + fate);
            if (fate == Fate.FAILED) return fails();
            if (fate == Fate.HUNG_UP) return hangsUp();
            write(id, request.getBodyAsString(), fate);
        }
        var now = strike.getAndSet(null);
        if (now != null) now.run();
        return switch (fate) {
            case PAID_AND_LATE -> said(id).withFixedDelay(LATE);
            case PAID_AND_FAILED -> fails();
            case PAID_AND_HUNG_UP -> hangsUp();
            default -> said(id);
        };
    }

    private void write(String id, String body, Fate fate) {
        JsonNode order = read(body);
        var entry = new Entry(body, order.path("amount").path("amount").asLong(), order.path("account").path("number").asText(), State.PENDING, "");
        book.put(id, entry);
        if (fate == Fate.PENDING) {
            boolean declines = random.nextInt(5) == 0;
            messengers.schedule(() -> decide(id, declines), 200 + random.nextInt(1_200), TimeUnit.MILLISECONDS);
        } else {
            book.put(id, fate == Fate.DECLINED ? entry.become(State.DECLINED, "account-closed") : entry.become(State.PAID, "bank-" + book.size()));
            if (random.nextInt(3) == 0) tells(id);
        }
    }

    private synchronized void decide(String id, boolean declines) {
        book.computeIfPresent(id, (same, entry) -> declines ? entry.become(State.DECLINED, "limit-reached") : entry.become(State.PAID, "bank-" + Integer.toHexString(id.hashCode())));
        tells(id);
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized ResponseDefinitionBuilder said(String id) {
        var entry = book.get(id);
        String detail = entry.state == State.PENDING ? "" : ",\"" + (entry.state == State.PAID ? "reference" : "code") + "\":\"" + entry.detail + "\"";
        return answer(200, "{\"state\":\"" + word(entry) + "\"" + detail + ",\"amount\":{\"amount\":" + entry.amount + ",\"currency\":\"GBP\"}}");
    }

    private static String word(Entry entry) {
        return entry.state.name().toLowerCase(Locale.ROOT);
    }

    private static ResponseDefinitionBuilder answer(int status, String body) {
        return new ResponseDefinitionBuilder().withStatus(status).withHeader("Content-Type", "application/json").withBody(body);
    }

    private static ResponseDefinitionBuilder fails() {
        return answer(500, "{}");
    }

    private static ResponseDefinitionBuilder hangsUp() {
        return new ResponseDefinitionBuilder().withFault(Fault.EMPTY_RESPONSE);
    }

    private synchronized void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private ResponseDefinitionBuilder counted(String what, ResponseDefinitionBuilder answer) {
        count(what);
        return answer;
    }

    // ---- what it says of itself

    /** Twice within a moment, and once more much later. */
    private void tells(String id) {
        for (int delay : new int[] {random.nextInt(300), random.nextInt(300), 5_000 + random.nextInt(5_000)}) messengers.schedule(() -> tell(id, TRIES), delay, TimeUnit.MILLISECONDS);
    }

    private void tell(String id, int tries) {
        Entry entry;
        synchronized (this) {
            entry = book.get(id);
        }
        String paid = entry.state == State.PAID ? "reference" : "code";
        String signature = HexFormat.of().formatHex(Hmac.of(SECRET.getBytes(StandardCharsets.UTF_8), (id + "\n" + word(entry) + "\n" + entry.detail).getBytes(StandardCharsets.UTF_8)));
        var request = HttpRequest.newBuilder(shop.resolve("/v1/payout-provider/callbacks")).timeout(Duration.ofSeconds(20)).header("Content-Type", "application/json").header("X-Payout-Signature", signature)
                .POST(HttpRequest.BodyPublishers.ofString("{\"id\":\"" + id + "\",\"state\":\"" + word(entry) + "\",\"" + paid + "\":\"" + entry.detail + "\"}")).build();
        try {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 204) count("told");
            else if (answer.statusCode() == 503) again(id, tries);
            else faults.add("what became of " + id + " was heard with " + answer.statusCode() + " " + answer.body());
        } catch (IOException nobodyThere) {
            again(id, tries);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void again(String id, int tries) {
        if (tries > 1) messengers.schedule(() -> tell(id, tries - 1), 2, TimeUnit.SECONDS);
        else count("told to nobody");
    }

    @Override
    public void close() {
        messengers.shutdownNow();
        server.stop();
    }
}
