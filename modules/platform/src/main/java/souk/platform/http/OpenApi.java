package souk.platform.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import souk.kernel.Rejection.Kind;
import souk.platform.http.body.Components;
import souk.platform.http.body.Fault;

/** The contract, OpenAPI 3.1, made from the routes that are served. */
final class OpenApi {
    private static final String PROBLEM = "application/problem+json";

    private final Components components = new Components();
    private final AnswerSchemas answers = new AnswerSchemas(components);

    private OpenApi() {}

    static Endpoint endpoint(CompletableFuture<byte[]> contract) {
        return Endpoint.get("/openapi.json").summary("This contract").roles(Access.ANYONE).answersRaw(200, Endpoint.JSON)
                .handle(call -> contract.thenApply(bytes -> Answer.ok(new Answer.Raw(Endpoint.JSON, bytes))));
    }

    static ObjectNode contract(List<Route> routes) {
        return new OpenApi().document(routes);
    }

    private ObjectNode document(List<Route> routes) {
        var document = object().put("openapi", "3.1.0");
        document.putObject("info").put("title", "Souk").put("version", "1").put("description",
                "A commerce backend. Refusals are application/problem+json; `code` is stable. Money is in minor units. Unknown fields and query parameters are refused. "
                        + "`x-souk-roles` names the sorts of visitor that a route is for, `x-souk-staff-roles` the roles of which a member of staff needs one; without them: 403 `forbidden`.");
        var paths = document.putObject("paths");
        var sorted = routes.stream().sorted(Comparator.comparing((Route route) -> route.endpoint().path()).thenComparing(route -> route.endpoint().method())).toList();
        for (Route route : sorted) {
            paths.withObjectProperty(route.endpoint().path()).set(route.endpoint().method().toLowerCase(Locale.ROOT), operation(route));
        }
        var shared = document.putObject("components");
        var schemas = shared.putObject("schemas");
        components.schemas().forEach(schemas::set);
        schemas.set("Problem", problem());
        shared.putObject("securitySchemes").putObject("session").put("type", "http").put("scheme", "bearer").put("bearerFormat", "JWT");
        return document;
    }

    private ObjectNode operation(Route route) {
        Endpoint endpoint = route.endpoint();
        var operation = object().put("operationId", endpoint.method().toLowerCase(Locale.ROOT) + endpoint.path().replaceAll("[^A-Za-z0-9]+", "_")).put("summary", endpoint.summary());
        operation.putArray("tags").add(endpoint.tag);
        var security = operation.putArray("security");
        if (endpoint.access().looks()) security.addObject().putArray("session");
        if (endpoint.access().looks() && !endpoint.access().token()) security.addObject();
        endpoint.access().names().forEach(operation.putArray("x-souk-roles")::add);
        endpoint.access().sufficientRoles().forEach(operation.putArray("x-souk-staff-roles")::add);
        Arrays.stream(Principal.Kind.values()).filter(endpoint.steppedUp::contains).filter(endpoint.access().kinds()::contains).forEach(kind -> operation.withArray("x-souk-step-up").add(kind.wire()));
        endpoint.shownFor.forEach(field -> operation.withArray("x-souk-step-up-always").add(field));
        parameters(endpoint, operation);
        requestBody(route, operation);
        var responses = operation.putObject("responses");
        endpoint.good.forEach(good -> good(responses, good));
        refusals(endpoint).forEach((status, codes) -> refusal(responses, status, codes));
        return operation;
    }

    private static void parameters(Endpoint endpoint, ObjectNode operation) {
        var parameters = operation.putArray("parameters");
        endpoint.template.stream().filter(Endpoint::isParameter).forEach(part -> parameter(Endpoint.parameterName(part), "path", true, object().put("type", "string").put("maxLength", 255), parameters.addObject()));
        endpoint.query.values().stream().sorted(Comparator.comparing(Query::name)).forEach(query -> {
            var schema = query.schema().deepCopy();
            if (query.many()) schema = (ObjectNode) object().put("type", "array").set("items", query.schema().deepCopy());
            parameter(query.name(), "query", query.required(), schema, parameters.addObject());
        });
        if (endpoint.key != KeyUse.NONE) parameter("Idempotency-Key", "header", endpoint.key == KeyUse.REQUIRED, object().put("type", "string").put("minLength", 1).put("maxLength", 255), parameters.addObject());
        if (endpoint.ifMatch) parameter("If-Match", "header", false, object().put("type", "string"), parameters.addObject());
        if (endpoint.conditional) parameter("If-None-Match", "header", false, object().put("type", "string"), parameters.addObject());
    }

