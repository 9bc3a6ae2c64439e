package souk.platform.http.body;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** A string that stands for something else: a time, a currency, one of a few words. */
final class WordShape<T> extends Shape<T> {
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    private final Function<String, Optional<T>> meaning;
    private final String wanted;
    private final ObjectNode schema;

    private WordShape(String wanted, ObjectNode schema, Function<String, Optional<T>> meaning) {
        this.wanted = wanted;
        this.schema = schema;
        this.meaning = meaning;
    }

    static WordShape<Instant> time() {
        return new WordShape<>("a time such as 2026-01-31T12:00:00Z", type("string").put("format", "date-time"), Times::parse);
    }

    static WordShape<Currency> currency(Set<Currency> known) {
        var byCode = new TreeMap<String, Currency>();
        known.forEach(currency -> byCode.put(currency.getCurrencyCode(), currency));
        return oneOf("a currency that this shop knows", byCode);
    }

    static <E> WordShape<E> constants(Class<E> type) {
        var byName = new TreeMap<String, E>();
        for (E constant : type.getEnumConstants()) byName.put(((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        return oneOf("one of a few words", byName);
    }

    static WordShape<String> words(List<String> words) {
        var same = new TreeMap<String, String>();
        words.forEach(word -> same.put(word, word));
        return oneOf("one of a few words", same);
    }

    static WordShape<String> email() {
        return new WordShape<>("an e-mail address", type("string").put("maxLength", EmailForm.LONGEST).put("pattern", "^[^\\s@]+@[^\\s@]+$"), text -> Optional.of(text).filter(EmailForm::fits));
    }

    static WordShape<String> country() {
        return new WordShape<>("a country's two letters (ISO 3166-1 alpha-2), in capitals", type("string").put("pattern", "^[A-Z]{2}$"),
                text -> COUNTRIES.contains(text) ? Optional.of(text) : Optional.empty());
    }

    private static <T> WordShape<T> oneOf(String wanted, Map<String, T> meanings) {
        var schema = type("string");
        var names = new TreeSet<>(meanings.keySet());
        names.forEach(schema.putArray("enum")::add);
        return new WordShape<>(wanted + ": " + String.join(", ", names), schema, text -> Optional.ofNullable(meanings.get(text)));
    }

    @Override
    T read(Input in) throws IOException {
        if (in.parser.currentToken() != JsonToken.VALUE_STRING) return wrongType(in, "a string");
        Optional<T> found = meaning.apply(in.parser.getText());
        return found.isPresent() ? found.get() : in.fault(Fault.Code.BAD_FORMAT, "This is " + wanted + ".");
    }

    @Override
    ObjectNode schema(Components components) {
        return schema.deepCopy();
    }
}
