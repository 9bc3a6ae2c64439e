package souk.platform.http.body;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import souk.kernel.Money;

/** Makes shapes of types and their annotations. A type that no shape fits is a mistake in the program, named at start-up. */
final class Shapes {
    private static final TextShape PLAIN_KEY = new TextShape(1, 255, "", false);
    private final WordShape<Currency> currency;
    private final Map<Class<?>, Shape<?>> records = new HashMap<>();

    Shapes(Set<Currency> currencies) {
        currency = WordShape.currency(currencies);
    }

    @SuppressWarnings("unchecked")
    <T> Shape<T> ofRecord(Class<T> type) {
        // A record that contains itself would never end; bodies are trees of a known depth.
        if (records.containsKey(type) && records.get(type) == null) throw new IllegalArgumentException(type + " contains itself");
        if (records.get(type) == null) {
            records.put(type, null);
            records.put(type, new RecordShape<>(type, this));
        }
        return (Shape<T>) records.get(type);
    }

    Shape<?> of(AnnotatedType type, String where) {
        Class<?> raw = raw(type.getType(), where);
        if (raw == String.class) return string(type);
        if (raw == int.class || raw == Integer.class) return whole(type, true);
        if (raw == long.class || raw == Long.class) return whole(type, false);
        if (raw == double.class || raw == Double.class) return new NumberShape();
        if (raw == boolean.class || raw == Boolean.class) return new FlagShape();
        if (raw == Instant.class) return WordShape.time();
        if (raw == Currency.class) return currency;
        if (raw == Money.class) return money(type);
        if (raw.isEnum()) return WordShape.constants(raw);
        if (raw == Optional.class) return new OptionalShape<>(of(argument(type, 0, where), where));
        if (raw == Change.class) return new ChangeShape<>(of(argument(type, 0, where), where), type.isAnnotationPresent(Clearable.class));
        if (raw == List.class || raw == Set.class) return list(type, raw == Set.class, where);
        if (raw == Map.class) return map(type, where);
        if (raw.isRecord()) return ofRecord(raw);
        throw new IllegalArgumentException(where + " is of " + raw + ", which a body cannot have");
    }

    private static Shape<String> string(AnnotatedType type) {
        if (type.isAnnotationPresent(Email.class)) return WordShape.email();
        if (type.isAnnotationPresent(Country.class)) return WordShape.country();
        if (type.isAnnotationPresent(OneOf.class)) return WordShape.words(List.of(type.getAnnotation(OneOf.class).value()));
        return text(type);
    }

    private static TextShape text(AnnotatedType type) {
        var text = type.getAnnotation(Text.class);
        return text == null ? PLAIN_KEY : new TextShape(text.min(), text.max(), text.pattern(), text.lines());
    }

    private static Shape<?> whole(AnnotatedType type, boolean asInt) {
        var whole = type.getAnnotation(Whole.class);
        return whole == null ? new WholeShape(Long.MIN_VALUE, Long.MAX_VALUE, asInt) : new WholeShape(whole.min(), whole.max(), asInt);
    }

    private Shape<Money> money(AnnotatedType type) {
        var whole = type.getAnnotation(Whole.class);
        return whole == null ? new MoneyShape(-Money.MAX, Money.MAX, currency) : new MoneyShape(whole.min(), whole.max(), currency);
    }

    private Shape<?> list(AnnotatedType type, boolean distinct, String where) {
        var size = type.getAnnotation(Size.class);
        return new ListShape<>(of(argument(type, 0, where), where), size == null ? 0 : size.min(), size == null ? 1000 : size.max(), distinct);
    }

    private Shape<?> map(AnnotatedType type, String where) {
        var size = type.getAnnotation(Size.class);
        var key = argument(type, 0, where);
        if (key.getType() != String.class) throw new IllegalArgumentException(where + " has keys that are no strings");
        return new MapShape<>(text(key), of(argument(type, 1, where), where), size == null ? 0 : size.min(), size == null ? 1000 : size.max());
    }

    private static AnnotatedType argument(AnnotatedType type, int index, String where) {
        if (type instanceof AnnotatedParameterizedType with) return with.getAnnotatedActualTypeArguments()[index];
        throw new IllegalArgumentException(where + " does not say what it contains");
    }

    private static Class<?> raw(Type type, String where) {
        if (type instanceof Class<?> plain) return plain;
        if (type instanceof ParameterizedType with) return (Class<?>) with.getRawType();
        throw new IllegalArgumentException(where + " is of " + type + ", which a body cannot have");
    }
}
