package souk.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import souk.kernel.Money;
import souk.ledger.api.Account;
import souk.ledger.api.Leg;
import souk.ledger.api.Side;
import souk.orders.api.AffiliateShare;
import souk.orders.api.AffiliateTerms;
import souk.orders.api.Commission;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderTotals;
import souk.orders.api.VendorPart;
import souk.testkit.Simulation.Trouble;

/** What vendors and affiliates are owed, by the books, against a recomputation from the orders that shares nothing with them. */
class VendorBooksTest {
    private static final String[] CURRENCIES = {"GBP", "EUR"};
    private static final String[] VENDORS = {"ann", "bob", "cat"};
    private static final String[] AFFILIATES = {"blog", "shop-finder"};
    private static final Set<Account.Kind> KINDS = EnumSet.of(Account.Kind.CASH, Account.Kind.VENDOR, Account.Kind.COMMISSION, Account.Kind.AFFILIATE, Account.Kind.AFFILIATE_SHARE);

    /** A line that was sold, and how many of its units went back. */
    private static final class Sold {
        private OrderLine line;
        private int back;

        private Sold(OrderLine line) {
            this.line = line;
        }

        private Optional<VendorPart> vendor() {
            return line.vendor();
        }

        private boolean isOf(String vendor) {
            return vendor().filter(part -> part.vendorId().equals(vendor)).isPresent();
        }

        private int left() {
            return line.quantity() - back;
        }

        /** What is the vendor's of the units that are left. */
        private long netLeft() {
            return priceLeft() + freightLeft() - commissionLeft();
        }

        private long kept() {
            return vendor().flatMap(VendorPart::commission).map(commission -> commission.amount().amount()).orElse(0L);
        }

        /** The part of an amount of the whole line that some units bear. */
        private long part(long whole, int units, RoundingMode rounding) {
            return BigDecimal.valueOf(whole).multiply(BigDecimal.valueOf(units)).divide(BigDecimal.valueOf(line.quantity()), 0, rounding).longValueExact();
        }

        private long commissionLeft() {
            return kept() - part(kept(), back, RoundingMode.HALF_UP);
        }

        private long freightLeft() {
            long freight = vendor().map(part -> part.freight().amount()).orElse(0L);
            return freight - part(freight, back, RoundingMode.FLOOR);
        }

        private long priceLeft() {
            return line.unitPrice().amount() * left();
        }
    }

    /** An order as the shop knows it, and what of its total was given back. */
    private static final class Order {
        private final String id;
        private final String currency;
        private final List<Sold> lines = new ArrayList<>();
        /** The vendors whose part is disputed. */
        private final Set<String> disputed = new TreeSet<>();
        private OrderTotals totals;
        private Optional<AffiliateTerms> sentBy = Optional.empty();
        private long given;
        private boolean cancelled;

        private Order(String id, String currency) {
            this.id = id;
            this.currency = currency;
        }

        private Money money(long amount) {
            return Money.of(amount, currency);
        }

        private List<Sold> left(String vendor) {
            return cancelled ? List.of() : lines.stream().filter(sold -> sold.isOf(vendor) && sold.left() > 0).toList();
        }

        /** What the affiliate has of the units that are left, by a count of its own. */
        private long shareLeft() {
            if (sentBy.isEmpty() || cancelled) return 0;
            var goods = BigDecimal.valueOf(totals.subtotal().amount());
            var share = goods.subtract(BigDecimal.valueOf(totals.discount().amount())).multiply(BigDecimal.valueOf(sentBy.get().basisPoints())).movePointLeft(4).setScale(0, RoundingMode.HALF_EVEN);
            var gone = goods.subtract(BigDecimal.valueOf(lines.stream().mapToLong(Sold::priceLeft).sum()));
            return goods.signum() == 0 ? 0 : share.subtract(share.multiply(gone).divide(goods, 0, RoundingMode.HALF_UP)).longValueExact();
        }

