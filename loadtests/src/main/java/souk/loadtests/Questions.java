package souk.loadtests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;

/** What is searched for: the lines of a file, or questions made from the products themselves, always the same ones. */
final class Questions {
    private static final int LONGEST = 60;

    private Questions() {}

    static List<String> of(Path file) {
        try {
            var lines = Files.readAllLines(file).stream().map(String::strip).filter(line -> !line.isEmpty()).distinct().toList();
            if (lines.isEmpty()) throw new IllegalArgumentException(file + " has no questions: it needs one a line");
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException("The questions in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A brand and a kind, a kind, the beginning of a name, and the same with a letter missing, in turn. */
    static List<String> about(Goods goods, int count) {
        var json = new ObjectMapper();
        var random = new SplittableRandom(20_111_209);
        var made = new LinkedHashSet<String>();
        for (int tries = 0; made.size() < count && tries < 100 * count; tries++) {
            try {
                var product = json.readTree(goods.lines().get(random.nextInt(goods.count())));
                String category = product.path("category").asText();
                String kind = category.substring(category.lastIndexOf('/') + 1).replace('-', ' ');
                String name = beginning(product.path("name").asText(), 2 + random.nextInt(2));
                String question = switch (made.size() % 4) {
                    case 0 -> product.path("brand").asText() + " " + kind;
                    case 1 -> kind;
                    case 2 -> name;
                    default -> name.length() < 6 ? name : name.substring(0, 4) + name.substring(5);
                };
                if (!question.isBlank() && question.length() <= LONGEST) made.add(question.strip());
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("The demo shop has a product that is no JSON", e);
            }
        }
        return new ArrayList<>(made);
    }

    private static String beginning(String name, int words) {
        var parts = name.split("\\s+");
        return String.join(" ", List.of(parts).subList(0, Math.min(words, parts.length)));
    }
}
