package souk.vendors.payouts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import souk.kernel.Money;

/** A provider's statement as NDJSON: {@code {"payoutId","amount":{"amount","currency"},"reference"?}} a line; what else a line says is passed over. */
final class PaidEntries {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ID = Pattern.compile("[!-~]{1,200}");
    private static final int LONGEST_REFERENCE = 100;

    private PaidEntries() {}

    /** A line that says something else; its message names the line. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Unreadable(int line, String why) {
            super("Line " + line + ": " + why);
        }
    }

    /** @throws Unreadable when a line is not understood */
    static List<PaidEntry> read(String text) {
        var entries = new ArrayList<PaidEntry>();
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (!line.isBlank()) entries.add(entry(line, number));
        }
        return entries;
    }

    private static PaidEntry entry(String line, int number) {
        JsonNode said;
        try {
            said = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new Unreadable(number, "this is no JSON.");
        }
        String id = said.path("payoutId").asText();
        var amount = said.path("amount");
        if (!ID.matcher(id).matches()) throw new Unreadable(number, "payoutId is 1 to 200 characters without spaces.");
        if (!amount.path("amount").canConvertToLong() || !amount.path("amount").isIntegralNumber()) throw new Unreadable(number, "amount.amount is a whole number of minor units.");
        String reference = said.path("reference").asText("");
        try {
            return new PaidEntry(id, Money.of(amount.path("amount").asLong(), amount.path("currency").asText()), reference.length() > LONGEST_REFERENCE ? reference.substring(0, LONGEST_REFERENCE) : reference);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new Unreadable(number, "amount.currency is an ISO 4217 code, and amount.amount within +/-(2^53-1).");
        }
    }
}
