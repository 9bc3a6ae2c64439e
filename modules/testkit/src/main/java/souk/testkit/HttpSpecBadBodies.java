package souk.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Makes bodies that a schema of the contract forbids, each with one thing wrong, and one that it allows. */
final class HttpSpecBadBodies {
    /**
     * A body with one thing wrong.
     *
     * @param field where, as the answer's errors should name it
     * @param code  what, as the answer's errors should name it
     */
    record BadBody(String what, JsonNode body, String field, String code) {}

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 6;
    private final JsonNode contract;
    private final List<BadBody> bodies = new ArrayList<>();

    private HttpSpecBadBodies(JsonNode contract) {
        this.contract = contract;
    }

    static List<BadBody> of(JsonNode contract, JsonNode schema) {
        var making = new HttpSpecBadBodies(contract);
        making.spoil(schema, "", wrong -> wrong, 0);
        return making.bodies;
    }

    /** A body with every field there, as the schema wants it (patterns that no plain word matches aside). */
    static JsonNode example(JsonNode contract, JsonNode schema) {
        return new HttpSpecBadBodies(contract).example(schema, 0);
    }

    private JsonNode resolve(JsonNode schema) {
        JsonNode at = schema;
        while (at.has("$ref")) at = contract.at(at.path("$ref").asText().substring(1));
        return at;
    }

    /** The schema of a value that may also be null. */
    private JsonNode notNull(JsonNode schema) {
        JsonNode resolved = resolve(schema);
        for (JsonNode either : resolved.path("anyOf")) if (!either.path("type").asText().equals("null")) return resolve(either);
        return resolved;
    }

    private static boolean nullable(JsonNode schema) {
        for (JsonNode either : schema.path("anyOf")) if (either.path("type").asText().equals("null")) return true;
        return false;
    }

    private JsonNode example(JsonNode given, int depth) {
        JsonNode schema = notNull(given);
        return switch (schema.path("type").asText()) {
            case "object" -> {
                ObjectNode object = JSON.objectNode();
                if (depth < DEEPEST) schema.path("properties").fields().forEachRemaining(property -> object.set(property.getKey(), example(property.getValue(), depth + 1)));
                yield object;
            }
            case "array" -> {
                ArrayNode array = JSON.arrayNode();
                for (int i = 0; i < schema.path("minItems").asInt(); i++) array.add(example(schema.path("items"), depth + 1));
                yield array;
            }
            case "integer" -> JSON.numberNode(Math.max(schema.path("minimum").asLong(0), Math.min(1, schema.path("maximum").asLong(1))));
            case "number" -> JSON.numberNode(1.5);
            case "boolean" -> JSON.booleanNode(true);
            default -> JSON.textNode(text(schema));
        };
    }

    private static String text(JsonNode schema) {
        if (schema.has("enum")) return schema.path("enum").path(0).asText();
        if (schema.path("format").asText().equals("date-time")) return "2026-01-31T12:00:00Z";
        String pattern = schema.path("pattern").asText();
        if (pattern.contains("@")) return "someone@example.org";
        if (pattern.equals("^[A-Z]{2}$")) return "GB";
        if (pattern.contains("0-9") && !pattern.contains("a-z")) return "12345678";
        return "x".repeat(Math.max(1, schema.path("minLength").asInt()));
    }

    /** Notes what can be wrong with the value; {@code whole} puts a value at its place in a body that is otherwise right. */
    private void spoil(JsonNode given, String where, Function<JsonNode, JsonNode> whole, int depth) {
        JsonNode schema = notNull(given);
        if (depth > DEEPEST) return;
        switch (schema.path("type").asText()) {
            case "object" -> spoilObject(schema, where, whole, depth);
            case "array" -> spoilArray(schema, where, whole, depth);
            case "integer" -> spoilNumber(schema, where, whole);
            case "number" -> {
                wrongTypes(where, whole, JSON.textNode("1.5"), JSON.booleanNode(true), JSON.objectNode(), JSON.arrayNode());
                bodies.add(new BadBody("the number 1E+400", whole.apply(JSON.numberNode(new BigDecimal("1E+400"))), where, "out-of-range"));
            }
            case "boolean" -> wrongTypes(where, whole, JSON.textNode("true"), JSON.numberNode(1), JSON.objectNode());
            default -> spoilText(schema, where, whole);
        }
    }

