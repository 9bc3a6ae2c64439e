package souk.platform.http.body;

import java.util.regex.Pattern;

/** What e-mail addresses look like here, in bodies ({@link Email}) and paths alike. */
public final class EmailForm {
    static final int LONGEST = 254;
    private static final Pattern FORM = Pattern.compile("[^\\s\\p{Cntrl}\\p{Z}@]+@[^\\s\\p{Cntrl}\\p{Z}@]+");

    private EmailForm() {}

    /** Whether this is one. */
    public static boolean fits(String text) {
        return text.length() <= LONGEST && FORM.matcher(text).matches() && wellFormed(text);
    }

    /** No unpaired surrogates. */
    private static boolean wellFormed(String text) {
        return text.codePoints().noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }
}
