package souk.platform.http;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.stream.Materializer;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.http.body.Change;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Clearable;
import souk.platform.http.body.Country;
import souk.platform.http.body.Email;
import souk.platform.http.body.Faults;
import souk.platform.http.body.OneOf;
import souk.platform.http.body.Size;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;

/** A real server on a free loopback port, with routes of every kind. */
final class TestShop implements AutoCloseable {
    enum Color { RED, DARK_BLUE }

    record Part(@Text(max = 10) String sku, @Whole(min = 1, max = 999_999) int quantity) {}

    record NewThing(@Text(max = 20) String name, @Whole(min = 0) Money price, @Email String email, @Country String country,
            @Size(min = 1, max = 3) List<Part> parts, Optional<@Size(max = 2) Map<@Text(max = 5) String, @Text(max = 5) String>> attributes,
            Optional<Instant> at, Optional<Color> color, Optional<Boolean> gift, Optional<@OneOf({"a", "b"}) String> letter,
            Optional<@Whole(min = -5, max = 5) Long> offset) implements Checked {
        @Override
        public void check(Faults faults) {
            if (name.equals("gift") && gift.isEmpty()) faults.badFormat("gift", "A gift says so.");
        }
    }

    record ThingChange(Change<@Text(max = 20) String> name, @Clearable Change<@Text(max = 20) String> note,
            Change<Map<String, Optional<@Text(max = 5) String>>> attributes) {}

    record Thing(String id, String name, Money price, Optional<Color> color, Instant at) {}

    record Changed(boolean nameGiven, boolean noteCleared, Optional<String> note, Map<String, String> attributes) {}

    record Counted(long bytes) {}

    record Who(String id) {}

    record Bought(String id, String fingerprint) {}

    record Seen(int limit, Optional<String> cursor, List<String> filters) {}

    static final Config CONFIG = ConfigFactory.parseString("""
            akka { actor.provider = local, loglevel = WARNING, loggers = ["akka.event.slf4j.Slf4jLogger"], coordinated-shutdown.exit-jvm = off, coordinated-shutdown.run-by-jvm-shutdown-hook = off }
            souk.http { port = 0, token-key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", handler-timeout = 1 s, notice = 0 s, body-window = 1 s, benchmark-route = on }
            """).withFallback(ConfigFactory.parseResources("souk-http.conf")).resolve().withFallback(ConfigFactory.load());

    final ActorSystem<Void> system;
    final Edge edge;
    final Health health = new Health();
    final Tokens tokens = Tokens.of(CONFIG, Clock.systemUTC());
    final Http http;
    final String guest = token("g1", Principal.Kind.GUEST);
    final String customer = token("c1", Principal.Kind.CUSTOMER);
    final String staff = tokens.issue(new Principal("s1", Principal.Kind.STAFF, java.util.Set.of("catalog")), Duration.ofHours(1)).token();

    TestShop() {
        this(CONFIG);
    }

    TestShop(Config config) {
        system = ActorSystem.create(Behaviors.empty(), "shop", config);
        edge = Edge.start(system, routes(Materializer.createMaterializer(system)), health, Clock.systemUTC()).toCompletableFuture().join();
        http = new Http(edge.port());
    }

