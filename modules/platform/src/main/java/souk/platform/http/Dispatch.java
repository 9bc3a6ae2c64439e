package souk.platform.http;

import akka.http.scaladsl.model.EntityStreamException;
import akka.http.scaladsl.model.HttpEntity;
import akka.http.scaladsl.model.HttpRequest;
import akka.http.scaladsl.model.HttpResponse;
import akka.stream.Materializer;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.datastax.oss.driver.api.core.DriverException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.Future;
import scala.concurrent.Future$;
import scala.jdk.javaapi.FutureConverters;
import souk.kernel.Rejection;
import souk.platform.Trace;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Reading;
import souk.platform.limits.Budget;
import souk.platform.limits.Verdict;
import souk.platform.metrics.RouteMeter;
import souk.platform.search.SearchEngine;

/**
 * Leads a request to its handler. The order of refusal is the order of this class: 403 a blocked address and 429 one that comes too often, 400 a path with dots
 * to follow, 404 no such route, 405, 401, 429 a visitor who comes too often, 403, 403 one who must show first again who they are, 413, 415, 400, 403 one whose body
 * wants that they show it; what the handler refuses comes after. So a made-up id or a bad body never shows what a role may not see.
 */
final class Dispatch {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
    private static final Answer NOT_FOUND = Problems.of(404, "not-found", "There is no such route.");
    private static final Answer DOTS = Problems.of(400, "bad-http", "A part of this path is '.' or '..': write the path that you mean.");
    private static final Answer UNAUTHENTICATED = Answer.refused(new Rejection(Rejection.Kind.UNAUTHENTICATED, "unauthenticated", "This wants 'Authorization: Bearer <token>' with a token from POST /v1/sessions that has not expired."));
    private static final Answer KEY_MISSING = Answer.refused(new Rejection(Rejection.Kind.INVALID, "idempotency-key-missing", "This wants an Idempotency-Key header, so that a retry changes nothing."));
    private static final Answer NO_HANDSHAKE = Answer.refused(new Rejection(Rejection.Kind.INVALID, "upgrade-required", "This wants the handshake of a WebSocket: Upgrade: websocket, Connection: Upgrade, Sec-WebSocket-Version: 13 and Sec-WebSocket-Key."));
    private static final Answer NOBODY_KNOWS = Answer.refused(SessionWatch.UNKNOWN);
    private static final Answer NO_DATABASE = Problems.answer(new Rejection(Rejection.Kind.OVERLOADED, "overloaded", "The database does not answer at the moment. Try again shortly."));
    private static final Answer NO_SEARCH = Problems.answer(new Rejection(Rejection.Kind.OVERLOADED, "search-unavailable", "Search does not answer at the moment; everything else goes on. Try again shortly."));
    private static final Answer NO_ANSWER = Answer.refused(new Rejection(Rejection.Kind.UNKNOWN_OUTCOME, "unknown-outcome", "This took too long. It may or may not have been done: repeat it with the same Idempotency-Key to learn which."));

