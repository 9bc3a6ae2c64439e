package souk.replay.marketplace;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import souk.replay.Text;

/** A CSV file (RFC 4180, UTF-8, with or without gzip) whose first line names the columns, in any order; those that are not asked for may be there. */
final class CsvTable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm[:ss]");

    /** A line, by its columns. */
    record Row(String where, Map<String, String> cells) {
        String text(String column) {
            return cells.getOrDefault(column, "").strip();
        }

        /** @throws Unreadable if there is nothing */
        String id(String column) {
            String text = text(column);
            if (text.isEmpty()) throw unreadable(column + " must not be empty");
            return text;
        }

        int number(String column) {
            try {
                return Integer.parseInt(text(column));
            } catch (NumberFormatException e) {
                throw unreadable(column + " must be a whole number, it is " + text(column));
            }
        }

        /** Reais and whole centavos, not below zero. */
        BigDecimal money(String column) {
            try {
                var money = new BigDecimal(text(column));
                if (money.signum() >= 0 && money.stripTrailingZeros().scale() <= 2) return money.setScale(2);
            } catch (NumberFormatException e) {
                // Said below, as is what is a number and no money.
            }
            throw unreadable(column + " must be an amount like 58.90, it is " + text(column));
        }

        LocalDateTime time(String column) {
            try {
                return LocalDateTime.parse(text(column), TIME);
            } catch (DateTimeException e) {
                throw unreadable(column + " must be a time like 2017-09-19 09:45, it is " + text(column));
            }
        }

        Unreadable unreadable(String why) {
            return new Unreadable(where + ": " + why + ".");
        }
    }

    /** Something in a line is not as it must be. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Unreadable(String message) {
            super(message);
        }
    }

    private CsvTable() {}

    /** Where the table of this name lies in a folder: {@code name.csv.gz} or {@code name.csv}. */
    static Optional<Path> in(Path folder, String name) {
        return Stream.of(name + ".csv.gz", name + ".csv").map(folder::resolve).filter(Files::isRegularFile).findFirst();
    }

    /**
     * Reads all of it.
     *
     * @param columns that must be there
     * @param digest  is told its text
     * @throws IOException when it cannot be read, or a line of it is not understood; the message names the line and says what is wanted
     */
    static void read(Path file, List<String> columns, MessageDigest digest, Consumer<Row> each) throws IOException {
        int number = 0;
        try (var reader = Text.of(Files.newInputStream(file), digest);
                MappingIterator<Map<String, String>> rows = new CsvMapper().readerForMapOf(String.class).with(CsvParser.Feature.SKIP_EMPTY_LINES).with(CsvSchema.emptySchema().withHeader()).readValues(reader)) {
            while (rows.hasNext()) {
                Map<String, String> cells = rows.next();
                number++;
                if (number == 1) {
                    var missing = columns.stream().filter(column -> !cells.containsKey(column)).toList();
                    if (!missing.isEmpty()) throw new IOException(file + ": the first line must name the columns " + String.join(", ", columns) + "; there is no " + String.join(", ", missing) + ".");
                }
                each.accept(new Row(file + ", line " + number + " after the header", cells));
            }
        } catch (ZipException | EOFException e) {
            throw new IOException(file + " begins like gzip and is damaged, or not all of it: " + e.getMessage(), e);
        } catch (RuntimeJsonMappingException e) {
            throw new IOException(file + ", after line " + number + ": " + e.getMessage(), e);
        } catch (Unreadable e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
