package souk.search.api;

import java.util.List;

/**
 * Words that mean the same to this shop's visitors.
 *
 * @param from what is typed; empty: any of {@code to}, so that each of them finds all the others
 * @param to   what it stands for as well
 */
public record Synonyms(List<String> from, List<String> to) {
    public Synonyms {
        from = from == null ? List.of() : List.copyOf(from);
        to = List.copyOf(to);
    }
}
