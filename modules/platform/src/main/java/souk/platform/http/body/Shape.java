package souk.platform.http.body;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * What a value of a body looks like: reads it strictly and describes it as a JSON schema. Built once, from a record's components.
 *
 * @param <T> what it reads
 */
abstract class Shape<T> {
    /**
     * Reads the value whose first token is the parser's current one and leaves the parser at its last. A value that is not right is noted
     * in the input's faults, and null is returned.
     */
    abstract T read(Input in) throws IOException;

    /** What {@code null} means here. */
    T ofNull(Input in) {
        return in.missing();
    }

    /** What the absence of the member means here. */
    T ofAbsent(Input in) {
        return in.missing();
    }

    /** Whether the member must be there. */
    boolean required() {
        return true;
    }

    abstract ObjectNode schema(Components components);

    final T readOrNull(Input in) throws IOException {
        return in.parser.currentToken() == JsonToken.VALUE_NULL ? ofNull(in) : read(in);
    }

    /** Notes that the value is of the wrong type and skips it. */
    final T wrongType(Input in, String wanted) throws IOException {
        in.parser.skipChildren();
        return in.fault(Fault.Code.WRONG_TYPE, "This is " + wanted + ".");
    }

    static ObjectNode type(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    static ObjectNode orNull(ObjectNode schema) {
        var either = JsonNodeFactory.instance.objectNode();
        either.putArray("anyOf").add(schema).add(type("null"));
        return either;
    }
}
