package souk.platform.http;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.scaladsl.model.HttpEntity;
import akka.http.scaladsl.model.HttpRequest;
import akka.http.scaladsl.model.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import souk.kernel.Rejection;
import souk.platform.Trace;
import souk.platform.http.AuditTrail.Deed;
import souk.platform.http.AuditTrail.Effect;

/**
 * Has the {@link AuditTrail} told of what changes something and is staff's affair: every such request to a route of staff, whoever sends it, and those of staff to any other route. It is kept
 * that it begins before its handler is called, and what came of it before the answer leaves; so nothing is acknowledged of which nothing is kept.
 */
final class Auditing {
    /** One request that may change something. */
    static final class Attempt {
        private Principal who = Principal.NOBODY;
        private boolean begun;

        void isOf(Principal known) {
            who = known;
        }
    }

    private static final Answer NOT_BEGUN = Answer.refused(new Rejection(Rejection.Kind.OVERLOADED, "overloaded", "The audit log cannot be written at the moment, so nothing was done. Try again shortly."));
    private static final Answer NOT_ENDED = Answer.refused(new Rejection(Rejection.Kind.UNKNOWN_OUTCOME, "unknown-outcome",
            "This may have been done: the audit log says that it was begun, but could not be told what came of it. Look, or repeat it with the same Idempotency-Key."));
    private static final int LONGEST_BODY = 8_000;
    private static final int LONGEST_STATE = 4_000;
    private static final int LONGEST_PATH = 600;
    private static final int LONGEST_WORD = 300;
    private static final long LOOK_SECONDS = 2;

    private final AuditTrail trail;
    private final Router<Route> router;
    private final Cursors cursors;

    Auditing(AuditTrail trail, Router<Route> router, Cursors cursors) {
        this.trail = trail;
        this.router = router;
        this.cursors = cursors;
    }

    /** Notes of a request to this route; null if it is none that changes something. */
    Attempt attempt(Endpoint endpoint) {
        return trail == AuditTrail.NONE || endpoint.method.equals("GET") ? null : new Attempt();
    }

    /** Whether it is kept what becomes of it. */
    boolean concerns(Endpoint endpoint, Attempt attempt) {
        return attempt != null && (attempt.who.isStaff() || isOfStaff(endpoint));
    }

    /** Staff's routes, as the contract has them. */
    private static boolean isOfStaff(Endpoint endpoint) {
        String first = endpoint.template.get(0);
        return first.equals("ops") || first.equals("v1") && endpoint.template.size() > 1 && endpoint.template.get(1).equals("admin");
    }

    // ---- what is done ----

    /** Does it, between the two entries. */
    <B> CompletionStage<Answer> through(Call<B> call, Attempt attempt, HttpRequest request, String[] parts, Supplier<? extends CompletionStage<Answer>> handler) {
        attempt.begun = true;
        return before(call, request, parts).thenCompose(state -> {
            var deed = deed(call, request, parts, state);
            return trail.begin(deed).thenCompose(kept -> kept.fold(begun -> done(handler).thenCompose(done -> trail.end(begun, effect(done)).thenApply(told -> told ? done.orThrow() : NOT_ENDED)), refused -> {
                call.leave();
                return CompletableFuture.completedFuture(NOT_BEGUN);
            }));
        });
    }

    /** An answer, or the defect that came instead. */
    private record Done(Answer answer, Throwable defect) {
        Answer orThrow() {
            if (defect != null) throw new CompletionException(defect);
            return answer;
        }
    }

    private static CompletionStage<Done> done(Supplier<? extends CompletionStage<Answer>> handler) {
        try {
            return handler.get().handle((answer, failure) -> new Done(answer, failure instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause() : failure));
        } catch (RuntimeException | Error broken) {
            return CompletableFuture.completedFuture(new Done(null, broken));
        }
    }

    private static Effect effect(Done done) {
        if (done.defect != null) return new Effect(500, "internal-error", "", "", "");
        var answer = done.answer;
        if (answer.body() instanceof Answer.Problem problem) return new Effect(answer.status(), problem.code(), "", "", "");
        JsonNode body = json(answer);
        String version = answer.header("ETag").map(tag -> tag.replace("\"", "")).orElse(body.path("version").isIntegralNumber() ? body.path("version").asText() : "");
        String id = body.path("id").isTextual() ? body.path("id").asText() : "";
        return new Effect(answer.status(), "", word(id), word(version), body.isContainerNode() ? Redacted.of(body, LONGEST_STATE) : "");
    }

