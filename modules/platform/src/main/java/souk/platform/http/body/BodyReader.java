package souk.platform.http.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Currency;
import java.util.List;
import java.util.Set;

/**
 * Reads JSON bodies of one record, strictly: UTF-8, one object, no member twice, none unknown, nothing after it, a bounded depth; and
 * finds everything that is wrong at once. Built once per record; safe for use by many threads.
 */
public final class BodyReader<T> {
    /** Deeper nesting is refused. */
    static final int DEPTH = 32;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            // The body's own limit bounds numbers and names; a number is converted only when it can fit.
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH).maxNumberLength(Integer.MAX_VALUE).maxNameLength(Integer.MAX_VALUE).build())
            .build();

    private final Shape<T> shape;

    private BodyReader(Shape<T> shape) {
        this.shape = shape;
    }

    /** A reader of this record's JSON, whose currencies are these. @throws IllegalArgumentException for a component that a body cannot have */
    public static <T> BodyReader<T> of(Class<T> record, Set<Currency> currencies) {
        return new BodyReader<>(new Shapes(currencies).ofRecord(record));
    }

    public Reading<T> read(byte[] body) {
        return read(body, 0, body.length);
    }

    public Reading<T> read(byte[] bytes, int offset, int length) {
        try (JsonParser parser = FACTORY.createParser(bytes, offset, length)) {
            if (parser.nextToken() == null) return badJson("The body is empty; a JSON object is wanted.");
            var in = new Input(parser);
            T value = shape.readOrNull(in);
            if (parser.nextToken() != null) return badJson("Something follows the JSON object.");
            return in.faults.none() ? new Reading<>(value, null, List.of()) : new Reading<>(null, null, in.faults.list());
        } catch (JsonProcessingException notJson) {
            return badJson(explain(notJson));
        } catch (IOException impossible) {
            throw new UncheckedIOException("Reading from memory failed", impossible);
        }
    }

    /** The JSON schema of the body. */
    public ObjectNode schema(Components components) {
        return shape.schema(components);
    }

    /** A member that is there twice makes it unclear what the client means: the whole body is refused. */
    static void refuseSecond(boolean seen, Input in) throws JsonParseException {
        if (seen) throw new JsonParseException(in.parser, "The field " + in.where() + " is there twice");
    }

    private static <T> Reading<T> badJson(String why) {
        return new Reading<>(null, why, List.of());
    }

    private static String explain(JsonProcessingException notJson) {
        var at = notJson.getLocation();
        String message = notJson.getOriginalMessage();
        String shortened = message.length() > 200 ? message.substring(0, 200) + "..." : message;
        return "This is not proper JSON" + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")") + ": " + shortened;
    }
}
