package souk.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.ConfigFactory;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What the edge answers before, and whatever, a handler does. */
class EdgeTest {
    static final String GOOD_PART = "{\"sku\":\"A\",\"quantity\":1}";
    static TestShop shop;

    @BeforeAll
    static void start() {
        shop = new TestShop();
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    /** Who sends what, and what comes first of all that is wrong with it. */
    @ParameterizedTest(name = "{0} {1} by {2}, {3}, {4}: {5} {6}")
    @CsvSource(delimiter = '|', textBlock = """
            PUT     | /v1/nowhere          | nobody  | text/plain       | broken | 404 | not-found
            PUT     | /v1/admin/things/x/  | nobody  | text/plain       | broken | 404 | not-found
            PUT     | /v1/admin/things/%00 | nobody  | text/plain       | broken | 404 | not-found
            PUT     | /v1/admin/../things/x | nobody | text/plain       | broken | 400 | bad-http
            POST    | /v1/admin/things/x   | nobody  | text/plain       | broken | 405 | method-not-allowed
            PUT     | /v1/admin/things/x   | nobody  | text/plain       | huge   | 401 | unauthenticated
            PUT     | /v1/admin/things/x   | liar    | text/plain       | huge   | 401 | unauthenticated
            PUT     | /v1/admin/things/x   | guest   | text/plain       | huge   | 403 | forbidden
            PUT     | /v1/admin/money/x    | staff   | text/plain       | huge   | 403 | forbidden
            PUT     | /v1/admin/things/x   | staff   | text/plain       | huge   | 413 | body-too-large
            PUT     | /v1/admin/things/x   | staff   | text/plain       | broken | 415 | unsupported-media-type
            PUT     | /v1/admin/things/x   | staff   | application/json | broken | 400 | bad-json
            PUT     | /v1/admin/things/x   | staff   | application/json | array  | 400 | bad-request
            PUT     | /v1/admin/things/x?a=b | staff | application/json | good   | 400 | bad-request
            PUT     | /v1/admin/things/x   | staff   | application/json | good   | 201 |
            POST    | /v1/things/x/buy     | guest   | application/json | good   | 400 | idempotency-key-missing
            POST    | /v1/things/x/buy     | guest   | application/json | broken | 400 | bad-json
            """)
    void refusesInTheDocumentedOrder(String method, String path, String who, String type, String body, int status, String code) {
        var bodies = java.util.Map.of("broken", "{", "array", "[]", "good", GOOD_PART, "huge", " ".repeat(2 << 20));
        var tokens = java.util.Map.of("guest", shop.guest, "staff", shop.staff, "liar", shop.staff + "x");
        var reply = shop.http.send(method, path, tokens.get(who), bodies.get(body).getBytes(StandardCharsets.UTF_8), "Content-Type", type);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
        if (code != null) {
            assertThat(reply.code()).isEqualTo(code);
            assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(reply.json().path("status").asInt()).isEqualTo(status);
            assertThat(reply.json().path("type").asText()).isEqualTo("urn:souk:problem:" + code);
            assertThat(reply.json().path("title").asText()).isNotBlank();
            assertThat(reply.json().path("detail").asText()).isNotBlank();
        }
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.header("Server")).isEqualTo("Souk");
    }

