package souk.replay.marketplace;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import souk.replay.Diary;
import souk.replay.Shop;
import souk.replay.Side;
import souk.replay.Verdict;

/**
 * Asks the shop about everything that was replayed, and compares with {@link Expected}: each order by its id, the payment provider's book, what each seller is told of its orders, its ledger, its payouts and its balance, what
 * is left of its offers, and the trial balance.
 */
final class MarketVerification {
    /** Views follow the logs: they are given this long, all of them together. */
    private static final Duration BEHIND = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST_EXAMPLES = 1_000;

    private final Shop shop;
    private final Diary diary;
    private final Sellers sellers;
    private final MarketData data;
    private final MarketPlan plan;
    private final Expected expected;
    private final int clients;
    private final Names names;
    private final List<Verdict.Compared> compared = new ArrayList<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final long end = System.nanoTime() + BEHIND.toNanos();

    MarketVerification(Shop shop, Diary diary, Sellers sellers, MarketData data, MarketPlan plan, Expected expected, int clients) {
        this.shop = shop;
        this.diary = diary;
        this.sellers = sellers;
        this.data = data;
        this.plan = plan;
        this.expected = expected;
        this.clients = clients;
        this.names = new Names(diary);
    }

    /** The books of the shop as they were before. */
    static String before(Shop shop) throws IOException, InterruptedException {
        return Long.toString(account(shop, "commission"));
    }

    /** @param each told of each order, and each seller, that was asked for */
    Verdict compare(Runnable each) throws IOException, InterruptedException {
        orders(each);
        flagged();
        sellers(each);
        trialBalance();
        return new Verdict(compared, wrong.stream().sorted().limit(MOST_EXAMPLES).toList());
    }

    private void compare(String what, long expects, long found) {
        compared.add(new Verdict.Compared(what, Long.toString(expects), Long.toString(found), expects == found));
    }

    private static long centavos(BigDecimal reais) {
        return reais.movePointRight(2).longValueExact();
    }

    private String orderId(String order) {
        return diary.done(MarketTill.step(order)).orElse("none");
    }

    // ---- orders

    private void orders(Runnable each) throws IOException, InterruptedException {
        Map<String, Expected.Figures> costs = new HashMap<>();
        expected.parts().forEach((part, lines) -> lines.forEach(line -> costs.merge(part.order(), line.figures(), Expected.Figures::plus)));
        int before = wrong.size();
        Side.bySide(clients, plan.sales(), sale -> {
            var cost = costs.get(sale.order());
            JsonNode order = shop.asStaff("GET", "/v1/admin/orders/" + orderId(sale.order()), null, null).expect(200).body();
            JsonNode totals = order.path("totals");
            long goods = centavos(cost.goods());
            long freight = centavos(cost.freight());
            if (!order.path("status").asText().equals("confirmed") || SellerBooks.centavos(totals.path("subtotal")) != goods || SellerBooks.centavos(totals.path("shipping")) != freight
                    || SellerBooks.centavos(totals.path("total")) != goods + freight) {
                wrong.add("order " + sale.order() + ": it is " + order.path("status").asText() + " with " + totals + ", not " + goods + " and " + freight);
            }
            each.run();
        });
        compare("orders, asked by id, that differ, of " + plan.sales().size(), 0, wrong.size() - before);
    }

    /** What the provider has taken for each order by its own book, beside what was paid for it by the file. */
    private void flagged() throws IOException, InterruptedException {
        Map<String, String> ours = new HashMap<>();
        for (Sale sale : plan.sales()) ours.put(orderId(sale.order()), sale.order());
        Map<String, Long> taken = new TreeMap<>();
        shop.each("/v1/admin/payments/test-ledger", payment -> {
            String order = ours.get(payment.path("paymentId").asText());
            if (order != null) taken.merge(order, SellerBooks.centavos(payment.path("captured")), Long::sum);
        });
        var flagged = new TreeSet<String>();
        for (Sale sale : plan.sales()) {
            long paid = centavos(data.payments().getOrDefault(sale.order(), BigDecimal.ZERO));
            if (taken.getOrDefault(sale.order(), 0L) != paid) flagged.add(sale.order());
        }
        var sums = expected.total();
        compare("captured, by the provider's book", centavos(sums.goods().add(sums.freight())), taken.values().stream().mapToLong(Long::longValue).sum());
        var both = new TreeSet<>(flagged);
        both.retainAll(expected.flagged().keySet());
        for (String order : flagged) if (!both.contains(order)) wrong.add("order " + order + " is flagged, but what was paid for it is what it costs");
        for (String order : expected.flagged().keySet()) if (!both.contains(order)) wrong.add("order " + order + " is not flagged, but what was paid for it is not what it costs");
        compare("orders flagged: captured is not what the file says was paid", expected.flagged().size(), flagged.size());
        compare("of those, orders that do not match in the file", expected.flagged().size(), both.size());
    }

