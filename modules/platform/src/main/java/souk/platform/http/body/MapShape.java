package souk.platform.http.body;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A JSON object with names of the client's choice. */
final class MapShape<T> extends Shape<Map<String, T>> {
    private final TextShape key;
    private final Shape<T> value;
    private final int min;
    private final int max;

    MapShape(TextShape key, Shape<T> value, int min, int max) {
        this.key = key;
        this.value = value;
        this.min = min;
        this.max = max;
    }

    @Override
    Map<String, T> read(Input in) throws IOException {
        if (in.parser.currentToken() != JsonToken.START_OBJECT) return wrongType(in, "an object");
        int faultsBefore = in.faults.count();
        var values = new LinkedHashMap<String, T>();
        int size = 0;
        String name;
        while ((name = in.parser.nextFieldName()) != null) {
            in.parser.nextToken();
            if (++size > max) {
                in.parser.skipChildren();
                continue;
            }
            in.enter(name);
            BodyReader.refuseSecond(values.containsKey(name), in);
            key.check(in, name);
            values.put(name, value.readOrNull(in));
            in.leave();
        }
        if (size < min || size > max) return in.fault(Fault.Code.OUT_OF_RANGE, "This has " + min + " to " + max + " members, not " + size + ".");
        return in.faults.count() == faultsBefore ? Collections.unmodifiableMap(values) : null;
    }

    @Override
    ObjectNode schema(Components components) {
        var schema = type("object").put("minProperties", min).put("maxProperties", max);
        schema.set("propertyNames", key.schema(components));
        schema.set("additionalProperties", value.schema(components));
        return schema;
    }
}
