package souk.platform.wire;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.module.SimpleDeserializers;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.MapType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.Converter;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import souk.kernel.PersistentMap;

/** The stored and sent form of records: CBOR, field by field; the same as JSON for people and golden files. */
public final class Codec {
    private static final ObjectMapper CBOR = configure(CBORMapper.builder().build());
    private static final ObjectMapper JSON = configure(JsonMapper.builder().build())
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, SerializationFeature.INDENT_OUTPUT);

    private Codec() {}

    private static ObjectMapper configure(ObjectMapper mapper) {
        return mapper.registerModule(new Jdk8Module()).registerModule(new JavaTimeModule()).registerModule(new ParameterNamesModule()).registerModule(forms())
                // Only a record's components are stored: a method isZero() is no field.
                .setVisibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS, SerializationFeature.FAIL_ON_EMPTY_BEANS)
                // A newer version may have written more than this one knows: that must not stop a rolling update.
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** @throws IllegalArgumentException when the value is not of the kinds of value that can be stored */
    public static byte[] encode(Object value) {
        try {
            return CBOR.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot encode a " + value.getClass().getName() + ": " + e.getOriginalMessage(), e);
        }
    }

    /** @throws IllegalArgumentException when the bytes are not of that form */
    public static <T> T decode(byte[] bytes, Class<T> form) {
        try {
            return CBOR.readValue(bytes, form);
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot decode a " + form.getName() + ": " + e.getMessage(), e);
        }
    }

    /** The same form as JSON, indented. */
    public static String toJson(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot encode a " + value.getClass().getName() + ": " + e.getOriginalMessage(), e);
        }
    }

    /** @throws IllegalArgumentException when the text is not of that form */
    public static <T> T fromJson(String json, Class<T> form) {
        try {
            return JSON.readValue(json, form);
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot decode a " + form.getName() + ": " + e.getMessage(), e);
        }
    }

    /** A {@link PersistentMap} is stored as a map, a time as text, what is personal as {@link PersonalForm} says. */
    private static SimpleModule forms() {
        var module = new SimpleModule("souk-forms");
        module.addSerializer(new InstantText());
        module.setDeserializers(new SimpleDeserializers() {
            private static final long serialVersionUID = 1L;

            @Override
            public JsonDeserializer<?> findMapDeserializer(MapType type, DeserializationConfig config, BeanDescription description, KeyDeserializer keys,
                    TypeDeserializer elementType, JsonDeserializer<?> elements) {
                if (type.getRawClass() != PersistentMap.class) return null;
                return new StdDelegatingDeserializer<>(new FromMap(type.getKeyType(), type.getContentType()));
            }
        });
        return PersonalForm.addTo(module);
    }

    private record FromMap(JavaType keys, JavaType values) implements Converter<Map<String, Object>, PersistentMap<String, Object>> {
        @Override
        public PersistentMap<String, Object> convert(Map<String, Object> map) {
            return PersistentMap.copyOf(map);
        }

        @Override
        public JavaType getInputType(TypeFactory types) {
            return types.constructMapType(LinkedHashMap.class, keys, values);
        }

        @Override
        public JavaType getOutputType(TypeFactory types) {
            return types.constructMapType(PersistentMap.class, keys, values);
        }
    }
}
