package souk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Endpoint;
import souk.platform.http.KeyUse;
import souk.platform.http.Principal;
import souk.platform.http.Query;
import souk.platform.http.body.Change;
import souk.platform.http.body.Clearable;
import souk.platform.http.body.Country;
import souk.platform.http.body.Email;
import souk.platform.http.body.OneOf;
import souk.platform.http.body.Size;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;

class HttpSpecBadInputTest {
    enum Color { RED, DARK_BLUE }

    record Line(@Text(max = 64) String sku, @Whole(min = 1, max = 999_999) int quantity) {}

    record Rich(@Text(max = 20) String name, Optional<@Text(min = 0, max = 50, lines = true) String> note, @Whole(min = 0) Money price, @Email String email, @Country String country,
            @Size(min = 1, max = 5) List<Line> lines, Optional<Map<@Text(max = 5) String, @Text(max = 5) String>> attributes, Optional<Instant> at, Color color, boolean gift,
            @OneOf({"a", "b"}) String letter, Optional<Set<String>> tags, Currency currency, Optional<Long> any) {}

    record RichChange(Change<@Text(max = 5) String> name, @Clearable Change<@Whole(min = 1, max = 9) Integer> quantity) {}

    private final AtomicInteger handled = new AtomicInteger();

    private CompletableFuture<Answer> handle() {
        handled.incrementAndGet();
        return CompletableFuture.completedFuture(Answer.noContent());
    }

    private final List<Endpoint> routes = List.of(
            Endpoint.post("/v1/rich/{id}").summary("Rich").roles(Access.ANYONE_WITH_A_TOKEN).body(Rich.class).idempotencyKey(KeyUse.REQUIRED).answers(204, null).handle(call -> handle()),
            Endpoint.patch("/v1/rich/{id}").summary("Change").roles(Access.STAFF).body(RichChange.class).ifMatch().answers(204, null).handle(call -> handle()),
            Endpoint.get("/v1/rich").summary("List").roles(Access.ANYONE).paged().query(Query.oneOf("sort", "a"), Query.asOf()).answers(204, null).handle(call -> handle()));

    @Test
    void refusesEverythingThatTheContractForbids() {
        try (var server = HttpSpecServer.serving(routes)) {
            int sent = HttpSpecBadInput.everyRouteRefuses(server.nobody(), visitors(server));
            assertThat(sent).isGreaterThan(200);
            assertThat(handled).as("requests that came through").hasValue(0);
        }
    }

    @Test
    void namesARouteThatIsTooLenient() {
        var lenient = Endpoint.post("/v1/lenient").summary("Lenient").roles(Access.ANYONE).streams("application/json").answers(204, null).handle(call -> call.eachPiece(piece -> handle()).thenCompose(end -> handle()));
        try (var server = HttpSpecServer.serving(List.of(lenient))) {
            assertThatThrownBy(() -> HttpSpecBadInput.everyRouteRefuses(server.nobody(), visitors(server))).isInstanceOf(AssertionError.class)
                    .hasMessageContaining("POST /v1/lenient with the body []: POST /v1/lenient accepted a body that does not match");
        }
    }

    private static Map<String, HttpSpec> visitors(HttpSpecServer server) {
        return Map.of("guest", server.as(new Principal("g", Principal.Kind.GUEST)), "staff", server.as(new Principal("s", Principal.Kind.STAFF, Set.of(Principal.ADMIN))));
    }
}
