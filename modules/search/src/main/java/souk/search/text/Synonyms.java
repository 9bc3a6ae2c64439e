package souk.search.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Words that mean the same, as the staff of a shop set them. Compared without accents, in small letters, and in the singular. */
public final class Synonyms {
    /** None. */
    public static final Synonyms NONE = of(List.of());

    private final Map<List<String>, List<List<String>>> alternatives;
    private final int longest;

    private Synonyms(Map<List<String>, List<List<String>>> alternatives) {
        this.alternatives = alternatives;
        longest = alternatives.keySet().stream().mapToInt(List::size).max().orElse(0);
    }

    /** The list that a shop starts with: English, general, and short. One group a line, its members between commas. */
    public static Synonyms builtIn() {
        try (InputStream in = Synonyms.class.getResourceAsStream("/souk/search/synonyms-en.txt")) {
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Arrays.asList(line.split(","))).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each group is of words, or runs of words, that stand for each other: {@code [laptop, notebook], [tv, television]}. A word may be in several groups. */
    public static Synonyms of(List<List<String>> groups) {
        Map<List<String>, List<List<String>>> alternatives = new HashMap<>();
        for (List<String> group : groups) {
            Map<List<String>, List<String>> members = new LinkedHashMap<>();
            for (String each : group) members.put(key(Words.of(each)), Words.of(each));
            members.remove(List.<String>of());
            members.forEach((key, words) -> members.forEach((other, otherWords) -> {
                if (!other.equals(key)) alternatives.computeIfAbsent(key, any -> new ArrayList<>()).add(otherWords);
            }));
        }
        return new Synonyms(alternatives);
    }

    /** What else these words may be called; empty when nothing is known. */
    List<List<String>> alternativesOf(List<String> words) {
        return alternatives.getOrDefault(key(words), List.of());
    }

    /** Words of the longest entry. */
    int longest() {
        return longest;
    }

    private static List<String> key(List<String> words) {
        return words.stream().map(Words::singular).toList();
    }
}
