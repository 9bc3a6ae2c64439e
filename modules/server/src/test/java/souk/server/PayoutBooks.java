package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import souk.platform.wire.Names;
import souk.server.Bank.State;
import souk.server.Sellers.Seller;
import souk.testkit.HttpSpec;
import souk.vendors.api.PayoutCommand;
import souk.vendors.api.PayoutEvent;

/** What vendors were paid, held from outside against what they are owed: as vendors see it, as staff sees it, in the ledger, in the bank's book, and in the logs. */
final class PayoutBooks {
    private static final Duration A_WHILE = Duration.ofMinutes(3);
    private static final String TRIAL_BALANCE = "/v1/admin/ledger/trial-balance";

    private final Market market;
    private final Sellers sellers;
    private final Bank bank;
    /** What is due of each vendor order and what its lines come to, in pence. */
    private final Map<String, Long> due = new HashMap<>();
    private final Map<String, Long> net = new HashMap<>();
    /** What paid payouts have of a vendor order, and how often a line was paid. */
    private final Map<String, Long> paidOf = new HashMap<>();
    private final Map<String, Integer> timesPaid = new HashMap<>();
    private final Map<String, Long> payouts = new TreeMap<>();
    private int declined;
    private int clawedBack;

    PayoutBooks(Market market, Sellers sellers, Bank bank) {
        this.market = market;
        this.sellers = sellers;
        this.bank = bank;
    }

    /** Debits are credits, whenever somebody looks. */
    static void balance(Market market) {
        for (JsonNode total : Rush.insist(() -> market.staff.get(TRIAL_BALANCE)).answers(200).json().path("totals")) {
            assertThat(total.path("debit").asLong()).as("debits of " + total.path("currency").asText()).isEqualTo(total.path("credit").asLong());
        }
    }

    /** Everything adds up, once all runs are over and nothing is payable any more. What was compared, in words. */
    String addUp(Audit audit) throws InterruptedException {
        for (var sale : sellers.sales()) sale.vendorOrders().forEach(this::readVendorOrder);
        sellers.untouched().forEach((id, lines) -> assertThat(market.staff.get("/v1/admin/vendor-orders/" + id).json().path("lines").toString()).as("the lines of " + id + ", as they were agreed").isEqualTo(lines));
        for (Seller seller : sellers.all()) readPayouts(seller, sellers.as(seller));
        net.forEach((id, all) -> assertThat(paidOf.getOrDefault(id, 0L)).as("what was paid of " + id).isEqualTo(all - due.get(id)));
        assertThat(net.keySet()).as("what was paid is of these").containsAll(paidOf.keySet());
        assertThat(timesPaid.values()).as("in how many paid payouts a line is").containsOnly(1);
        theBankAgrees();
        theLedgerAgrees();
        theLogAgrees(audit);
        String views = audit.shopAgreesWithLog(market, Map.of());
        return sellers.lines() + " lines in " + sellers.sales().size() + " orders of " + sellers.all().size() + " vendors; " + payouts.size() + " payouts paid, " + sum(payouts) + " pence together, " + timesPaid.size() + " lines in them, each once, and "
                + clawedBack + " taken back; " + declined + " declined; still owed " + due.values().stream().filter(pence -> pence > 0).mapToLong(Long::longValue).sum() + ", owed by vendors " + due.values().stream().filter(pence -> pence < 0).mapToLong(Long::longValue).sum()
                + " pence; " + sum(net) + " pence are theirs in all; " + views + "; " + audit.journalIsClean();
    }

    private static long sum(Map<String, Long> amounts) {
        return amounts.values().stream().mapToLong(Long::longValue).sum();
    }

    private void readVendorOrder(String id) {
        var order = market.staff.get("/v1/admin/vendor-orders/" + id).answers(200);
        due.put(id, order.number("due.amount"));
        long lines = 0;
        for (JsonNode line : order.json().path("lines")) if (!line.path("status").asText().equals("cancelled")) lines += line.path("net").path("amount").asLong();
        net.put(id, lines);
    }

