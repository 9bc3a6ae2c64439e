package souk.platform.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import souk.kernel.Personal;

/**
 * How a {@link Personal} is written: locked as an object of {@value #PERSON} and {@value #BOX}, in this order; plain as the value itself, which is how it was stored before there were keys. So no
 * record that is kept in one may begin with a component of the first name.
 */
public final class PersonalForm {
    /** The member that says whose key opens it. */
    public static final String PERSON = "person";
    /** The member that is the encrypted value. */
    public static final String BOX = "box";

    private PersonalForm() {}

    /** Adds it to a mapper's module. */
    public static SimpleModule addTo(SimpleModule module) {
        module.addSerializer(Personal.class, new Writing());
        module.addDeserializer(Personal.class, new Reading(null));
        return module;
    }

    @SuppressWarnings("rawtypes")
    private static final class Writing extends JsonSerializer<Personal> {
        @Override
        public void serialize(Personal value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (value.plain().isPresent()) {
                provider.defaultSerializeValue(value.plain().get(), out);
                return;
            }
            out.writeStartObject();
            out.writeStringField(PERSON, (String) value.person().get());
            out.writeStringField(BOX, value.box());
            out.writeEndObject();
        }
    }

    @SuppressWarnings("rawtypes")
    private static final class Reading extends JsonDeserializer<Personal> implements ContextualDeserializer {
        private final JsonDeserializer<Object> plain;

        private Reading(JsonDeserializer<Object> plain) {
            this.plain = plain;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) throws JsonMappingException {
            JavaType type = context.getContextualType();
            return new Reading(context.findContextualValueDeserializer(type.containedTypeOrUnknown(0), property));
        }

        @Override
        public Personal<?> deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (in.currentToken() != JsonToken.START_OBJECT) return Personal.plain(plain.deserialize(in, context));
            if (!PERSON.equals(in.nextFieldName())) return Personal.plain(plain.deserialize(in, context));
            String person = in.nextTextValue();
            String box = BOX.equals(in.nextFieldName()) ? in.nextTextValue() : null;
            if (person == null || box == null || in.nextToken() != JsonToken.END_OBJECT) throw JsonMappingException.from(in, "It is locked, but has no box");
            return Personal.sealed(person, box);
        }
    }
}
