package souk.server.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Ids and other words that the shop has told somebody: real things, that others may ask for too. The last of each sort, so that it does not grow. */
final class Known {
    private static final int KEPT = 60;
    private static final int LONGEST = 300;
    private final Map<String, List<String>> words = new ConcurrentHashMap<>();

    /** Notes the words of an answer to a request for this path. */
    void learn(String template, JsonNode answer) {
        String thing = thing(template);
        if (answer.isArray() || answer.path("items").isArray()) {
            JsonNode items = answer.isArray() ? answer : answer.path("items");
            for (int i = 0; i < Math.min(5, items.size()); i++) learn(template, items.get(i));
            note("cursor", answer.path("next"));
            return;
        }
        answer.fields().forEachRemaining(field -> {
            note(field.getKey(), field.getValue());
            if (field.getKey().equals("id") || field.getKey().equals("name") && template.startsWith("/ops/")) note(thing, field.getValue());
            if (field.getValue().isContainerNode()) field.getValue().forEach(each -> {
                each.fields().forEachRemaining(inner -> note(inner.getKey(), inner.getValue()));
                if (each.has("id")) note(field.getKey().replaceAll("s$", ""), each.path("id"));
            });
        });
    }

    private void note(String sort, JsonNode word) {
        if (word.isTextual()) note(sort, word.asText());
    }

    void note(String sort, String word) {
        if (word.isEmpty() || word.length() > LONGEST) return;
        var list = words.computeIfAbsent(sort, key -> new ArrayList<>());
        synchronized (list) {
            if (list.contains(word)) return;
            if (list.size() < KEPT) list.add(word);
            else list.set((word.hashCode() & Integer.MAX_VALUE) % KEPT, word);
        }
    }

    /** One of these sorts, or null. */
    String any(RandomGenerator random, String... sorts) {
        for (String sort : sorts) {
            var list = words.get(sort);
            if (list == null) continue;
            synchronized (list) {
                if (!list.isEmpty()) return Words.one(random, list);
            }
        }
        return null;
    }

    /** What a path is about: {@code /v1/admin/orders/{id}/refunds} about an order. */
    private static String thing(String template) {
        String[] parts = template.split("/");
        for (int i = parts.length - 1; i > 0; i--) if (!parts[i].startsWith("{")) return parts[i].replaceAll("s$", "");
        return "";
    }

    /** What a parameter of a path names. */
    static String thing(String template, String parameter) {
        if (parameter.endsWith("Id")) return parameter.substring(0, parameter.length() - 2);
        String before = template.substring(0, template.indexOf("/{" + parameter));
        return before.substring(before.lastIndexOf('/') + 1).replaceAll("s$", "");
    }
}
