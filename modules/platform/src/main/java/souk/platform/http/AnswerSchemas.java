package souk.platform.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Currency;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import souk.kernel.Money;
import souk.platform.http.body.Components;

/** JSON schemas of what {@link Json} writes: every component of a record is there unless it is optional, and nothing else is. */
final class AnswerSchemas {
    private final Components components;

    AnswerSchemas(Components components) {
        this.components = components;
    }

    ObjectNode of(Type type) {
        if (type instanceof Class<?> plain) return plain(plain);
        if (type instanceof WildcardType any) return of(any.getUpperBounds()[0]);
        if (type instanceof ParameterizedType with) return generic((Class<?>) with.getRawType(), with.getActualTypeArguments());
        return object();
    }

    ObjectNode pageOf(Type item) {
        var schema = typed("object");
        var properties = schema.putObject("properties");
        properties.set("items", arrayOf(item));
        properties.putObject("next").putArray("type").add("string").add("null");
        schema.putArray("required").add("items").add("next");
        return schema.put("additionalProperties", false);
    }

    private ObjectNode plain(Class<?> type) {
        if (type == String.class || type == Character.class) return typed("string");
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class || type == BigInteger.class || type == OptionalInt.class || type == OptionalLong.class) return typed("integer");
        if (type == boolean.class || type == Boolean.class) return typed("boolean");
        if (type == double.class || type == Double.class || type == BigDecimal.class) return typed("number");
        if (type == Instant.class) return typed("string").put("format", "date-time");
        if (type == LocalDate.class) return typed("string").put("format", "date");
        if (type == Currency.class) return typed("string").put("pattern", "^[A-Z]{3}$");
        if (type == Money.class) return components.reference(type, "", AnswerSchemas::money);
        if (type.isEnum()) return constants(type);
        if (type.isRecord()) return components.reference(type, "", () -> record(type));
        if (type.isSealed()) return either(type);
        return object();
    }

    private ObjectNode generic(Class<?> raw, Type[] arguments) {
        if (raw == Optional.class) return of(arguments[0]);
        if (raw == Page.class) return pageOf(arguments[0]);
        if (Collection.class.isAssignableFrom(raw)) return arrayOf(arguments[0]);
        if (Map.class.isAssignableFrom(raw)) {
            var schema = typed("object");
            schema.set("additionalProperties", of(arguments[1]));
            return schema;
        }
        return plain(raw);
    }

    private ObjectNode arrayOf(Type item) {
        var schema = typed("array");
        schema.set("items", of(item));
        return schema;
    }

    private ObjectNode record(Class<?> type) {
        var schema = typed("object");
        var properties = schema.putObject("properties");
        var required = JsonNodeFactory.instance.arrayNode();
        for (RecordComponent component : type.getRecordComponents()) {
            var renamed = component.getAccessor().getAnnotation(JsonProperty.class);
            String name = renamed == null || renamed.value().isEmpty() ? component.getName() : renamed.value();
            properties.set(name, writtenEvenIfNull(component) ? orNull(of(component.getGenericType())) : of(component.getGenericType()));
            if (!isOptional(component.getType())) required.add(name);
        }
        if (!required.isEmpty()) schema.set("required", required);
        return schema.put("additionalProperties", false);
    }

    private static boolean writtenEvenIfNull(RecordComponent component) {
        var included = component.getAccessor().getAnnotation(JsonInclude.class);
        return included != null && included.value() == JsonInclude.Include.ALWAYS;
    }

    private static ObjectNode orNull(ObjectNode schema) {
        var either = object();
        either.putArray("anyOf").add(schema).add(typed("null"));
        return either;
    }

    private static boolean isOptional(Class<?> type) {
        return type == Optional.class || type == OptionalInt.class || type == OptionalLong.class;
    }

    private ObjectNode either(Class<?> sealed) {
        var schema = object();
        var forms = schema.putArray("anyOf");
        for (Class<?> form : sealed.getPermittedSubclasses()) forms.add((JsonNode) of(form));
        return schema;
    }

    private static ObjectNode constants(Class<?> type) {
        var schema = typed("string");
        var names = schema.putArray("enum");
        for (Object constant : type.getEnumConstants()) names.add(Json.wireName((Enum<?>) constant));
        return schema;
    }

    private static ObjectNode money() {
        var schema = typed("object").put("description", "An amount in minor units (pence, cents)");
        var properties = schema.putObject("properties");
        properties.set("amount", typed("integer").put("minimum", -Money.MAX).put("maximum", Money.MAX));
        properties.set("currency", typed("string").put("pattern", "^[A-Z]{3}$"));
        schema.putArray("required").add("amount").add("currency");
        schema.putArray("examples").addObject().put("amount", 1999).put("currency", "GBP");
        return schema.put("additionalProperties", false);
    }

    private static ObjectNode typed(String type) {
        return object().put("type", type);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
