package souk.vendors.payouts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import souk.platform.history.History.Happened;

/**
 * What payouts paid of one vendor order, in units, goods, freight and commission, as its past says. A payout pays what is left of a line less what payouts before it paid: so do the parts, and they add up to what the vendor order has
 * answered, to the cent. Below zero what went back after it was paid.
 */
final class PaidParts {
    /** What is paid for some units of a line, in minor units. */
    record Part(int quantity, long goods, long freight, long commission) {
        private static final Part NOTHING = new Part(0, 0, 0, 0);

        private static Part of(JsonNode line) {
            return new Part(line.path("quantity").asInt(), amount(line, "total"), amount(line, "freight"), amount(line, "commission"));
        }

        private static long amount(JsonNode line, String member) {
            return line.path(member).path("amount").asLong();
        }

        Part minus(Part other) {
            return new Part(quantity - other.quantity, goods - other.goods, freight - other.freight, commission - other.commission);
        }

        long net() {
            return goods + freight - commission;
        }
    }

    private final Map<String, Part> left = new LinkedHashMap<>();
    private final Map<String, Map<String, Part>> paid = new LinkedHashMap<>();

    private PaidParts() {}

    /** What this payout took, by the line's id; nothing if it took nothing. @param past of the vendor order, all of it or up to what it answered this payout */
    static Map<String, Part> of(List<Happened> past, String payoutId) {
        var parts = new PaidParts();
        for (var each : past) {
            parts.after(each);
            // What is released later was taken all the same: it stands in the statement of a payout that was declined.
            if (parts.paid.containsKey(payoutId)) return parts.paid.get(payoutId);
        }
        return Map.of();
    }

    private void after(Happened happened) {
        var data = happened.data();
        switch (happened.name()) {
            case "vendors.vendor-order-opened" -> data.path("lines").forEach(line -> left.put(line.path("lineId").asText(), Part.of(line)));
            case "vendors.vendor-order-given-back", "vendors.vendor-order-cancelled" -> data.path("lines").forEach(line -> left.computeIfPresent(line.path("lineId").asText(), (id, part) -> part.minus(Part.of(line))));
            case "vendors.vendor-order-settled" -> settled(data);
            case "vendors.vendor-order-released" -> paid.remove(data.path("payoutId").asText());
            default -> { }
        }
    }

    private void settled(JsonNode data) {
        var lines = new ArrayList<String>();
        data.path("lines").forEach(due -> lines.add(due.path("lineId").asText()));
        if (lines.isEmpty()) return;
        var taken = new HashMap<String, Part>();
        for (String line : lines) taken.put(line, paid.values().stream().map(before -> before.getOrDefault(line, Part.NOTHING)).reduce(left.getOrDefault(line, Part.NOTHING), Part::minus));
        paid.put(data.path("payoutId").asText(), taken);
    }
}
