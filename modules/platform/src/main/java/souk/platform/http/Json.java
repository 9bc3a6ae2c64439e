package souk.platform.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import souk.kernel.Money;
import souk.platform.http.Answer.Problem;
import souk.platform.http.body.Fault;
import souk.platform.wire.PersonalForm;

/** How answers are written: money as amount and currency, times as RFC 3339 in UTC, durations as ISO 8601, enums in lower-case with hyphens, absent and null alike left out. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module()).addModule(new JavaTimeModule()).addModule(wireForms())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS, SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.USE_DEFAULTS))
            .build();
    private static final ObjectWriter CANONICAL = MAPPER.rebuild().enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build().writer();
    /** Writers with their serializer looked up beforehand. */
    private static final ClassValue<ObjectWriter> WRITERS = new ClassValue<>() {
        @Override
        protected ObjectWriter computeValue(Class<?> type) {
            return MAPPER.writerFor(type);
        }
    };

    private Json() {}

    /** The JSON of an answer's body. */
    public static byte[] write(Object body) {
        try {
            return WRITERS.get(body.getClass()).writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("An answer of " + body.getClass() + " cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The same JSON as a tree. */
    public static JsonNode tree(Object body) {
        return MAPPER.valueToTree(body);
    }

    static byte[] canonical(Object body) {
        try {
            return CANONICAL.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A body of " + body.getClass() + " cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    static ObjectMapper mapper() {
        return MAPPER;
    }

    /** An enum constant's name on the wire. */
    public static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static SimpleModule wireForms() {
        return PersonalForm.addTo(new SimpleModule("souk")).addSerializer(Money.class, new JsonSerializer<>() {
            @Override
            public void serialize(Money money, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeStartObject();
                out.writeNumberField("amount", money.amount());
                out.writeStringField("currency", money.currency().getCurrencyCode());
                out.writeEndObject();
            }
        }).addSerializer(new EnumForm()).addSerializer(Problem.class, new JsonSerializer<>() {
            @Override
            public void serialize(Problem problem, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeStartObject();
                out.writeStringField("type", problem.type());
                out.writeStringField("title", problem.title());
                out.writeNumberField("status", problem.status());
                out.writeStringField("code", problem.code());
                out.writeStringField("detail", problem.detail());
                if (!problem.errors().isEmpty()) writeFaults(problem, out);
                for (Map.Entry<String, Object> member : problem.members().entrySet()) out.writePOJOField(member.getKey(), member.getValue());
                out.writeEndObject();
            }
        });
    }

    private static void writeFaults(Problem problem, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("errors");
        for (Fault fault : problem.errors()) {
            out.writeStartObject();
            out.writeStringField("field", fault.field());
            out.writeStringField("code", fault.code().wire());
            out.writeStringField("detail", fault.detail());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    @SuppressWarnings("rawtypes")
    private static final class EnumForm extends JsonSerializer<Enum> {
        @Override
        public void serialize(Enum constant, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(wireName(constant));
        }

        @Override
        public Class<Enum> handledType() {
            return Enum.class;
        }
    }
}