        /** What comes back of it with units that have just gone. */
        private Optional<AffiliateShare> shareBack(long goneBefore) {
            long all = totals.subtotal().amount();
            return sentBy.map(terms -> terms.of(totals).reversedFor(goneBefore, gone() - goneBefore, all));
        }

        private long gone() {
            return totals.subtotal().amount() - lines.stream().mapToLong(Sold::priceLeft).sum();
        }

        /** Some units of a line go back, for some of the money that is left: all of it with the last unit of the order. */
        private OrderRefund.Line back(Sold sold, int units, Random random) {
            long commission = sold.commissionLeft();
            long freight = sold.freightLeft();
            sold.back += units;
            long rest = totals.total().amount() - given;
            boolean last = lines.stream().allMatch(each -> each.left() == 0);
            long amount = last ? rest : Math.min(rest, random.nextLong(1 + sold.line.unitPrice().amount() * units));
            given += amount;
            long freightBack = freight - sold.freightLeft();
            long commissionBack = commission - sold.commissionLeft();
            return sold.vendor().map(part -> new OrderRefund.Line(sold.line.sku(), units, money(amount), Optional.of(part.vendorId()), Optional.of(money(freightBack)), Optional.of(money(commissionBack)),
                    Optional.of(money(sold.line.unitPrice().amount() * units + freightBack - commissionBack)))).orElseGet(() -> new OrderRefund.Line(sold.line.sku(), units, money(amount)));
        }
    }

    /** The accounts as they must be: on the side on which each grows. */
    private static Map<String, Long> expected(List<Order> orders, Map<String, Long> paid) {
        var accounts = new TreeMap<String, Long>();
        for (var order : orders) {
            accounts.merge("cash " + order.currency, order.totals.total().amount() - order.given, Long::sum);
            order.sentBy.ifPresent(terms -> {
                accounts.merge("affiliate:" + terms.code() + " " + order.currency, order.shareLeft(), Long::sum);
                accounts.merge("affiliate-share " + order.currency, order.shareLeft(), Long::sum);
            });
            for (var sold : order.lines) {
                if (sold.vendor().isEmpty()) continue;
                long commission = order.cancelled ? 0 : sold.commissionLeft();
                accounts.merge("vendor:" + sold.vendor().get().vendorId() + " " + order.currency, order.cancelled ? 0 : sold.priceLeft() + sold.freightLeft() - commission, Long::sum);
                accounts.merge("commission " + order.currency, commission, Long::sum);
            }
        }
        paid.forEach((account, amount) -> {
            accounts.merge(account, -amount, Long::sum);
            accounts.merge("cash " + account.substring(account.indexOf(' ') + 1), -amount, Long::sum);
        });
        accounts.values().removeIf(amount -> amount == 0);
        return accounts;
    }

    /** What the books say of the same accounts; after each transaction they are balanced, what the shop keeps is not below zero, and nobody owes the shop more than it was ever paid. */
    private static Map<String, Long> found(Books books) {
        var tally = new Balances.Tally();
        var balances = new HashMap<String, Long>();
        var out = new HashMap<String, Long>();
        books.posted().forEach((id, transaction) -> {
            assertThat(tally.add(transaction.legs()).balances().totals()).as("after " + id).allMatch(total -> total.debit() == total.credit());
            assertThat(transaction.legs().stream().map(Leg::account)).as("no account twice").doesNotHaveDuplicates();
            boolean payout = id.contains("run-");
            for (var leg : transaction.legs()) {
                String account = leg.account() + " " + leg.amount().currency();
                balances.merge(account, leg.side() == Side.CREDIT ? leg.amount().amount() : -leg.amount().amount(), Long::sum);
                if (payout && leg.account().startsWith("vendor:")) out.merge(account, leg.amount().amount(), Long::sum);
            }
            balances.forEach((account, balance) -> {
                if (account.startsWith("commission ") || account.startsWith("vendor:") || account.startsWith("affiliate:")) assertThat(balance + out.getOrDefault(account, 0L)).as(account + " after " + id).isNotNegative();
            });
        });
        var accounts = new TreeMap<String, Long>();
        for (var sum : tally.balances().sums()) {
            var kind = Account.parse(sum.account()).orElseThrow().kind();
            if (KINDS.contains(kind)) accounts.put(sum.account() + " " + sum.currency(), sum.balance());
        }
        accounts.values().removeIf(amount -> amount == 0);
        return accounts;
    }

