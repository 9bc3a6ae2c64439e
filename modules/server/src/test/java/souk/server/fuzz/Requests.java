package souk.server.fuzz;

import static souk.server.fuzz.Wire.bytes;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import souk.server.fuzz.Contract.Operation;

/** Requests for the routes of the contract: right ones with wild values, and such that something was done to. What they end with is where HTTP says, so that each has one answer. */
final class Requests {
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");
    private static final List<String> TYPES = List.of("application/json; charset=utf-8", "application/json;charset=UTF-16", "application/json; charset=latin1", "application/json;;", "APPLICATION/JSON", "application/merge-patch+json", "text/plain", "application/xml",
            "application/x-www-form-urlencoded", "multipart/form-data; boundary=a", "application/x-ndjson", "*/*", "application", "", "\u00e4/\u00e4", "application/json, text/plain", "application/json; a=\"");
    private static final List<String> HEADERS = List.of("Accept: nothing/at-all;q=2", "Accept-Encoding: gzip;q=0, br, *;q=0.0001", "Range: bytes=0-0,-1", "Expect: 200-maybe", "Expect: 100-continue", "Content-Encoding: gzip", "Content-Encoding: br, gzip", "X-HTTP-Method-Override: DELETE",
            "Authorization: Basic YTpi", "Authorization: Bearer", "Authorization: Bearer  a.b.c", "Cookie: a=b; a=c; \u00e4", "Forwarded: for=\"[::1]\"", "X-Forwarded-For: 1, ::, a, 256.0.0.1", "X-Forwarded-For: fe80::1%1", "X-Forwarded-For: 203.0.113.7", "Upgrade: h2c", "Upgrade: websocket",
            "Connection: Upgrade", "Connection: close, keep-alive", "TE: trailers, deflate;q=0.5", "If-None-Match: *", "If-None-Match: \"a\", W/\"b\", c", "If-Match: \"1\", \"2\"", "If-Match: W/\"1\"", "If-Match: *", "If-Match: \"99999999999999999999\"", "If-Modified-Since: yesterday",
            "traceparent: 00-00000000000000000000000000000000-0000000000000000-00", "traceparent: ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "tracestate: a=b,,=", "Idempotency-Key: \u00e4\u00f6", "Idempotency-Key: a", "Origin: null", "Access-Control-Request-Method: DELETE",
            "Host: another.example", "Proxy: http://203.0.113.1/", "Max-Forwards: -1", "Date: never", "User-Agent: \u001b", "Keep-Alive: timeout=0", "Via: 1.1 a", "Content-Length: 0", "Sec-WebSocket-Key: a");
    /** What these routes are told in their paths is chosen with care: the fuzzing is not to lock itself out. */
    private static final List<String> BLOCKED = List.of("203.0.113.7", "203.0.113.0", "2001:db8::", "2001:db8::1", "::ffff:203.0.113.7", "198.51.100.256", "1", "0x7f.1", "fe80::1%25eth0", "[::2]", "a");

    private final Contract contract;
    private final Known known;
    private final RandomGenerator random;
    private final Wild mild;
    private final Wild wild;

    Requests(Contract contract, Known known, RandomGenerator random) {
        this.contract = contract;
        this.known = known;
        this.random = random;
        mild = new Wild(contract, known, random, 2);
        wild = new Wild(contract, known, random, 25);
    }

    /** Right but for its values. */
    Sent valued(Operation operation, Visitor who) {
        Wild values = random.nextInt(3) == 0 ? wild : mild;
        String target = target(operation, values);
        String json = body(operation, values);
        String method = operation.method().equals("GET") && random.nextInt(15) == 0 ? "HEAD" : operation.method();
        return straight("wild values", operation, who, method, target, json, headers(operation, values));
    }

    /** One of a journey's, as it says. */
    Sent step(Operation operation, Visitor who, String target, String json, String key) {
        return straight("a journey", operation, who, operation.method(), target, json, key == null ? List.of() : List.of("Idempotency-Key: " + key));
    }

    private Sent straight(String what, Operation operation, Visitor who, String method, String target, String json, List<String> headers) {
        var all = new ArrayList<>(headers);
        byte[] body = json == null ? new byte[0] : bytes(json);
        if (json != null) all.add("Content-Type: " + operation.mediaType());
        boolean isJson = json != null && operation.mediaType().endsWith("json") && !operation.mediaType().contains("ndjson");
        return new Sent(what, operation, who, method, target, isJson ? json : null, true, assembled(method + " " + target + " HTTP/1.1", who, all, body, "Content-Length: " + body.length, operation.changes() || json != null));
    }

