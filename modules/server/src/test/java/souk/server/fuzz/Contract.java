package souk.server.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The routes that a shop's own {@code /openapi.json} says it has. */
final class Contract {
    /** One of them. */
    record Operation(String method, String template, JsonNode definition) {
        String name() {
            return method + " " + template;
        }

        boolean allows(String kind, String role) {
            return has("x-souk-roles", kind) && (role.isEmpty() || has("x-souk-staff-roles", role));
        }

        private boolean has(String list, String word) {
            for (JsonNode each : definition.path(list)) if (each.asText().equals(word)) return true;
            return false;
        }

        /** Null: it takes none. */
        String mediaType() {
            var types = definition.path("requestBody").path("content").fieldNames();
            return types.hasNext() ? types.next() : null;
        }

        JsonNode schema() {
            return definition.path("requestBody").path("content").path("application/json").path("schema");
        }

        boolean changes() {
            return !method.equals("GET");
        }
    }

    final JsonNode document;
    final List<Operation> operations = new ArrayList<>();
    /** Codes of problems that the contract names anywhere. */
    final Set<String> codes = new TreeSet<>();

    Contract(JsonNode document) {
        this.document = document;
        document.path("paths").fields().forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation ->
                operations.add(new Operation(operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue()))));
        document.findValues("code").forEach(code -> code.path("enum").forEach(each -> codes.add(each.asText())));
    }

    JsonNode resolve(JsonNode schema) {
        JsonNode at = schema;
        while (at.has("$ref")) at = document.at(at.path("$ref").asText().substring(1));
        return at;
    }

    Operation operation(String name) {
        return operations.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow(() -> new AssertionError("The contract has no " + name));
    }
}
