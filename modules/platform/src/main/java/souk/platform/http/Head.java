package souk.platform.http;

import akka.http.scaladsl.model.HttpHeader;
import akka.http.scaladsl.model.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import souk.platform.Trace;
import souk.platform.http.body.Fault;
import souk.platform.http.body.Faults;

/** The headers and query parameters of a request that the edge looks at. A header that must not come twice but does is as wrong as none. */
final class Head {
    private static final int LONGEST_KEY = 255;
    /** The tag of a page that shows more than one thing has a mark behind the version of the first one, which is what is changed. */
    private static final Pattern VERSION = Pattern.compile("\"(0|[1-9][0-9]{0,17})(?:-[0-9a-f]+)?\"");
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"[^\"]*\"");
    /** What nothing has. */
    private static final long NO_VERSION = -1;
    private static final String BEARER = "bearer ";
    private static final String TWICE = "\0twice";

    private String authorization;
    private String key;
    private String ifMatch;
    private String traceparent;
    private String ifNoneMatch;

    static Head of(HttpRequest request) {
        var head = new Head();
        var headers = request.headers().iterator();
        while (headers.hasNext()) {
            HttpHeader header = headers.next();
            switch (header.lowercaseName()) {
                case "authorization" -> head.authorization = once(head.authorization, header);
                case "idempotency-key" -> head.key = once(head.key, header);
                case "traceparent" -> head.traceparent = once(head.traceparent, header);
                case "if-match" -> head.ifMatch = once(head.ifMatch, header);
                case "if-none-match" -> head.ifNoneMatch = head.ifNoneMatch == null ? header.value() : head.ifNoneMatch + "," + header.value();
                default -> { }
            }
        }
        return head;
    }

    /** Whether the client waits for a yes before it sends the body. */
    static boolean expects(HttpRequest request) {
        return request.headers().exists(header -> header.lowercaseName().equals("expect"));
    }

    private static String once(String before, HttpHeader header) {
        return before == null ? header.value() : TWICE;
    }

    /** The bearer token, or null. */
    String token() {
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return bearer ? authorization.substring(BEARER.length()).strip() : null;
    }

    /** The trace that the client has begun, or a new one. */
    Trace trace() {
        return Trace.of(traceparent);
    }

    boolean hasKey() {
        return key != null;
    }

    /** Whether the client has this answer already: one of its tags is the answer's, weak or strong (RFC 9110, 13.1.2). */
    boolean has(Answer answer) {
        if (ifNoneMatch == null || answer.status() != 200) return false;
        var tag = answer.header("ETag");
        if (tag.isEmpty()) return false;
        for (String known : ifNoneMatch.split(",")) {
            String plain = known.strip();
            if (plain.equals("*") || (plain.startsWith("W/") ? plain.substring(2) : plain).equals(tag.get())) return true;
        }
        return false;
    }

    /** What the endpoint wants to know of headers and query; what is wrong with them goes to the faults. */
    Parameters parameters(Endpoint endpoint, String rawQuery, Cursors cursors, Faults faults) {
        if (rawQuery == null && endpoint.query.isEmpty() && endpoint.key == KeyUse.NONE && !endpoint.ifMatch) return Parameters.NONE;
        var query = query(endpoint, rawQuery, faults);
        var idempotencyKey = endpoint.key == KeyUse.NONE ? Optional.<String>empty() : key(faults);
        var version = endpoint.ifMatch ? version(faults) : Optional.<Long>empty();
        return new Parameters(query, idempotencyKey, version, endpoint.paged ? cursor(endpoint, query, cursors, faults) : Optional.empty());
    }

    private Optional<String> key(Faults faults) {
        if (key == null) return Optional.empty();
        if (key.equals(TWICE)) faults.badFormat("Idempotency-Key", "This header comes once.");
        else if (key.isBlank() || key.length() > LONGEST_KEY) faults.outOfRange("Idempotency-Key", "This header has 1 to " + LONGEST_KEY + " characters.");
        return Optional.of(key);
    }

    private Optional<Long> version(Faults faults) {
        if (ifMatch == null || ifMatch.equals("*")) return Optional.empty();
        var version = VERSION.matcher(ifMatch);
        if (version.matches()) return Optional.of(Long.parseLong(version.group(1)));
        // A tag that we never gave, or a weak one, is well formed and matches nothing.
        if (TAG.matcher(ifMatch).matches()) return Optional.of(NO_VERSION);
        faults.badFormat("If-Match", "This is one ETag that we gave, such as \"7\", or *.");
        return Optional.empty();
    }

    private static Map<String, List<String>> query(Endpoint endpoint, String raw, Faults faults) {
        if (raw == null && endpoint.query.isEmpty()) return Map.of();
        var values = new LinkedHashMap<String, List<String>>();
        if (raw != null && !raw.isEmpty()) for (String pair : raw.split("&")) add(endpoint, pair, values, faults);
        for (Query declared : endpoint.query.values()) if (declared.required() && !values.containsKey(declared.name())) faults.missing(declared.name());
        return values;
    }

    private static void add(Endpoint endpoint, String pair, Map<String, List<String>> values, Faults faults) {
        if (pair.isEmpty()) return;
        int equals = pair.indexOf('=');
        String name;
        String value;
        try {
            name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
            value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            faults.badFormat(equals < 0 ? pair : pair.substring(0, equals), "The percent escapes are broken.");
            return;
        }
        Query declared = endpoint.query.get(name);
        if (declared == null) {
            faults.add(name, Fault.Code.UNKNOWN_FIELD, "There is no such query parameter.");
            return;
        }
        var before = values.computeIfAbsent(name, n -> new ArrayList<>(1));
        if (!before.isEmpty() && !declared.many()) faults.badFormat(name, "This comes once.");
        declared.check().apply(value).ifPresent(wrong -> faults.add(name, wrong.code(), wrong.detail()));
        before.add(value);
    }

    private static Optional<String> cursor(Endpoint endpoint, Map<String, List<String>> query, Cursors cursors, Faults faults) {
        var given = query.get("cursor");
        if (given == null) return Optional.empty();
        var position = cursors.read(endpoint.name(), given.get(0));
        if (position.isEmpty()) faults.badFormat("cursor", "We did not issue this cursor for this list.");
        return position;
    }
}