    private void readPayouts(Seller seller, HttpSpec http) {
        long paid = 0;
        for (String id : all(http, "/v1/vendor/payouts", item -> item.path("id").asText())) {
            var payout = http.get("/v1/vendor/payouts/" + id).answers(200);
            long lines = 0;
            for (JsonNode line : payout.json().path("lines")) lines += line.path("net").path("amount").asLong();
            assertThat(lines).as("the lines of payout " + id).isEqualTo(payout.number("amount.amount"));
            if (payout.text("state").equals("failed")) declined++;
            else {
                payout.has("state", "paid");
                paid += lines;
                payouts.put(id, lines);
                for (JsonNode line : payout.json().path("lines")) note(seller, line);
            }
        }
        var owed = http.get("/v1/vendor/balance?currency=GBP").answers(200).hasMoney("paid", paid, "GBP").hasMoney("held", 0, "GBP");
        assertThat(owed.number("pending.amount") + owed.number("payable.amount")).as("what is owed to " + seller).isEqualTo(dueTo(seller));
        assertThat(paid).as("what was paid to " + seller).isEqualTo(of(seller, net) - dueTo(seller));
    }

    /** Of what went back after it was paid, what a payout has is below zero. */
    private void note(Seller seller, JsonNode line) {
        String id = line.path("orderId").asText() + "." + seller.id();
        long pence = line.path("net").path("amount").asLong();
        paidOf.merge(id, pence, Long::sum);
        if (pence > 0) timesPaid.merge(id + "/" + line.path("lineId").asText(), 1, Integer::sum);
        if (pence < 0) clawedBack++;
    }

    private static long of(Seller seller, Map<String, Long> amounts) {
        return amounts.entrySet().stream().filter(each -> each.getKey().endsWith("." + seller.id())).mapToLong(Map.Entry::getValue).sum();
    }

    private long dueTo(Seller seller) {
        return of(seller, due);
    }

    /** @return what it is of each item of all pages */
    private static <T> List<T> all(HttpSpec http, String path, Function<JsonNode, T> each) {
        var found = new ArrayList<T>();
        String next = "";
        do {
            JsonNode page = http.get(path + (path.contains("?") ? "&" : "?") + "limit=200" + next).answers(200).json();
            page.path("items").forEach(item -> found.add(each.apply(item)));
            next = page.path("next").isTextual() ? "&cursor=" + page.path("next").asText() : null;
        } while (next != null);
        return found;
    }

    private void theBankAgrees() {
        assertThat(bank.faults()).as("what the bank was asked and told").isEmpty();
        var statement = bank.book();
        assertThat(statement.values().stream().filter(entry -> entry.state() == State.PENDING)).as("what the bank has not decided").isEmpty();
        assertThat(statement.entrySet().stream().filter(entry -> entry.getValue().state() == State.PAID).collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().amount()))).as("the bank's statement").isEqualTo(payouts);
        assertThat(statement.values().stream().filter(entry -> entry.state() == State.DECLINED).count()).as("what the bank has declined").isEqualTo(declined);
        for (int i = 0; i < sellers.all().size(); i++) {
            var seller = sellers.all().get(i);
            String account = "acct-" + i;
            assertThat(statement.entrySet().stream().filter(entry -> entry.getKey().endsWith("." + seller.id())).map(entry -> entry.getValue().account())).as("where " + seller + " was paid to").allMatch(account::equals);
        }
    }

    /** What is owed to each vendor, made of what orders and payouts have said; and the cash that is left. */
    private void theLedgerAgrees() {
        long taken = all(market.staff, "/v1/admin/payments/test-ledger", payment -> payment.path("net").path("amount").asLong(0)).stream().mapToLong(Long::longValue).sum();
        await("all is booked").atMost(A_WHILE).pollInterval(Duration.ofSeconds(1)).ignoreExceptions().untilAsserted(() -> {
            balance(market);
            var accounts = new HashMap<String, Long>();
            market.staff.get(TRIAL_BALANCE).answers(200).json().path("accounts").forEach(account -> accounts.put(account.path("account").asText(), account.path("credit").asLong() - account.path("debit").asLong()));
            for (Seller seller : sellers.all()) assertThat(accounts.getOrDefault("vendor:" + seller.id(), 0L)).as("what the ledger owes to " + seller).isEqualTo(dueTo(seller));
            assertThat(-accounts.getOrDefault("cash", 0L)).as("cash").isEqualTo(taken - sum(payouts));
        });
    }

    /** Each of these payouts is paid once in the logs, and no other. */
    private void theLogAgrees(Audit audit) {
        var names = new Names(Souk.CAPABILITIES);
        var logged = new TreeMap<String, Long>();
        for (var entry : audit.since(Map.of())) {
            if (!entry.type().equals(PayoutCommand.TYPE) || !(names.decode(entry) instanceof PayoutEvent.Paid paid)) continue;
            assertThat(logged.put(entry.id(), paid.amount().amount())).as(entry.id() + " was paid before, as its log has it").isNull();
        }
        assertThat(logged).as("payouts that were paid, as their logs have them").isEqualTo(payouts);
    }
}
