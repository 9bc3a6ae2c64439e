package souk.platform.http.body;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A JSON object of a record: every component a member, no other member. A member whose name is none in Java is named by {@link JsonProperty}. */
final class RecordShape<T> extends Shape<T> {
    private final Class<T> type;
    private final String[] names;
    private final Shape<?>[] shapes;
    private final Map<String, Integer> positions = new HashMap<>();
    private final MethodHandle constructor;
    private final boolean checked;

    RecordShape(Class<T> type, Shapes all) {
        var components = type.getRecordComponents();
        if (components.length > Long.SIZE) throw new IllegalArgumentException(type + " has more than " + Long.SIZE + " components");
        this.type = type;
        names = Arrays.stream(components).map(RecordShape::name).toArray(String[]::new);
        shapes = new Shape<?>[names.length];
        for (int i = 0; i < names.length; i++) {
            shapes[i] = all.of(components[i].getAnnotatedType(), type.getSimpleName() + "." + names[i]);
            positions.put(names[i], i);
        }
        constructor = constructor(type, components);
        checked = Checked.class.isAssignableFrom(type);
    }

    private static String name(RecordComponent component) {
        var renamed = component.getAccessor().getAnnotation(JsonProperty.class);
        return renamed == null ? component.getName() : renamed.value();
    }

    private static MethodHandle constructor(Class<?> type, RecordComponent[] components) {
        try {
            var canonical = type.getDeclaredConstructor(Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            canonical.setAccessible(true);
            return MethodHandles.lookup().unreflectConstructor(canonical).asSpreader(Object[].class, components.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type + " cannot be constructed", e);
        }
    }

    @Override
    T read(Input in) throws IOException {
        var parser = in.parser;
        if (parser.currentToken() != JsonToken.START_OBJECT) return wrongType(in, "an object");
        int faultsBefore = in.faults.count();
        var values = new Object[names.length];
        long seen = 0;
        String name;
        while ((name = parser.nextFieldName()) != null) {
            parser.nextToken();
            in.enter(name);
            Integer position = positions.get(name);
            if (position == null) {
                unknown(in);
            } else {
                BodyReader.refuseSecond((seen & 1L << position) != 0, in);
                seen |= 1L << position;
                values[position] = shapes[position].readOrNull(in);
            }
            in.leave();
        }
        for (int i = 0; i < names.length; i++) {
            if ((seen & 1L << i) == 0) {
                in.enter(names[i]);
                values[i] = shapes[i].ofAbsent(in);
                in.leave();
            }
        }
        return in.faults.count() == faultsBefore ? construct(in, values) : null;
    }

    @SuppressWarnings("unchecked")
    private T construct(Input in, Object[] values) {
        T made;
        try {
            made = (T) (Object) constructor.invokeExact(values);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException refused) {
            return in.fault(Fault.Code.BAD_FORMAT, String.valueOf(refused.getMessage()));
        } catch (RuntimeException | Error broken) {
            throw broken;
        } catch (Throwable checkedException) {
            throw new IllegalStateException("The constructor of " + type + " failed", checkedException);
        }
        if (checked) {
            var faults = new Faults(in.where());
            ((Checked) made).check(faults);
            if (!faults.none()) {
                in.faults.addAll(faults);
                return null;
            }
        }
        return made;
    }

    static void unknown(Input in) throws IOException {
        in.parser.skipChildren();
        in.fault(Fault.Code.UNKNOWN_FIELD, "There is no such field.");
    }

    @Override
    ObjectNode schema(Components components) {
        return components.reference(type, "Request", () -> {
            var schema = type("object");
            var properties = schema.putObject("properties");
            var required = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < names.length; i++) {
                properties.set(names[i], shapes[i].schema(components));
                if (shapes[i].required()) required.add(names[i]);
            }
            if (!required.isEmpty()) schema.set("required", required);
            return schema.put("additionalProperties", false);
        });
    }
}