    @Test
    void anAnswerNamesTheTraceThatItIsPartOf() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var reply = shop.http.send("GET", "/v1/things/x", null, (byte[]) null, "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
        assertThat(reply.header("traceresponse")).matches("00-" + trace + "-[0-9a-f]{16}-01");
        assertThat(shop.http.send("GET", "/v1/things/x", null, (byte[]) null).header("traceresponse")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    }

    @Test
    void namesTheMethodsThatAPathKnows() {
        assertThat(shop.http.send("PUT", "/v1/things/x", null, (byte[]) null).header("Allow")).isEqualTo("DELETE, GET, HEAD, OPTIONS, PATCH");
        var options = shop.http.send("OPTIONS", "/v1/things", null, (byte[]) null);
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.header("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
        assertThat(shop.http.send("OPTIONS", "/v1/nowhere", null, (byte[]) null).status()).isEqualTo(404);
    }

    @Test
    void answersHeadLikeGetWithoutTheBody() {
        var head = shop.http.send("HEAD", "/v1/things/x", null, (byte[]) null);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.response().body()).isEmpty();
        assertThat(shop.http.send("HEAD", "/v1/things/none", null, (byte[]) null).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"application/json, 200", "application/json; charset=utf-8, 200", "application/json;charset=UTF-8, 200", "application/json; charset=\"utf-8\", 200", "Application/JSON, 200",
            "application/merge-patch+json, 200", "application/merge-patch+json; charset=utf-8, 200", "application/json; charset=iso-8859-1, 415", "application/json; charset=utf-16, 415",
            "application/json; v=2, 415", "text/json, 415", "application/xml, 415", "application/x-www-form-urlencoded, 415", "multipart/form-data; boundary=x, 415", "nonsense, 415"})
    void takesJsonInUtf8AndNothingElse(String type, int status) {
        var reply = shop.http.send("PATCH", "/v1/things/x", shop.guest, "{}".getBytes(StandardCharsets.UTF_8), "Content-Type", type);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    }

    @Test
    void takesAMergePatchOnlyWherePatching() {
        assertThat(shop.http.send("PUT", "/v1/admin/things/x", shop.staff, GOOD_PART.getBytes(StandardCharsets.UTF_8), "Content-Type", "application/merge-patch+json").status()).isEqualTo(415);
    }

    @Test
    void wantsAMediaTypeWithABody() {
        assertThat(shop.http.send("PUT", "/v1/admin/things/x", shop.staff, GOOD_PART.getBytes(StandardCharsets.UTF_8)).status()).isEqualTo(415);
        assertThat(shop.http.send("PUT", "/v1/admin/things/x", shop.staff, (byte[]) null).code()).isEqualTo("bad-json");
    }

    @Test
    void refusesALongBodyThatDoesNotSayItsLength() {
        byte[] twoMegabytes = " ".repeat(2 << 20).getBytes(StandardCharsets.UTF_8);
        var reply = shop.http.send("PUT", "/v1/admin/things/x", shop.staff, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(twoMegabytes)), "Content-Type", "application/json");
        assertThat(reply.status()).as(reply.toString()).isEqualTo(413);
        assertThat(reply.code()).isEqualTo("body-too-large");
    }

