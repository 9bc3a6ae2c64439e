package souk.replay;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the shop must say in the end, as far as the lines alone tell: added up straight from them, without {@link Plan} and {@link Reason}, so that a mistake there is not
 * compared with itself.
 *
 * @param sold      pence of all sale lines
 * @param cancelled pence of all cancellation lines, above zero
 * @param units     sold of each code
 */
record Tally(long sold, long cancelled, Map<String, Long> units) {
    /** Pounds with two decimals and no more, or with zeros behind. */
    private static final Pattern WHOLE_PENCE = Pattern.compile("\\d+(\\.\\d{1,2}0*)?");

    static Tally of(List<Line> lines) {
        long sold = 0;
        long cancelled = 0;
        Map<String, Long> units = new TreeMap<>();
        for (Line line : lines) {
            if (!WHOLE_PENCE.matcher(line.price().toPlainString()).matches()) continue;
            long pence = Math.multiplyExact(line.price().multiply(BigDecimal.valueOf(100)).longValue(), (long) line.quantity());
            boolean cancellation = line.invoice().charAt(0) == 'C';
            if (pence > 0 && !cancellation) {
                sold += pence;
                units.merge(line.code(), (long) line.quantity(), Long::sum);
            } else if (pence < 0 && cancellation) {
                cancelled -= pence;
            }
        }
        return new Tally(sold, cancelled, units);
    }
}
