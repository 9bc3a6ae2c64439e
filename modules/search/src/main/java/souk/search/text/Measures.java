package souk.search.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and amounts with a unit, each in one way of writing: {@code 15.6"}, {@code 15,6 inch} and {@code 39.6 cm} all are {@code 15.6in}. */
final class Measures {
    private record Unit(String name, BigDecimal times) {}

    private static final Map<String, Unit> UNITS = Map.ofEntries(
            unit("\"", "in", "1"), unit("”", "in", "1"), unit("″", "in", "1"), unit("''", "in", "1"), unit("in", "in", "1"), unit("inch", "in", "1"), unit("inches", "in", "1"),
            unit("mm", "in", "0.0393701"), unit("cm", "in", "0.393701"), unit("ft", "in", "12"), unit("feet", "in", "12"), unit("foot", "in", "12"), unit("m", "in", "39.3701"),
            unit("mb", "gb", "0.0009765625"), unit("gb", "gb", "1"), unit("tb", "gb", "1024"),
            unit("w", "w", "1"), unit("watt", "w", "1"), unit("watts", "w", "1"), unit("kw", "w", "1000"),
            unit("v", "v", "1"), unit("volt", "v", "1"), unit("mah", "mah", "1"), unit("ah", "mah", "1000"),
            unit("hz", "hz", "1"), unit("khz", "hz", "1000"), unit("mhz", "hz", "1000000"), unit("ghz", "hz", "1000000000"),
            unit("g", "g", "1"), unit("kg", "g", "1000"), unit("ml", "ml", "1"), unit("l", "ml", "1000"), unit("dpi", "dpi", "1"), unit("ppm", "ppm", "1"));
    private static final Pattern MEASURE = Pattern.compile("(?<![\\p{L}\\p{N}.,])(\\d{1,7}(?:[.,]\\d{1,3})?)[\\s-]?(\"|”|″|''|\\p{L}{1,6})(?!\\p{L})");

    private Measures() {}

    private static Map.Entry<String, Unit> unit(String written, String name, String times) {
        return Map.entry(written, new Unit(name, new BigDecimal(times)));
    }

    /** Every measure in a text, rounded to three digits, so that centimetres and inches of one screen meet. */
    static Set<String> of(String text) {
        Set<String> measures = new LinkedHashSet<>();
        for (Matcher each = MEASURE.matcher(text.toLowerCase(Locale.ROOT)); each.find();) {
            Unit unit = UNITS.get(each.group(2));
            if (unit == null) continue;
            BigDecimal number = new BigDecimal(each.group(1).replace(',', '.')).multiply(unit.times).round(new MathContext(3, RoundingMode.HALF_UP));
            // 1000 GB and 1 TB are sold as the same.
            if (unit.name.equals("gb") && number.signum() > 0 && number.remainder(BigDecimal.valueOf(1000)).signum() == 0) {
                number = number.multiply(new BigDecimal("1.024")).round(new MathContext(3, RoundingMode.HALF_UP));
            }
            measures.add(number.stripTrailingZeros().toPlainString() + unit.name);
        }
        return measures;
    }
}
