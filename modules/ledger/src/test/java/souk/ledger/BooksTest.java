package souk.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.ledger.api.Leg;
import souk.ledger.api.Side;
import souk.orders.api.OrderTotals;
import souk.testkit.Seeds;
import souk.testkit.Simulation.Trouble;

/** Sales, refunds and cancellations are booked once each, whatever fails, and what the accounts come to is what somebody else computes from the orders alone. */
class BooksTest {
    private static final int LIVES = 60;
    private static final String[] CURRENCIES = {"GBP", "EUR", "JPY"};

    /** What the accounts must come to: debits less credits, kept beside the books from nothing but what the shop did. */
    private static final class Expected {
        private final Map<String, Long> accounts = new HashMap<>();
        private int transactions;

        private void moves(String account, Money amount, int sign) {
            accounts.merge(account + " " + amount.currency(), sign * amount.amount(), Long::sum);
        }
    }

    private static Money money(long amount, String currency) {
        return Money.of(amount, currency);
    }

    private static void live(Books books, Random random, Expected expected) {
        int orders = 1 + random.nextInt(6);
        var open = new ArrayList<String>();
        Map<String, Money> left = new HashMap<>();
        for (int i = 0; i < orders; i++) {
            String currency = CURRENCIES[random.nextInt(CURRENCIES.length)];
            long goods = random.nextInt(50_000);
            long discount = random.nextBoolean() ? 0 : random.nextInt((int) goods + 1);
            long freight = random.nextBoolean() ? 0 : random.nextInt(2_000);
            long tax = random.nextBoolean() ? 0 : random.nextInt(5_000);
            var total = money(goods - discount + freight + tax, currency);
            String id = "o" + i;
            books.sells(id, new OrderTotals(money(goods, currency), money(discount, currency), money(freight, currency), money(tax, currency), total));
            expected.moves("cash", total, 1);
            expected.moves("discounts", money(discount, currency), 1);
            expected.moves("sales", money(goods, currency), -1);
            expected.moves("freight", money(freight, currency), -1);
            expected.moves("tax", money(tax, currency), -1);
            if (goods + freight + tax > 0) expected.transactions++;
            open.add(id);
            left.put(id, total);
        }
        for (int i = 0; i < 12 && !open.isEmpty(); i++) {
            String id = open.get(random.nextInt(open.size()));
            Money rest = left.get(id);
            if (random.nextInt(4) == 0) {
                books.cancels(id);
                open.remove(id);
                gaveBack(expected, rest);
            } else {
                var some = money(random.nextInt(5) == 0 ? rest.amount() : random.nextLong(rest.amount() + 1), rest.currency().getCurrencyCode());
                books.givesBack(id, "r" + i, some);
                left.put(id, rest.minus(some));
                gaveBack(expected, some);
            }
        }
    }

    private static void gaveBack(Expected expected, Money amount) {
        expected.moves("refunds", amount, 1);
        expected.moves("cash", amount, -1);
        if (!amount.isZero()) expected.transactions++;
    }

    private static void settle(Books books) {
        books.calmDown();
        for (int i = 0; i < 100 && !books.done(); i++) books.run(Duration.ofMinutes(1));
        // What is still on its way arrives, too.
        books.run(Duration.ofMinutes(20));
        assertThat(books.done()).as(books.toString()).isTrue();
    }

    private static void check(Books books, Expected expected) {
        Map<String, Long> found = new HashMap<>();
        books.posted().forEach((id, transaction) -> {
            Map<String, Long> sums = new HashMap<>();
            for (Leg leg : transaction.legs()) {
                long signed = leg.side() == Side.DEBIT ? leg.amount().amount() : -leg.amount().amount();
                sums.merge(leg.amount().currency().getCurrencyCode(), signed, Long::sum);
                found.merge(leg.account() + " " + leg.amount().currency(), signed, Long::sum);
            }
            assertThat(sums.values()).as(id).allMatch(sum -> sum == 0);
        });
        expected.accounts.values().removeIf(amount -> amount == 0);
        found.values().removeIf(amount -> amount == 0);
        assertThat(found).isEqualTo(expected.accounts);
        assertThat(books.posted()).hasSize(expected.transactions);
        var tally = new Balances.Tally();
        books.posted().values().forEach(transaction -> tally.add(transaction.legs()));
        assertThat(tally.balances().totals()).allMatch(total -> total.debit() == total.credit());
    }

    @Test
    void whateverFailsTheBooksAreWhatTheOrdersComeTo() {
        var deaths = new long[1];
        Seeds.each(LIVES, seed -> {
            var random = new Random(seed);
            var books = new Books(random, random.nextInt(5) == 0 ? Trouble.NONE : Books.MUCH);
            var expected = new Expected();
            live(books, random, expected);
            books.reads();
            books.run(Duration.ofMinutes(5));
            settle(books);
            check(books, expected);
            deaths[0] += books.deaths();
        });
        System.out.println(LIVES + " lives of the books with " + deaths[0] + " deaths: each transaction once, balances as computed from the orders");
    }

    @Test
    void killedAtAnyStepTheBooksAreTheSame() {
        for (boolean ghosts : new boolean[] {false, true}) {
            long things = 1;
            for (long death = 0; death < things; death++) {
                var books = new Books(new Random(death), new Trouble(0, 0, 0, 0, 0, ghosts ? 1 : 0));
                var expected = new Expected();
                var total = money(1_250, "GBP");
                books.sells("order", new OrderTotals(money(1_000, "GBP"), money(50, "GBP"), money(200, "GBP"), money(100, "GBP"), total));
                books.givesBack("order", "part", money(333, "GBP"));
                books.cancels("order");
                Map.of("discounts", 50L, "sales", -1_000L, "freight", -200L, "tax", -100L, "refunds", total.amount()).forEach((account, amount) -> expected.moves(account, money(amount, "GBP"), 1));
                expected.transactions = 3;
                books.dieAfter(death);
                books.reads();
                books.run(Duration.ofMinutes(5));
                things = books.things();
                settle(books);
                check(books, expected);
            }
            assertThat(things).isGreaterThan(12);
        }
    }

    @Test
    void aBookedEventThatIsReadAgainBooksNothingMore() {
        var books = new Books(new Random(1), Trouble.NONE);
        var expected = new Expected();
        live(books, new Random(7), expected);
        for (int i = 0; i < 3; i++) {
            books.reads();
            books.run(Duration.ofSeconds(i == 0 ? 2 : 60));
        }
        settle(books);
        check(books, expected);
    }

    @Test
    void aCreditNoteIsAnExpenseAndADebt() {
        var issued = new souk.payments.api.CreditNoteEvent.Issued("n", "f", souk.kernel.Personal.plain("x"), money(250, "GBP"), souk.kernel.Personal.plain("y"), java.time.Instant.EPOCH);
        var commands = Booking.CREDIT_NOTES.react().apply(new souk.kernel.Recorded<>("n", 1, "payments-0", 1, 0, java.time.Instant.EPOCH, "request-9", issued));
        assertThat(commands).hasSize(1);
        assertThat(commands.get(0).to().id()).isEqualTo("credit-note.n");
        var post = (souk.ledger.api.TransactionCommand.Post) commands.get(0).command();
        assertThat(post.why().cause()).isEqualTo("request-9");
        assertThat(post.legs()).isEqualTo(List.of(Leg.debit(souk.ledger.api.Account.GOODWILL, money(250, "GBP")), Leg.credit(souk.ledger.api.Account.CREDIT_NOTES, money(250, "GBP"))));
    }
}
