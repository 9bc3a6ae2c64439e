package souk.search.relevance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * What people thought of products as answers to questions.
 *
 * @param ratings by question, then by product id: 0 (wrong) to 3 (just right)
 */
public record Judgments(Map<String, Map<String, Integer>> ratings) {
    /**
     * Reads a CSV (RFC 4180, UTF-8, with or without gzip) with a header and the columns {@code query}, {@code docid}, {@code rating}.
     *
     * @throws IOException when it cannot be read, or a line of it is not understood; the message names file and line
     */
    public static Judgments read(Path file) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                var in = new BufferedReader(new InputStreamReader(file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw, StandardCharsets.UTF_8))) {
            Map<String, Map<String, Integer>> ratings = new LinkedHashMap<>();
            String header = in.readLine();
            List<String> columns = header == null ? List.of() : cells(header);
            int query = columns.indexOf("query");
            int product = columns.indexOf("docid");
            int rating = columns.indexOf("rating");
            if (query < 0 || product < 0 || rating < 0) throw new IOException(file + " has no columns query, docid and rating in its first line");
            int number = 1;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                List<String> cells = cells(line);
                try {
                    int value = Integer.parseInt(cells.get(rating));
                    if (value < 0 || value > 3) throw new NumberFormatException();
                    ratings.computeIfAbsent(cells.get(query), any -> new LinkedHashMap<>()).put(cells.get(product), value);
                } catch (NumberFormatException | IndexOutOfBoundsException e) {
                    throw new IOException(file + ", line " + number + ": a query, a product and a rating from 0 to 3 are wanted, this is: " + line);
                }
            }
            return new Judgments(ratings);
        }
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') cell.append(line.charAt(++i));
                else quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
