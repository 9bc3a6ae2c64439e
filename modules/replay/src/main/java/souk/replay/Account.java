package souk.replay;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where all lines and all money of the file have gone, in pounds.
 *
 * @param file    what the file says, added up line by line
 * @param sales   what became orders
 * @param refunds what became refunds, below zero
 * @param credits what became credits, below zero
 * @param skipped what became nothing, by reason
 */
public record Account(Sum file, Sum sales, Sum refunds, Sum credits, Map<Reason, Sum> skipped) {
    /** Some lines and their money. */
    public record Sum(long lines, BigDecimal money) {
        static final Sum NONE = new Sum(0, BigDecimal.ZERO);

        Sum plus(long moreLines, BigDecimal more) {
            return new Sum(lines + moreLines, money.add(more));
        }

        /** Both together. */
        public Sum plus(Sum other) {
            return plus(other.lines, other.money);
        }

        /** The same number and the same money, with however many zeros behind it. */
        public boolean same(Sum other) {
            return lines == other.lines && money.compareTo(other.money) == 0;
        }
    }

    /** The account of a plan: what goes is added up from its steps, and what there is from the lines. */
    public static Account of(List<Line> lines, Plan plan) {
        Sum file = Sum.NONE;
        for (Line line : lines) file = file.plus(1, line.money());
        Sum sales = Sum.NONE;
        Sum refunds = Sum.NONE;
        Sum credits = Sum.NONE;
        for (Step step : plan.steps()) {
            if (step instanceof Step.Sale sale) sales = sales.plus(sale.items().stream().mapToLong(Step.Item::lines).sum(), pounds(sale.pence()));
            else if (step instanceof Step.Refund refund) refunds = refunds.plus(1, pounds(-refund.total()));
            else if (step instanceof Step.Credit credit) credits = credits.plus(1, pounds(-credit.total()));
        }
        Map<Reason, Sum> skipped = new EnumMap<>(Reason.class);
        for (Plan.Skipped each : plan.skipped()) skipped.merge(each.reason(), new Sum(1, each.line().money()), Sum::plus);
        return new Account(file, sales, refunds, credits, skipped);
    }

    static BigDecimal pounds(long pence) {
        return BigDecimal.valueOf(pence, 2);
    }

    /** What was done in the shop. */
    public Sum mapped() {
        return total(List.of(sales, refunds, credits));
    }

    /** What was not. */
    public Sum left() {
        return total(skipped.values());
    }

    /** Whether mapped and skipped are the file: every line, and every part of a penny. */
    public boolean addsUp() {
        return mapped().plus(left()).same(file);
    }

    private static Sum total(Collection<Sum> sums) {
        return sums.stream().reduce(Sum.NONE, Sum::plus);
    }
}
