package souk.search.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words as search compares them outside the index: small letters, no accents. */
final class Words {
    /** As the standard tokenizer of Lucene cuts what a shop writes: 15.6 stays one word, wi-fi becomes two. */
    private static final Pattern WORD = Pattern.compile("\\d+(?:[.,]\\d+)+|[\\p{L}\\p{N}]+(?:['’][\\p{L}\\p{N}]+)*");
    private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");

    private Words() {}

    /** Small letters without accents. */
    static String folded(String text) {
        return ACCENTS.matcher(Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFKD)).replaceAll("");
    }

    /** The words of a text, folded, in its order. */
    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        for (Matcher word = WORD.matcher(folded(text)); word.find();) words.add(word.group());
        return words;
    }

    /** One of them: as Lucene's minimal English stemmer makes it, which the index uses. */
    static String singular(String word) {
        int last = word.length() - 1;
        if (last < 2 || word.charAt(last) != 's') return word;
        switch (word.charAt(last - 1)) {
            case 'u', 's':
                return word;
            case 'e':
                if (last > 2 && word.charAt(last - 2) == 'i' && word.charAt(last - 3) != 'a' && word.charAt(last - 3) != 'e') return word.substring(0, last - 2) + "y";
                if (word.charAt(last - 2) == 'i' || word.charAt(last - 2) == 'a' || word.charAt(last - 2) == 'o' || word.charAt(last - 2) == 'e') return word;
                return word.substring(0, last);
            default:
                return word.substring(0, last);
        }
    }
}
