package souk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Page;
import souk.platform.http.Principal;
import souk.platform.http.body.Text;

class HttpSpecTest {
    record Thing(@Text(max = 5) String name) {}

    record Line(String sku, Money price, Optional<String> note) {}

    record View(String id, List<Line> lines) {}

    record Other(String id, String surprise) {}

    private static HttpSpecServer server;
    private static HttpSpec nobody;

    @BeforeAll
    static void start() {
        server = HttpSpecServer.serving(List.of(
                get("/v1/honest", call -> Answer.ok(new View("v", List.of(new Line("A", Money.of(5, "GBP"), Optional.empty())))).etag(3)),
                get("/v1/plain/{x}", call -> Answer.ok(new View(call.path("x"), List.of()))),
                get("/v1/another-form", call -> Answer.ok(new Other("v", "!"))),
                get("/v1/nothing", call -> Answer.noContent()),
                get("/v1/another-status", call -> Answer.of(202, new View("v", List.of()))),
                get("/v1/another-refusal", call -> Answer.refused(new Rejection(Kind.GONE, "gone", "Gone."))),
                get("/v1/another-code", call -> Answer.refused(new Rejection(Kind.CONFLICT, "surprise", "Surprise."))),
                get("/v1/refusal", call -> Answer.refused(new Rejection(Kind.CONFLICT, "closed", "Closed."))),
                Endpoint.get("/v1/pages").summary("Pages").roles(Access.ANYONE).paged().answersPageOf(Line.class)
                        .handle(call -> CompletableFuture.completedFuture(Answer.ok(new Page<>(List.of(new Line("A", Money.of(5, "GBP"), Optional.of("n"))), null)))),
                Endpoint.post("/v1/things").summary("Make").roles(Access.ANYONE_WITH_A_TOKEN).body(Thing.class).answers(201, Thing.class)
                        .handle(call -> CompletableFuture.completedFuture(Answer.of(201, call.body())))));
        nobody = server.nobody();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Endpoint get(String path, Function<Call<Void>, Answer> answer) {
        return Endpoint.get(path).summary("Something").roles(Access.ANYONE).answers(200, View.class).refuses(Kind.CONFLICT, "closed")
                .handle(call -> CompletableFuture.completedFuture(answer.apply(call)));
    }

    @Test
    void letsPassWhatTheContractSays() {
        var answer = nobody.get("/v1/honest").answers(200).has("id", "v").hasMoney("lines.0.price", 5, "GBP").hasSize("lines", 1).hasNo("lines.0.note");
        assertThat(answer.header("ETag")).isEqualTo("\"3\"");
        assertThat(answer.each("lines", "sku")).containsExactly("A");
        assertThat(answer.number("lines.0.price.amount")).isEqualTo(5);
        nobody.get("/v1/pages?limit=5").answers(200).hasNo("next");
        nobody.get("/v1/pages?limit=0").refuses(400, "bad-request").becauseOf("limit", "out-of-range");
        nobody.get("/v1/refusal").refuses(409, "closed");
        nobody.get("/v1/nowhere").refuses(404, "not-found");
        nobody.delete("/v1/honest").refuses(405, "method-not-allowed");
        nobody.post("/v1/things", "{}").refuses(401, "unauthenticated");
        server.as(new Principal("g", Principal.Kind.GUEST)).post("/v1/things", "{'name':'n'}").answers(201).has("name", "n");
    }

    @Test
    void noticesEveryKindOfDrift() {
        assertThatThrownBy(() -> nobody.get("/v1/another-form")).isInstanceOf(AssertionError.class).hasMessageContaining("GET /v1/another-form 200").hasMessageContaining("surprise").hasMessageContaining("lines");
        assertThatThrownBy(() -> nobody.get("/v1/nothing")).isInstanceOf(AssertionError.class).hasMessageContaining("204");
        assertThatThrownBy(() -> nobody.get("/v1/another-status")).isInstanceOf(AssertionError.class).hasMessageContaining("202");
        assertThatThrownBy(() -> nobody.get("/v1/another-refusal")).isInstanceOf(AssertionError.class).hasMessageContaining("410");
        assertThatThrownBy(() -> nobody.get("/v1/another-code")).isInstanceOf(AssertionError.class).hasMessageContaining("409");
    }

    @Test
    void showsTheWholeAnswerWhenAnExpectationFails() {
        assertThatThrownBy(() -> nobody.get("/v1/honest").answers(201)).isInstanceOf(AssertionError.class).hasMessageContaining("status 201").hasMessageContaining("\"sku\":\"A\"");
        assertThatThrownBy(() -> nobody.get("/v1/honest").has("id", "w")).isInstanceOf(AssertionError.class).hasMessageContaining("id = w");
        assertThatThrownBy(() -> nobody.get("/v1/honest").text("missing")).isInstanceOf(AssertionError.class).hasMessageContaining("missing");
    }
}
