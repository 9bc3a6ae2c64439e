package souk.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import souk.replay.Step.Item;
import souk.replay.Step.Refund;
import souk.replay.Step.Sale;

/**
 * Asks the shop about everything that was replayed, and compares: the lists (which views have made), each order by its id, the payment provider's book, and the stock on hand. Sums
 * are compared with those of the {@link Tally}, single orders with the {@link Plan}.
 */
final class Verification {
    /** Views follow the logs: they are given this long. */
    private static final Duration BEHIND = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int SHOWN = 5;

    /** What the lists of orders and credits and the book say. */
    private static final class Lists {
        private long orders;
        private long sold;
        private long refunded;
        private long credits;
        private long credited;
        private final Set<String> ids = new HashSet<>();

        /** Whether they are as they must become. */
        private boolean like(Lists other) {
            return orders == other.orders && sold == other.sold && refunded == other.refunded && credits == other.credits && credited == other.credited;
        }
    }

    private final Shop shop;
    private final Diary diary;
    private final Plan plan;
    private final Tally tally;
    private final int clients;
    private final List<Verdict.Compared> compared = new ArrayList<>();
    /** What each order got back, by step id of the sale and code. */
    private final Map<String, Map<String, Integer>> returned = new HashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    Verification(Shop shop, Diary diary, List<Line> lines, Plan plan, int clients) {
        this.shop = shop;
        this.diary = diary;
        this.plan = plan;
        this.tally = Tally.of(lines);
        this.clients = clients;
        for (Step step : plan.steps()) if (step instanceof Refund refund) returned.computeIfAbsent(refund.sale(), sale -> new HashMap<>()).merge(refund.code(), refund.quantity(), Integer::sum);
    }

    /**
     * @param goods of the whole file: so many units of each were put there at the start
     * @param each  told of each order and each stock that was asked for
     */
    Verdict compare(Collection<Goods> goods, Runnable each) throws IOException, InterruptedException {
        Lists expected = expectedLists();
        Lists found = lists();
        for (long end = System.nanoTime() + BEHIND.toNanos(); !found.like(expected) && System.nanoTime() < end; found = lists()) Thread.sleep(PAUSE.toMillis());
        compare("orders in the list", expected.orders, found.orders);
        compare("sold, pence, by the list (file: all sale lines)", tally.sold(), found.sold);
        compare("refunded, pence, by the list", expected.refunded, found.refunded);
        compare("credits in the list", expected.credits, found.credits);
        compare("refunded and credited, pence (file: all cancellation lines)", tally.cancelled(), found.refunded + found.credited);
        book(found.ids, expected.refunded);
        orders(each);
        credits();
        stock(goods, each);
        return new Verdict(compared, wrong.stream().limit(SHOWN).toList());
    }

    private void compare(String what, long expected, long found) {
        compared.add(new Verdict.Compared(what, Long.toString(expected), Long.toString(found), expected == found));
    }

    private Lists expectedLists() {
        var lists = new Lists();
        lists.sold = tally.sold();
        for (Step step : plan.steps()) {
            if (step instanceof Sale) {
                lists.orders++;
            } else if (step instanceof Refund refund) {
                lists.refunded += refund.total();
            } else if (step instanceof Step.Credit credit) {
                lists.credits++;
                lists.credited += credit.total();
            }
        }
        return lists;
    }

    private Lists lists() throws IOException, InterruptedException {
        var lists = new Lists();
        String ours = "@" + Till.domain(diary.run());
        shop.each("/v1/admin/orders", order -> {
            if (!order.path("email").asText().endsWith(ours)) return;
            lists.orders++;
            lists.ids.add(order.path("id").asText());
            lists.sold += Till.pence(order.path("totals").path("total"));
            lists.refunded += order.has("refunded") ? Till.pence(order.path("refunded")) : 0;
        });
        shop.each("/v1/admin/credits", credit -> {
            if (!credit.path("email").asText().endsWith(ours)) return;
            lists.credits++;
            lists.credited += Till.pence(credit.path("amount"));
        });
        return lists;
    }

    /** What the payment provider has taken and given back, by its own book. */
    private void book(Set<String> orders, long refunded) throws IOException, InterruptedException {
        long[] taken = new long[2];
        shop.each("/v1/admin/payments/test-ledger", payment -> {
            if (!orders.contains(payment.path("paymentId").asText())) return;
            taken[0] += payment.path("captured").path("amount").longValue();
            taken[1] += payment.path("refunded").path("amount").longValue();
        });
        compare("captured, pence, by the provider's book", tally.sold(), taken[0]);
        compare("given back, pence, by the provider's book", refunded, taken[1]);
    }

