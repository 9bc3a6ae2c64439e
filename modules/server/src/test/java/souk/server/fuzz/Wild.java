package souk.server.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Makes JSON of a schema: most of it right, some of it right and strange, some of it wrong. As text, because JSON libraries would not write what is no number. */
final class Wild {
    private static final int DEEPEST = 7;
    private final Contract contract;
    private final Known known;
    private final RandomGenerator random;
    /** How many of a hundred values are not what a careful client would send. */
    private final int wildness;

    Wild(Contract contract, Known known, RandomGenerator random, int wildness) {
        this.contract = contract;
        this.known = known;
        this.random = random;
        this.wildness = wildness;
    }

    private boolean wild() {
        return random.nextInt(100) < wildness;
    }

    String json(JsonNode schema) {
        return value("", schema, 0);
    }

    private String value(String name, JsonNode given, int depth) {
        JsonNode schema = contract.resolve(given);
        if (schema.has("anyOf")) schema = contract.resolve(Words.one(random, children(schema.path("anyOf"))));
        if (schema.has("oneOf")) schema = contract.resolve(Words.one(random, children(schema.path("oneOf"))));
        if (depth > 0 && wild() && random.nextInt(3) == 0) return anything(2);
        return switch (schema.path("type").asText()) {
            case "object" -> object(schema, depth);
            case "array" -> array(name, schema, depth);
            case "integer", "number" -> number(schema);
            case "boolean" -> String.valueOf(random.nextBoolean());
            case "null" -> "null";
            default -> text(name, schema);
        };
    }

    private static List<JsonNode> children(JsonNode node) {
        var all = new ArrayList<JsonNode>();
        node.forEach(all::add);
        return all;
    }

    private String object(JsonNode schema, int depth) {
        if (depth > DEEPEST) return "{}";
        var members = new ArrayList<String>();
        var required = new ArrayList<String>();
        schema.path("required").forEach(each -> required.add(each.asText()));
        schema.path("properties").fields().forEachRemaining(property -> {
            boolean wanted = required.contains(property.getKey()) ? !(wild() && random.nextInt(6) == 0) : random.nextInt(3) > 0;
            if (wanted) members.add(quoted(property.getKey()) + ":" + value(property.getKey(), property.getValue(), depth + 1));
        });
        JsonNode more = schema.path("additionalProperties");
        if (more.isObject()) for (int i = random.nextInt(4); i > 0; i--) members.add(quoted(wild() ? Words.text(random) : Words.plain(random)) + ":" + value("", more, depth + 1));
        if (wild() && random.nextInt(10) == 0) members.add(quoted(Words.text(random)) + ":" + anything(1));
        if (wild() && random.nextInt(10) == 0 && !members.isEmpty()) members.add(Words.one(random, members));
        if (random.nextInt(4) == 0) Collections.shuffle(members, new Random(random.nextLong()));
        return "{" + String.join(",", members) + "}";
    }

    private String array(String name, JsonNode schema, int depth) {
        int least = schema.path("minItems").asInt();
        int many = least + random.nextInt(Math.max(1, Math.min(schema.path("maxItems").asInt(4), 4) - least + 1));
        if (wild() && random.nextInt(20) == 0) many = 500;
        var items = new ArrayList<String>();
        for (int i = 0; i < many && depth <= DEEPEST; i++) items.add(value(name, schema.path("items"), depth + 1));
        return "[" + String.join(",", items) + "]";
    }

    private String number(JsonNode schema) {
        if (wild()) return Words.number(random);
        long least = schema.path("minimum").asLong(0);
        long most = schema.path("maximum").asLong(Long.MAX_VALUE);
        return String.valueOf(switch (random.nextInt(10)) {
            case 0 -> least;
            case 1 -> most;
            case 2 -> random.nextLong(least, most);
            default -> Math.min(most, least + random.nextInt(20));
        });
    }

    private String text(String name, JsonNode schema) {
        if (schema.has("enum") && !wild()) return quoted(Words.one(random, children(schema.path("enum"))).asText());
        return quoted(plain(name, schema));
    }

    /** A text that the schema allows, or one that it does not. */
    String plain(String name, JsonNode schema) {
        if (wild()) return schema.path("format").asText().startsWith("date") ? Words.time(random) : Words.text(random);
        if (schema.has("enum")) return Words.one(random, children(schema.path("enum"))).asText();
        if (schema.path("format").asText().equals("date-time")) return random.nextInt(4) == 0 ? Words.time(random) : Instant.now().plusSeconds(random.nextLong(-100_000, 100_000)).toString();
        if (schema.path("format").asText().equals("date")) return "2026-01-" + (10 + random.nextInt(20));
        String pattern = schema.path("pattern").asText();
        if (name.equals("token")) return Words.one(random, List.of("approve", "approve", "decline", "timeout"));
        if (name.equals("method")) return "test";
        if (name.equals("currency")) return Words.one(random, List.of("GBP", "GBP", "EUR", "JPY", "KWD"));
        if (pattern.contains("@")) return random.nextInt(3) == 0 ? Words.plain(random) + "@shop.example" : or(known.any(random, "email"), "someone@shop.example");
        if (pattern.equals("^[A-Z]{2}$")) return Words.one(random, List.of("GB", "DE", "FR", "US", "AQ"));
        String real = name.isEmpty() || random.nextInt(4) == 0 ? null : known.any(random, name.endsWith("Id") ? name.substring(0, name.length() - 2) : name, name);
        if (real != null) return real;
        int least = schema.path("minLength").asInt(1);
        int most = schema.path("maxLength").asInt(60);
        return random.nextInt(12) == 0 ? "x".repeat(Math.min(most, 70_000)) : pattern.isEmpty() ? Words.typed(random, least, most) : Words.plain(random);
    }

    private static String or(String word, String other) {
        return word == null ? other : word;
    }

    /** Any JSON, or nearly. */
    String anything(int depth) {
        return switch (random.nextInt(depth > 0 ? 10 : 6)) {
            case 0 -> quoted(Words.text(random));
            case 1 -> Words.number(random);
            case 2 -> Words.one(random, List.of("null", "true", "false", "\"\"", "{}", "[]", "[[]]", "{\"\":{}}"));
            case 3 -> quoted(Words.time(random));
            case 4 -> Words.one(random, List.of("{\"a\":", "[")).repeat(random.nextInt(2000)) + "1";
            case 5 -> random.nextInt(30) == 0 ? quoted("x".repeat(random.nextInt(1 << 20))) : quoted(Words.letters(random, 20));
            case 6, 7 -> "[" + anything(depth - 1) + "," + anything(depth - 1) + "]";
            default -> "{" + quoted(Words.text(random)) + ":" + anything(depth - 1) + "}";
        };
    }

    /** As a JSON text; halves of letters as escapes, half of the time. */
    private String quoted(String text) {
        if (random.nextInt(4) > 0) return TextNode.valueOf(text).toString();
        var escaped = new StringBuilder("\"");
        for (char each : text.toCharArray()) {
            if (each < 0x20 || each == '"' || each == '\\' || each > 0x7e) escaped.append("\\u%04x".formatted((int) each));
            else escaped.append(each);
        }
        return escaped.append('"').toString();
    }
}
