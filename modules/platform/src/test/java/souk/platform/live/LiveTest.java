package souk.platform.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import souk.platform.partition.MemoryStorage;

/** What clients of the live feed see, over real sockets. */
@Order(5)
@Timeout(180)
class LiveTest {
    private static LiveShop shop;

    @BeforeAll
    static void start() {
        shop = new LiveShop(new MemoryStorage(), "souk.live { topics = 3, sockets = 300, message-limit = 1 KiB, pace = 20 ms }");
        shop.toys.serving().join();
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @Test
    void thePresentStateComesFirstAndThenWhatFollows() {
        shop.add("first", 5);
        try (var ann = shop.client("souk.v1")) {
            assertThat(ann.protocol()).isEqualTo("souk.v1");
            ann.watches("tally:first").sees("tally:first", 5);
            JsonNode state = ann.states("tally:first").get(0);
            assertThat(state.fieldNames()).toIterable().containsExactly("topic", "version", "at", "data");
            assertThat(state.path("version").asText()).isEqualTo("1");
            assertThat(state.path("at").asText()).endsWith("Z");
            assertThat(state.path("data")).hasToString("{\"id\":\"first\",\"sum\":5}");
            shop.add("first", 1);
            ann.sees("tally:first", 6);
            ann.says("{'unsubscribe':['tally:first']}").watches("tally:other").sees("tally:other", 0);
            shop.add("first", 1);
            shop.add("other", 1);
            ann.sees("tally:other", 1);
            assertThat(ann.states("tally:first")).hasSize(2);
        }
    }

    @Test
    void whoComesBackIsToldOnlyWhatIsNew() {
        shop.add("back", 5);
        try (var ann = shop.client("souk.v1")) {
            ann.says("{'subscribe':['tally:back','tally:gone-on'],'since':{'tally:back':'1','tally:gone-on':'7'}}").sees("tally:gone-on", 0);
            assertThat(ann.states("tally:back")).isEmpty();
            shop.add("back", 1);
            ann.sees("tally:back", 6);
            assertThat(ann.states("tally:back")).hasSize(1);
            ann.watches("tally:back");
            await().atMost(Client.PATIENCE).until(() -> ann.states("tally:back").size() == 2);
        }
    }

    @Test
    void aStateOfTwoAggregatesChangesWithEither() {
        try (var ann = shop.client("souk.v1")) {
            ann.watches("pair:left+right");
            await().atMost(Client.PATIENCE).until(() -> ann.received.size() == 1);
            shop.add("left", 2);
            await().atMost(Client.PATIENCE).until(() -> ann.received.get(ann.received.size() - 1).path("data").path("first").asInt() == 2);
            shop.add("right", 3);
            await().atMost(Client.PATIENCE).until(() -> ann.received.get(ann.received.size() - 1).path("data").path("second").asInt() == 3);
        }
    }

    @Test
    void whatMakesNoSenseIsToldAndClosesNothing() {
        try (var ann = shop.client("souk.v1")) {
            ann.says("no json").says("{'subscribe':['tally:x'],'surprise':1}").says("{'subscribe':'tally:x'}").says("{}").says("[]").saysBytes(new byte[] {1, 2, 3});
            assertThat(ann.errors(6)).containsExactly("bad-json", "bad-request", "bad-request", "bad-request", "bad-request", "unsupported-media-type");
            assertThat(ann.received.get(1).path("error").path("detail").asText()).contains("surprise");
            ann.watches("tally", "surprise:x", "tally:", "tally:none");
            assertThat(ann.errors(10).subList(6, 10)).containsOnly("not-found");
            assertThat(ann.received.subList(6, 10).stream().map(each -> each.path("error").path("topic").asText())).containsExactlyInAnyOrder("tally", "surprise:x", "tally:", "tally:none");
            ann.says("{'subscribe':['" + "x".repeat(2_000) + "']}").saysInPieces("{'subscribe':['" + "x".repeat(2_000), "x".repeat(2_000) + "']}");
            assertThat(ann.errors(12).subList(10, 12)).containsOnly("body-too-large");
            ann.watches("tally:1", "tally:2", "tally:3", "tally:4");
            assertThat(ann.errors(13).get(12)).isEqualTo("too-many-topics");
            ann.saysInPieces("{'unsubscribe':['tally:1'],", "'subscribe':['tally:4']}").sees("tally:4", 0);
            assertThat(ann.closed).isNotDone();
        }
    }

    @Test
    void whatIsSomebodysOwnIsForThemOnly() {
        shop.add("ann-cart", 7);
        try (var ann = shop.clientOf("ann"); var bob = shop.clientOf("bob"); var nobody = shop.client("souk.v1")) {
            ann.watches("own:ann-cart").sees("own:ann-cart", 7);
            bob.watches("own:ann-cart");
            assertThat(bob.errors(1)).containsExactly("not-found");
            nobody.watches("own:ann-cart");
            assertThat(nobody.errors(1)).containsExactly("unauthenticated");
            shop.add("ann-cart", 1);
            ann.sees("own:ann-cart", 8);
            assertThat(bob.received).hasSize(1);
            assertThat(nobody.received).hasSize(1);
        }
    }

    @Test
    void aTokenThatEndsEndsTheSocket() {
        try (var brief = shop.client("souk.v1", "bearer." + shop.token("ann", Duration.ofSeconds(5))); var over = shop.client("souk.v1", "bearer." + shop.token("ann", Duration.ofSeconds(-5)))) {
            brief.watches("tally:ends").sees("tally:ends", 0);
            assertThat(over.closedWith()).isEqualTo(4401);
            assertThat(brief.closedWith()).isEqualTo(4401);
        }
        refused(401, "souk.v1", "bearer.made-up");
        refused(400, "souk.v2");
    }

    private static void refused(int status, String... protocols) {
        assertThatThrownBy(() -> shop.client(protocols)).hasCauseInstanceOf(WebSocketHandshakeException.class)
                .satisfies(e -> assertThat(((WebSocketHandshakeException) e.getCause()).getResponse().statusCode()).isEqualTo(status));
    }

    @Test
    void whatIsNoHandshakeIsRefused() throws Exception {
        var answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + shop.port + "/v1/ws")).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new ObjectMapper().readTree(answer.body()).path("code").asText()).isEqualTo("upgrade-required");
    }

    @Test
    void changesOfWhichNobodyTellsAreSeenLater() {
        try (var slow = new LiveShop(new MemoryStorage(), "souk.live.ask-again = 300 ms"); var ann = slow.client("souk.v1")) {
            ann.watches("unheard:x").sees("unheard:x", 0);
            slow.add("x", 4);
            ann.sees("unheard:x", 4);
        }
    }

    @Test
    void whoDoesNotReadIsSentTheLatestOnly() throws IOException {
        int changes = 120;
        try (var reader = shop.client("souk.v1"); var idle = new RawClient(shop.port)) {
            reader.watches("big:x").sees("big:x", 0);
            idle.says("{'subscribe':['big:x']}");
            assertThat(idle.reads().path("data").path("sum").asInt()).isZero();
            for (int i = 1; i <= changes; i++) {
                shop.add("x", 1);
                if (i % 4 == 0) reader.sees("big:x", i);
            }
            assertThat(reader.states("big:x")).hasSizeGreaterThan(changes / 4);
            int frames = 0;
            for (int sum = 0; sum < changes; frames++) {
                int next = idle.reads().path("data").path("sum").asInt();
                assertThat(next).isGreaterThan(sum);
                sum = next;
            }
            assertThat(frames).as("frames that were kept for it, somewhere").isLessThan(changes / 8);
        }
    }

    @Test
    void manyShareOneQuestionAndSeeTheSameEnd() {
        int many = 250;
        var clients = new ArrayList<Client>();
        for (int i = 0; i < many; i++) clients.add(shop.client("souk.v1").watches("tally:crowd"));
        try {
            await().atMost(Client.PATIENCE).until(() -> clients.stream().allMatch(each -> each.isAt("tally:crowd", 0)));
            int before = shop.questions.get();
            for (int i = 1; i <= 50; i++) shop.add("crowd", 1);
            await().atMost(Client.PATIENCE).until(() -> clients.stream().allMatch(each -> each.isAt("tally:crowd", 50)));
            assertThat(shop.questions.get() - before).as("questions for " + many + " who watch").isLessThanOrEqualTo(60);
        } finally {
            clients.forEach(Client::close);
        }
    }

    @Test
    void moreSocketsThanThereMayBeAreRefused() {
        try (var small = new LiveShop(new MemoryStorage(), "souk.live.sockets = 2"); var one = small.client("souk.v1"); var two = small.client()) {
            one.watches("tally:a").sees("tally:a", 0);
            two.watches("tally:a").sees("tally:a", 0);
            assertThatThrownBy(() -> small.client("souk.v1")).satisfies(e -> assertThat(((WebSocketHandshakeException) e.getCause()).getResponse().statusCode()).isEqualTo(503));
            one.close();
            await().atMost(Client.PATIENCE).ignoreExceptions().until(() -> {
                small.client("souk.v1").close();
                return true;
            });
        }
    }

    @Test
    void whoAnswersNoPingIsGone() throws IOException {
        try (var strict = new LiveShop(new MemoryStorage(), "souk.live { ping = 200 ms, silence = 1 s }"); var silent = new RawClient(strict.port); var alive = strict.client("souk.v1")) {
            assertThat(silent.readsToTheEnd()).as("pings").isBetween(2, 6);
            alive.watches("tally:a").sees("tally:a", 0);
        }
    }

    @Test
    void aNodeThatStopsTellsItsClientsToGoElsewhere() {
        var leaving = new LiveShop(new MemoryStorage(), "");
        List<Client> clients = IntStream.range(0, 20).mapToObj(i -> leaving.client("souk.v1").watches("tally:a")).toList();
        clients.forEach(each -> each.sees("tally:a", 0));
        leaving.close();
        assertThat(clients.stream().map(Client::closedWith).collect(Collectors.toSet())).containsExactly(1001);
    }
}
