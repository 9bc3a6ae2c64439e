package souk.search.text;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Model, part and article numbers: what has both letters and digits, or at least six digits, whatever is written between them.
 * {@code SHP8900/00}, {@code shp8900-00} and {@code SHP890000} are the same code, and {@code SHP8900} is one of its beginnings.
 */
final class Codes {
    private static final Pattern WRITTEN = Pattern.compile("[\\p{L}\\p{N}]+(?:[-/._][\\p{L}\\p{N}]+)*");
    private static final Pattern CUT = Pattern.compile("[-/._]");
    private static final Pattern CODE = Pattern.compile("(?=.*\\d)(?=.*[a-z])[a-z0-9]{4,40}|\\d{6,40}");
    /** 500gb, 15.6in, 10x: an amount, not a code. */
    private static final Pattern AMOUNT = Pattern.compile("x?\\d+(?:x\\d+)*(?:[gmtk]b|[gmk]?hz|[cmk]?m|in|inch|ft|mah|k?w|k?va?|ml|k?g|dpi|ppm|rpm|x|pcs?|pk|bit|[gm]bps|st|nd|rd|th)|\\d+x\\d+");

    private Codes() {}

    /** The codes in a text, each also by its beginning before the first mark within it, if that is a code too. */
    static Set<String> of(String text) {
        Set<String> codes = new LinkedHashSet<>();
        for (Matcher each = WRITTEN.matcher(text.toLowerCase(Locale.ROOT)); each.find();) {
            String whole = each.group();
            add(whole.replaceAll("[-/._]", ""), codes);
            String[] parts = CUT.split(whole);
            if (parts.length > 1) add(parts[0], codes);
        }
        return codes;
    }

    private static void add(String code, Set<String> codes) {
        if (CODE.matcher(code).matches() && !AMOUNT.matcher(code).matches()) codes.add(code);
    }
}
