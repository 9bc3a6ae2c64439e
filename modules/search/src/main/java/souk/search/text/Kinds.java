package souk.search.text;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a thing is, by how it is called: the word that ends a run of plain words says what it is, those before it say which. A
 * {@code laptop bag} is a bag, an {@code L1755 Flat Panel Monitor 48.3 cm} a monitor, and a {@code lamp for VT770 Projector} a lamp. No list
 * of things is needed for that, so it holds for goods nobody thought of; English only.
 */
final class Kinds {
    private static final Pattern CLAUSE = Pattern.compile("[,;(|–—+\\n]|\\s-\\s|\\.\\s|:\\s");
    private static final Pattern GAP = Pattern.compile("[\\s/®™©]+");
    private static final Pattern EDGES = Pattern.compile("^[\\p{P}\\p{S}]+|[\\p{P}\\p{S}]+$");
    private static final Pattern PLAIN = Pattern.compile("\\p{L}{2,}(?:-\\p{L}+)*");
    /** What comes after one of these is what the thing goes with, not what it is. */
    private static final Set<String> COMPANION = Set.of("for", "with", "w", "from", "to", "including", "incl", "compatible", "equivalent");
    private static final Set<String> LITTLE = Set.of("inc", "and", "or", "by", "in", "on", "at", "of", "without", "per", "via", "the", "a", "an");
    private static final Set<String> COLOURS = Set.of("black", "white", "red", "blue", "green", "yellow", "grey", "gray", "silver", "gold", "pink", "purple", "orange",
            "brown", "cyan", "magenta", "transparent", "metallic", "beige", "multicolour", "multicolor", "violet", "turquoise", "ivory", "titanium", "bronze", "graphite",
            "anthracite", "light", "dark");
    private static final Set<String> UNITS = Set.of("cm", "mm", "ft", "inch", "inches", "gb", "mb", "tb", "ghz", "mhz", "hz", "kw", "va", "mah", "dpi", "ppm", "pixels", "bit",
            "kg", "lb", "ml", "pc", "pcs", "pages", "sheets", "rpm");
    private static final int CLAUSES = 3;

    private Kinds() {}

    /** The nouns a text says its thing is, folded; {@code pc} after a number is "pieces". */
    static Set<String> of(String text) {
        Set<String> kinds = new LinkedHashSet<>();
        String[] clauses = CLAUSE.split(text.toLowerCase(Locale.ROOT));
        for (int i = 0; i < Math.min(CLAUSES, clauses.length); i++) clause(clauses[i], kinds);
        return kinds;
    }

    private static void clause(String clause, Set<String> kinds) {
        String before = "";
        boolean afterNumber = true;
        for (String each : GAP.split(Words.folded(clause))) {
            String word = EDGES.matcher(each).replaceAll("");
            if (word.isEmpty()) continue;
            if (COMPANION.contains(word)) break;
            boolean noun = PLAIN.matcher(word).matches() && !COLOURS.contains(word) && !LITTLE.contains(word) && !(UNITS.contains(word) && afterNumber);
            if (!noun && !before.isEmpty()) kinds.add(before);
            before = noun ? word : "";
            afterNumber = Character.isDigit(word.charAt(word.length() - 1));
        }
        if (!before.isEmpty()) kinds.add(before);
    }
}
