package souk.replay;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipException;

/**
 * The file, read: a CSV (RFC 4180, UTF-8, with or without gzip) with the columns of UCI's Online Retail.
 *
 * @param lines       in the order of the file
 * @param fingerprint SHA-256 of the text, by which it is known again
 */
public record Transactions(List<Line> lines, String fingerprint) {
    /** Where the year of orders lies that comes with Souk. */
    public static final String SHIPPED = "/souk/online-retail/transactions.csv.gz";
    private static final List<String> COLUMNS = List.of("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    public Transactions {
        lines = List.copyOf(lines);
    }

    /** The year of orders that comes with Souk. */
    public static Transactions shipped() throws IOException {
        try (InputStream in = Transactions.class.getResourceAsStream(SHIPPED)) {
            return read(in, "the shipped file");
        }
    }

    /** @throws IOException when it cannot be read, or a line of it is not understood; the message names the line and says what is wanted */
    public static Transactions read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) throw new IOException(file + (Files.exists(file) ? " is not a file." : ": there is no such file."));
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        }
    }

    static Transactions read(InputStream in, String name) throws IOException {
        MessageDigest digest = Text.sha256();
        List<Line> lines = new ArrayList<>();
        try (var reader = Text.of(in, digest);
                MappingIterator<String[]> rows = new CsvMapper().readerFor(String[].class).with(CsvParser.Feature.WRAP_AS_ARRAY).readValues(reader)) {
            List<String> header = rows.hasNext() ? Arrays.asList(rows.next()) : List.of();
            if (!header.equals(COLUMNS)) throw new IOException(name + ": the first line must be " + String.join(",", COLUMNS) + ", it is " + String.join(",", header) + ".");
            var cells = new Cells();
            while (rows.hasNext()) lines.add(cells.line(rows.next(), lines.size() + 1, name));
        } catch (ZipException | EOFException e) {
            throw new IOException(name + " begins like gzip and is damaged, or not all of it: " + e.getMessage(), e);
        } catch (RuntimeJsonMappingException e) {
            throw new IOException(name + ", after line " + (lines.size() + 1) + ": " + e.getMessage(), e);
        }
        if (lines.isEmpty()) throw new IOException(name + " has no lines but its first.");
        return new Transactions(lines, HexFormat.of().formatHex(digest.digest()));
    }

    /** All lines of the invoices that come first, so many of them. */
    public List<Line> ofFirstInvoices(int invoices) {
        Set<String> first = new HashSet<>();
        List<Line> some = new ArrayList<>();
        for (Line line : lines) {
            if (first.size() < invoices) first.add(line.invoice());
            if (first.contains(line.invoice())) some.add(line);
        }
        return some;
    }

    /** Makes lines of cells. Each text is held once, however often it stands there. */
    private static final class Cells {
        private final Map<String, String> texts = new HashMap<>();
        private final Map<String, BigDecimal> prices = new HashMap<>();
        private final Map<String, LocalDateTime> times = new HashMap<>();

        private Line line(String[] cells, int number, String name) throws IOException {
            if (cells.length != COLUMNS.size()) throw new IOException(name + ", line " + number + " after the header: " + COLUMNS.size() + " columns are wanted, there are " + cells.length + ".");
            if (cells[0].isBlank() || cells[1].isBlank()) throw new IOException(name + ", line " + number + " after the header: InvoiceNo and StockCode must not be empty.");
            try {
                int quantity = Integer.parseInt(cells[3]);
                LocalDateTime at = times.computeIfAbsent(cells[4], text -> LocalDateTime.parse(text, TIME));
                BigDecimal price = prices.computeIfAbsent(cells[5], BigDecimal::new);
                return new Line(number, text(cells[0]), text(cells[1]), text(cells[2]), quantity, at, price, text(cells[6]), text(cells[7]));
            } catch (NumberFormatException | DateTimeException e) {
                throw new IOException(name + ", line " + number + " after the header: Quantity must be a whole number, InvoiceDate like 2010-12-01 08:26:00 and UnitPrice a number; they are "
                        + cells[3] + ", " + cells[4] + " and " + cells[5] + ".", e);
            }
        }

        private String text(String cell) {
            return texts.computeIfAbsent(cell, text -> text);
        }
    }
}
