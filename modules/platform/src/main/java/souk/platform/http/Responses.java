package souk.platform.http;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.scaladsl.model.ContentType;
import akka.http.scaladsl.model.HttpEntity;
import akka.http.scaladsl.model.HttpEntity$;
import akka.http.scaladsl.model.HttpHeader;
import akka.http.scaladsl.model.HttpProtocol;
import akka.http.scaladsl.model.HttpResponse;
import akka.http.scaladsl.model.HttpResponse$;
import akka.http.scaladsl.model.ResponseEntity;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.model.headers.RawHeader;
import akka.util.ByteString;
import scala.collection.immutable.List;
import scala.collection.immutable.Nil$;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.Future$;
import souk.platform.Trace;
import souk.platform.limits.Verdict;

/** Turns answers into HTTP responses. Headers that all have are made once. */
final class Responses {
    private static final ContentType JSON = (ContentType) ContentTypes.APPLICATION_JSON;
    private static final ContentType PROBLEM = (ContentType) ContentTypes.parse("application/problem+json");
    private static final HttpProtocol HTTP_1_1 = (HttpProtocol) akka.http.javadsl.model.HttpProtocols.HTTP_1_1;
    /** Browsers do not look at it where it comes over plain HTTP; behind a proxy that speaks TLS they do. */
    private static final List<HttpHeader> SECURE = with(none(), "Strict-Transport-Security", "max-age=31536000");
    private static final List<HttpHeader> NOSNIFF = with(SECURE, "X-Content-Type-Options", "nosniff");
    private static final List<HttpHeader> PRIVATE = with(NOSNIFF, "Cache-Control", "no-store");
    /** For pages that do not say what they need: nothing from elsewhere, in nobody's frame. */
    private static final String PAGE_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
    private static final StatusCode[] STATUS = new StatusCode[600];

    static {
        for (int status : new int[] {200, 201, 202, 204, 304, 400, 401, 402, 403, 404, 405, 408, 409, 410, 412, 413, 415, 422, 429, 500, 503}) STATUS[status] = StatusCode.int2StatusCode(status);
    }

    static final String LIMIT = "RateLimit-Limit";
    static final String REMAINING = "RateLimit-Remaining";
    static final String RESET = "RateLimit-Reset";

    private Responses() {}

    static HttpResponse of(Answer answer) {
        return of(answer, Trace.NONE);
    }

    /** @param trace what the request is known by */
    static HttpResponse of(Answer answer, Trace trace) {
        if (answer.body() instanceof Handshake.Switched switched) return switched.response();
        List<HttpHeader> headers = PRIVATE;
        if (!answer.headers().isEmpty()) {
            headers = answer.headers().stream().anyMatch(header -> header.name().equals("Cache-Control")) ? NOSNIFF : PRIVATE;
            for (Answer.Header header : answer.headers()) headers = with(headers, header.name(), header.value());
        }
        if (answer.body() instanceof Answer.Raw raw && raw.contentType().startsWith("text/html") && answer.header("Content-Security-Policy").isEmpty()) headers = with(headers, "Content-Security-Policy", PAGE_POLICY);
        if (!trace.isNone()) headers = with(headers, "traceresponse", trace.toString());
        return HttpResponse$.MODULE$.apply(status(answer.status()), headers, entity(answer.body()), HTTP_1_1);
    }

    /** The same answer, saying what is left of a budget. What said so already, of a narrower one, stays. */
    static Future<HttpResponse> limited(Future<HttpResponse> answer, Verdict verdict) {
        var done = answer.value();
        if (done.isDefined() && done.get().isSuccess()) return Future$.MODULE$.successful(limited(done.get().get(), verdict));
        return answer.map(given -> limited(given, verdict), ExecutionContext.parasitic$.MODULE$);
    }

    private static HttpResponse limited(HttpResponse response, Verdict verdict) {
        if (response.status().intValue() == 101 || !(response.headers() instanceof List<HttpHeader> headers)) return response;
        if (headers.exists(header -> header.name().equals(LIMIT))) return response;
        headers = with(headers, RESET, Integer.toString(verdict.reset()));
        headers = with(headers, REMAINING, Long.toString(verdict.remaining()));
        return (HttpResponse) response.withHeaders(with(headers, LIMIT, Long.toString(verdict.limit().burst())));
    }

    private static StatusCode status(int code) {
        StatusCode known = STATUS[code];
        return known != null ? known : StatusCode.int2StatusCode(code);
    }

    private static ResponseEntity entity(Object body) {
        if (body == null) return HttpEntity$.MODULE$.Empty();
        if (body instanceof Answer.Flowing flowing) return (ResponseEntity) HttpEntities.create(ContentTypes.parse(flowing.contentType()), flowing.bytes());
        if (body instanceof Answer.Raw raw) return HttpEntity$.MODULE$.apply((ContentType) ContentTypes.parse(raw.contentType()), ByteString.fromArrayUnsafe(raw.bytes()));
        return HttpEntity$.MODULE$.apply(body instanceof Answer.Problem ? PROBLEM : JSON, ByteString.fromArrayUnsafe(Json.write(body)));
    }

    @SuppressWarnings("unchecked")
    static <T> List<T> none() {
        return (List<T>) (List<?>) Nil$.MODULE$;
    }

    private static List<HttpHeader> with(List<HttpHeader> headers, String name, String value) {
        return headers.$colon$colon(RawHeader.apply(name, value));
    }
}