    private static void parameter(String name, String in, boolean required, ObjectNode schema, ObjectNode into) {
        into.put("name", name).put("in", in).put("required", required).set("schema", schema);
    }

    private void requestBody(Route route, ObjectNode operation) {
        Endpoint endpoint = route.endpoint();
        if (endpoint.streams != null) {
            operation.putObject("requestBody").put("required", true).putObject("content").putObject(endpoint.streams).putObject("schema").put("type", "string");
        } else if (endpoint.body != null) {
            var content = operation.putObject("requestBody").put("required", !endpoint.bodyOptional).putObject("content");
            content.putObject(Endpoint.JSON).set("schema", route.reader().schema(components));
            if (endpoint.method().equals("PATCH")) content.putObject(Endpoint.MERGE_PATCH).set("schema", route.reader().schema(components));
        }
    }

    private void good(ObjectNode responses, Endpoint.Good good) {
        var response = responses.putObject(Integer.toString(good.status())).put("description", switch (good.status()) {
            case 101 -> "The connection is a WebSocket from here on";
            case 202 -> "Not done yet";
            case 304 -> "What the client has is what there is";
            default -> "Done";
        });
        if (good.raw()) response.putObject("content").putObject(good.contentType()).putObject("schema");
        else if (good.body() != null) response.putObject("content").putObject(Endpoint.JSON).set("schema", good.page() ? answers.pageOf(good.body()) : answers.of(good.body()));
    }

    /** By status, the codes that may come; none: any. */
    private static Map<Integer, TreeSet<String>> refusals(Endpoint endpoint) {
        var codes = new TreeMap<Integer, TreeSet<String>>();
        codes.put(400, new TreeSet<>(List.of("bad-request")));
        if (endpoint.takesABody() && endpoint.streams == null) {
            codes.get(400).add("bad-json");
            codes.put(408, new TreeSet<>(List.of("request-timeout")));
            codes.put(413, new TreeSet<>(List.of("body-too-large")));
        }
        if (endpoint.takesABody()) codes.put(415, new TreeSet<>(List.of("unsupported-media-type")));
        if (endpoint.access().token()) codes.put(401, new TreeSet<>(List.of("unauthenticated")));
        if (!endpoint.exempt) {
            codes.put(403, new TreeSet<>(List.of("blocked")));
            codes.put(429, new TreeSet<>(List.of("rate-limited")));
        }
        if (endpoint.access().restricted()) codes.computeIfAbsent(403, status -> new TreeSet<>()).add("forbidden");
        if (endpoint.key == KeyUse.REQUIRED) codes.get(400).add("idempotency-key-missing");
        if (endpoint.key != KeyUse.NONE) codes.put(422, new TreeSet<>(List.of("idempotency-key-reused")));
        if (endpoint.refusals.containsKey(Kind.NOT_FOUND)) codes.put(404, new TreeSet<>(List.of("not-found")));
        var open = new TreeSet<>(List.of(500, 503));
        endpoint.refusals.forEach((kind, named) -> {
            int status = Problems.status(kind);
            codes.computeIfAbsent(status, s -> new TreeSet<>()).addAll(named);
            if (named.isEmpty() && kind != Kind.NOT_FOUND) open.add(status);
        });
        open.forEach(status -> codes.put(status, new TreeSet<>()));
        return codes;
    }

    private static void refusal(ObjectNode responses, int status, TreeSet<String> codes) {
        var schema = responses.putObject(Integer.toString(status)).put("description", Problems.title(status)).putObject("content").putObject(PROBLEM).putObject("schema");
        var problem = object().put("$ref", "#/components/schemas/Problem");
        if (codes.isEmpty()) {
            schema.setAll(problem);
            return;
        }
        var all = schema.putArray("allOf").add(problem);
        codes.forEach(all.addObject().putObject("properties").putObject("code").putArray("enum")::add);
    }

    private static ObjectNode problem() {
        var schema = object().put("type", "object").put("description", "A refusal (RFC 9457). Some codes bring members of their own.");
        var properties = schema.putObject("properties");
        for (String text : List.of("type", "title", "code", "detail")) properties.putObject(text).put("type", "string");
        properties.putObject("status").put("type", "integer");
        var error = properties.putObject("errors").put("type", "array").putObject("items").put("type", "object");
        var parts = error.putObject("properties");
        parts.putObject("field").put("type", "string").put("description", "Where: lines[2].quantity");
        var code = parts.putObject("code").put("type", "string").putArray("enum");
        for (var value : Fault.Code.values()) code.add(value.wire());
        parts.putObject("detail").put("type", "string");
        error.putArray("required").add("field").add("code").add("detail");
        var required = schema.putArray("required");
        List.of("type", "title", "status", "code", "detail").forEach(required::add);
        return schema;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
