package souk.replay.marketplace;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import souk.replay.Shop;

/**
 * What the shop tells one seller, with the seller's own token, in centavos.
 *
 * @param lines    of its vendor orders, as words, by the shop's id of the order
 * @param sales    the sum of what the ledger calls sales
 * @param owed     the sum of all that the ledger has
 * @param paidOut  the sum of the payouts that are paid
 * @param ofOrders what the lines of those come to, by the shop's id of the order
 * @param pending  by the balance, as are payable, held and paid
 */
record SellerBooks(Map<String, List<String>> lines, long goods, long freight, long commission, long net, long sales, long owed, long paidOut, Map<String, Long> ofOrders, long pending, long payable, long held, long paid) {
    static SellerBooks ask(Sellers sellers, String seller, Names names) throws IOException, InterruptedException {
        Map<String, List<String>> lines = new TreeMap<>();
        long[] sums = new long[4];
        sellers.each(seller, "/v1/vendor/orders", order -> {
            List<String> words = new ArrayList<>();
            for (JsonNode line : order.path("lines")) {
                if (line.path("status").asText().equals("cancelled")) continue;
                words.add(word(names.productOf(line.path("sku").asText()).orElse("of another replay: " + line.path("sku").asText()), line.path("quantity").asInt(), centavos(line.path("unitPrice")), centavos(line.path("total")),
                        centavos(line.path("freight")), centavos(line.path("commission")), centavos(line.path("net"))));
                sums[0] += centavos(line.path("total"));
                sums[1] += centavos(line.path("freight"));
                sums[2] += centavos(line.path("commission"));
                sums[3] += centavos(line.path("net"));
            }
            if (!order.path("status").asText().equals("delivered")) words.add(order.path("status").asText());
            words.sort(null);
            lines.put(order.path("orderId").asText(), words);
        });
        long[] ledger = new long[2];
        sellers.each(seller, "/v1/vendor/ledger?currency=" + Names.CURRENCY, entry -> {
            long amount = centavos(entry.path("amount"));
            if (entry.path("type").asText().equals("sale")) ledger[0] += amount;
            ledger[1] += amount;
        });
        Map<String, Long> ofOrders = new HashMap<>();
        long[] paidOut = new long[1];
        sellers.each(seller, "/v1/vendor/payouts", payout -> {
            if (!payout.path("state").asText().equals("paid")) return;
            paidOut[0] += centavos(payout.path("amount"));
            var whole = sellers.as(seller, "GET", "/v1/vendor/payouts/" + Shop.encoded(payout.path("id").asText()), null).expect(200).body();
            for (JsonNode line : whole.path("lines")) ofOrders.merge(line.path("orderId").asText(), centavos(line.path("net")), Long::sum);
        });
        JsonNode balance = sellers.as(seller, "GET", "/v1/vendor/balance?currency=" + Names.CURRENCY, null).expect(200).body();
        return new SellerBooks(lines, sums[0], sums[1], sums[2], sums[3], ledger[0], ledger[1], paidOut[0], ofOrders, centavos(balance.path("pending")), centavos(balance.path("payable")), centavos(balance.path("held")),
                centavos(balance.path("paid")));
    }

    /** A line, so that two of them can be compared. */
    static String word(String product, int units, long price, long goods, long freight, long commission, long net) {
        return units + " of " + product + " at " + price + ": " + goods + " + " + freight + " - " + commission + " = " + net;
    }

    /** @throws IOException if it is in another currency, or nothing */
    static long centavos(JsonNode money) throws IOException {
        if (!money.path("currency").asText().equals(Names.CURRENCY) || !money.path("amount").isIntegralNumber()) throw new IOException("An amount in " + Names.CURRENCY + " is wanted, this is " + money);
        return money.path("amount").longValue();
    }
}
