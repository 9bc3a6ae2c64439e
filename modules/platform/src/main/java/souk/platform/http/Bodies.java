package souk.platform.http;

import akka.http.scaladsl.model.HttpEntity;
import akka.http.scaladsl.model.HttpRequest;
import akka.http.scaladsl.model.HttpResponse;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import java.util.function.Function;
import java.util.function.Supplier;
import scala.concurrent.Future;
import scala.concurrent.Future$;
import souk.kernel.Rejection;

/**
 * What is done with a request's body before there is an answer. Akka HTTP closes the connection after an answer that goes out before the request has ended, and warns when it is a yes: so a body is read to its
 * end, be it refused or not asked for, up to a limit.
 */
final class Bodies {
    /** The rest of such a body is waited for, so that its sender sees the answer. */
    private static final long SHORT = 64 << 10;
    static final Answer TOO_SLOW = Problems.of(408, "request-timeout", "The body came too slowly.");
    static final Answer BROKEN_OFF = Problems.of(400, "bad-request", "The body broke off.");
    private static final Answer NO_ROOM = Answer.refused(new Rejection(Rejection.Kind.OVERLOADED, "overloaded", "Too many large bodies are being sent at once. Nothing was done, try again."));

    private final EdgeSettings settings;
    private final Materializer materializer;
    private final InFlight inFlight;
    private final BodyBytes.Room room;
    private final Answer tooLarge;

    Bodies(EdgeSettings settings, Materializer materializer, InFlight inFlight) {
        this.settings = settings;
        this.materializer = materializer;
        this.inFlight = inFlight;
        room = new BodyBytes.Room(settings.bodiesLimit());
        tooLarge = Problems.of(413, "body-too-large", "A body has at most " + settings.bodyLimit() + " bytes here.");
    }

    /** Whether it says of itself that it is larger than is taken. */
    boolean isTooLarge(HttpEntity entity) {
        var length = entity.contentLengthOption();
        return length.isDefined() && (Long) length.get() > settings.bodyLimit();
    }

    Future<HttpResponse> tooLarge(HttpRequest request) {
        return refuse(request, tooLarge);
    }

    /** Goes on with the bytes, or says why there are none. */
    Future<HttpResponse> read(HttpEntity entity, Function<byte[], Future<HttpResponse>> next) {
        if (entity instanceof HttpEntity.Strict strict) return next.apply(strict.data().toArrayUnsafe());
        var waiting = inFlight.unlimited();
        BodyBytes.read(entity, settings, room, materializer).whenComplete((result, impossible) -> {
            if (result.failure() != null) waiting.answer(Responses.of(unread(result.failure())));
            else waiting.answerWith(() -> next.apply(result.bytes()));
        });
        return waiting.answered();
    }

    /** Goes on when a body that nobody asked for has ended. */
    Future<HttpResponse> ignore(HttpEntity entity, Supplier<Future<HttpResponse>> next) {
        if (entity.isStrict()) return next.get();
        var waiting = inFlight.unlimited();
        BodyBytes.drain(entity, settings, room, materializer).whenComplete((unread, impossible) -> {
            if (unread.isPresent()) waiting.answer(Responses.of(unread(unread.get())));
            else waiting.answerWith(next);
        });
        return waiting.answered();
    }

    /** Gives this answer when the body has ended, or is too long to wait for. */
    Future<HttpResponse> refuse(HttpRequest request, Answer answer) {
        boolean no = answer.status() >= 400;
        // Who asks first whether to send the body (Expect: 100-continue) never sends it; reading would be a yes.
        if (request.entity().isStrict() || no && Head.expects(request)) return Future$.MODULE$.successful(Responses.of(answer));
        var waiting = inFlight.unlimited();
        BodyBytes.drain(request.entity(), settings, room, materializer).whenComplete((unread, impossible) -> waiting.answer(Responses.of(no ? answer : unread.map(this::unread).orElse(answer))));
        return waiting.answered();
    }

    /** The same without waiting for the rest of a long body: the connection ends then. */
    Future<HttpResponse> cut(HttpRequest request, Answer answer) {
        var length = request.entity().contentLengthOption();
        boolean isShort = length.isDefined() && (Long) length.get() <= SHORT;
        return isShort ? refuse(request, answer) : shut(request, answer);
    }

    /** Gives this answer at once, and ends the connection. */
    Future<HttpResponse> shut(HttpRequest request, Answer answer) {
        if (!request.entity().isStrict()) request.entity().withoutSizeLimit().getDataBytes().runWith(Sink.cancelled(), materializer);
        return Future$.MODULE$.successful((HttpResponse) Responses.of(answer).addHeader(Edge.CLOSE));
    }

    private Answer unread(BodyBytes.Failure why) {
        return switch (why) {
            case TOO_LARGE -> tooLarge;
            case TOO_SLOW -> TOO_SLOW;
            case BROKEN_OFF -> BROKEN_OFF;
            case NO_ROOM -> NO_ROOM;
        };
    }
}