    private static JsonNode json(Answer answer) {
        try {
            if (answer.body() instanceof Answer.Raw raw) return raw.contentType().equals(Endpoint.JSON) ? Json.mapper().readTree(raw.bytes()) : MissingNode.getInstance();
            return answer.body() == null || answer.body() instanceof Answer.Flowing ? MissingNode.getInstance() : Json.tree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Deed deed(Call<?> call, HttpRequest request, String[] parts, State state) {
        var endpoint = call.endpoint();
        String version = call.ifMatch().map(String::valueOf).orElse(state.version);
        String key = call.idempotencyKey().isPresent() ? call.newId() : Ids.random();
        return new Deed(key, call.idempotencyKey().isPresent(), call.principal(), call.address(), word(call.header("User-Agent")), endpoint.name(), path(request, endpoint, parts), entity(endpoint),
                word(entityId(endpoint, call.pathValues(), call)), Redacted.of(call.body(), LONGEST_BODY), word(version), state.json, call.requestId(), call.trace().id());
    }

    // ---- what it was before ----

    private record State(String version, String json) {
        static final State UNKNOWN = new State("", "");
    }

    /** What the thing is now, where a route tells staff: the same path, or the one above, with {@code admin} or without. Who changes things by a stream is not asked. */
    private CompletionStage<State> before(Call<?> call, HttpRequest request, String[] parts) {
        if (call.endpoint().streams != null) return CompletableFuture.completedFuture(State.UNKNOWN);
        for (String[] path : places(parts)) {
            var match = router.find("GET", path);
            if (match == null || !tells(match.route().endpoint(), call.principal())) continue;
            return look(match, call, request);
        }
        return CompletableFuture.completedFuture(State.UNKNOWN);
    }

    private static List<String[]> places(String[] parts) {
        var places = new ArrayList<String[]>();
        for (int length = parts.length; length >= Math.max(2, parts.length - 1); length--) {
            var plain = new ArrayList<>(List.of(parts).subList(0, length));
            if (plain.size() > 1 && plain.get(1).equals("admin")) plain.remove(1);
            var staffs = new ArrayList<>(plain);
            if (plain.get(0).equals("v1")) {
                staffs.add(1, "admin");
                places.add(staffs.toArray(String[]::new));
            }
            places.add(plain.toArray(String[]::new));
        }
        return places;
    }

    private static boolean tells(Endpoint endpoint, Principal who) {
        return endpoint.hasPathParameters() && !endpoint.paged && !endpoint.webSocket && (!endpoint.access.token() || endpoint.access.allows(who)) && endpoint.query.values().stream().noneMatch(Query::required);
    }

    @SuppressWarnings("unchecked")
    private CompletionStage<State> look(Router.Match<Route> match, Call<?> call, HttpRequest request) {
        var endpoint = match.route().endpoint();
        try {
            var question = new Call<>(endpoint, call.requestId(), call.trace(), "", call.principal(), match.path(), Parameters.NONE, cursors, null, null, null, null, request, call.from());
            return ((Handler<Object>) endpoint.handler).handle(question).toCompletableFuture().copy().orTimeout(LOOK_SECONDS, TimeUnit.SECONDS)
                    .thenApply(answer -> answer.status() == 200 ? seen(answer) : State.UNKNOWN).exceptionally(unknown -> State.UNKNOWN);
        } catch (RuntimeException unknown) {
            return CompletableFuture.completedFuture(State.UNKNOWN);
        }
    }

    private static State seen(Answer answer) {
        var effect = effect(new Done(answer, null));
        return new State(effect.version(), effect.after());
    }

    // ---- what was refused ----

    /** Has it kept that a request was refused before anything was begun; the answer waits for that, whatever comes of it. */
    CompletionStage<?> refused(HttpRequest request, Router.Match<Route> match, String[] parts, Attempt attempt, Trace trace, HttpResponse response) {
        int status = response.status().intValue();
        // Who is told to come again was not refused what they wanted.
        if (attempt.begun || status < 400 || status == 429 || status >= 500) return CompletableFuture.completedFuture(null);
        var endpoint = match.route().endpoint();
        var deed = new Deed(Ids.random(), false, attempt.who, address(request), word(header(request, "User-Agent")), endpoint.name(), path(request, endpoint, parts), entity(endpoint),
                word(entityId(endpoint, match.path(), null)), "", "", "", "", told(response, trace).id());
        return trail.refused(deed, new Effect(status, code(response), "", "", ""));
    }

    /** The trace that the client was told of, if it was. */
    private static Trace told(HttpResponse response, Trace otherwise) {
        return response.getHeader("traceresponse").map(header -> Trace.parse(header.value())).filter(trace -> !trace.isNone()).orElse(otherwise);
    }

    private static String code(HttpResponse response) {
        if (!(response.entity() instanceof HttpEntity.Strict strict)) return "";
        try {
            return Json.mapper().readTree(strict.data().toArrayUnsafe()).path("code").asText("");
        } catch (IOException noJson) {
            return "";
        }
    }

    // ---- words ----

    private static String address(HttpRequest request) {
        return request.getAttribute(AttributeKeys.remoteAddress).flatMap(RemoteAddress::getAddress).map(InetAddress::getHostAddress).orElse("");
    }

    private static String header(HttpRequest request, String name) {
        return request.getHeader(name).map(akka.http.javadsl.model.HttpHeader::value).orElse("");
    }

    /** As it was asked for, without addresses of people who are not staff. */
    private static String path(HttpRequest request, Endpoint endpoint, String[] parts) {
        var query = request.uri().rawQueryString();
        boolean names = !query.isEmpty() && !query.get().contains("@") && !query.get().contains("%40");
        String path = Arrays.stream(parts).map(part -> part(endpoint, part)).collect(Collectors.joining("/", "/", ""));
        return Redacted.text(path + (names ? "?" + query.get() : ""), LONGEST_PATH);
    }

    private static String part(Endpoint endpoint, String part) {
        return endpoint.template.contains("staff") ? part : Redacted.part(part);
    }

    private static String word(String any) {
        return Redacted.text(any, LONGEST_WORD);
    }

    /** The plain part of the path before its first parameter; without one the route's group. */
    private static String entity(Endpoint endpoint) {
        for (int i = 1; i < endpoint.template.size(); i++) if (Endpoint.isParameter(endpoint.template.get(i))) return endpoint.template.get(i - 1);
        return endpoint.tag;
    }

    private static String entityId(Endpoint endpoint, Map<String, String> path, Call<?> call) {
        Optional<String> first = endpoint.template.stream().filter(Endpoint::isParameter).findFirst();
        if (first.isPresent()) return part(endpoint, path.getOrDefault(Endpoint.parameterName(first.get()), ""));
        return call != null && endpoint.query.containsKey("id") ? call.query("id").orElse("") : "";
    }
}
