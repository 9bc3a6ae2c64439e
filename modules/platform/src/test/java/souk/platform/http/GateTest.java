package souk.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.platform.http.body.Text;
import souk.platform.limits.Budget;
import souk.platform.limits.Limit;
import souk.platform.limits.Limits;
import souk.platform.limits.Ranges;
import souk.platform.limits.Rules;
import souk.platform.limits.RulesWatch;
import souk.platform.limits.Verdict;

/** Who may come in, and how often, and what is said of it. */
class GateTest {
    record Word(@Text(max = 20_000) String word) {}

    /** Seven of each key, for ever; every second answer comes later, as from another node. */
    private static final Limits SEVEN = new Limits() {
        private final Limit limit = new Limit(1, 7);
        private final Map<String, Integer> taken = new ConcurrentHashMap<>();

        @Override
        public CompletableFuture<Verdict> take(Budget of, Object key) {
            int number = taken.merge(of + " " + key, 1, Integer::sum);
            if (of == Budget.ADDRESS && !key.toString().contains("10.0.0.7")) return CompletableFuture.completedFuture(new Verdict(true, new Limit(1000, 1000), 500, 1, 0, false));
            var verdict = number > 7 ? new Verdict(false, limit, 0, 7, 3, number > 11) : new Verdict(true, limit, 7 - number, number, 0, false);
            return number % 2 == 0 ? CompletableFuture.completedFuture(verdict) : CompletableFuture.supplyAsync(() -> verdict, CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS));
        }

