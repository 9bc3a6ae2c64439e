package souk.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import souk.replay.Step.Credit;
import souk.replay.Step.Item;
import souk.replay.Step.Refund;
import souk.replay.Step.Sale;

class PlanTest {
    private static Sale sale(Plan plan, int step) {
        return (Sale) plan.steps().get(step);
    }

    private static Reason reasonOf(int quantity, String price, String invoice) {
        var plan = new Lines().line(invoice, "A", quantity, price).plan();
        assertThat(plan.steps()).isEmpty();
        assertThat(plan.skipped()).hasSize(1);
        return plan.skipped().get(0).reason();
    }

    @Test
    void anInvoiceIsAnOrderAtTheLinesPrices() {
        var plan = new Lines().line("536365", "85123A", 6, "2.55").line("536365", "POST", 1, "18").plan();
        assertThat(plan.steps()).hasSize(1);
        assertThat(sale(plan, 0).id()).isEqualTo("order-536365-1");
        assertThat(sale(plan, 0).buyer()).isEqualTo("customer-17850");
        assertThat(sale(plan, 0).items()).containsExactly(new Item("85123A", 6, 255, 1), new Item("POST", 1, 1800, 1));
        assertThat(sale(plan, 0).pence()).isEqualTo(6 * 255 + 1800);
    }

    @Test
    void linesOfOneCodeAndPriceAreOneLine() {
        var plan = new Lines().line("1", "A", 6, "2.55").line("1", "B", 1, "1").line("1", "A", 4, "2.550").plan();
        assertThat(sale(plan, 0).items()).containsExactly(new Item("A", 10, 255, 2), new Item("B", 1, 100, 1));
    }

    @Test
    void aCodeAtAnotherPriceGoesIntoAnotherOrderOfTheInvoice() {
        var plan = new Lines().line("1", "A", 6, "2.55").line("1", "A", 1, "2.10").line("1", "B", 1, "1").line("1", "A", 2, "2.10").line("1", "A", 1, "3").plan();
        assertThat(plan.steps()).extracting(Step::id).containsExactly("order-1-1", "order-1-2", "order-1-3");
        assertThat(sale(plan, 0).items()).containsExactly(new Item("A", 6, 255, 1), new Item("B", 1, 100, 1));
        assertThat(sale(plan, 1).items()).containsExactly(new Item("A", 3, 210, 2));
        assertThat(sale(plan, 2).items()).containsExactly(new Item("A", 1, 300, 1));
    }

    @Test
    void anInvoiceOfMoreThan200LinesIsSeveralOrders() {
        var lines = new Lines();
        for (int i = 0; i < 450; i++) lines.line("1", "P" + i, 1, "1");
        lines.line("1", "P7", 5, "1");
        var plan = lines.plan();
        assertThat(plan.steps()).hasSize(3);
        assertThat(List.of(0, 1, 2)).extracting(step -> sale(plan, step).items().size()).containsExactly(200, 200, 50);
        assertThat(sale(plan, 0).items().get(7)).isEqualTo(new Item("P7", 6, 100, 2));
    }

