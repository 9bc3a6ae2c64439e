package souk.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
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
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.ledger.api.Account;
import souk.ledger.api.Leg;
import souk.ledger.api.Side;
import souk.orders.api.Commission;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderTotals;
import souk.orders.api.VendorPart;
import souk.testkit.Simulation.Trouble;

/** What vendors are owed, by the books, against a recomputation from the orders that shares nothing with them. */
class VendorBooksTest {
    private static final String[] CURRENCIES = {"GBP", "EUR"};
    private static final String[] VENDORS = {"ann", "bob", "cat"};

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
                if (account.startsWith("commission ") || account.startsWith("vendor:")) assertThat(balance + out.getOrDefault(account, 0L)).as(account + " after " + id).isNotNegative();
            });
        });
        var accounts = new TreeMap<String, Long>();
        for (var sum : tally.balances().sums()) {
            var kind = Account.parse(sum.account()).orElseThrow().kind();
            if (kind == Account.Kind.CASH || kind == Account.Kind.VENDOR || kind == Account.Kind.COMMISSION) accounts.put(sum.account() + " " + sum.currency(), sum.balance());
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
        return order;
    }

    private static void refund(Books books, Order order, Random random, String id) {
        var left = order.lines.stream().filter(sold -> sold.left() > 0).toList();
        if (left.isEmpty()) return;
        var sold = left.get(random.nextInt(left.size()));
        var line = order.back(sold, 1 + random.nextInt(sold.left()), random);
        books.givesBack(order.id, id, List.of(line), line.amount());
    }

    /** A dispute is opened, or decided: for the vendor, and nothing happens to the books; or for the buyer, and all that is left of the vendor's goes back, whether it was paid out or not. */
    private static void dispute(Books books, Order order, Random random, String id) {
        String vendor = VENDORS[random.nextInt(VENDORS.length)];
        if (!order.disputed.remove(vendor)) {
            if (!order.left(vendor).isEmpty()) order.disputed.add(vendor);
            return;
        }
        if (random.nextBoolean()) return;
        var lines = order.left(vendor).stream().map(sold -> order.back(sold, sold.left(), random)).toList();
        if (!lines.isEmpty()) books.givesBack(order.id, id, lines, lines.stream().map(OrderRefund.Line::amount).reduce(Money::plus).orElseThrow());
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
    void vendorsAreOwedWhatTheOrdersComeToWhateverHappensAndWhateverFails(@ForAll long seed) {
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
                    books.sells(order.id, order.lines.stream().map(sold -> sold.line).toList(), order.totals);
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
        assertThat(found(books)).doesNotContainKeys("commission GBP", "commission EUR");
        paid.forEach((account, amount) -> assertThat(found(books)).containsEntry(account, -amount));
    }

    // ---- one order, leg by leg

    private static Money gbp(long amount) {
        return Money.of(amount, "GBP");
    }

    private static OrderLine line(String vendor, int quantity, long price, long freight, long commission) {
        return new OrderLine("CUP", "A cup", quantity, gbp(price), gbp(price * quantity), Optional.empty(),
                Optional.ofNullable(vendor).map(id -> new VendorPart(id, gbp(freight), commission == 0 ? Optional.empty() : Optional.of(new Commission(gbp(commission), "all@1")))));
    }

    private static final List<OrderLine> LINES = List.of(line(null, 1, 1_000, 0, 0), line("bob", 2, 500, 60, 0), line("ann", 3, 900, 150, 270));
    private static final OrderTotals TOTALS = new OrderTotals(gbp(4_700), gbp(0), gbp(210), gbp(0), gbp(4_910));

    private static List<String> legs(List<Leg> legs) {
        return legs.stream().map(leg -> leg.account() + (leg.side() == Side.DEBIT ? " " : " -") + leg.amount().amount()).toList();
    }

    @Test
    void aSaleIsTheShopsOwnPartEachVendorsAndTheCommission() {
        assertThat(legs(Booking.sold(LINES, TOTALS))).containsExactly("cash 4910", "sales -1000", "vendor:ann -2580", "vendor:bob -1060", "commission -270");
        assertThat(legs(Booking.sold(LINES, new OrderTotals(gbp(4_700), gbp(300), gbp(250), gbp(80), gbp(4_730))))).as("a discount, freight of the shop's own and tax are the shop's affair")
                .containsExactly("cash 4730", "discounts 300", "sales -1000", "freight -40", "tax -80", "vendor:ann -2580", "vendor:bob -1060", "commission -270");
        assertThat(legs(Booking.sold(List.of(LINES.get(0)), new OrderTotals(gbp(1_000), gbp(0), gbp(0), gbp(0), gbp(1_000))))).containsExactly("cash 1000", "sales -1000");
    }

    @Test
    void whatIsGivenBackIsTakenFromWhoeverHadIt() {
        var anns = new OrderRefund.Line("CUP", 1, gbp(950), Optional.of("ann"), Optional.of(gbp(50)), Optional.of(gbp(90)), Optional.of(gbp(860)));
        var own = new OrderRefund.Line("CUP", 1, gbp(1_000));
        var currency = gbp(0).currency();
        assertThat(legs(Booking.givenBack(gbp(950), Split.givenBack(currency, List.of(anns))))).containsExactly("vendor:ann 860", "commission 90", "cash -950");
        assertThat(legs(Booking.givenBack(gbp(1_950), Split.givenBack(currency, List.of(own, anns))))).containsExactly("refunds 1000", "vendor:ann 860", "commission 90", "cash -1950");
        assertThat(legs(Booking.givenBack(gbp(900), Split.givenBack(currency, List.of(anns))))).as("what the buyer had been let off was the shop's").containsExactly("refunds -50", "vendor:ann 860", "commission 90", "cash -900");
        var before = new OrderRefund.Line("CUP", 1, gbp(950), Optional.of("ann"), Optional.of(gbp(50)));
        assertThat(legs(Booking.givenBack(gbp(950), Split.givenBack(currency, List.of(before))))).as("before orders said what was the vendor's").containsExactly("refunds 950", "cash -950");
    }

    @Test
    void whatIsCorrectedMovesBetweenAVendorAndTheShopAndNobodyElse() {
        var changed = List.of(new CommissionCorrection.Line("3", "CUP", "ann", gbp(270), gbp(300), gbp(20)), new CommissionCorrection.Line("4", "POT", "ann", gbp(50), gbp(40), gbp(-5)),
                new CommissionCorrection.Line("5", "POT", "bob", gbp(50), gbp(10), gbp(-40)), new CommissionCorrection.Line("6", "TEA", "cat", gbp(5), gbp(7), gbp(0)));
        assertThat(legs(Booking.corrected(changed))).containsExactlyInAnyOrder("vendor:ann 15", "vendor:bob -40", "commission 25");
        assertThat(Booking.corrected(List.of())).isEmpty();
        assertThat(Booking.corrected(changed.subList(3, 4))).isEmpty();
    }
}
