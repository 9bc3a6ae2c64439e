package souk.platform.http.body;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The named schemas of a contract: each record once, under its simple name, or with that of the class around it where two have the same. */
public final class Components {
    private final Map<String, ObjectNode> schemas = new TreeMap<>();
    private final Map<String, String> names = new HashMap<>();

    /** A reference to the schema of this type; {@code use} tells apart what a type looks like when it comes in and when it goes out. */
    public ObjectNode reference(Class<?> type, String use, Supplier<ObjectNode> schema) {
        String identity = use + type.getName();
        String name = names.get(identity);
        if (name == null) {
            name = freeName(type, use);
            names.put(identity, name);
            schemas.put(name, JsonNodeFactory.instance.objectNode());
            schemas.put(name, schema.get());
        }
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + name);
    }

    public Map<String, ObjectNode> schemas() {
        return schemas;
    }

    private String freeName(Class<?> type, String use) {
        String simple = type.getSimpleName() + use;
        if (!schemas.containsKey(simple)) return simple;
        String around = type.getEnclosingClass() == null ? type.getPackageName().substring(type.getPackageName().lastIndexOf('.') + 1) : type.getEnclosingClass().getSimpleName();
        String longer = around + "." + simple;
        return schemas.containsKey(longer) ? type.getName().replace('$', '.') + use : longer;
    }
}
