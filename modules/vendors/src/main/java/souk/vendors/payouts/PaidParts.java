package souk.vendors.payouts;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import souk.platform.history.History.Happened;

/**
 * What payouts paid of one vendor order, in units, goods, freight and commission, as its past says. A payout pays what is left of a line less what payouts before it paid: so do the parts, and they add up to what the vendor order has
 * answered, to the cent. Below zero what went back after it was paid. Of a line that is paid in part goods, freight and commission go by that share, and its units stand with the payout that pays the rest.
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

        /** That share of it, which comes to so much; the whole if that is what it comes to, or more than a part of it can. */
        Part within(long net) {
            long whole = net();
            if (net <= 0 || net >= whole) return this;
            long some = share(commission, net, whole);
            long carried = share(freight, net, whole);
            return new Part(0, net + some - carried, carried, some);
        }

        private static long share(long all, long net, long whole) {
            return BigInteger.valueOf(all).multiply(BigInteger.valueOf(net)).divide(BigInteger.valueOf(whole)).longValueExact();
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
            case "vendors.vendor-order-commission-corrected" -> data.path("lines").forEach(line -> left.computeIfPresent(line.path("lineId").asText(), (id, part) -> part.minus(new Part(0, 0, 0, -Part.amount(line, "difference")))));
            case "vendors.vendor-order-settled" -> settled(data);
            case "vendors.vendor-order-released" -> paid.remove(data.path("payoutId").asText());
            default -> { }
        }
    }

    private void settled(JsonNode data) {
        var taken = new LinkedHashMap<String, Part>();
        data.path("lines").forEach(due -> {
            String line = due.path("lineId").asText();
            var open = paid.values().stream().map(before -> before.getOrDefault(line, Part.NOTHING)).reduce(left.getOrDefault(line, Part.NOTHING), Part::minus);
            taken.put(line, open.within(Part.amount(due, "net")));
        });
        if (!taken.isEmpty()) paid.put(data.path("payoutId").asText(), taken);
    }
}