    private static Order order(String id, Random random) {
        var order = new Order(id, CURRENCIES[random.nextInt(CURRENCIES.length)]);
        int lines = 1 + random.nextInt(4);
        for (int i = 0; i < lines; i++) {
            int quantity = 1 + random.nextInt(random.nextInt(4) == 0 ? 1_000 : 5);
            var price = order.money(random.nextInt(6) == 0 ? random.nextInt(3) : random.nextInt(20_000));
            var total = price.times(quantity);
            Optional<VendorPart> part = Optional.empty();
            if (random.nextInt(4) > 0) {
                var kept = random.nextInt(4) == 0 ? Optional.<Commission>empty() : Optional.of(new Commission(order.money(random.nextInt(5) == 0 ? total.amount() : total.amount() * random.nextInt(3_000) / 10_000), "rule@1"));
                part = Optional.of(new VendorPart(VENDORS[random.nextInt(VENDORS.length)], order.money(random.nextBoolean() ? 0 : random.nextInt(3_000)), kept));
            }
            order.lines.add(new Sold(new OrderLine("sku-" + i, "A thing", quantity, price, total, Optional.empty(), part)));
        }
        long goods = order.lines.stream().mapToLong(sold -> sold.line.total().amount()).sum();
        long freight = order.lines.stream().mapToLong(Sold::freightLeft).sum() + (random.nextInt(4) == 0 ? random.nextInt(900) : 0);
        long discount = random.nextInt(3) == 0 ? random.nextLong(goods + 1) : 0;
        long tax = random.nextInt(3) == 0 ? random.nextInt(2_000) : 0;
        order.totals = new OrderTotals(order.money(goods), order.money(discount), order.money(freight), order.money(tax), order.money(goods - discount + freight + tax));
        if (random.nextBoolean()) order.sentBy = Optional.of(new AffiliateTerms(AFFILIATES[random.nextInt(AFFILIATES.length)], random.nextInt(random.nextBoolean() ? 10_001 : 800)));
        return order;
    }

    private static void refund(Books books, Order order, Random random, String id) {
        var left = order.lines.stream().filter(sold -> sold.left() > 0).toList();
        if (left.isEmpty()) return;
        var sold = left.get(random.nextInt(left.size()));
        long gone = order.gone();
        var line = order.back(sold, 1 + random.nextInt(sold.left()), random);
        books.givesBack(order.id, id, List.of(line), line.amount(), order.shareBack(gone));
    }

    /** A dispute is opened, or decided: for the vendor, and nothing happens to the books; or for the buyer, and all that is left of the vendor's goes back, whether it was paid out or not. */
    private static void dispute(Books books, Order order, Random random, String id) {
        String vendor = VENDORS[random.nextInt(VENDORS.length)];
        if (!order.disputed.remove(vendor)) {
            if (!order.left(vendor).isEmpty()) order.disputed.add(vendor);
            return;
        }
        if (random.nextBoolean()) return;
        long gone = order.gone();
        var lines = order.left(vendor).stream().map(sold -> order.back(sold, sold.left(), random)).toList();
        if (!lines.isEmpty()) books.givesBack(order.id, id, lines, lines.stream().map(OrderRefund.Line::amount).reduce(Money::plus).orElseThrow(), order.shareBack(gone));
    }