    /** Something was done to it, but it is one request, which ends where its head says. */
    Sent mutated(Operation operation, Visitor who) {
        String target = target(operation, mild);
        String json = body(operation, mild);
        var headers = new ArrayList<>(headers(operation, mild));
        byte[] body = json == null ? new byte[0] : bytes(json);
        String type = operation.mediaType() == null ? "application/json" : operation.mediaType();
        String method = operation.method();
        String framing = null;
        switch (random.nextInt(9)) {
            case 0, 1 -> body = flipped(body);
            case 2 -> body = java.util.Arrays.copyOf(body, random.nextInt(body.length + 1));
            case 3 -> type = Words.one(random, TYPES);
            case 4 -> {
                headers.add("Content-Encoding: gzip");
                body = zipped(body);
            }
            case 5 -> method = Words.one(random, List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "PROPFIND", "get", "M-SEARCH"));
            case 6 -> target = new String(flipped(bytes(target)), StandardCharsets.ISO_8859_1).replaceAll("[\\x00-\\x20\\x7f]", "");
            case 7 -> {
                framing = "Transfer-Encoding: chunked";
                body = chunked(body);
            }
            default -> { }
        }
        for (int i = random.nextInt(3); i > 0; i--) headers.add(Words.one(random, HEADERS));
        headers.removeIf(header -> header.startsWith("Content-Length"));
        headers.add("Content-Type: " + type);
        Collections.shuffle(headers, new Random(random.nextLong()));
        boolean framed = framing != null || body.length > 0 || operation.changes();
        return new Sent("a mutation", operation, who, method, target, null, false, assembled(method + " " + target + " HTTP/1.1", who, headers, body, framing == null ? "Content-Length: " + body.length : framing, framed));
    }

    private byte[] assembled(String line, Visitor who, List<String> headers, byte[] body, String framing, boolean framed) {
        var head = new StringBuilder(line + "\r\nHost: shop.example\r\n");
        if (who.token() != null) head.append("Authorization: Bearer ").append(who.token()).append("\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        if (framed) head.append(framing).append("\r\n");
        return joined(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8), body);
    }

    private List<String> headers(Operation operation, Wild values) {
        var headers = new ArrayList<String>();
        for (JsonNode parameter : operation.definition().path("parameters")) {
            if (!parameter.path("in").asText().equals("header") || !parameter.path("required").asBoolean() && random.nextBoolean()) continue;
            String name = parameter.path("name").asText();
            String value = values == wild && random.nextInt(4) == 0 ? Words.text(random).replaceAll("[\\x00-\\x1f\\x7f]", "") : name.equals("Idempotency-Key") ? random.nextInt(4) == 0 ? "again" : Words.plain(random) : or(known.any(random, "etag"), "\"1\"");
            headers.add(name + ": " + value);
        }
        return headers;
    }

    /** A body as the schema wants it; lines of JSON where a route takes these. Null: it takes none. */
    private String body(Operation operation, Wild values) {
        if (operation.mediaType() == null) return null;
        if (!operation.schema().isMissingNode()) return values.json(operation.schema());
        var product = contract.operation("PUT /v1/admin/products/{id}").schema();
        var lines = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) lines.append(random.nextInt(4) == 0 ? values.anything(2) : "{\"id\":\"" + Words.plain(random) + "\"," + values.json(product).substring(1)).append('\n');
        return lines.toString();
    }

    private String target(Operation operation, Wild values) {
        var path = new StringBuilder();
        var found = PARAMETER.matcher(operation.template());
        while (found.find()) found.appendReplacement(path, java.util.regex.Matcher.quoteReplacement(encoded(part(operation, found.group(1), values))));
        found.appendTail(path);
        var query = new ArrayList<String>();
        for (JsonNode parameter : operation.definition().path("parameters")) {
            if (!parameter.path("in").asText().equals("query") || !parameter.path("required").asBoolean() && random.nextInt(3) > 0) continue;
            String name = parameter.path("name").asText();
            JsonNode schema = parameter.path("schema");
            String value = name.equals("cursor") && random.nextBoolean() ? or(known.any(random, "cursor"), "a") : schema.path("type").asText().equals("integer") ? values == wild ? Words.number(random) : String.valueOf(random.nextInt(1, 5)) : values.plain(name, schema.has("items") ? schema.path("items") : schema);
            query.add(name + "=" + encoded(value));
            if (values == wild && random.nextInt(10) == 0) query.add(Words.one(random, query));
        }
        if (values == wild && random.nextInt(20) == 0) query.add(encoded(Words.text(random)) + "=" + encoded(Words.text(random)));
        return query.isEmpty() ? path.toString() : path + "?" + String.join("&", query);
    }

    private String part(Operation operation, String parameter, Wild values) {
        if (operation.template().startsWith("/v1/admin/blocks/")) return parameter.equals("address") ? Words.one(random, BLOCKED) : Words.one(random, List.of("24", "32", "33", "64", "129", "-1", "a", "1e1"));
        if (operation.template().startsWith("/v1/admin/limits/")) return Words.one(random, List.of("vendor", "vendors", "VENDOR", "\u200b", "*"));
        if (values == wild && random.nextInt(3) == 0) return Words.text(random);
        String thing = Known.thing(operation.template(), parameter);
        String real = known.any(random, thing, parameter);
        return real == null || random.nextInt(12) == 0 ? Words.plain(random) : real;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String or(String word, String other) {
        return word == null ? other : word;
    }

    private byte[] flipped(byte[] body) {
        byte[] copy = body.clone();
        for (int i = random.nextInt(4); i >= 0 && copy.length > 0; i--) copy[random.nextInt(copy.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : copy[random.nextInt(copy.length)]);
        return copy;
    }

    private byte[] zipped(byte[] body) {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(random.nextInt(20) == 0 ? new byte[8 << 20] : body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private byte[] chunked(byte[] body) {
        var out = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; ) {
            int length = Math.min(body.length - at, 1 + random.nextInt(60));
            out.writeBytes(bytes((random.nextInt(5) == 0 ? "000" : "") + Integer.toHexString(length) + (random.nextInt(5) == 0 ? ";a=\"b\"" : "") + "\r\n"));
            out.write(body, at, length);
            out.writeBytes(bytes("\r\n"));
            at += length;
        }
        out.writeBytes(bytes("0\r\n" + (random.nextInt(4) == 0 ? "Trailer: a\r\n" : "") + "\r\n"));
        return out.toByteArray();
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
