package souk.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import souk.kernel.Rejection;

/** Who must show a second factor again for what is sensitive, and whom nobody asks. */
class StepUpTest {
    private static final Rejection REQUIRED = new Rejection(Rejection.Kind.DENIED, "step-up-required", "Show it again.");

    /** Knows no session that has ended, and of "late" that it was shown of late. */
    private static final class Watch implements SessionWatch {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public Standing of(Principal who) {
            return Standing.GOOD;
        }

        @Override
        public void look() {}

        @Override
        public Optional<String> trouble() {
            return Optional.empty();
        }

        @Override
        public CompletionStage<Optional<Rejection>> steppedUp(Principal who) {
            asked.incrementAndGet();
            if (who.session().equals("broken")) return CompletableFuture.failedFuture(new IllegalStateException("a secret"));
            return CompletableFuture.supplyAsync(() -> who.session().equals("late") ? Optional.empty() : Optional.of(REQUIRED));
        }

        @Override
        public CompletionStage<Optional<Rejection>> hasSteppedUp(Principal who) {
            return steppedUp(who);
        }
    }

    @Test
    void aSensitiveRouteAsksAndNoOtherDoes() throws Exception {
        var watch = new Watch();
        var system = ActorSystem.<Void>create(Behaviors.empty(), "step-up", TestShop.CONFIG);
        try {
            var done = CompletableFuture.completedFuture(Answer.noContent());
            var endpoints = List.of(
                    Endpoint.post("/v1/all").summary("Sensitive").roles(Access.ANYONE_WITH_A_TOKEN).body(TestShop.Part.class).stepUp().answers(204, null).handle(call -> done),
                    Endpoint.post("/v1/staff").summary("Sensitive when staff does it").roles(Access.ANYONE_WITH_A_TOKEN).body(TestShop.Part.class).stepUp(Principal.Kind.STAFF).answers(204, null).handle(call -> done),
                    Endpoint.put("/v1/many").summary("Sensitive when it is many").roles(Access.ANYONE_WITH_A_TOKEN).body(TestShop.Part.class).stepUpAlways(part -> part.quantity() > 1, "quantity").answers(204, null).handle(call -> done),
                    Endpoint.delete("/v1/all").summary("Takes a body").roles(Access.ANYONE_WITH_A_TOKEN).body(TestShop.Part.class).answers(204, null).handle(call -> done));
            var http = new Http(Edge.start(system, endpoints, new Health(), Clock.systemUTC(), watch, AuditTrail.NONE, Gate.open(TestShop.CONFIG)).toCompletableFuture().join().port());
            String good = "{\"sku\":\"A\",\"quantity\":1}";

            for (String session : List.of("", "late")) assertThat(http.json("POST", "/v1/all", token(Principal.Kind.CUSTOMER, session), good).status()).isEqualTo(204);
            assertThat(http.json("POST", "/v1/all", token(Principal.Kind.CUSTOMER, "s"), good).code()).isEqualTo("step-up-required");
            assertThat(http.json("POST", "/v1/all", token(Principal.Kind.CUSTOMER, "s"), "{").code()).as("before the body").isEqualTo("step-up-required");
            assertThat(http.json("POST", "/v1/all", token(Principal.Kind.CUSTOMER, "late"), "{").code()).isEqualTo("bad-json");
            assertThat(http.json("POST", "/v1/all", token(Principal.Kind.CUSTOMER, "broken"), good).status()).isEqualTo(503);
            assertThat(http.json("POST", "/v1/staff", token(Principal.Kind.STAFF, "s"), good).code()).isEqualTo("step-up-required");
            int asked = watch.asked.get();
            assertThat(http.json("POST", "/v1/staff", token(Principal.Kind.CUSTOMER, "s"), good).status()).isEqualTo(204);
            assertThat(http.json("DELETE", "/v1/all", token(Principal.Kind.CUSTOMER, "s"), good).status()).isEqualTo(204);
            assertThat(http.json("DELETE", "/v1/all", token(Principal.Kind.CUSTOMER, "s"), "{}").code()).isEqualTo("bad-request");
            assertThat(watch.asked.get()).isEqualTo(asked);

            // What the body says decides, once it is a good one; a token of no session is asked about like any other.
            String many = good.replace("1}", "2}");
            for (String session : List.of("", "s", "late")) assertThat(http.json("PUT", "/v1/many", token(Principal.Kind.CUSTOMER, session), good).status()).isEqualTo(204);
            assertThat(watch.asked.get()).isEqualTo(asked);
            for (String session : List.of("", "s")) assertThat(http.json("PUT", "/v1/many", token(Principal.Kind.CUSTOMER, session), many).code()).isEqualTo("step-up-required");
            assertThat(http.json("PUT", "/v1/many", token(Principal.Kind.CUSTOMER, "late"), many).status()).isEqualTo(204);
            assertThat(http.json("PUT", "/v1/many", token(Principal.Kind.CUSTOMER, "broken"), many).status()).isEqualTo(503);

            var contract = http.get("/openapi.json", null).json();
            assertThat(new OpenAPIV3Parser().readContents(contract.toString(), null, new ParseOptions()).getMessages()).isEmpty();
            var paths = contract.path("paths");
            assertThat(paths.path("/v1/staff").path("post").path("x-souk-step-up").toString()).isEqualTo("[\"staff\"]");
            assertThat(paths.path("/v1/staff").path("post").path("responses").path("403").toString()).contains("step-up-required");
            assertThat(paths.path("/v1/all").path("post").path("x-souk-step-up")).hasSize(4);
            assertThat(paths.path("/v1/many").path("put").path("x-souk-step-up-always").toString()).isEqualTo("[\"quantity\"]");
            assertThat(paths.path("/v1/many").path("put").path("responses").path("403").toString()).contains("step-up-required");
            assertThat(paths.path("/v1/all").path("delete").has("x-souk-step-up")).isFalse();
            assertThat(paths.path("/v1/all").path("delete").path("requestBody").path("content").has("application/json")).isTrue();
        } finally {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    private static String token(Principal.Kind kind, String session) {
        return Tokens.of(TestShop.CONFIG, Clock.systemUTC()).issue(new Principal("p", kind, Set.of(), session), Duration.ofHours(1)).token();
    }
}
