package souk.catalog.api;

import java.text.Normalizer;
import java.util.Locale;

/** Readable parts of links, made from names. */
final class Slug {
    private static final int LONGEST = 100;

    private Slug() {}

    /** Small ASCII letters, digits and single dashes; accents are dropped; {@code product} if nothing is left. */
    static String of(String name) {
        var plain = Normalizer.normalize(name, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        var slug = new StringBuilder();
        for (int i = 0; i < plain.length() && slug.length() < LONGEST; i++) {
            char c = plain.charAt(i);
            if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') slug.append(c);
            else if (Character.getType(c) != Character.NON_SPACING_MARK && !slug.isEmpty() && slug.charAt(slug.length() - 1) != '-') slug.append('-');
        }
        if (!slug.isEmpty() && slug.charAt(slug.length() - 1) == '-') slug.setLength(slug.length() - 1);
        return slug.isEmpty() ? "product" : slug.toString();
    }
}
