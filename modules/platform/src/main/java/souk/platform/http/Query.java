package souk.platform.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import souk.platform.http.body.Fault;
import souk.platform.http.body.Times;

/**
 * A query parameter that a route understands; any other is refused.
 *
 * @param name     as in the URL
 * @param required whether it must be there
 * @param many     whether it may be repeated
 * @param schema   for the contract
 * @param check    what is wrong with a value, if anything
 */
public record Query(String name, boolean required, boolean many, ObjectNode schema, Function<String, Optional<Wrong>> check) {
    /** What is wrong with a value. */
    public record Wrong(Fault.Code code, String detail) {}

    /** Any text with at most so many characters. */
    public static Query text(String name, int max) {
        return new Query(name, false, false, type("string").put("maxLength", max), value -> value.codePointCount(0, value.length()) <= max
                ? Optional.empty() : wrong(Fault.Code.OUT_OF_RANGE, "At most " + max + " characters."));
    }

    /** Text of a certain form, explained in words. */
    public static Query matching(String name, String pattern, String explanation) {
        var compiled = Pattern.compile(pattern);
        return new Query(name, false, false, type("string").put("pattern", "^(?:" + pattern + ")$"), value -> compiled.matcher(value).matches()
                ? Optional.empty() : wrong(Fault.Code.BAD_FORMAT, explanation));
    }

    /** A whole number within these bounds. */
    public static Query whole(String name, long min, long max) {
        return new Query(name, false, false, type("integer").put("minimum", min).put("maximum", max), value -> checkWhole(value, min, max));
    }

    /** One of a few words. */
    public static Query oneOf(String name, String... values) {
        var allowed = List.of(values);
        var schema = type("string");
        allowed.forEach(schema.putArray("enum")::add);
        return new Query(name, false, false, schema, value -> allowed.contains(value)
                ? Optional.empty() : wrong(Fault.Code.BAD_FORMAT, "One of " + String.join(", ", allowed) + "."));
    }

    /** A time, RFC 3339. Read it with {@link Call#time}. */
    public static Query time(String name) {
        return new Query(name, false, false, type("string").put("format", "date-time"), value -> Times.parse(value).isPresent()
                ? Optional.empty() : wrong(Fault.Code.BAD_FORMAT, "A time such as 2026-01-31T12:00:00Z."));
    }

    /** A currency by its code in ISO 4217. Read it with {@link Call#currency}. */
    public static Query currency(String name) {
        return new Query(name, false, false, type("string").put("pattern", "^[A-Z]{3}$"), value -> Currency.getAvailableCurrencies().stream().anyMatch(known -> known.getCurrencyCode().equals(value))
                ? Optional.empty() : wrong(Fault.Code.BAD_FORMAT, "An ISO 4217 code in capitals, such as GBP."));
    }

    /** A state of the past: a time, or {@code version:<n>}. */
    public static Query asOf() {
        return asOf("asOf");
    }

    /** The same under another name. */
    public static Query asOf(String name) {
        var version = Pattern.compile("version:(0|[1-9][0-9]{0,17})");
        return new Query(name, false, false, type("string"), value -> version.matcher(value).matches() || Times.parse(value).isPresent()
                ? Optional.empty() : wrong(Fault.Code.BAD_FORMAT, "A time such as 2026-01-31T12:00:00Z, or version:<n>."));
    }

    /** The same parameter, but it must be there. */
    public Query always() {
        return new Query(name, true, many, schema, check);
    }

    /** The same parameter, which may be repeated. Read it with {@link Call#queries}. */
    public Query repeatable() {
        return new Query(name, required, true, schema, check);
    }

    private static Optional<Wrong> checkWhole(String value, long min, long max) {
        String digits = value.startsWith("-") ? value.substring(1) : value;
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) return wrong(Fault.Code.WRONG_TYPE, "A whole number.");
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) return Optional.empty();
        } catch (NumberFormatException tooBig) {
            // falls through: out of every range
        }
        return wrong(Fault.Code.OUT_OF_RANGE, "From " + min + " to " + max + ".");
    }

    private static Optional<Wrong> wrong(Fault.Code code, String detail) {
        return Optional.of(new Wrong(code, detail));
    }

    private static ObjectNode type(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
