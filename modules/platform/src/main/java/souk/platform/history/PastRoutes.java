package souk.platform.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.kernel.Blueprint;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Query;

/**
 * The routes by which staff see a thing and its past: {@code GET path} as it is, or with {@code asOf} as it was; {@code path/history},
 * what happened to it; {@code path/diff}, what changed between two instants. All show the thing in the same form, a record with its
 * {@code version} and {@code at}, a time at which it was so: {@code asOf} that time is that state again.
 *
 * <pre>{@code
 * PastRoutes.of(node, Cart.BLUEPRINT, "cart", "/v1/admin/carts/{id}", Access.staff("orders"))
 *     .shows(AdminCart.class, (id, cart, at) -> AdminCart.of(cart.contents(), at),
 *             call -> node.entities().ask(CartCommand.at(call.path("id")), new CartCommand.Inspect(), call.asking())
 *                     .thenApply(seen -> seen.map(cart -> new Now<>(cart.version(), at -> AdminCart.of(cart, at)))));
 * }</pre>
 *
 * @param <S> the state
 */
public final class PastRoutes<S> {
    /** How long the thing as it is waits to be told since when. */
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    /** Shows a state of the past; {@code at} is when it came about. */
    @FunctionalInterface
    public interface Form<S, B> {
        B of(String id, S state, Instant at);
    }

    /**
     * The thing as it is now, told by itself.
     *
     * @param body how it looks, given a time at which it was so
     */
    public record Now<B>(long version, Function<Instant, B> body) {}

    /** A version, and when it came about. */
    record Moment(long version, Instant at) {}

    /** @param patch makes the one of the other */
    record Difference(Moment from, Moment to, List<JsonPatch.Operation> patch) {}

    private final Node node;
    private final History<S, ?> history;
    private final String word;
    private final String path;
    private final String id;
    private final Access who;

    private PastRoutes(Node node, History<S, ?> history, String word, String path, Access who) {
        this.node = node;
        this.history = history;
        this.word = word;
        this.path = path;
        this.id = path.substring(path.lastIndexOf('{') + 1, path.length() - 1);
        this.who = who;
    }

    /**
     * Begins the routes of a type whose capability keeps a history of it.
     *
     * @param word what one of them is called ({@code cart})
     * @param path   ends with the parameter that is the aggregate's id ({@code /v1/admin/carts/{id}})
     * @param hidden members of events that nobody is shown, wherever they are in one ({@code token})
     */
    public static <S, E extends Event> PastRoutes<S> of(Node node, Blueprint<S, E> blueprint, String word, String path, Access who, String... hidden) {
        return new PastRoutes<>(node, History.of(node, blueprint, word, hidden), word, path, who);
    }

    /**
     * The routes.
     *
     * @param body what they show
     * @param past makes it from a state of the past
     * @param now  asks the aggregate itself; refused when it is not there
     */
    public <B> List<Endpoint> shows(Class<B> body, Form<S, B> past, Function<Call<?>, CompletionStage<Outcome<Now<B>>>> now) {
        var shown = new Shown<>(past, now);
        return List.of(
                Endpoint.get(path).summary("One " + word + " as it is, or as it was").roles(who).query(Query.asOf()).answers(200, body).refuses(Kind.NOT_FOUND)
                        .handle(call -> call.query("asOf").isPresent() ? shown.asItWas(call) : shown.asItIs(call)),
                Endpoint.get(path + "/history").summary("What happened to one " + word + ", the earliest first").roles(who).paged()
                        .answersPageOf(History.Happened.class).refuses(Kind.NOT_FOUND)
                        .handle(shown::events),
                Endpoint.get(path + "/diff").summary("What changed in one " + word + " between two instants, as a JSON Patch; without to: until now").roles(who)
                        .query(Query.asOf("from").always(), Query.asOf("to")).answers(200, Difference.class).refuses(Kind.NOT_FOUND)
                        .handle(shown::difference));
    }

    private final class Shown<B> {
        private final Form<S, B> past;
        private final Function<Call<?>, CompletionStage<Outcome<Now<B>>>> now;

        private Shown(Form<S, B> past, Function<Call<?>, CompletionStage<Outcome<Now<B>>>> now) {
            this.past = past;
            this.now = now;
        }

        /** Its history only tells since when: the thing is shown also when that is behind, or not to be had. */
        private CompletionStage<Answer> asItIs(Call<Void> call) {
            return call.reply(knowing(call, present -> history.time(call.path(id), present.version(), A_MOMENT).exceptionally(unknown -> Optional.empty()).thenApply(since ->
                    Outcome.accepted(Answer.ok(present.body().apply(since.orElseGet(() -> node.clock().instant()))).etag(present.version())))), answer -> answer);
        }

        private CompletionStage<Answer> asItWas(Call<Void> call) {
            var when = AsOf.parse(call.query("asOf").orElseThrow());
            return call.reply(knowing(call, present -> history.asOf(call.path(id), when, present.version())), then -> Answer.ok(body(call, then)).etag(then.version()));
        }

        private CompletionStage<Answer> events(Call<Void> call) {
            long after = call.cursor().map(Long::parseLong).orElse(0L);
            return call.reply(knowing(call, present -> history.events(call.path(id), after, call.limit(), present.version()).thenApply(found -> found.map(events -> {
                long last = after + events.size();
                return call.page(events, last < present.version() ? Optional.of(Long.toString(last)) : Optional.empty());
            }))), Answer::ok);
        }

        private CompletionStage<Answer> difference(Call<Void> call) {
            return call.reply(knowing(call, present -> {
                var from = history.asOf(call.path(id), AsOf.parse(call.query("from").orElseThrow()), present.version());
                var to = history.asOf(call.path(id), call.query("to").map(AsOf::parse).orElse(new AsOf.Version(present.version())), present.version());
                return from.thenCombine(to, (before, later) -> before.<Outcome<Difference>>fold(one -> later.map(other -> between(call, one, other)), Outcome::refused));
            }), Answer::ok);
        }

        private Difference between(Call<?> call, History.Past<S> from, History.Past<S> to) {
            return new Difference(new Moment(from.version(), from.at()), new Moment(to.version(), to.at()), JsonPatch.between(body(call, from), body(call, to)));
        }

        private B body(Call<?> call, History.Past<S> then) {
            return past.of(call.path(id), then.state(), then.at());
        }

        /** Asks the thing itself first: its version now says how far its history must have come. */
        private <R> CompletionStage<Outcome<R>> knowing(Call<?> call, Function<Now<B>, CompletionStage<Outcome<R>>> question) {
            return now.apply(call).thenCompose(seen -> seen.fold(question, refusal -> CompletableFuture.completedFuture(Outcome.<R>refused(refusal))));
        }
    }
}
