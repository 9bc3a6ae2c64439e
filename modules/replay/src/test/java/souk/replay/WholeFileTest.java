package souk.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The plan for the shipped year of orders, compared with a second computation straight from the text of the file, which shares no code with it. */
class WholeFileTest {
    private static Transactions file;
    private static Plan plan;
    private static Account account;

    @BeforeAll
    static void read() throws Exception {
        file = Transactions.shipped();
        plan = Plan.of(file.lines());
        account = Account.of(file.lines(), plan);
    }

    /** Integers in thousandths of a pound, and regular expressions: no line of it is like the plan's. */
    private static final class Second {
        private final Map<String, long[]> sums = new TreeMap<>();
        private final Map<String, List<long[]>> left = new HashMap<>();
        private final Map<String, Long> unitsSold = new TreeMap<>();
        private final Map<String, Long> unitsBack = new TreeMap<>();
        private final Map<String, Integer> placeOfOrder = new HashMap<>();
        private int row;

        private void take(String text) {
            row++;
            String[] cells = split(text);
            boolean cancels = cells[0].charAt(0) == 'C';
            long quantity = Long.parseLong(cells[3]);
            long price = Math.round(Double.parseDouble(cells[5]) * 1000);
            String kind;
            if (!cancels && quantity > 0 && price > 0 && price % 10 == 0) {
                kind = "sale";
                unitsSold.merge(cells[1], quantity, Long::sum);
                if (!cells[6].isEmpty()) remember(cells, quantity, price);
            } else if (cancels && quantity < 0 && price > 0 && price % 10 == 0) {
                kind = cells[6].isEmpty() || !giveBack(cells, -quantity, price) ? "credit" : "refund";
            } else if (quantity < 0) {
                kind = "taken off";
            } else {
                kind = price < 0 ? "negative" : price == 0 ? "no price" : "part of a penny";
            }
            for (String each : List.of(kind, "all")) {
                long[] sum = sums.computeIfAbsent(each, any -> new long[2]);
                sum[0]++;
                sum[1] += quantity * price;
            }
        }

        /** One pile for an invoice, a code and a price; the latest invoice is last. */
        private void remember(String[] cells, long quantity, long price) {
            String pile = cells[6] + "|" + cells[1] + "|" + price;
            String ofInvoice = cells[0] + "|" + cells[1] + "|" + price;
            var piles = left.computeIfAbsent(pile, any -> new ArrayList<>());
            Integer place = placeOfOrder.putIfAbsent(ofInvoice, piles.size());
            if (place == null) piles.add(new long[] {quantity});
            else piles.get(place)[0] += quantity;
        }

        private boolean giveBack(String[] cells, long quantity, long price) {
            var piles = left.getOrDefault(cells[6] + "|" + cells[1] + "|" + price, List.of());
            int place = piles.size() - 1;
            while (place >= 0 && piles.get(place)[0] < quantity) place--;
            if (place < 0) return false;
            piles.get(place)[0] -= quantity;
            unitsBack.merge(cells[1], quantity, Long::sum);
            return true;
        }

        private static String[] split(String text) {
            var cells = text.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
            assertThat(cells).hasSize(8);
            return cells;
        }

        private Account.Sum sum(String kind) {
            long[] sum = sums.getOrDefault(kind, new long[2]);
            return new Account.Sum(sum[0], BigDecimal.valueOf(sum[1], 3));
        }
    }

    private static Second second() throws Exception {
        var second = new Second();
        try (var in = new BufferedReader(new InputStreamReader(new GZIPInputStream(WholeFileTest.class.getResourceAsStream(Transactions.SHIPPED)), StandardCharsets.UTF_8))) {
            in.readLine();
            for (String line = in.readLine(); line != null; line = in.readLine()) second.take(line);
        }
        return second;
    }

    @Test
    void theFileIsAsItsDescriptionSays() {
        assertThat(file.lines()).hasSize(487_718);
        assertThat(account.file().money()).isEqualByComparingTo("8860040.844");
        assertThat(file.lines().stream().map(Line::code).distinct()).hasSize(4_046);
    }

    @Test
    void mappedAndSkippedAreTheFile() {
        assertThat(account.addsUp()).as(account.toString()).isTrue();
        assertThat(account.mapped().lines() + account.left().lines()).isEqualTo(487_718);
        assertThat(account.mapped().money().add(account.left().money())).isEqualByComparingTo("8860040.844");
        System.out.println(account);
    }

    @Test
    void aSecondComputationComesToTheSameFigures() throws Exception {
        var second = second();
        assertThat(second.row).isEqualTo(487_718);
        same(account.file(), second.sum("all"));
        same(account.sales(), second.sum("sale"));
        same(account.refunds(), second.sum("refund"));
        same(account.credits(), second.sum("credit"));
        same(account.skipped().get(Reason.TAKEN_OFF), second.sum("taken off"));
        same(account.skipped().get(Reason.NO_PRICE), second.sum("no price"));
        same(account.skipped().get(Reason.NEGATIVE_PRICE), second.sum("negative"));
        same(account.skipped().get(Reason.PART_OF_A_PENNY), second.sum("part of a penny"));
        assertThat(account.skipped()).hasSize(4);
        Map<String, Long> sold = new TreeMap<>();
        Map<String, Long> back = new TreeMap<>();
        for (Step step : plan.steps()) {
            if (step instanceof Step.Sale sale) sale.items().forEach(item -> sold.merge(item.code(), (long) item.quantity(), Long::sum));
            if (step instanceof Step.Refund refund) back.merge(refund.code(), (long) refund.quantity(), Long::sum);
        }
        assertThat(sold).isEqualTo(second.unitsSold);
        assertThat(back).isEqualTo(second.unitsBack);
        Map<String, Long> goods = new TreeMap<>();
        Goods.of(file.lines()).values().stream().filter(each -> each.units() > 0).forEach(each -> goods.put(each.code(), each.units()));
        assertThat(goods).isEqualTo(second.unitsSold);
    }

    private static void same(Account.Sum planned, Account.Sum second) {
        assertThat(planned.same(second)).as(planned + " is " + second).isTrue();
    }

    @Test
    void thePlanForTheFirstInvoicesIsTheBeginningOfThePlanForAll() {
        for (int invoices : new int[] {1, 100, 1_000, 5_000}) {
            var lines = file.ofFirstInvoices(invoices);
            assertThat(lines.stream().map(Line::invoice).distinct()).hasSize(invoices);
            var some = Plan.of(lines);
            assertThat(plan.steps().subList(0, some.steps().size())).isEqualTo(some.steps());
            assertThat(Account.of(lines, some).addsUp()).isTrue();
        }
    }

    @Test
    void noOrderIsTooLargeAndNoStepHasAnothersId() {
        var ids = new HashSet<String>();
        assertThat(plan.steps()).allSatisfy(step -> assertThat(ids.add(step.id())).isTrue());
        assertThat(plan.sales().values()).allSatisfy(sale -> assertThat(sale.items()).hasSizeBetween(1, Plan.MOST_ITEMS));
    }

    @Test
    void everyCountryOfItIsKnown() {
        assertThat(file.lines().stream().map(Line::country).distinct()).hasSize(38).allSatisfy(name -> assertThat(Countries.code(name)).as(name).isPresent());
    }
}
