package souk.platform.http.body;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;

/** A JSON array of values of one shape; as a set it has none twice. */
final class ListShape<T> extends Shape<Collection<T>> {
    private final Shape<T> element;
    private final int min;
    private final int max;
    private final boolean distinct;

    ListShape(Shape<T> element, int min, int max, boolean distinct) {
        this.element = element;
        this.min = min;
        this.max = max;
        this.distinct = distinct;
    }

    @Override
    Collection<T> read(Input in) throws IOException {
        if (in.parser.currentToken() != JsonToken.START_ARRAY) return wrongType(in, "an array");
        int faultsBefore = in.faults.count();
        Collection<T> values = distinct ? new LinkedHashSet<>() : new ArrayList<>();
        int index = 0;
        while (in.parser.nextToken() != JsonToken.END_ARRAY) {
            if (index >= max) {
                in.parser.skipChildren();
            } else {
                in.enter(index);
                T value = element.readOrNull(in);
                if (value != null && !values.add(value)) in.fault(Fault.Code.BAD_FORMAT, "This is there twice.");
                in.leave();
            }
            index++;
        }
        if (index < min || index > max) return in.fault(Fault.Code.OUT_OF_RANGE, "This has " + min + " to " + max + " elements, not " + index + ".");
        if (in.faults.count() != faultsBefore) return null;
        return distinct ? Collections.unmodifiableSet((LinkedHashSet<T>) values) : Collections.unmodifiableList((List<T>) values);
    }

    @Override
    ObjectNode schema(Components components) {
        var schema = type("array").put("minItems", min).put("maxItems", max);
        if (distinct) schema.put("uniqueItems", true);
        schema.set("items", element.schema(components));
        return schema;
    }
}