    @Test
    void whoeverSendsALongBodySeesWhyItIsRefused() {
        byte[] tenMegabytes = new byte[10 << 20];
        for (int i = 0; i < 100; i++) {
            var body = i % 2 == 0 ? BodyPublishers.ofByteArray(tenMegabytes) : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tenMegabytes));
            assertThat(shop.http.send("PUT", "/v1/admin/things/x", shop.staff, body, "Content-Type", "application/json").status()).isEqualTo(413);
            assertThat(shop.http.send("PUT", "/v1/admin/things/x", shop.guest, body, "Content-Type", "application/json").status()).isEqualTo(403);
        }
    }

    @Test
    void readsABodyOfExactlyTheLimit() {
        byte[] body = (GOOD_PART + " ".repeat((1 << 20) - GOOD_PART.length())).getBytes(StandardCharsets.UTF_8);
        assertThat(shop.http.send("PUT", "/v1/admin/things/x", shop.staff, body, "Content-Type", "application/json").status()).isEqualTo(201);
        assertThat(shop.http.send("PUT", "/v1/admin/things/x", shop.staff, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), "Content-Type", "application/json").status()).isEqualTo(201);
    }

    @Test
    void boundsTheMemoryOfAllBodiesTogether() {
        try (var narrow = new TestShop(ConfigFactory.parseString("souk.http.bodies-limit = 100 KiB").withFallback(TestShop.CONFIG))) {
            byte[] body = (GOOD_PART + " ".repeat(200 << 10)).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 3; i++) {
                var reply = narrow.http.send("PUT", "/v1/admin/things/x", narrow.staff, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), "Content-Type", "application/json");
                assertThat(reply.status()).isEqualTo(503);
                assertThat(reply.code()).isEqualTo("overloaded");
            }
            byte[] fits = (GOOD_PART + " ".repeat(90 << 10)).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 3; i++) assertThat(narrow.http.send("PUT", "/v1/admin/things/x", narrow.staff, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(fits)), "Content-Type", "application/json").status()).as("room is given back").isEqualTo(201);
        }
    }

    @Test
    void refusesWithoutAskingForTheBody() {
        String head = "PUT /v1/admin/things/x HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n";
        assertThat(shop.http.raw(head + "\r\n")).startsWith("HTTP/1.1 401").doesNotContain("100 Continue");
        assertThat(shop.http.raw(head + "Authorization: Bearer " + shop.staff + "\r\n\r\n")).startsWith("HTTP/1.1 413").doesNotContain("100 Continue");
    }

    @Test
    void cutsABodyThatComesTooSlowly() {
        String answer = shop.http.raw("PUT /v1/admin/things/x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + shop.staff + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
        assertThat(answer).satisfiesAnyOf(a -> assertThat(a).isEmpty(), a -> assertThat(a).startsWith("HTTP/1.1 408"));
    }

    /** Akka HTTP would warn of each such answer, and end the connection. */
    @ParameterizedTest
    @ValueSource(strings = {"GET /v1/things/unasked-for", "OPTIONS /v1/things/unasked-for", "DELETE /v1/things/unasked-for"})
    void readsABodyThatNobodyAskedForBeforeItAnswers(String what) throws IOException {
        var warnings = new ListAppender<ILoggingEvent>();
        var log = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        warnings.start();
        log.addAppender(warnings);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), shop.edge.port())) {
            socket.setSoTimeout(60_000);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            // The body is sent when it is asked for, so it never comes together with the head.
            String head = what + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + shop.guest + "\r\n";
            socket.getOutputStream().write((head + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(in.readLine()).startsWith("HTTP/1.1 100");
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) assertThat(line).contains(":");
            socket.getOutputStream().write(("hello" + head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(in.lines().collect(Collectors.joining("\n")).split("HTTP/1\\.1 2\\d\\d ", -1)).as("two answers on this connection, and what is before the first").hasSize(3);
        } finally {
            log.detachAppender(warnings);
        }
        assertThat(warnings.list).extracting(ILoggingEvent::getFormattedMessage).noneMatch(text -> text.contains("unasked-for"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/../v1/things/x", "/v1/./things/x", "/v1/things/..", "/v1/things/.", "/../v1/things/x", "/v1/a/%2e%2E/things/x", "/v1/a/.%2e/things/x?a=b", "http://a/v1/a/../things/x", "/health/../health/live"})
    void refusesAPathWithDotsToFollow(String target) {
        assertThat(shop.http.raw("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 400").contains("bad-http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/things/...", "/v1/things/.x", "/v1/things/x..", "/v1/things/%2e%2e%2e", "/v1/things/..;", "/v1/things/x.%2e"})
    void aDotInANameIsADot(String target) {
        assertThat(shop.http.raw("GET " + target + " HTTP/1.1\r\nHost: a\r\nRaw-Request-URI: /v1/..\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 200");
    }

    @Test
    void streamsWhatMayBeOfAnyLength() {
        byte[] sixteen = new byte[16 << 20];
        var reply = shop.http.send("POST", "/v1/imports", shop.staff, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(sixteen)), "Content-Type", "application/x-ndjson");
        assertThat(reply.json().path("bytes").asLong()).isEqualTo(16 << 20);
        assertThat(shop.http.send("POST", "/v1/imports", shop.staff, sixteen, "Content-Type", "application/json").status()).isEqualTo(415);
    }

    @Test
    void readsAStreamPieceByPiece() {
        byte[] four = new byte[4 << 20];
        var reply = shop.http.send("POST", "/v1/pieces", shop.staff, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(four)), "Content-Type", "application/x-ndjson");
        assertThat(reply.json().path("bytes").asLong()).isEqualTo(4 << 20);
    }

    @Test
    void looksAtATokenThatNobodyAskedForWhereThatHelps() {
        assertThat(shop.http.get("/v1/me", shop.staff).json().path("id").asText()).isEqualTo("s1");
        assertThat(shop.http.get("/v1/me", null).json().path("id").asText()).isEmpty();
        assertThat(shop.http.get("/v1/me", shop.staff + "x").json().path("id").asText()).isEmpty();
    }

    @Test
    void readsARefusedBodyToItsEndAndKeepsTheConnection() {
        String refused = "PUT /v1/admin/things/x HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
        assertThat(shop.http.raw(refused)).startsWith("HTTP/1.1 401").doesNotContain("Connection: close");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/throwing", "/v1/failing"})
    void hidesItsOwnMistakesButNamesThem(String path) {
        var reply = shop.http.get(path, null);
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.code()).isEqualTo("internal-error");
        assertThat(reply.response().body()).doesNotContain("secret").doesNotContain("Exception").containsPattern("request: [0-9a-z]+-[0-9]+");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsNotNowAndNoMistakeOfOurs() {
        var reply = shop.http.get("/v1/databaseless", null);
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.code()).isEqualTo("overloaded");
        assertThat(reply.response().headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void answersForAHandlerThatDoesNot() {
        var reply = shop.http.get("/v1/never", null);
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.code()).isEqualTo("unknown-outcome");
        assertThat(reply.header("Retry-After")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"INVALID,400", "UNAUTHENTICATED,401", "DECLINED,402", "DENIED,403", "NOT_FOUND,404", "CONFLICT,409", "SOLD_OUT,409", "GONE,410", "STALE,412", "UNPROCESSABLE,422", "LIMITED,429",
            "OVERLOADED,503", "UNKNOWN_OUTCOME,503", "FAULT,500"})
    void givesEachRefusalItsStatus(String kind, int status) {
        var reply = shop.http.get("/v1/refusals/" + kind, null);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo("some-code");
        assertThat(reply.json().path("skus").toString()).isEqualTo("[\"A\",\"B\"]");
        assertThat(reply.header("Retry-After") != null).isEqualTo(status == 429 || status == 503);
    }

    @Test
    void writesMoneyTimesAndEnumsAsPromised() {
        var reply = shop.http.get("/v1/things/caf%C3%A9", null);
        assertThat(reply.response().body()).isEqualTo("{\"id\":\"café\",\"name\":\"n\",\"price\":{\"amount\":1,\"currency\":\"GBP\"},\"color\":\"dark-blue\",\"at\":\"1970-01-01T00:00:00Z\"}");
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.header("Cache-Control")).isEqualTo("public, max-age=60");
    }

    @Test
    void comparesVersions() {
        Function<String, Http.Reply> patch = match -> shop.http.json("PATCH", "/v1/things/x", shop.guest, "{}", "If-Match", match);
        assertThat(patch.apply("\"7\"").status()).isEqualTo(200);
        assertThat(patch.apply("*").status()).isEqualTo(200);
        assertThat(patch.apply("\"6\"").status()).isEqualTo(412);
        assertThat(patch.apply("\"7-1a2b\"").status()).isEqualTo(200);
        for (String other : new String[] {"W/\"7\"", "\"07\"", "\"x\"", "\"99999999999999999999\""}) assertThat(patch.apply(other).status()).as(other).isEqualTo(412);
        for (String malformed : new String[] {"7", "\"7", "W/7", "\"7\", \"8\"", "\"7\","}) {
            var reply = patch.apply(malformed);
            assertThat(reply.status()).as(malformed).isEqualTo(400);
            assertThat(reply.errors()).containsExactly("If-Match=bad-format");
        }
    }

    @Test
    void givesTheSameIdForTheSameKey() {
        Function<String, Http.Reply> buy = key -> shop.http.json("POST", "/v1/things/x/buy", shop.guest, GOOD_PART, "Idempotency-Key", key);
        var first = buy.apply("k1").json();
        assertThat(buy.apply("k1").json()).isEqualTo(first);
        assertThat(buy.apply("k2").json().path("id")).isNotEqualTo(first.path("id"));
        assertThat(shop.http.json("POST", "/v1/things/y/buy", shop.guest, GOOD_PART, "Idempotency-Key", "k1").json().path("id")).isNotEqualTo(first.path("id"));
        assertThat(shop.http.json("POST", "/v1/things/x/buy", shop.customer, GOOD_PART, "Idempotency-Key", "k1").json().path("id")).isNotEqualTo(first.path("id"));
        var reordered = shop.http.json("POST", "/v1/things/x/buy", shop.guest, " { \"quantity\":1,\n\"sku\":\"A\"}", "Idempotency-Key", "k1");
        assertThat(reordered.json().path("fingerprint")).isEqualTo(first.path("fingerprint"));
        var other = shop.http.json("POST", "/v1/things/x/buy", shop.guest, "{\"sku\":\"A\",\"quantity\":2}", "Idempotency-Key", "k1");
        assertThat(other.json().path("fingerprint")).isNotEqualTo(first.path("fingerprint"));
        assertThat(buy.apply("k".repeat(255)).status()).isEqualTo(201);
        assertThat(buy.apply("k".repeat(256)).errors()).containsExactly("Idempotency-Key=out-of-range");
        assertThat(buy.apply("").errors()).containsExactly("Idempotency-Key=out-of-range");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limit=0           | limit=out-of-range
            limit=201         | limit=out-of-range
            limit=-1          | limit=out-of-range
            limit=99999999999999999999 | limit=out-of-range
            limit=x           | limit=wrong-type
            limit=            | limit=wrong-type
            limit=1.0         | limit=wrong-type
            limit=5&limit=6   | limit=bad-format
            cursor=made-up    | cursor=bad-format
            sort=price        | sort=bad-format
            filter=nocolon    | filter=bad-format
            filter=a:b&filter=: | filter=bad-format
            q=12345678901     | q=out-of-range
            asOf=yesterday    | asOf=bad-format
            asOf=version:x    | asOf=bad-format
            asOf=2026-02-30T00:00:00Z | asOf=bad-format
            surprise=1        | surprise=unknown-field
            q=%zz             | q=bad-format
            """)
    void refusesAWrongQuery(String query, String error) {
        var reply = shop.http.raw("GET /v1/things?" + query + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer " + shop.customer + "\r\n\r\n");
        assertThat(reply).startsWith("HTTP/1.1 400");
        // a broken escape is not even proper HTTP to the parser
        if (!query.contains("%zz")) assertThat(reply).contains("\"field\":\"" + error.split("=")[0] + "\",\"code\":\"" + error.split("=")[1] + "\"");
    }

    @Test
    void paginatesWithCursorsOfItsOwn() {
        var first = shop.http.get("/v1/things?limit=3&sort=-name&filter=a:b&filter=c:d%26e&asOf=version:3", shop.customer).json();
        assertThat(first.path("items").path(0).toString()).isEqualTo("{\"limit\":3,\"filters\":[\"a:b\",\"c:d&e\"]}");
        String cursor = first.path("next").asText();
        var second = shop.http.get("/v1/things?cursor=" + cursor, shop.customer).json();
        assertThat(second.path("items").path(0).path("cursor").asText()).isEqualTo("after 1");
        assertThat(second.path("items").path(0).path("limit").asInt()).isEqualTo(20);
        String tampered = (cursor.charAt(0) == 'A' ? "B" : "A") + cursor.substring(1);
        assertThat(shop.http.get("/v1/things?cursor=" + tampered, shop.customer).errors()).containsExactly("cursor=bad-format");
    }

    @Test
    void understandsPathsWithCustomVerbs() {
        assertThat(shop.http.send("POST", "/v1/things/x/parts:batch", shop.guest, (byte[]) null).status()).isEqualTo(204);
        assertThat(shop.http.send("POST", "/v1/things/x/parts%3Abatch", shop.guest, (byte[]) null).status()).isEqualTo(204);
        assertThat(shop.http.json("POST", "/v1/things/x/parts:batch", shop.guest, "{}").status()).isEqualTo(204);
        assertThat(shop.http.json("POST", "/v1/things/x/parts:batch", shop.guest, "{\"a\":1}").errors()).containsExactly("a=unknown-field");
        assertThat(shop.http.send("POST", "/v1/things/x/parts:other", shop.guest, (byte[]) null).status()).isEqualTo(404);
    }

    @Test
    void tellsAbsentFromNullInAMergePatch() {
        Function<String, Http.Reply> patch = body -> shop.http.json("PATCH", "/v1/things/x", shop.guest, body);
        assertThat(patch.apply("{}").json().toString()).isEqualTo("{\"nameGiven\":false,\"noteCleared\":false,\"note\":\"before\",\"attributes\":{}}");
        assertThat(patch.apply("{\"name\":\"n\",\"note\":null,\"attributes\":{\"a\":null,\"b\":\"x\"}}").json().toString())
                .isEqualTo("{\"nameGiven\":true,\"noteCleared\":true,\"attributes\":{\"a\":\"removed\",\"b\":\"x\"}}");
        assertThat(patch.apply("{\"name\":null}").errors()).containsExactly("name=missing");
        assertThat(patch.apply("{\"attributes\":{\"a\":7}}").errors()).containsExactly("attributes.a=wrong-type");
    }

    @Test
    void answersWhatIsNoProperHttpBarely() {
        assertThat(shop.http.raw("GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 414").contains("nosniff").doesNotContain("127.0.0.1");
        assertThat(shop.http.raw("GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + "a".repeat(9000) + "\r\n\r\n")).startsWith("HTTP/1.1 431");
        assertThat(shop.http.raw("GET / HTTP/1.1\r\nHost: a\r\n" + "X-Many: a\r\n".repeat(100) + "\r\n")).containsPattern("^HTTP/1.1 4(00|31)");
        assertThat(shop.http.raw("n@nsense / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(shop.http.raw("BREW / HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(shop.http.raw("GET /v1/things/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(shop.http.raw("GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(shop.http.raw("POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(shop.http.raw("POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")).containsPattern("^HTTP/1.1 4");
    }
}
