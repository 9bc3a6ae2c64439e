package souk.testkit;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Holds traffic against the contract that the server itself publishes: the route is there, the status is documented, the answer's body
 * matches its schema, and a body that was accepted matches the schema of the request. So the contract cannot drift.
 */
public final class OpenApiCheck {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    /** What the edge answers before it knows the route. */
    private static final List<Integer> WITHOUT_A_ROUTE = List.of(404, 405, 414, 431);

    private static final Map<String, OpenApiCheck> KNOWN = new ConcurrentHashMap<>();

    private record Operation(Pattern path, String method, JsonNode definition, String name) {}

    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private final SchemaValidatorsConfig config = SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    /** By the node that holds it: to compare schemas by what they say costs more than to validate. */
    private final Map<JsonNode, JsonSchema> schemas = Collections.synchronizedMap(new IdentityHashMap<>());
    private final List<Operation> operations = new ArrayList<>();
    private final JsonNode contract;
    private final JsonNode components;

    /** The check of a contract; servers that publish the same one share it, because its schemas are compiled when they are first needed. */
    public static OpenApiCheck of(String contract) {
        return KNOWN.computeIfAbsent(contract, text -> {
            try {
                return new OpenApiCheck(JSON.readTree(text));
            } catch (IOException e) {
                throw new AssertionError("/openapi.json is no JSON: " + text, e);
            }
        });
    }

    private OpenApiCheck(JsonNode contract) {
        this.contract = contract;
        components = contract.path("components");
        contract.path("paths").fields().forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation ->
                operations.add(new Operation(pattern(path.getKey()), operation.getKey().toUpperCase(Locale.ROOT), operation.getValue(), operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()))));
    }

    JsonNode contract() {
        return contract;
    }

    /** {@code {id}} stands for one part of a path. */
    private static Pattern pattern(String template) {
        return Pattern.compile(Arrays.stream(template.split("\\{[^}]+}", -1)).map(Pattern::quote).collect(Collectors.joining("[^/]+")));
    }

    /** @throws AssertionError naming what differs from the contract */
    public void check(String method, String path, String query, String requestBody, int status, String contentType, String body) {
        Operation operation = find(method, path);
        if (operation == null) {
            if (!WITHOUT_A_ROUTE.contains(status) && !method.equals("OPTIONS")) throw new AssertionError(method + " " + path + " answered " + status + " but is not in /openapi.json");
            return;
        }
        JsonNode response = operation.definition.path("responses").path(Integer.toString(status));
        if (response.isMissingNode()) throw new AssertionError(operation.name + " answered " + status + ", which /openapi.json does not document: " + body);
        checkBody(operation.name + " " + status, response.path("content"), contentType, body);
        if (status < 300) checkAccepted(operation, query, requestBody);
    }

    /** The operation with the fewest parameters: plain parts come first, as in the server. */
    private Operation find(String method, String path) {
        String asked = method.equals("HEAD") ? "GET" : method;
        Operation found = null;
        for (Operation one : operations) {
            if (!one.method.equals(asked) || !one.path.matcher(path).matches()) continue;
            if (found == null || parameters(one) < parameters(found)) found = one;
        }
        return found;
    }

    private static long parameters(Operation operation) {
        return operation.name.chars().filter(c -> c == '{').count();
    }

    private void checkBody(String what, JsonNode content, String contentType, String body) {
        if (content.isMissingNode()) {
            if (!body.isEmpty()) throw new AssertionError(what + " has a body, which /openapi.json does not document: " + body);
            return;
        }
        if (body.isEmpty()) return; // HEAD
        String media = contentType.split(";")[0].strip();
        JsonNode schema = content.path(media).path("schema");
        if (schema.isMissingNode()) throw new AssertionError(what + " is " + contentType + ", /openapi.json documents " + content);
        if (media.endsWith("json") && !media.endsWith("ndjson")) validate(what, schema, body);
    }

    private void checkAccepted(Operation operation, String query, String requestBody) {
        JsonNode content = operation.definition.path("requestBody").path("content");
        JsonNode schema = content.path("application/json").path("schema");
        if (!schema.isMissingNode() && requestBody != null) validate(operation.name + " accepted a body that", schema, requestBody);
        if (query == null) return;
        for (String pair : query.split("&")) {
            String name = pair.split("=")[0];
            boolean known = false;
            for (JsonNode parameter : operation.definition.path("parameters")) known |= parameter.path("in").asText().equals("query") && parameter.path("name").asText().equals(name);
            if (!known) throw new AssertionError(operation.name + " accepted the query parameter " + name + ", which /openapi.json does not document");
        }
    }

    private void validate(String what, JsonNode schema, String json) {
        JsonSchema compiled = schemas.computeIfAbsent(schema, this::compile);
        try {
            var problems = compiled.validate(JSON.readTree(json));
            if (!problems.isEmpty()) {
                throw new AssertionError(what + " does not match /openapi.json: " + problems.stream().map(ValidationMessage::getMessage).collect(Collectors.joining("; ")) + "\n" + json);
            }
        } catch (IOException e) {
            throw new AssertionError(what + " is no JSON: " + json, e);
        }
    }

    /** References go to the components, so these come along. */
    private JsonSchema compile(JsonNode schema) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", components);
        return factory.getSchema(whole, config);
    }
}
