package souk.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends every route of a server's contract everything that the contract forbids: fields missing, of the wrong type, unknown, out of range;
 * broken and huge bodies; wrong media types, parameters, tokens and keys. Each must be refused as documented; none may be our fault.
 */
public final class HttpSpecBadInput {
    private static final int MOST_ERRORS = 100;
    private final HttpSpec nobody;
    private final Map<String, HttpSpec> visitors;
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger sent = new AtomicInteger();

    private HttpSpecBadInput(HttpSpec nobody, Map<String, HttpSpec> visitors) {
        this.nobody = nobody;
        this.visitors = visitors;
    }

    /**
     * Tries every route, some at a time, that one of the visitors (kind, such as {@code guest} or {@code staff}, to one with a token of that kind) may use.
     *
     * @return how many requests were sent
     * @throws AssertionError listing every request that was not refused as it should be
     */
    public static int everyRouteRefuses(HttpSpec nobody, Map<String, HttpSpec> visitors) {
        var trial = new HttpSpecBadInput(nobody, visitors);
        List<Runnable> routes = new ArrayList<>();
        nobody.contract().path("paths").fields().forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation ->
                routes.add(() -> trial.tryRoute(operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue()))));
        routes.parallelStream().forEach(Runnable::run);
        if (!trial.failures.isEmpty()) throw new AssertionError(trial.failures.size() + " of " + trial.sent + " bad requests were not refused as they should be:\n" + String.join("\n", trial.failures));
        return trial.sent.get();
    }

    private void tryRoute(String method, String template, JsonNode operation) {
        String path = template.replaceAll("\\{[^}]+}", "made-up");
        HttpSpec visitor = visitor(operation);
        if (visitor == null) return;
        boolean needsToken = operation.path("security").size() == 1;
        if (needsToken) {
            expect("without a token", 401, "unauthenticated", nobody, method, path, null, "application/json");
            expect("with a token of nobody's", 401, "unauthenticated", nobody.withToken("a.b.c"), method, path, null, "application/json");
        }
        visitors.forEach((kind, other) -> {
            if (!allowed(operation, kind)) expect("as " + kind, 403, "forbidden", other, method, path, "{", "text/plain");
        });
        HttpSpec keyed = keyed(operation, visitor);
        expect("with an unknown query parameter", 400, null, keyed, method, path + "?surprise=1", exampleBody(operation), mediaType(operation));
        for (JsonNode parameter : operation.path("parameters")) tryParameter(method, path, operation, parameter, keyed, visitor);
        JsonNode schema = operation.path("requestBody").path("content").path("application/json").path("schema");
        if (!schema.isMissingNode()) tryBodies(method, path, schema, operation.path("requestBody").path("required").asBoolean(), keyed);
    }

    private void tryParameter(String method, String path, JsonNode operation, JsonNode parameter, HttpSpec keyed, HttpSpec unkeyed) {
        String name = parameter.path("name").asText();
        String body = exampleBody(operation);
        String type = mediaType(operation);
        if (name.equals("limit")) for (String wrong : List.of("0", "201", "-1", "x", "1.0", "99999999999999999999")) expect("with limit=" + wrong, 400, "bad-request", keyed, method, path + "?limit=" + wrong, body, type);
        if (name.equals("cursor")) expect("with a made-up cursor", 400, "bad-request", keyed, method, path + "?cursor=made-up", body, type);
        if (parameter.path("in").asText().equals("query") && parameter.path("schema").has("enum")) expect("with an unknown " + name, 400, "bad-request", keyed, method, path + "?" + name + "=surprise", body, type);
        if (name.equals("asOf")) expect("with an asOf that is no time", 400, "bad-request", keyed, method, path + "?asOf=yesterday", body, type);
        if (name.equals("If-Match")) expect("with a broken If-Match", 400, "bad-request", keyed.ifMatch("W/7"), method, path, body, type);
        if (name.equals("Idempotency-Key")) {
            expect("with a key too long", 400, "bad-request", unkeyed.withKey("k".repeat(256)), method, path, body, type);
            if (parameter.path("required").asBoolean()) expect("without a key", 400, "idempotency-key-missing", unkeyed, method, path, body, type);
        }
    }

    private void tryBodies(String method, String path, JsonNode schema, boolean required, HttpSpec visitor) {
        if (required) expect("without a body", 400, "bad-json", visitor, method, path, "", "application/json");
        for (String broken : List.of(" ", "{", "{]", "{} {}", "{\"a\":1,}", "{'a':1}", "nul", "{\"a\":NaN}", "[".repeat(5000))) expect("with the body " + shorten(broken), 400, "bad-json", visitor, method, path, broken, "application/json");
        for (String other : List.of("[]", "7", "\"x\"", "null", "true")) expect("with the body " + other, 400, "bad-request", visitor, method, path, other, "application/json");
        for (String type : List.of("text/plain", "application/xml", "application/json; charset=latin1")) expect("as " + type, 415, "unsupported-media-type", visitor, method, path, "{}", type);
        expect("with 2 MiB", 413, "body-too-large", visitor, method, path, " ".repeat(2 << 20), "application/json");
        for (var bad : HttpSpecBadBodies.of(nobody.contract(), schema)) {
            var answer = expect("with " + (bad.field().isEmpty() ? "the body" : bad.field()) + ": " + bad.what(), 400, "bad-request", visitor, method, path, bad.body().toString(), "application/json");
            if (answer != null && bad.code() != null) expectError(method + " " + path, bad, answer);
        }
    }

    private void expectError(String route, HttpSpecBadBodies.BadBody bad, HttpSpecAnswer answer) {
        // Where more is wrong than is told, this may be among what is not.
        if (answer.json().path("errors").size() >= MOST_ERRORS) return;
        for (JsonNode error : answer.json().path("errors")) {
            if (error.path("field").asText().equals(bad.field()) && (error.path("code").asText().equals(bad.code()) || bad.code().equals("bad-format"))) return;
        }
        failures.add(route + " with " + bad.field() + ": " + bad.what() + " does not say " + bad.field() + "=" + bad.code() + " but " + answer.json().path("errors"));
    }

    private HttpSpecAnswer expect(String what, int status, String code, HttpSpec visitor, String method, String path, String body, String type) {
        sent.incrementAndGet();
        String request = method + " " + path + " " + what;
        try {
            var answer = visitor.sendRaw(method, path, body, type);
            if (answer.status() == status && (code == null || answer.json().path("code").asText().equals(code))) return answer;
            failures.add(request + " should be " + status + " " + code + " but is " + answer.status() + " " + shorten(answer.body()));
        } catch (AssertionError drift) {
            failures.add(request + ": " + shorten(drift.getMessage()));
        }
        return null;
    }

    private HttpSpec visitor(JsonNode operation) {
        if (operation.path("security").isEmpty()) return nobody;
        for (var each : visitors.entrySet()) if (allowed(operation, each.getKey())) return each.getValue();
        return null;
    }

    private static boolean allowed(JsonNode operation, String kind) {
        for (JsonNode role : operation.path("x-souk-roles")) if (role.asText().equals(kind)) return true;
        return false;
    }

    private static HttpSpec keyed(JsonNode operation, HttpSpec visitor) {
        for (JsonNode parameter : operation.path("parameters")) if (parameter.path("name").asText().equals("Idempotency-Key")) return visitor.withKey("bad-input");
        return visitor;
    }

    /** A body that is right, so that only the parameter is wrong. */
    private String exampleBody(JsonNode operation) {
        JsonNode content = operation.path("requestBody").path("content");
        if (content.has("application/json")) return HttpSpecBadBodies.example(nobody.contract(), content.path("application/json").path("schema")).toString();
        return content.isMissingNode() ? null : "";
    }

    private static String mediaType(JsonNode operation) {
        var types = operation.path("requestBody").path("content").fieldNames();
        return types.hasNext() ? types.next() : "application/json";
    }

    private static String shorten(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }
}