    private void spoilObject(JsonNode schema, String where, Function<JsonNode, JsonNode> whole, int depth) {
        wrongTypes(where, whole, JSON.arrayNode(), JSON.textNode("x"), JSON.numberNode(7), JSON.booleanNode(true));
        if (!schema.has("properties")) {
            if (schema.path("additionalProperties").isObject()) {
                spoil(schema.path("additionalProperties"), join(where, "k"), value -> whole.apply(JSON.objectNode().set("k", value)), depth + 1);
            }
            return;
        }
        ObjectNode good = (ObjectNode) example(schema, depth);
        ObjectNode more = good.deepCopy().put("surprise", 1);
        bodies.add(new BadBody("an unknown field", whole.apply(more), join(where, "surprise"), "unknown-field"));
        for (JsonNode required : schema.path("required")) {
            String name = required.asText();
            ObjectNode without = good.deepCopy();
            without.remove(name);
            bodies.add(new BadBody("without it", whole.apply(without), join(where, name), "missing"));
            bodies.add(new BadBody("null", whole.apply(good.deepCopy().putNull(name)), join(where, name), "missing"));
        }
        schema.path("properties").fields().forEachRemaining(property -> {
            if (!nullable(property.getValue()) && !contains(schema.path("required"), property.getKey())) {
                bodies.add(new BadBody("null", whole.apply(good.deepCopy().putNull(property.getKey())), join(where, property.getKey()), "missing"));
            }
            spoil(property.getValue(), join(where, property.getKey()), value -> whole.apply(good.deepCopy().set(property.getKey(), value)), depth + 1);
        });
    }

    private void spoilArray(JsonNode schema, String where, Function<JsonNode, JsonNode> whole, int depth) {
        wrongTypes(where, whole, JSON.objectNode(), JSON.textNode("x"), JSON.numberNode(7));
        int min = schema.path("minItems").asInt();
        int max = schema.path("maxItems").asInt(Integer.MAX_VALUE);
        if (min > 0) bodies.add(new BadBody("empty", whole.apply(JSON.arrayNode()), where, "out-of-range"));
        if (max < 10_000 && !schema.path("uniqueItems").asBoolean()) {
            ArrayNode many = JSON.arrayNode();
            for (int i = 0; i <= max; i++) many.add(example(schema.path("items"), depth + 1));
            bodies.add(new BadBody("too many", whole.apply(many), where, "out-of-range"));
        }
        bodies.add(new BadBody("null in it", whole.apply(JSON.arrayNode().add(JSON.nullNode())), where + "[0]", "missing"));
        spoil(schema.path("items"), where + "[0]", value -> whole.apply(JSON.arrayNode().add(value)), depth + 1);
    }

    private void spoilNumber(JsonNode schema, String where, Function<JsonNode, JsonNode> whole) {
        wrongTypes(where, whole, JSON.textNode("1"), JSON.booleanNode(true), JSON.objectNode(), JSON.arrayNode(), JSON.numberNode(1.5), JSON.numberNode(new BigDecimal("1E+400")));
        BigInteger below = BigInteger.valueOf(schema.path("minimum").asLong(Long.MIN_VALUE)).subtract(BigInteger.ONE);
        BigInteger above = BigInteger.valueOf(schema.path("maximum").asLong(Long.MAX_VALUE)).add(BigInteger.ONE);
        for (BigInteger outside : List.of(below, above, BigInteger.TEN.pow(30), BigInteger.TEN.pow(30).negate())) {
            bodies.add(new BadBody("the number " + outside, whole.apply(JSON.numberNode(outside)), where, "out-of-range"));
        }
    }

    private void spoilText(JsonNode schema, String where, Function<JsonNode, JsonNode> whole) {
        wrongTypes(where, whole, JSON.numberNode(7), JSON.booleanNode(true), JSON.objectNode(), JSON.arrayNode());
        boolean bounded = schema.has("minLength");
        if (schema.path("minLength").asInt() > 0) bodies.add(new BadBody("an empty text", whole.apply(JSON.textNode("")), where, "out-of-range"));
        if (bounded) bodies.add(new BadBody("a text too long", whole.apply(JSON.textNode("x".repeat(Math.min(900_000, schema.path("maxLength").asInt() + 1)))), where, schema.path("maxLength").asInt() < 900_000 ? "out-of-range" : null));
        bodies.add(new BadBody("a text with NUL", whole.apply(JSON.textNode("a\u0000b")), where, "bad-format"));
        if (schema.has("enum") || schema.has("format")) bodies.add(new BadBody("another word", whole.apply(JSON.textNode("surprise")), where, "bad-format"));
        if (schema.path("enum").size() > 0) bodies.add(new BadBody("in the wrong case", whole.apply(JSON.textNode(swapCase(schema.path("enum").path(0).asText()))), where, "bad-format"));
    }

    private void wrongTypes(String where, Function<JsonNode, JsonNode> whole, JsonNode... values) {
        for (JsonNode value : values) bodies.add(new BadBody("the value " + value, whole.apply(value), where, "wrong-type"));
    }

    private static String swapCase(String word) {
        String upper = word.toUpperCase(Locale.ROOT);
        return upper.equals(word) ? word.toLowerCase(Locale.ROOT) : upper;
    }

    private static boolean contains(JsonNode names, String name) {
        for (JsonNode each : names) if (each.asText().equals(name)) return true;
        return false;
    }

    private static String join(String where, String name) {
        return where.isEmpty() ? name : where + "." + name;
    }
}