    /** Some lines of vendors should have borne something else; a line without commission stays so. */
    private static void correct(Books books, Order order, Random random, String id) {
        var changed = new ArrayList<CommissionCorrection.Line>();
        for (int i = 0; i < order.lines.size(); i++) {
            var sold = order.lines.get(i);
            var before = sold.vendor().flatMap(VendorPart::commission);
            if (before.isEmpty() || random.nextInt(3) == 0) continue;
            long left = sold.commissionLeft();
            var after = order.money(random.nextInt(4) == 0 ? before.get().amount().amount() : random.nextLong(sold.line.total().amount() + 1));
            sold.line = sold.line.bearing(Optional.of(new Commission(after, before.get().rule())));
            changed.add(new CommissionCorrection.Line(Integer.toString(i + 1), sold.line.sku(), sold.vendor().get().vendorId(), before.get().amount(), after, order.money(sold.commissionLeft() - left)));
        }
        books.corrects(order.id, id, order.lines.stream().map(sold -> sold.line).toList(), changed);
    }

    private static void cancel(Books books, Order order) {
        order.cancelled = true;
        order.given = order.totals.total().amount();
        books.cancels(order.id);
    }

    /** Pays some vendor some of what it is owed, and nothing of what is disputed. */
    private static void pay(Books books, List<Order> orders, Map<String, Long> paid, Random random, String id) {
        String currency = CURRENCIES[random.nextInt(CURRENCIES.length)];
        String vendor = VENDORS[random.nextInt(VENDORS.length)];
        String account = "vendor:" + vendor + " " + currency;
        long kept = orders.stream().filter(order -> order.currency.equals(currency) && order.disputed.contains(vendor)).flatMap(order -> order.left(vendor).stream()).mapToLong(Sold::netLeft).sum();
        long owed = expected(orders, paid).getOrDefault(account, 0L) - kept;
        if (owed <= 0) return;
        long amount = random.nextBoolean() ? owed : 1 + random.nextLong(owed);
        paid.merge(account, amount, Long::sum);
        books.pays("run-" + id + "." + vendor, vendor, Money.of(amount, currency));
    }

    private static void settle(Books books) {
        books.calmDown();
        for (int i = 0; i < 100 && !books.done(); i++) books.run(Duration.ofMinutes(1));
        books.run(Duration.ofMinutes(20));
        assertThat(books.done()).as(books.toString()).isTrue();
    }

    @Property(tries = 150)
    void vendorsAndAffiliatesAreOwedWhatTheOrdersComeToWhateverHappensAndWhateverFails(@ForAll long seed) {
        var random = new Random(seed);
        var books = new Books(random, random.nextInt(3) > 0 ? Trouble.NONE : Books.MUCH);
        var orders = new ArrayList<Order>();
        var paid = new HashMap<String, Long>();
        books.reads();
        for (int i = 0; i < 40; i++) {
            switch (orders.isEmpty() ? 0 : random.nextInt(8)) {
                case 0, 1 -> {
                    var order = order("o" + i, random);
                    orders.add(order);
                    books.sells(order.id, order.lines.stream().map(sold -> sold.line).toList(), order.totals, order.sentBy.map(terms -> terms.of(order.totals)));
                }
                case 2, 3, 4 -> {
                    var order = orders.get(random.nextInt(orders.size()));
                    if (order.cancelled) continue;
                    if (random.nextInt(5) == 0) cancel(books, order);
                    else if (random.nextInt(3) == 0) correct(books, order, random, "c" + i);
                    else refund(books, order, random, "r" + i);
                }
                case 5, 6 -> dispute(books, orders.get(random.nextInt(orders.size())), random, "d" + i);
                default -> pay(books, orders, paid, random, "p" + i);
            }
        }
        books.reads();
        books.run(Duration.ofMinutes(5));
        settle(books);
        assertThat(found(books)).isEqualTo(expected(orders, paid));
        // And what was left is given back: then nobody is owed anything but for what was paid already.
        for (var order : orders) if (!order.cancelled) cancel(books, order);
        books.reads();
        settle(books);
        assertThat(found(books)).isEqualTo(expected(orders, paid));
        assertThat(found(books).keySet()).noneMatch(account -> account.startsWith("commission") || account.startsWith("affiliate"));
        paid.forEach((account, amount) -> assertThat(found(books)).containsEntry(account, -amount));
    }
}
