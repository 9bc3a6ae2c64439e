package souk.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Endpoint;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.HttpSpecServer;
import souk.testkit.LocalEntities;

class SessionRoutesTest {
    record Who(String id, String kind) {}

    private static HttpSpecServer server;
    private static HttpSpec nobody;

    @BeforeAll
    static void start() {
        var config = ConfigFactory.parseString("souk.customers { staff.password = \"the password of staff\", passwords.argon2 { memory = 1 MiB, iterations = 1 } }").withFallback(HttpSpecServer.config());
        var endpoints = new ArrayList<>(Customers.capability().routes().get(0).apply(new Node(new LocalEntities(List.of(Customers.capability())), null, config, Clock.systemUTC(), Runnable::run)));
        endpoints.add(who("/v1/who", Access.ANYONE_WITH_A_TOKEN));
        endpoints.add(who("/v1/admin/who", Access.staff("security")));
        server = HttpSpecServer.serving(endpoints, config);
        nobody = server.nobody();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Endpoint who(String path, Access access) {
        return Endpoint.get(path).summary("Who am I").roles(access).answers(200, Who.class)
                .handle(call -> CompletableFuture.completedFuture(Answer.ok(new Who(call.owner(), call.principal().kind().wire()))));
    }

    @Test
    void everyoneMayBeAGuestAndEachIsAnother() {
        var answer = nobody.post("/v1/sessions", "{}").answers(201).has("kind", "guest");
        assertThat(Instant.parse(answer.text("expiresAt"))).isBetween(Instant.now().plus(Duration.ofDays(29)), Instant.now().plus(Duration.ofDays(31)));
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        String first = nobody.withToken(answer.text("token")).get("/v1/who").answers(200).has("kind", "guest").text("id");
        String second = nobody.guest().get("/v1/who").answers(200).text("id");
        assertThat(first).isNotEqualTo(second);
        nobody.guest().get("/v1/admin/who").refuses(403, "forbidden");
    }

    @Test
    void staffLogsInWithThePasswordOfTheConfiguration() {
        nobody.logIn("Admin@souk.local", "the password of staff").get("/v1/admin/who").answers(200).has("kind", "staff");
    }

    @Test
    void aWrongPasswordAndAnUnknownAddressAreRefusedAlike() {
        var wrong = nobody.post("/v1/sessions", "{'email':'admin@souk.local','password':'another'}").refuses(401, "bad-credentials");
        var unknown = nobody.post("/v1/sessions", "{'email':'x@souk.local','password':'the password of staff'}").refuses(401, "bad-credentials");
        assertThat(wrong.body()).isEqualTo(unknown.body());
    }

    @Test
    void aFloodOfLogInsIsRefusedAndHoldsUpNobodyElse() {
        var config = ConfigFactory.parseString("souk.customers { staff.password = \"the password of staff\", passwords { threads = 1, queue = 2, argon2 { memory = 1 MiB, iterations = 100 } } }").withFallback(HttpSpecServer.config());
        var node = new Node(new LocalEntities(List.of(Customers.capability())), null, config, Clock.systemUTC(), Runnable::run);
        var visitors = Executors.newFixedThreadPool(12);
        try (var shop = HttpSpecServer.serving(Customers.capability().routes().get(0).apply(node), config)) {
            var flood = new ArrayList<CompletableFuture<HttpSpecAnswer>>();
            for (int i = 0; i < 12; i++) flood.add(CompletableFuture.supplyAsync(() -> shop.nobody().post("/v1/sessions", "{'email':'x@souk.local','password':'made-up'}"), visitors));
            shop.nobody().guest();
            var answers = flood.stream().map(CompletableFuture::join).toList();
            assertThat(answers).extracting(HttpSpecAnswer::status).containsOnly(401, 503);
            assertThat(answers.stream().filter(answer -> answer.status() == 503)).allSatisfy(answer -> assertThat(answer.refuses(503, "overloaded").header("Retry-After")).isNotEmpty());
        } finally {
            visitors.shutdown();
        }
    }

    @Test
    void halfAnAccountIsABadRequest() {
        nobody.post("/v1/sessions", "{'email':'admin@souk.local'}").refuses(400, "bad-request").becauseOf("password", "missing");
        nobody.post("/v1/sessions", "{'password':'x'}").refuses(400, "bad-request").becauseOf("email", "missing");
        nobody.post("/v1/sessions", "{'email':'a b@c','password':'x'}").refuses(400, "bad-request").becauseOf("email", "bad-format");
        nobody.post("/v1/sessions", "{'user':'x'}").refuses(400, "bad-request").becauseOf("user", "unknown-field");
        nobody.post("/v1/sessions").refuses(400, "bad-json");
    }

    @Test
    void refusesToStartWithoutAPasswordForStaff() {
        var config = ConfigFactory.parseString("souk.customers.staff.password = \" \"").withFallback(HttpSpecServer.config());
        assertThatThrownBy(() -> SessionSettings.of(config)).isInstanceOf(IllegalStateException.class).hasMessageContaining("SOUK_ADMIN_PASSWORD");
        assertThat(SessionSettings.of(ConfigFactory.parseString("souk.customers.staff.password = secret").withFallback(HttpSpecServer.config())).toString()).doesNotContain("secret");
    }
}