    String token(String id, Principal.Kind kind) {
        return tokens.issue(new Principal(id, kind), Duration.ofHours(1)).token();
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static List<Endpoint> routes(Materializer materializer) {
        return List.of(
                Endpoint.post("/v1/things").summary("Make one").roles(Access.ANYONE_WITH_A_TOKEN).body(NewThing.class).idempotencyKey(KeyUse.OPTIONAL)
                        .answers(201, Thing.class)
                        .handle(call -> call.reply(later(call.body()), thing -> Answer.created("/v1/things/" + call.newId(),
                                new Thing(call.newId(), thing.name(), thing.price(), thing.color(), thing.at().orElse(Instant.EPOCH))).etag(7))),
                Endpoint.get("/v1/things/{id}").summary("One").roles(Access.ANYONE).answers(200, Thing.class).refuses(Kind.NOT_FOUND)
                        .handle(call -> call.found(CompletableFuture.completedFuture(call.path("id").equals("none") ? Optional.<String>empty() : Optional.of(call.path("id"))), "thing",
                                id -> Answer.ok(new Thing(id, "n", new Money(1, Currency.getInstance("GBP")), Optional.of(Color.DARK_BLUE), Instant.EPOCH)).publicFor(Duration.ofMinutes(1)))),
                Endpoint.patch("/v1/things/{id}").summary("Change it").roles(Access.ANYONE_WITH_A_TOKEN).body(ThingChange.class).ifMatch().answers(200, Changed.class)
                        .handle(call -> done(call.ifMatch().filter(version -> version != 7).isPresent() ? Answer.refused(new Rejection(Kind.STALE, "stale", "It is at 7."))
                                : Answer.ok(changed(call.body())))),
                Endpoint.delete("/v1/things/{id}").summary("Away with it").roles(Access.ANYONE_WITH_A_TOKEN).answers(204, null).handle(call -> done(Answer.noContent())),
                Endpoint.get("/v1/things").summary("Many").roles(Access.ACCOUNTS).paged().query(Query.oneOf("sort", "name", "-name"), Query.asOf(),
                                Query.matching("filter", "[^:]+:.+", "A name, a colon and a value.").repeatable(), Query.text("q", 10))
                        .answersPageOf(Seen.class)
                        .handle(call -> done(Answer.ok(call.page(List.of(new Seen(call.limit(), call.cursor(), call.queries("filter"))), Optional.of("after 1"))))),
                Endpoint.post("/v1/things/{id}/buy").summary("Buy it").roles(Access.ANYONE_WITH_A_TOKEN).body(Part.class).idempotencyKey(KeyUse.REQUIRED).answers(201, Bought.class)
                        .handle(call -> done(Answer.of(201, new Bought(call.newId(), call.fingerprint())))),
                Endpoint.post("/v1/things/{id}/parts:batch").summary("Custom verb").roles(Access.ANYONE_WITH_A_TOKEN).answers(204, null).handle(call -> done(Answer.noContent())),
                Endpoint.put("/v1/admin/things/{id}").summary("Staff's").roles(Access.staff("catalog")).body(Part.class).answers(200, Part.class).answers(201, Part.class)
                        .handle(call -> done(Answer.put(true, call.body()))),
                Endpoint.put("/v1/admin/money/{id}").summary("Other staff's").roles(Access.staff("finance")).body(Part.class).answers(204, null).handle(call -> done(Answer.noContent())),
                Endpoint.post("/v1/imports").summary("A stream").roles(Access.STAFF).streams("application/x-ndjson").answers(200, Counted.class)
                        .handle(call -> call.stream().runFold(0L, (sum, part) -> sum + part.size(), materializer).thenApply(sum -> Answer.ok(new Counted(sum)))),
                Endpoint.post("/v1/pieces").summary("A stream, taken slowly").roles(Access.STAFF).streams("application/x-ndjson").answers(200, Counted.class)
                        .handle(call -> {
                            var counted = new AtomicLong();
                            return call.eachPiece(piece -> CompletableFuture.runAsync(() -> counted.addAndGet(piece.length))).thenApply(end -> Answer.ok(new Counted(counted.get())));
                        }),
                Endpoint.get("/v1/me").summary("Who is it").roles(Access.ANYONE_TOKEN_OPTIONAL).answers(200, Who.class).handle(call -> done(Answer.ok(new Who(call.owner())))),
                Endpoint.get("/v1/refusals/{kind}").summary("Each refusal").roles(Access.ANYONE).answers(204, null).refuses(Kind.INVALID, Kind.UNAUTHENTICATED, Kind.values())
                        .handle(call -> done(Answer.refused(new Rejection(Kind.valueOf(call.path("kind")), "some-code", "Some detail.").about("skus", List.of("A", "B"))))),
                Endpoint.get("/v1/throwing").summary("Broken").roles(Access.ANYONE).answers(204, null).handle(call -> {
                    throw new IllegalStateException("a secret");
                }),
                Endpoint.get("/v1/failing").summary("Broken later").roles(Access.ANYONE).answers(204, null)
                        .handle(call -> CompletableFuture.supplyAsync(() -> {
                            throw new IllegalStateException("a secret");
                        })),
                Endpoint.get("/v1/databaseless").summary("A store that does not answer").roles(Access.ANYONE).answers(204, null)
                        .handle(call -> CompletableFuture.failedFuture(new DriverTimeoutException("Query timed out"))),
                Endpoint.get("/v1/never").summary("Too slow").roles(Access.ANYONE).answers(204, null).handle(call -> new CompletableFuture<>()));
    }

    private static Changed changed(ThingChange change) {
        var attributes = new java.util.TreeMap<String, String>();
        change.attributes().or(Map.of()).forEach((name, value) -> attributes.put(name, value.orElse("removed")));
        return new Changed(change.name().given(), change.note().clears(), change.note().on(Optional.of("before")), attributes);
    }

    private static CompletableFuture<Outcome<NewThing>> later(NewThing body) {
        return CompletableFuture.supplyAsync(() -> Outcome.accepted(body));
    }

    @Override
    public void close() {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("The actor system did not stop", e);
        }
    }
}