    // ---- sellers

    private void sellers(Runnable each) throws IOException, InterruptedException {
        Map<String, Map<String, List<String>>> linesOf = new HashMap<>();
        Map<String, Map<String, Long>> netOf = new HashMap<>();
        expected.parts().forEach((part, lines) -> {
            String id = orderId(part.order());
            linesOf.computeIfAbsent(part.seller(), seller -> new TreeMap<>()).put(id, lines.stream().map(MarketVerification::word).sorted().toList());
            netOf.computeIfAbsent(part.seller(), seller -> new HashMap<>()).put(id, lines.stream().mapToLong(line -> centavos(line.figures().net())).sum());
        });
        Map<String, SellerBooks> found = new ConcurrentHashMap<>();
        Map<String, Boolean> differing = new ConcurrentHashMap<>();
        Side.bySide(clients, expected.sellers().keySet(), seller -> {
            var figures = expected.sellers().get(seller);
            var books = SellerBooks.ask(sellers, seller, names);
            List<String> why = differences(figures, books, linesOf.get(seller), netOf.get(seller));
            while (!why.isEmpty() && System.nanoTime() < end) {
                Thread.sleep(PAUSE.toMillis());
                books = SellerBooks.ask(sellers, seller, names);
                why = differences(figures, books, linesOf.get(seller), netOf.get(seller));
            }
            found.put(seller, books);
            if (!why.isEmpty()) differing.put(seller, true);
            for (String difference : why) wrong.add("seller " + seller + ", vendor " + sellers.vendorId(seller) + ": " + difference);
            each.run();
        });
        var sums = expected.total();
        var all = found.values();
        compare("goods, by vendors' orders", centavos(sums.goods()), all.stream().mapToLong(SellerBooks::goods).sum());
        compare("freight, by vendors' orders", centavos(sums.freight()), all.stream().mapToLong(SellerBooks::freight).sum());
        compare("commission, by vendors' orders", centavos(sums.commission()), all.stream().mapToLong(SellerBooks::commission).sum());
        compare("net, by vendors' orders", centavos(sums.net()), all.stream().mapToLong(SellerBooks::net).sum());
        compare("net, by vendors' ledgers", centavos(sums.net()), all.stream().mapToLong(SellerBooks::sales).sum());
        compare("paid, by vendors' payouts", centavos(sums.net()), all.stream().mapToLong(SellerBooks::paidOut).sum());
        compare("paid, by vendors' balances", centavos(sums.net()), all.stream().mapToLong(SellerBooks::paid).sum());
        compare("owed after that, by vendors' ledgers", 0, all.stream().mapToLong(SellerBooks::owed).sum());
        compare("sellers of whom anything differs, to the centavo, of " + expected.sellers().size(), 0, differing.size());
        offers();
    }

    private static String word(Expected.Line line) {
        var figures = line.figures();
        return SellerBooks.word(line.product(), line.units(), centavos(line.price()), centavos(figures.goods()), centavos(figures.freight()), centavos(figures.commission()), centavos(figures.net()));
    }