    private void orders(Runnable each) throws IOException, InterruptedException {
        var sales = plan.sales().values();
        long before = wrong.size();
        Side.bySide(clients, sales, sale -> {
            String id = diary.done(sale.id()).orElse("none");
            JsonNode order = shop.asStaff("GET", "/v1/admin/orders/" + id, null, null).expect(200).body();
            var differing = differing(sale, order);
            if (!differing.isEmpty()) wrong.add(sale.id() + ", order " + id + ": " + differing);
            each.run();
        });
        compare("orders, asked by id, that differ from their invoice's lines, of " + sales.size(), 0, wrong.size() - before);
    }

    private void credits() throws IOException, InterruptedException {
        var credits = plan.steps().stream().filter(Step.Credit.class::isInstance).map(Step.Credit.class::cast).toList();
        long before = wrong.size();
        Side.bySide(clients, credits, credit -> {
            String id = diary.done(credit.id()).orElse("none");
            JsonNode note = shop.asStaff("GET", "/v1/admin/credits/" + id, null, null).expect(200).body();
            if (Till.pence(note.path("amount")) != credit.total() || !note.path("email").asText().equals(Till.email(credit.buyer(), diary.run()))) wrong.add(credit.id() + ": " + note + ", not " + credit);
        });
        compare("credits, asked by id, that differ from their line, of " + credits.size(), 0, wrong.size() - before);
    }

    private String differing(Sale sale, JsonNode order) throws IOException {
        if (!order.path("status").asText().equals("confirmed")) return "it is " + order.path("status").asText();
        String email = Till.email(sale.buyer(), diary.run());
        if (!order.path("email").asText().equals(email)) return "it is " + order.path("email").asText() + "'s, not " + email + "'s";
        Map<String, String> expected = new TreeMap<>();
        for (Item item : sale.items()) expected.put(Goods.PREFIX + item.code(), item.quantity() + " at " + item.pence());
        Map<String, String> found = new TreeMap<>();
        for (JsonNode line : order.path("lines")) found.merge(line.path("sku").asText(), line.path("quantity").asInt() + " at " + Till.pence(line.path("unitPrice")), (one, other) -> one + " and " + other);
        if (!found.equals(expected)) return "its lines are " + found + ", not " + expected;
        if (Till.pence(order.path("totals").path("total")) != sale.pence()) return "its total is " + order.path("totals") + ", not " + sale.pence();
        return returned(sale, order);
    }

    private String returned(Sale sale, JsonNode order) throws IOException {
        Map<String, Long> price = new HashMap<>();
        sale.items().forEach(item -> price.put(Goods.PREFIX + item.code(), item.pence()));
        Map<String, Integer> expected = new TreeMap<>();
        returned.getOrDefault(sale.id(), Map.of()).forEach((code, quantity) -> expected.put(Goods.PREFIX + code, quantity));
        Map<String, Integer> found = new TreeMap<>();
        long money = 0;
        for (JsonNode refund : order.path("refunds")) {
            for (JsonNode line : refund.path("lines")) {
                found.merge(line.path("sku").asText(), line.path("quantity").asInt(), Integer::sum);
                money += Till.pence(line.path("amount"));
            }
        }
        if (!found.equals(expected)) return "given back are " + found + ", not " + expected;
        long owed = expected.entrySet().stream().mapToLong(each -> each.getValue() * price.get(each.getKey())).sum();
        return money == owed ? "" : "paid back are " + money + " pence, not " + owed;
    }

    private void stock(Collection<Goods> goods, Runnable each) throws IOException, InterruptedException {
        Map<String, Long> back = new HashMap<>();
        returned.values().forEach(order -> order.forEach((code, quantity) -> back.merge(code, (long) quantity, Long::sum)));
        List<Goods> there = goods.stream().filter(one -> diary.isStocked(one.code())).toList();
        long before = wrong.size();
        Side.bySide(clients, there, one -> {
            JsonNode stock = shop.asStaff("GET", "/v1/stock/" + Shop.encoded(one.sku()), null, null).expect(200).body();
            long expected = one.units() - tally.units().getOrDefault(one.code(), 0L) + back.getOrDefault(one.code(), 0L);
            if (stock.path("onHand").asLong() != expected || stock.path("reserved").asLong() != 0 || stock.path("available").asLong() != expected) {
                wrong.add("stock of " + one.sku() + ": " + stock + ", not " + expected + " on hand and none reserved");
            }
            each.run();
        });
        compare("SKUs whose stock is not start - sold + given back, of " + there.size(), 0, wrong.size() - before);
    }
}
