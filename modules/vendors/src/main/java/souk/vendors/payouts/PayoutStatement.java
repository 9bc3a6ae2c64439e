package souk.vendors.payouts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import souk.vendors.api.PayoutView;

/**
 * What a payout was for, as its vendor files it.
 *
 * @param vendor   as the shop calls it
 * @param from     the time of the payout before this one in its currency; without one, of the earliest order in it
 * @param lines    whose net adds up to the payout's amount
 */
record PayoutStatement(PayoutView payout, String vendor, Instant from, List<Row> lines) {
    static final String CSV = "text/csv";
    private static final List<String> COLUMNS = List.of("payout", "state", "vendor", "from", "to", "type", "orderNumber", "orderId", "lineId", "sku", "quantity", "goods", "freight", "commission", "net", "currency");
    private static final CsvSchema SCHEMA = COLUMNS.stream().reduce(CsvSchema.builder(), (schema, name) -> schema.addColumn(name), (one, other) -> one).build().withHeader().withLineSeparator("\r\n");
    private static final CsvMapper MAPPER = CsvMapper.csvBuilder().enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING).build();

    /**
     * A line.
     *
     * @param number   the order's, for people
     * @param quantity and everything else but the commission's sign: below zero where it went back after it had been paid
     */
    record Row(String number, String orderId, String lineId, String sku, PaidParts.Part part) {
        boolean isTakenBack() {
            return part.net() < 0 && !isCorrected();
        }

        /** What the shop keeps of it was corrected after it was paid, and no unit came back. */
        boolean isCorrected() {
            return part.quantity() == 0 && part.goods() == 0 && part.freight() == 0;
        }

        String type() {
            return isCorrected() ? "correction" : isTakenBack() ? "refund" : "sale";
        }
    }

    /** @throws IllegalStateException when the lines do not add up to the payout */
    PayoutStatement {
        lines = List.copyOf(lines);
        long sum = lines.stream().mapToLong(line -> line.part().net()).sum();
        if (sum != payout.amount().amount()) throw new IllegalStateException("The statement of payout " + payout.id() + " comes to " + sum + ", the payout to " + payout.amount());
    }

    Instant to() {
        return payout.at();
    }

    long sum(ToLongFunction<PaidParts.Part> of) {
        return lines.stream().map(Row::part).mapToLong(of).sum();
    }

    /** The same in decimals of the payout's currency. */
    BigDecimal decimal(long minor) {
        return BigDecimal.valueOf(minor, Math.max(0, payout.amount().currency().getDefaultFractionDigits()));
    }

    /** RFC 4180 with a row of names and a last row that is the sum. What a table program would calculate stands behind an apostrophe. */
    byte[] csv() {
        var rows = new ArrayList<List<String>>();
        for (var line : lines) rows.add(row(line.type(), Optional.of(line), line.part()));
        rows.add(row("total", Optional.empty(), new PaidParts.Part(0, sum(PaidParts.Part::goods), sum(PaidParts.Part::freight), sum(PaidParts.Part::commission))));
        try {
            return MAPPER.writer(SCHEMA).writeValueAsString(rows).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The statement of payout " + payout.id() + " cannot be written", e);
        }
    }

    private List<String> row(String type, Optional<Row> line, PaidParts.Part part) {
        return List.of(text(payout.id()), state(), text(vendor), from.toString(), to().toString(), type, line.map(row -> text(row.number())).orElse(""), line.map(row -> text(row.orderId())).orElse(""),
                line.map(row -> text(row.lineId())).orElse(""), line.map(row -> text(row.sku())).orElse(""), line.map(row -> Integer.toString(row.part().quantity())).orElse(""), amount(part.goods()), amount(part.freight()),
                amount(part.commission()), amount(part.net()), payout.amount().currency().getCurrencyCode());
    }

    String state() {
        return payout.state().name().toLowerCase(Locale.ROOT);
    }

    private String amount(long minor) {
        return decimal(minor).toPlainString();
    }

    private static String text(String value) {
        return !value.isEmpty() && "=+-@\t\r\n".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    }
}