    private static List<String> differences(Expected.Figures figures, SellerBooks books, Map<String, List<String>> lines, Map<String, Long> nets) {
        List<String> why = new ArrayList<>();
        long net = centavos(figures.net());
        differs(why, "goods", centavos(figures.goods()), books.goods());
        differs(why, "freight", centavos(figures.freight()), books.freight());
        differs(why, "commission", centavos(figures.commission()), books.commission());
        differs(why, "net", net, books.net());
        differs(why, "sales in its ledger", net, books.sales());
        differs(why, "owed by its ledger", 0, books.owed());
        differs(why, "payouts", net, books.paidOut());
        differs(why, "pending by its balance", 0, books.pending());
        differs(why, "payable by its balance", 0, books.payable());
        differs(why, "held by its balance", 0, books.held());
        differs(why, "paid by its balance", net, books.paid());
        if (!books.lines().keySet().equals(lines.keySet())) why.add("it has " + books.lines().size() + " orders, and not the same " + lines.size());
        lines.forEach((order, words) -> {
            var found = books.lines().getOrDefault(order, List.of());
            if (!found.equals(words)) why.add("in order " + order + " are " + found + ", not " + words);
        });
        if (!books.ofOrders().equals(nets)) why.add("the lines of its payouts are not what its orders come to");
        return why;
    }

    private static void differs(List<String> why, String what, long expects, long found) {
        if (expects != found) why.add(what + " is " + found + ", not " + expects);
    }

    /** What is left on the sellers' shelves is what they sell in later orders of the files. */
    private void offers() throws IOException, InterruptedException {
        Map<String, Map<String, Integer>> left = new TreeMap<>();
        for (Sale sale : plan.sales()) for (Sale.Line line : sale.lines()) left.computeIfAbsent(line.seller(), seller -> new TreeMap<>()).put(names.sku(line.product(), line.variant()), line.left() - line.quantity());
        int before = wrong.size();
        int offers = left.values().stream().mapToInt(Map::size).sum();
        Side.bySide(clients, left.keySet(), seller -> {
            Map<String, Integer> found = new TreeMap<>();
            do {
                found.clear();
                sellers.each(seller, "/v1/vendor/offers", offer -> {
                    if (names.productOf(offer.path("sku").asText()).isPresent()) found.put(offer.path("sku").asText(), offer.path("onHand").asInt() - offer.path("reserved").asInt());
                });
            } while (!found.equals(left.get(seller)) && waited());
            if (!found.equals(left.get(seller))) wrong.add("seller " + seller + " has " + found + " left, not " + left.get(seller));
        });
        compare("sellers whose shelves are not what they sell later, of " + left.size() + " with " + offers + " offers", 0, wrong.size() - before);
    }

    // ---- the books

    private void trialBalance() throws IOException, InterruptedException {
        var sums = expected.total();
        long commission = centavos(sums.commission());
        long before = Long.parseLong(diary.done(MarketplaceReplay.BOOKS_BEFORE).orElse("0"));
        Map<String, Long> nets = new HashMap<>();
        expected.sellers().forEach((seller, figures) -> nets.put("vendor:" + sellers.vendorId(seller), centavos(figures.net())));
        long found;
        int right;
        JsonNode balance;
        do {
            balance = shop.asStaff("GET", "/v1/admin/ledger/trial-balance", null, null).expect(200).body();
            found = account(balance, "commission") - before;
            right = 0;
            for (JsonNode account : balance.path("accounts")) {
                Long net = inReais(account) ? nets.get(account.path("account").asText()) : null;
                if (net != null && account.path("credit").asLong() == net && account.path("debit").asLong() == net) right++;
            }
        } while ((found != commission || right != nets.size()) && waited());
        compare("commission, by the trial balance", commission, found);
        compare("vendors' accounts in it: credit is net, and debit what was paid", nets.size(), right);
        long unequal = 0;
        for (JsonNode total : balance.path("totals")) if (total.path("debit").asLong() != total.path("credit").asLong()) unequal++;
        compare("currencies in which it does not balance", 0, unequal);
    }

    private static boolean inReais(JsonNode account) {
        return account.path("currency").asText().equals(Names.CURRENCY);
    }

    private static long account(Shop shop, String name) throws IOException, InterruptedException {
        return account(shop.asStaff("GET", "/v1/admin/ledger/trial-balance", null, null).expect(200).body(), name);
    }

    private static long account(JsonNode balance, String name) {
        long sum = 0;
        for (JsonNode account : balance.path("accounts")) if (account.path("account").asText().equals(name) && inReais(account)) sum += account.path("credit").asLong() - account.path("debit").asLong();
        return sum;
    }

    /** Whether there is still time for views that are behind. */
    private boolean waited() throws InterruptedException {
        if (System.nanoTime() > end) return false;
        Thread.sleep(PAUSE.toMillis());
        return true;
    }
}
