package souk.platform.http;

import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.kernel.Rejection;
import souk.kernel.Sha256;
import souk.platform.http.body.Fault;

/**
 * What goes back to the client, as a value.
 *
 * @param status  the HTTP status
 * @param body    written as JSON; a {@link Problem} as problem+json; {@link Raw} and {@link Flowing} as they are; null for none
 * @param headers beyond those that every answer has
 */
public record Answer(int status, Object body, List<Header> headers) {
    /** One header. */
    public record Header(String name, String value) {}

    /** A body that is not JSON made from a record. */
    public record Raw(String contentType, byte[] bytes) {}

    /** A body of any length, not JSON made from a record, which is made as the client takes it; when the stream fails the answer breaks off. */
    public record Flowing(String contentType, Source<ByteString, ?> bytes) {}

    public Answer {
        headers = List.copyOf(headers);
    }

    /** An answer without a body ({@code body} null) or with one. */
    public static Answer of(int status, Object body) {
        return new Answer(status, body, List.of());
    }

    public static Answer ok(Object body) {
        return of(200, body);
    }

    public static Answer created(String location, Object body) {
        return of(201, body).location(location);
    }

    /** Not done yet; the client may look there. */
    public static Answer accepted(String location, Object body) {
        return of(202, body).location(location);
    }

    public static Answer noContent() {
        return of(204, null);
    }

    /** 201 when the thing is new, else 200. */
    public static Answer put(boolean isNew, Object body) {
        return of(isNew ? 201 : 200, body);
    }

    /** A refusal as problem+json, its status by the one table of {@link Problems}. */
    public static Answer refused(Rejection rejection) {
        return Problems.answer(rejection);
    }

    /** A refusal that shows something more, beside the rejection's own members: {@code "cart": {...}}. */
    public static Answer refused(Rejection rejection, String member, Object value) {
        var plain = Problems.answer(rejection);
        return new Answer(plain.status, ((Problem) plain.body).with(member, value), plain.headers);
    }

    /** 400 {@code bad-request} with these faults. */
    public static Answer badRequest(List<Fault> faults) {
        return Problems.badRequest(faults);
    }

    /** The resource's version, as a strong {@code ETag}. */
    public Answer etag(long version) {
        return header("ETag", '"' + Long.toString(version) + '"');
    }

    /** What is in the body, as a strong {@code ETag}: for what has no version. The body is written for it, once. */
    public Answer etagOfBody() {
        var written = written();
        var digest = Sha256.of(((Raw) written.body).bytes());
        return written.header("ETag", '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 12)) + '"');
    }

    /** The same with its JSON written, for what is answered more than once. */
    public Answer written() {
        return body == null || body instanceof Raw || body instanceof Flowing || body instanceof Problem ? this : new Answer(status, new Raw(Endpoint.JSON, Json.write(body)), headers);
    }

    /** How many bytes it takes, roughly; of one that is {@linkplain #written() written}. */
    public int size() {
        return 500 + (body instanceof Raw raw ? raw.bytes().length : 0);
    }

    /** 304: the client has it already. */
    Answer notModified() {
        return new Answer(304, null, headers);
    }

    public Answer location(String location) {
        return header("Location", location);
    }

    /** Shared caches may keep it so long, in whole seconds, whatever was said before. Only for what everybody sees alike; anything else is {@code no-store}. */
    public Answer publicFor(Duration time) {
        return new Answer(status, body, headers.stream().filter(header -> !header.name().equals("Cache-Control")).toList()).header("Cache-Control", "public, max-age=" + time.toSeconds());
    }

    Optional<String> header(String name) {
        return headers.stream().filter(header -> header.name().equals(name)).map(Header::value).findFirst();
    }

    public Answer header(String name, String value) {
        var more = new ArrayList<Header>(headers.size() + 1);
        more.addAll(headers);
        more.add(new Header(name, value));
        return new Answer(status, body, more);
    }

    /**
     * RFC 9457.
     *
     * @param errors  what is wrong in the request, for 400
     * @param members what else the problem shows
     */
    public record Problem(String type, String title, int status, String code, String detail, List<Fault> errors, Map<String, Object> members) {
        Problem with(String member, Object value) {
            var more = new LinkedHashMap<String, Object>(members);
            more.put(member, value);
            return new Problem(type, title, status, code, detail, errors, more);
        }
    }
}