    private final Router<Route> router;
    private final Tokens tokens;
    private final SessionWatch sessions;
    private final Gate gate;
    private final Cursors cursors;
    private final EdgeSettings settings;
    private final Materializer materializer;
    private final InFlight inFlight;
    private final Bodies bodies;
    private final Auditing auditing;
    private final String requestPrefix = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36) + "-";
    private final AtomicLong requests = new AtomicLong();

    Dispatch(Router<Route> router, Tokens tokens, SessionWatch sessions, AuditTrail trail, Gate gate, Cursors cursors, EdgeSettings settings, Materializer materializer, InFlight inFlight) {
        this.router = router;
        this.tokens = tokens;
        this.sessions = sessions;
        this.gate = gate;
        this.cursors = cursors;
        this.settings = settings;
        this.materializer = materializer;
        this.inFlight = inFlight;
        auditing = new Auditing(trail, router, cursors);
        bodies = new Bodies(settings, materializer, inFlight);
    }

    Future<HttpResponse> handle(HttpRequest request) {
        long begun = RouteMeter.begun();
        boolean dots = Target.hasDots(request);
        String[] parts = dots ? null : Router.parts(request.uri().path());
        Router.Match<Route> match = parts == null ? null : router.find(request.method().value(), parts);
        var meter = match == null ? RouteMeter.NONE : match.route().meter();
        return Metered.timed(match != null && match.route().endpoint().exempt ? lead(request, match, parts, null) : enter(request, match, parts, dots), meter, begun);
    }

    /** What an address may not comes before all else, and before the body is read. */
    private Future<HttpResponse> enter(HttpRequest request, Router.Match<Route> match, String[] parts, boolean dots) {
        InetAddress address = gate.address(request);
        Answer blocked = gate.blocked(address);
        if (blocked != null) return bodies.shut(request, blocked);
        return passed(request, Budget.ADDRESS, gate.come(address), () -> match == null ? bodies.refuse(request, dots ? DOTS : noRoute(request.method().value(), parts)) : lead(request, match, parts, address));
    }

    private Future<HttpResponse> lead(HttpRequest request, Router.Match<Route> match, String[] parts, InetAddress address) {
        Endpoint endpoint = match.route().endpoint();
        Head head = Head.of(request);
        var attempt = auditing.attempt(endpoint);
        var answered = lead(request, match, parts, address, head, attempt);
        return auditing.concerns(endpoint, attempt) ? unlessBegun(request, match, parts, head, attempt, answered) : answered;
    }

    /** The same answer, when it is kept that it is a refusal, if it is one. */
    private Future<HttpResponse> unlessBegun(HttpRequest request, Router.Match<Route> match, String[] parts, Head head, Auditing.Attempt attempt, Future<HttpResponse> answered) {
        return answered.flatMap(response -> FutureConverters.asScala(auditing.refused(request, match, parts, attempt, head.trace(), response).handle((kept, failure) -> response)), materializer.executionContext());
    }

    private Future<HttpResponse> lead(HttpRequest request, Router.Match<Route> match, String[] parts, InetAddress address, Head head, Auditing.Attempt attempt) {
        Endpoint endpoint = match.route().endpoint();
        Principal who = Principal.NOBODY;
        if (endpoint.access.token()) {
            String token = head.token();
            who = token == null ? null : tokens.verify(token).orElse(null);
            var standing = who == null ? SessionWatch.Standing.ENDED : standing(who);
            if (standing == SessionWatch.Standing.ENDED) return bodies.refuse(request, UNAUTHENTICATED);
            if (standing == SessionWatch.Standing.UNKNOWN) return bodies.refuse(request, NOBODY_KNOWS);
            if (attempt != null) attempt.isOf(who);
        } else if (endpoint.access.looks()) {
            String token = head.token();
            if (token != null) who = tokens.verify(token).filter(known -> standing(known) == SessionWatch.Standing.GOOD).orElse(Principal.NOBODY);
            if (attempt != null) attempt.isOf(who);
        }
        Principal visitor = who;
        return passed(request, Gate.budget(visitor), endpoint.exempt ? null : gate.come(visitor), () -> {
            if (endpoint.access.token() && !endpoint.access.allows(visitor)) return bodies.refuse(request, match.route().forbidden());
            var exchange = new Exchange(request, match, parts, head, visitor, attempt, address);
            return !visitor.session().isEmpty() && endpoint.steppedUp.contains(visitor.kind()) ? sensitive(request, exchange) : exchange.body();
        });
    }

    /** Goes on if the budget allows it, and says in the answer what is left of it. @param verdict null: nothing is counted */
    private Future<HttpResponse> passed(HttpRequest request, Budget of, CompletableFuture<Verdict> verdict, Supplier<Future<HttpResponse>> next) {
        if (verdict == null) return next.get();
        if (verdict.isDone()) return passed(request, of, verdict.join(), next);
        var waiting = inFlight.unlimited();
        verdict.whenComplete((known, impossible) -> waiting.answerWith(() -> passed(request, of, known, next)));
        return waiting.answered();
    }

    private Future<HttpResponse> passed(HttpRequest request, Budget of, Verdict verdict, Supplier<Future<HttpResponse>> next) {
        if (verdict.granted()) return Responses.limited(next.get(), verdict);
        Supplier<Future<HttpResponse>> refusal = () -> bodies.cut(request, Gate.tooOften(of, verdict));
        return verdict.insistent() ? later(refusal) : refusal.get();
    }

    /** One that asks again as soon as it is refused would cost as much as all others together: it is kept waiting, which costs nothing. */
    private Future<HttpResponse> later(Supplier<Future<HttpResponse>> refusal) {
        var waiting = inFlight.unlimited();
        materializer.system().scheduler().scheduleOnce(settings.refusedWait(), () -> waiting.answerWith(refusal), materializer.executionContext());
        return waiting.answered();
    }

    /** Goes on if its sender has shown of late who they are. */
    private Future<HttpResponse> sensitive(HttpRequest request, Exchange exchange) {
        CompletionStage<Optional<Rejection>> asked;
        try {
            asked = sessions.steppedUp(exchange.who);
        } catch (RuntimeException stopping) {
            return bodies.refuse(request, NOBODY_KNOWS);
        }
        var waiting = inFlight.unlimited();
        asked.whenComplete((refusal, failure) -> waiting.answerWith(() -> failure != null ? bodies.refuse(request, NOBODY_KNOWS) : refusal.map(why -> bodies.refuse(request, Answer.refused(why))).orElseGet(exchange::body)));
        return waiting.answered();
    }

    private SessionWatch.Standing standing(Principal who) {
        return who.session().isEmpty() ? SessionWatch.Standing.GOOD : sessions.of(who);
    }

    private Answer noRoute(String method, String[] parts) {
        List<String> methods = parts == null ? List.of() : router.methods(parts);
        if (methods.isEmpty()) return NOT_FOUND;
        String allow = String.join(", ", methods);
        return (method.equals("OPTIONS") ? Answer.noContent() : Problems.of(405, "method-not-allowed", "This path knows " + allow + ".")).header("Allow", allow);
    }

    /** One request whose sender may use the route. */
    private final class Exchange {
        private final HttpRequest request;
        private final Route route;
        private final Endpoint endpoint;
        private final Map<String, String> path;
        private final String[] parts;
        private final Head head;
        private final Principal who;
        private final InetAddress address;
        private final Trace trace;
        private final Auditing.Attempt attempt;
        private final String id = requestPrefix + requests.incrementAndGet();

        Exchange(HttpRequest request, Router.Match<Route> match, String[] parts, Head head, Principal who, Auditing.Attempt attempt, InetAddress address) {
            this.attempt = attempt;
            this.request = request;
            this.address = address;
            this.route = match.route();
            this.endpoint = route.endpoint();
            this.path = match.path();
            this.parts = parts;
            this.head = head;
            this.trace = head.trace();
            this.who = who;
        }

        /** The body: its length, its media type, its bytes. */
        Future<HttpResponse> body() {
            HttpEntity entity = request.entity();
            if (!endpoint.takesABody()) return bodies.ignore(entity, () -> call(null, null));
            if (endpoint.streams != null) return typeIsWrong(entity) ? bodies.refuse(request, wrongType()) : call(null, entity.withoutSizeLimit().getDataBytes().via(settings.pace()).mapMaterializedValue(ignored -> akka.NotUsed.getInstance()));
            if (bodies.isTooLarge(entity)) return bodies.tooLarge(request);
            return typeIsWrong(entity) ? bodies.refuse(request, wrongType()) : bodies.read(entity, this::read);
        }

        private boolean typeIsWrong(HttpEntity entity) {
            return !entity.isKnownEmpty() && !route.takes(entity.contentType());
        }

        private Answer wrongType() {
            return Problems.of(415, "unsupported-media-type", "The body is " + (endpoint.streams != null ? endpoint.streams : Endpoint.JSON) + " in UTF-8.");
        }

        private Future<HttpResponse> read(byte[] bytes) {
            if (bytes.length == 0 && !route.needsBody()) return call(null, null);
            return call(route.reader().read(bytes), null);
        }

        /** What is wrong with the parameters and the body, or the handler's answer. */
        private Future<HttpResponse> call(Reading<?> body, Source<ByteString, ?> stream) {
            if (body != null && body.badJson() != null) return now(Problems.of(400, "bad-json", body.badJson()));
            if (endpoint.key == KeyUse.REQUIRED && !head.hasKey()) return refuseCall(KEY_MISSING, stream);
            var faults = new Faults();
            var query = request.uri().rawQueryString();
            var parameters = head.parameters(endpoint, query.isEmpty() ? null : query.get(), cursors, faults);
            if (body != null) faults.addAll(body.faults());
            if (!faults.none()) return refuseCall(Answer.badRequest(faults.list()), stream);
            Object value = body == null || !route.wantsBody() ? null : body.value();
            return endpoint.wantsShown(value) ? shown(() -> handle(parameters, value, stream)) : handle(parameters, value, stream);
        }

        /** Goes on if its sender has shown of late who they are, which this body wants of everybody. A token of no session is asked about too: nobody has shown anything in it. */
        private Future<HttpResponse> shown(Supplier<Future<HttpResponse>> next) {
            CompletionStage<Optional<Rejection>> asked;
            try {
                asked = sessions.hasSteppedUp(who);
            } catch (RuntimeException stopping) {
                return now(NOBODY_KNOWS);
            }
            var waiting = inFlight.unlimited();
            asked.whenComplete((refusal, failure) -> waiting.answerWith(() -> failure != null ? now(NOBODY_KNOWS) : refusal.map(why -> now(Answer.refused(why))).orElseGet(next)));
            return waiting.answered();
        }

        private Future<HttpResponse> refuseCall(Answer answer, Source<ByteString, ?> stream) {
            return stream == null ? now(answer) : bodies.refuse(request, answer);
        }

        private Future<HttpResponse> handle(Parameters parameters, Object body, Source<ByteString, ?> stream) {
            var handshake = endpoint.webSocket ? Handshake.of(request, head.token()) : Optional.<Handshake>empty();
            if (endpoint.webSocket && handshake.isEmpty()) return now(NO_HANDSHAKE);
            CompletableFuture<Answer> answer;
            try {
                var actualRoute = endpoint.key == KeyUse.NONE ? "" : endpoint.method + " /" + String.join("/", parts);
                var call = new Call<>(endpoint, id, trace, actualRoute, who, path, parameters, cursors, body, stream, materializer, handshake.orElse(null), request, address);
                CompletionStage<Answer> stage = auditing.concerns(endpoint, attempt) ? auditing.through(call, attempt, request, parts, () -> handled(call)) : handled(call);
                answer = stage.toCompletableFuture();
            } catch (RuntimeException | Error broken) {
                return now(internalError(broken));
            }
            if (answer.isDone()) return Future$.MODULE$.successful(response(answer));
            var waiting = stream == null ? inFlight.add(() -> Responses.of(NO_ANSWER, trace)) : inFlight.unlimited();
            answer.whenComplete((done, failure) -> waiting.answer(response(answer)));
            return waiting.answered();
        }

        @SuppressWarnings("unchecked")
        private CompletionStage<Answer> handled(Call<?> call) {
            return trace.during(() -> ((Handler<Object>) endpoint.handler).handle((Call<Object>) call));
        }

        private HttpResponse response(CompletableFuture<Answer> answer) {
            try {
                var done = answer.join();
                return Responses.of(endpoint.conditional && head.has(done) ? done.notModified() : done, trace);
            } catch (CompletionException failed) {
                return Responses.of(internalError(failed.getCause()), trace);
            } catch (RuntimeException | Error broken) {
                return Responses.of(internalError(broken), trace);
            }
        }

        private Answer internalError(Throwable broken) {
            return trace.during(() -> logged(broken));
        }

        private Answer logged(Throwable broken) {
            // The client went away in the middle of its stream: nobody's defect, and nobody reads the answer.
            if (broken instanceof EntityStreamException) return Bodies.BROKEN_OFF;
            if (broken instanceof Pace.TooSlow) return Bodies.TOO_SLOW;
            // A list or a search whose store does not answer; commands have their own word for it.
            if (broken instanceof DriverException) {
                LOG.warn("Request {} failed: {}: the database does not answer ({})", id, endpoint, broken.toString());
                return NO_DATABASE;
            }
            if (SearchEngine.cause(broken) instanceof SearchEngine.Unavailable) {
                LOG.warn("Request {} failed: {}: {}", id, endpoint, SearchEngine.cause(broken).getMessage());
                return NO_SEARCH;
            }
            LOG.error("Request {} failed: {} of {} {}", id, endpoint, who.kind().wire(), who.id(), broken);
            return Problems.of(500, "internal-error", "Something is broken on our side. Tell us the id of this request: " + id);
        }

        private Future<HttpResponse> now(Answer answer) {
            return Future$.MODULE$.successful(Responses.of(answer, trace));
        }
    }
}