        @Override
        public void giveBack(Budget of, Object key) {}
    };

    private static final RulesWatch BLOCKED = new RulesWatch() {
        @Override
        public Rules rules() {
            return new Rules(Map.of(), Ranges.of(List.of("203.0.113.0/24", "2001:db8::/32", "127.0.0.0/8", "::1")));
        }

        @Override
        public void look() {}

        @Override
        public Optional<String> trouble() {
            return Optional.empty();
        }
    };

    private static ActorSystem<Void> system;
    private static Http http;
    private static int port;
    private static Tokens tokens;

    @BeforeAll
    static void start() {
        var config = ConfigFactory.parseString("souk.http.trusted-proxies = \"127.0.0.1, 10.9.0.0/16\"").withFallback(TestShop.CONFIG);
        system = ActorSystem.create(Behaviors.empty(), "gate", config);
        tokens = Tokens.of(config, Clock.systemUTC());
        var open = Endpoint.get("/v1/open").summary("For all").roles(Access.ANYONE).answers(204, null).handle(call -> CompletableFuture.completedFuture(Answer.noContent()));
        var page = Endpoint.get("/v1/page").summary("A page").roles(Access.ANYONE).answersRaw(200, "text/html; charset=utf-8")
                .handle(call -> CompletableFuture.completedFuture(Answer.ok(new Answer.Raw("text/html; charset=utf-8", "<p>hello".getBytes(StandardCharsets.UTF_8)))));
        var word = Endpoint.put("/v1/word").summary("Takes a body").roles(Access.staff("catalog")).body(Word.class).answers(204, null).handle(call -> CompletableFuture.completedFuture(Answer.noContent()));
        var edge = Edge.start(system, List.of(open, page, word), new Health(), Clock.systemUTC(), SessionWatch.NONE, AuditTrail.NONE, Gate.of(config, SEVEN, BLOCKED)).toCompletableFuture().join();
        port = edge.port();
        http = new Http(port);
    }

    @AfterAll
    static void stop() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }

    private static String token(String id, Principal.Kind kind, String... roles) {
        return tokens.issue(new Principal(id, kind, Set.of(roles)), Duration.ofHours(1)).token();
    }

    @Test
    void whoComesTooOftenIsToldWhenToComeAgain() {
        String token = token("often", Principal.Kind.STAFF, "catalog");
        for (int i = 1; i <= 7; i++) {
            var reply = http.json("PUT", "/v1/word", token, "{\"word\":\"a\"}");
            assertThat(reply.status()).isEqualTo(204);
            assertThat(reply.header("RateLimit-Limit")).isEqualTo("7");
            assertThat(reply.header("RateLimit-Remaining")).isEqualTo(String.valueOf(7 - i));
            assertThat(reply.header("RateLimit-Reset")).isEqualTo(String.valueOf(i));
            assertThat(reply.response().headers().allValues("RateLimit-Limit")).hasSize(1);
        }
        for (int i = 0; i < 4; i++) {
            // A body that nobody would take comes after the limit.
            var reply = http.send("PUT", "/v1/word", token, "{".getBytes(StandardCharsets.UTF_8), "Content-Type", "text/plain");
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.code()).isEqualTo("rate-limited");
            assertThat(reply.header("Retry-After")).isEqualTo("3");
            assertThat(reply.response().headers().allValues("RateLimit-Limit")).containsExactly("7");
            assertThat(reply.header("RateLimit-Remaining")).isEqualTo("0");
            assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        }
        // Who does not heed that waits for being told again.
        for (int i = 0; i < 3; i++) {
            long asked = System.nanoTime();
            var reply = http.send("PUT", "/v1/word", token, "{".getBytes(StandardCharsets.UTF_8), "Content-Type", "text/plain");
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.header("Retry-After")).isEqualTo("3");
        }
        assertThat(http.send("GET", "/health/live", token, (byte[]) null).status()).isEqualTo(200);
        assertThat(http.json("PUT", "/v1/word", token("another", Principal.Kind.STAFF, "catalog"), "{\"word\":\"a\"}").status()).isEqualTo(204);
    }

    @Test
    void aLimitComesBeforeTheRoleAndIsNotWaitedForABody() throws Exception {
        String token = token("body", Principal.Kind.GUEST);
        for (int i = 0; i < 7; i++) assertThat(http.json("PUT", "/v1/word", token, "{}").status()).isEqualTo(403);
        // It says that it brings much, and brings nothing.
        String head = "PUT /v1/word HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token + "\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 429");
        }
    }

    @Test
    void anAddressIsCountedAlsoWhereThereIsNoRoute() {
        for (int i = 0; i < 7; i++) assertThat(http.send("GET", "/v1/nowhere", null, (byte[]) null, "X-Forwarded-For", "10.0.0.7").status()).isEqualTo(404);
        assertThat(http.send("GET", "/v1/open", null, (byte[]) null, "X-Forwarded-For", "10.0.0.7").status()).isEqualTo(429);
        assertThat(http.send("GET", "/v1/open", null, (byte[]) null, "X-Forwarded-For", "10.0.0.8").status()).isEqualTo(204);
    }

    @Test
    void whoIsBlockedIsNotServed() {
        for (String address : List.of("203.0.113.9", "2001:db8::5", "127.0.0.5", "10.0.0.1, 203.0.113.9", "203.0.113.9, 10.9.0.4", "203.0.113.9:4711", "[2001:db8::5]:4711")) {
            var reply = http.send("GET", "/v1/open", null, (byte[]) null, "X-Forwarded-For", address);
            assertThat(reply.status()).as(address).isEqualTo(403);
            assertThat(reply.code()).isEqualTo("blocked");
        }
        for (String address : List.of("203.0.114.9", "2001:db9::5", "203.0.113.9, 10.0.0.1", "127.0.0.1", "::1", "nonsense")) {
            assertThat(http.send("GET", "/v1/open", null, (byte[]) null, "X-Forwarded-For", address).status()).as(address).isEqualTo(204);
        }
        assertThat(http.send("GET", "/health/live", null, (byte[]) null, "X-Forwarded-For", "203.0.113.9").status()).isEqualTo(200);
    }

    @Test
    void everyAnswerHasWhatKeepsBrowsersSafe() {
        for (var reply : List.of(http.send("GET", "/v1/open", null, (byte[]) null), http.send("GET", "/v1/nowhere", null, (byte[]) null), http.send("PUT", "/v1/word", null, (byte[]) null),
                http.send("GET", "/v1/open", null, (byte[]) null, "X-Forwarded-For", "203.0.113.9"), http.send("GET", "/v1/page", null, (byte[]) null))) {
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(reply.header("Strict-Transport-Security")).startsWith("max-age=");
            assertThat(reply.header("Server")).isEqualTo("Souk");
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        }
        assertThat(http.send("GET", "/v1/page", null, (byte[]) null).header("Content-Security-Policy")).contains("default-src", "frame-ancestors").doesNotContain("unsafe-eval");
        assertThat(http.raw("GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: a\r\n\r\n")).contains("Strict-Transport-Security").contains("nosniff");
    }
}
