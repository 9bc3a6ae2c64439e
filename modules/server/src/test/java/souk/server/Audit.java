package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import souk.devservices.CassandraServer;
import souk.devservices.ElasticsearchServer;
import souk.orders.api.OrderEvent;
import souk.platform.Node;
import souk.platform.check.JournalOfShop;
import souk.platform.check.LogCheck;
import souk.platform.journal.CassandraStorage;
import souk.platform.journal.LogReader;
import souk.platform.journal.Segment;
import souk.platform.wire.Names;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.ViewsEqualLog;

/**
 * The independent checker: it reads the logs themselves with a connection of its own, and holds them against what shoppers were told,
 * what staff see over HTTP, the payment provider's book, and every view.
 */
final class Audit implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What the log says about one order. */
    static final class Fact {
        private long total;
        private final Map<String, Integer> quantities = new TreeMap<>();
        private boolean confirmed;
        private boolean rejected;
        private boolean cancelling;
        private boolean cancelled;
        private String refunding;
        private final Set<String> refunds = new TreeSet<>();
        private long refunded;
        private final Map<String, Integer> gone = new TreeMap<>();
        private String last;

        boolean isFinal() {
            return rejected || confirmed && cancelling == cancelled && refunding == null;
        }

        boolean stands() {
            return confirmed && !cancelled;
        }

        @Override
        public String toString() {
            return "last event " + last + ", confirmed " + confirmed + ", rejected " + rejected + ", cancelled " + cancelled + ", refunded " + refunded + " of " + total;
        }

        /** What the provider should keep. */
        private long kept() {
            return stands() ? total - refunded : 0;
        }

        /** How many units are not in the stock any more: what was given back and did not return, and of an order that stands what was not given back. */
        private int gone(String sku) {
            return gone.getOrDefault(sku, 0) + (stands() ? quantities.getOrDefault(sku, 0) : 0);
        }

        private void fold(OrderEvent event) {
            last = event.getClass().getSimpleName();
            if (event instanceof OrderEvent.Placed placed) {
                total = placed.totals().total().amount();
                placed.lines().forEach(line -> quantities.merge(line.sku(), line.quantity(), Integer::sum));
            }
            if (event instanceof OrderEvent.Confirmed) confirmed = true;
            if (event instanceof OrderEvent.Rejected) rejected = true;
            if (event instanceof OrderEvent.RefundRequested refund) refunding = refund.refundId();
            if (event instanceof OrderEvent.Refunded refund) refunded(refund);
            if (event instanceof OrderEvent.CancelRequested) cancelling = true;
            if (event instanceof OrderEvent.Cancelled) cancelled = true;
        }

        private void refunded(OrderEvent.Refunded refund) {
            assertThat(refund.refundId()).as("the refund that was asked for").isEqualTo(refunding);
            assertThat(refunds.add(refunding)).as("refund " + refunding + " was done once").isTrue();
            refunding = null;
            refunded += refund.amount().amount();
            assertThat(refunded).as("refunded of " + this).isLessThanOrEqualTo(total);
            for (var line : refund.lines()) {
                quantities.merge(line.sku(), -line.quantity(), Integer::sum);
                assertThat(quantities.get(line.sku())).as("units of " + line.sku() + " left in " + this).isNotNegative();
                if (!refund.restocked()) gone.merge(line.sku(), line.quantity(), Integer::sum);
            }
        }
    }

    private final CqlSession cql;
    private final Names names = new Names(Souk.CAPABILITIES);
    private final LogReader reader;
    private final Node node;
    private final ViewsEqualLog views;
    private final Map<String, Fact> orders = new LinkedHashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private SaleFacts sales = new SaleFacts();
    private long segments;

    private Audit(CqlSession cql, String elasticsearch, String keyspace) {
        this.cql = cql;
        reader = new LogReader(new CassandraStorage(cql));
        var config = ConfigFactory.parseString("souk { elasticsearch.url = \"" + elasticsearch + "\", cassandra.keyspace = " + keyspace + " }").withFallback(ConfigFactory.parseResources("souk-node.conf")).withFallback(ConfigFactory.defaultReferenceUnresolved()).resolve();
        node = new Node(null, cql, config, InstantSource.system(), Runnable::run);
        views = new ViewsEqualLog(node, Souk.CAPABILITIES);
    }

    static Audit of(CassandraServer cassandra, ElasticsearchServer elasticsearch, String keyspace) {
        var options = DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                // Otherwise it reads what tables all shops have whenever one of them makes one.
                .withStringList(DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, List.of(keyspace))
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM").build();
        return new Audit(CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).withKeyspace(keyspace).withConfigLoader(options).build(), elasticsearch.url().toString(), keyspace);
    }

    /**
     * Everything adds up, once the shop has come to rest, which it has a minute for: no order that a shopper was told of is missing, none
     * is half done, none is there that nobody was told of; stock on hand is what there was less what was sold, and nothing is reserved;
     * the payment provider took what the orders say and nothing else; every view equals the log.
     *
     * @return what was compared, in words
     */
    String everythingAddsUp(Market market, Rush rush, List<Rush.Receipt> receipts) throws InterruptedException {
        awaitRest();
        var ours = concerning(rush.shelves.keySet());
        for (var receipt : receipts) if (receipt.bought()) toldTheTruth(receipt.checkout(), receipt.cancelled().isPresent());
        for (var receipt : receipts) receipt.refunded().ifPresent(refund -> assertThat(orders.get(receipt.order()).refunds).as("refunds of " + receipt.order()).contains(refund.text("id")));
        assertThat(ours.entrySet().stream().filter(order -> order.getValue().confirmed).map(Map.Entry::getKey)).as("orders that somebody was told of")
                .isSubsetOf(receipts.stream().filter(Rush.Receipt::bought).map(Rush.Receipt::order).toList());
        String views = shopAgreesWithLog(market, rush.shelves);
        long sold = ours.values().stream().filter(Fact::stands).count();
        long cancelled = ours.values().stream().filter(fact -> fact.cancelled).count();
        long refunds = ours.values().stream().mapToLong(fact -> fact.refunds.size()).sum();
        return receipts.size() + " checkouts: " + sold + " sold, " + refunds + " refunds of parts, " + cancelled + " cancelled, " + (receipts.size() - sold - cancelled) + " refused; " + views;
    }

    /**
     * The same of orders that are all paid at once and never cancelled.
     *
     * @param shelves what lay there at the start, by SKU
     * @param bought  the answers to all checkouts that sold something
     */
    String everythingAddsUp(Market market, Map<String, Integer> shelves, List<HttpSpecAnswer> bought) throws InterruptedException {
        awaitRest();
        bought.forEach(checkout -> toldTheTruth(checkout, false));
        var told = bought.stream().map(checkout -> checkout.text("id")).collect(Collectors.toSet());
        assertThat(told).as("each order was sold once").hasSameSizeAs(bought);
        assertThat(concerning(shelves.keySet()).entrySet().stream().filter(order -> order.getValue().confirmed).map(Map.Entry::getKey)).as("orders that somebody was told of").isSubsetOf(told);
        return bought.size() + " orders; " + shopAgreesWithLog(market, shelves);
    }

    /** Waits until no order is under way any more. */
    void awaitRest() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            readLogs();
            var open = orders.entrySet().stream().filter(order -> !order.getValue().isFinal()).toList();
            if (open.isEmpty()) return;
            if (System.nanoTime() > end) throw new AssertionError(open.size() + " orders are half done after " + PATIENCE + ": " + open);
            Thread.sleep(250);
        }
    }

    /** The order that a shopper was told of is in the log, as it was told. */
    void toldTheTruth(HttpSpecAnswer checkout, boolean cancelled) {
        var fact = orders.get(checkout.text("id"));
        assertThat(fact).as("the order in the log that a shopper was told of: " + checkout).isNotNull();
        assertThat(fact.confirmed).as("confirmed to the shopper, and in the log: " + fact).isTrue();
        assertThat(fact.cancelled).as("cancelled as the shopper wished: " + fact).isEqualTo(cancelled);
        assertThat(checkout.number("totals.total.amount")).as("the total that the shopper was told").isEqualTo(fact.total);
    }

    /**
     * The orders as staff see them, what is left of these shelves, the provider's book and every view are what the log says.
     *
     * @param shelves what lay there at the start, by SKU
     */
    String shopAgreesWithLog(Market market, Map<String, Integer> shelves) throws InterruptedException {
        var ours = concerning(shelves.keySet());
        staffSeesTheSame(market, ours);
        stockIsWhatIsLeft(market, shelves, ours);
        ledgerAgrees(market);
        booksAgree(market);
        var finding = views.awaitEqual(PATIENCE);
        return segments + " segments, " + finding;
    }

    private Map<String, Fact> concerning(Set<String> skus) {
        var found = new HashMap<String, Fact>();
        orders.forEach((id, fact) -> {
            if (skus.stream().anyMatch(fact.quantities::containsKey)) found.put(id, fact);
        });
        return found;
    }

    private static void staffSeesTheSame(Market market, Map<String, Fact> ours) {
        ours.forEach((id, fact) -> {
            var seen = market.staff.get("/v1/admin/orders/" + id).answers(200).has("status", fact.stands() ? "confirmed" : fact.cancelled ? "cancelled" : "rejected").hasSize("refunds", fact.refunds.size());
            if (fact.confirmed) assertThat(seen.number("refunded.amount")).as("refunded of " + id).isEqualTo(fact.cancelled ? fact.total : fact.refunded);
        });
    }

    private static void stockIsWhatIsLeft(Market market, Map<String, Integer> shelves, Map<String, Fact> ours) {
        shelves.forEach((sku, start) -> {
            int gone = ours.values().stream().mapToInt(fact -> fact.gone(sku)).sum();
            market.has(sku, start - gone);
        });
    }

    /** What was captured and not given back is the order's total less its refunds if it stands, else nothing; and there is no payment without an order. */
    private void ledgerAgrees(Market market) {
        Map<String, Long> net = new HashMap<>();
        String next = "";
        do {
            JsonNode page = market.staff.get("/v1/admin/payments/test-ledger?limit=200" + next).answers(200).json();
            page.path("items").forEach(payment -> net.put(payment.path("paymentId").asText(), payment.path("net").path("amount").asLong(0)));
            next = page.path("next").isTextual() ? "&cursor=" + page.path("next").asText() : null;
        } while (next != null);
        assertThat(orders.keySet()).as("every payment belongs to an order").containsAll(net.keySet());
        orders.forEach((id, fact) -> assertThat(net.getOrDefault(id, 0L)).as("what the provider keeps of order " + id + ", " + fact).isEqualTo(fact.kept()));
    }

    /** Once all is booked, the cash that the books have of an order is what the provider keeps of it; debits are credits whenever somebody looks. */
    private void booksAgree(Market market) {
        await("everything is booked").atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofSeconds(1)).ignoreExceptions().untilAsserted(() -> {
            market.staff.get("/v1/admin/ledger/trial-balance").answers(200).json().path("totals").forEach(total -> assertThat(total.path("debit").asLong()).as("debits").isEqualTo(total.path("credit").asLong()));
            Map<String, Long> cash = new HashMap<>();
            String next = "";
            do {
                JsonNode page = market.staff.get("/v1/admin/ledger/accounts/cash?currency=GBP&limit=200" + next).answers(200).json();
                page.path("items").forEach(line -> cash.merge(line.path("orderId").asText(), line.path("debit").asLong() - line.path("credit").asLong(), Long::sum));
                next = page.path("next").isTextual() ? "&cursor=" + page.path("next").asText() : null;
            } while (next != null);
            orders.forEach((id, fact) -> assertThat(cash.getOrDefault(id, 0L)).as("cash of order " + id + ", " + fact).isEqualTo(fact.kept()));
        });
    }

    /** The newest version that the logs hold of an aggregate, 0 if none. */
    long version(String type, String id) {
        return versions.getOrDefault(type + "/" + id, 0L);
    }

    /** Reads every log from its start, as it is now. */
    void readLogs() {
        orders.clear();
        versions.clear();
        sales = new SaleFacts();
        segments = 0;
        cql.execute("SELECT log FROM head").forEach(row -> read(row.getString(0)));
    }

    private void read(String log) {
        read(log, 1, this::note);
    }

    private void read(String log, long first, Consumer<Segment> each) {
        var head = reader.head(log).toCompletableFuture().join();
        for (long from = first; from <= head.position();) {
            List<Segment> some = reader.read(log, from, head).toCompletableFuture().join();
            some.forEach(each);
            from += some.size();
        }
    }

    private void note(Segment segment) {
        segments++;
        for (var entry : segment.entries()) {
            versions.put(entry.type() + "/" + entry.id(), entry.version());
            var event = names.decode(entry);
            sales.note(entry.id(), event);
            if (event instanceof OrderEvent ours) orders.computeIfAbsent(entry.id(), id -> new Fact()).fold(ours);
        }
    }

    /** No log is damaged: no number is missing, none was written twice; nothing that is made from the logs is ahead of them. */
    String journalIsClean() {
        var found = JournalOfShop.check(cql, names, Set.of(), progress -> {});
        assertThat(found.logs().stream().flatMap(log -> log.examples().stream())).as("what ./souk check-journal finds").isEmpty();
        assertThat(found.faults()).as("what ./souk check-journal finds").isEmpty();
        return "the journal is clean, with " + found.logs().stream().mapToLong(LogCheck.Result::leftovers).sum() + " rows beside the chain";
    }

    /** What flash sales have granted and sold is what orders say they bought. */
    String salesAddUp() {
        return sales.addUp();
    }

    /** Every view is what the logs say, within a minute. */
    String viewsEqualLog() throws InterruptedException {
        return views.awaitEqual(PATIENCE).toString();
    }

    /** Where every log ends now. */
    Map<String, Long> ends() {
        var ends = new HashMap<String, Long>();
        cql.execute("SELECT log FROM head").forEach(row -> ends.put(row.getString(0), reader.head(row.getString(0)).toCompletableFuture().join().position()));
        return ends;
    }

    /** The events that the logs hold since they ended there, but for what is kept of who tried what. */
    List<Segment.Entry> since(Map<String, Long> ends) {
        var found = new ArrayList<Segment.Entry>();
        cql.execute("SELECT log FROM head").forEach(row -> read(row.getString(0), ends.getOrDefault(row.getString(0), 0L) + 1,
                segment -> segment.entries().stream().filter(entry -> !entry.type().startsWith("audit.")).forEach(found::add)));
        return found;
    }

    @Override
    public void close() {
        node.search().close();
        cql.close();
    }
}