    @Test
    void whatIsNoSaleAndNoCancellationIsSkippedForAReason() {
        assertThat(reasonOf(1, "0", "1")).isEqualTo(Reason.NO_PRICE);
        assertThat(reasonOf(1, "0.000", "1")).isEqualTo(Reason.NO_PRICE);
        assertThat(reasonOf(1, "0.001", "1")).isEqualTo(Reason.PART_OF_A_PENNY);
        assertThat(reasonOf(1, "-11062.06", "A563186")).isEqualTo(Reason.NEGATIVE_PRICE);
        assertThat(reasonOf(-30, "0", "1")).isEqualTo(Reason.TAKEN_OFF);
        assertThat(reasonOf(-30, "1.25", "1")).isEqualTo(Reason.TAKEN_OFF);
        assertThat(reasonOf(0, "1.25", "1")).isEqualTo(Reason.NO_QUANTITY);
        assertThat(reasonOf(1, "1.25", "C1")).isEqualTo(Reason.CANCELLATION_ABOVE_ZERO);
        assertThat(reasonOf(-1, "0", "C1")).isEqualTo(Reason.NO_PRICE);
        assertThat(reasonOf(-1, "0.005", "C1")).isEqualTo(Reason.PART_OF_A_PENNY);
        assertThat(reasonOf(-1, "-1", "C1")).isEqualTo(Reason.NEGATIVE_PRICE);
        assertThat(reasonOf(1_000_000, "1", "1")).isEqualTo(Reason.TOO_LARGE);
        assertThat(reasonOf(Integer.MIN_VALUE, "1", "C1")).isEqualTo(Reason.TOO_LARGE);
        assertThat(reasonOf(1, "1000000000.01", "1")).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void threeDecimalsAreWholePenceIfTheThirdIsZero() {
        assertThat(sale(new Lines().line("1", "A", 1, "2.550").plan(), 0).items()).containsExactly(new Item("A", 1, 255, 1));
    }

    @Test
    void aMissingDescriptionAndAnUnusualInvoiceAreNoReason() {
        assertThat(sale(new Lines().of("").called("").line("A563185", "B", 1, "11062.06").plan(), 0).buyer()).isEqualTo("invoice-A563185");
    }

    @Test
    void aCancellationReturnsUnitsOfTheLatestOrderThatFits() {
        var plan = new Lines().line("1", "A", 6, "2.55").line("2", "A", 6, "2.55").line("3", "A", 6, "2.50").line("C4", "A", -2, "2.55").plan();
        assertThat(plan.steps().get(3)).isEqualTo(new Refund("refund-4", 4, "customer-17850", plan.steps().get(3).at(), "order-2-1", "A", 2, 255));
        assertThat(((Refund) plan.steps().get(3)).total()).isEqualTo(510);
    }

    @Test
    void whereTheLatestHasTooFewLeftAnEarlierOneFits() {
        var plan = new Lines().line("1", "A", 6, "2").line("2", "A", 3, "2").line("C3", "A", -2, "2").line("C4", "A", -2, "2").line("C5", "A", -1, "2").line("C6", "A", -5, "2").plan();
        assertThat(plan.steps().subList(2, 5)).extracting(step -> ((Refund) step).sale()).containsExactly("order-2-1", "order-1-1", "order-2-1");
        assertThat(plan.steps().get(5)).isInstanceOf(Credit.class);
    }

    @Test
    void whatFitsNothingIsACredit() {
        assertThat(new Lines().line("C1", "A", -2, "2").line("2", "A", 2, "2").plan().steps().get(0)).as("before the sale").isInstanceOf(Credit.class);
        assertThat(new Lines().line("1", "A", 2, "2").line("C2", "A", -3, "2").plan().steps().get(1)).as("more units").isInstanceOf(Credit.class);
        assertThat(new Lines().line("1", "A", 2, "2").line("C2", "A", -2, "1.99").plan().steps().get(1)).as("another price").isInstanceOf(Credit.class);
        assertThat(new Lines().line("1", "A", 2, "2").line("C2", "a", -2, "2").plan().steps().get(1)).as("another code").isInstanceOf(Credit.class);
        assertThat(new Lines().line("1", "A", 2, "2").of("17851").line("C2", "A", -2, "2").plan().steps().get(1)).as("another customer").isInstanceOf(Credit.class);
        var nobody = new Lines().of("").line("1", "A", 2, "2").line("C2", "A", -2, "2").plan().steps().get(1);
        assertThat(nobody).as("no customer").isInstanceOf(Credit.class);
        assertThat(((Credit) nobody).total()).isEqualTo(400);
        assertThat(nobody.buyer()).isEqualTo("invoice-C2");
    }

    @Test
    void linesOfOneCodeInOneOrderAreReturnedTogether() {
        var plan = new Lines().line("1", "A", 2, "2").line("1", "A", 3, "2").line("C2", "A", -5, "2").plan();
        assertThat(plan.steps().get(1)).isInstanceOf(Refund.class);
    }

    @Test
    void anInvoiceOfSeveralCustomersIsAnOrderOfEach() {
        var plan = new Lines().line("1", "A", 2, "2").of("17851").line("1", "A", 3, "2").of("").line("1", "B", 1, "1").of("17850").line("1", "C", 1, "1").plan();
        assertThat(plan.steps()).extracting(Step::buyer).containsExactly("customer-17850", "customer-17851", "invoice-1");
        assertThat(plan.steps()).extracting(Step::id).containsExactly("order-1-1", "order-1-2", "order-1-3");
        assertThat(sale(plan, 0).items()).extracting(Item::code).containsExactly("A", "C");
    }

    @Test
    void anInvoiceThatGoesOnAfterAnotherIsOneOrder() {
        var plan = new Lines().line("1", "A", 2, "2").line("2", "A", 1, "2").line("1", "B", 1, "1").plan();
        assertThat(plan.steps()).extracting(Step::id).containsExactly("order-1-1", "order-2-1");
        assertThat(sale(plan, 0).items()).hasSize(2);
    }

    @Property(tries = 500)
    void whateverTheFileEveryLineAndAllMoneyIsAccountedFor(@ForAll("files") List<Line> lines) {
        var plan = Plan.of(lines);
        var account = Account.of(lines, plan);
        assertThat(account.addsUp()).as(account.toString()).isTrue();
        var sales = plan.sales();
        for (var refund : plan.steps().stream().filter(Refund.class::isInstance).map(Refund.class::cast).toList()) {
            var of = sales.get(refund.sale());
            assertThat(of.line()).isLessThan(refund.line());
            assertThat(of.buyer()).isEqualTo(refund.buyer()).startsWith("customer-");
            assertThat(of.items()).anyMatch(item -> item.code().equals(refund.code()) && item.pence() == refund.pence());
        }
        sales.values().forEach(sale -> {
            assertThat(sale.items()).extracting(Item::code).doesNotHaveDuplicates();
            assertThat(sale.items()).hasSizeBetween(1, Plan.MOST_ITEMS);
            for (Item item : sale.items()) {
                int returned = plan.steps().stream().filter(Refund.class::isInstance).map(Refund.class::cast).filter(each -> each.sale().equals(sale.id()) && each.code().equals(item.code())).mapToInt(Refund::quantity).sum();
                assertThat(returned).isLessThanOrEqualTo(item.quantity());
            }
        });
    }

    @Provide
    Arbitrary<List<Line>> files() {
        return Combinators.combine(Arbitraries.of("1", "2", "3", "C4", "C5", "A6"), Arbitraries.of("A", "B", "POST"), Arbitraries.integers().between(-4, 8),
                Arbitraries.of("0", "1", "2.55", "2.550", "0.001", "-3"), Arbitraries.of("", "17850", "17851"))
                .as((invoice, code, quantity, price, customer) -> (java.util.function.Consumer<Lines>) lines -> lines.of(customer).line(invoice, code, quantity, price))
                .list().ofMaxSize(60).map(all -> {
                    var lines = new Lines();
                    all.forEach(each -> each.accept(lines));
                    return lines.all();
                });
    }
}
