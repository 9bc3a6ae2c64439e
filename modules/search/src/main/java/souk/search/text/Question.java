package souk.search.text;

import java.util.List;
import java.util.Set;

/**
 * What somebody typed, understood as far as it can be without the index.
 *
 * @param typed    as it was typed
 * @param words    its words, folded, in its order; at most {@value #MOST_WORDS}
 * @param codes    model and article numbers in it, as {@link IndexText#CODES} has them
 * @param measures sizes and amounts in it, as {@link IndexText#MEASURES} has them
 */
public record Question(String typed, List<String> words, Set<String> codes, Set<String> measures) {
    /** More words than this cost time and tell nothing. */
    static final int MOST_WORDS = 16;

    /** Understands a question; empty or blank is understood as no words. */
    public static Question of(String typed) {
        List<String> words = Words.of(typed);
        return new Question(typed, words.size() > MOST_WORDS ? List.copyOf(words.subList(0, MOST_WORDS)) : words, Codes.of(typed), Measures.of(typed));
    }

    /** Whether there is nothing to look for. */
    public boolean isEmpty() {
        return words.isEmpty();
    }
}
