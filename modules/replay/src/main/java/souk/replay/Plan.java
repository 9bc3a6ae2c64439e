package souk.replay;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.replay.Step.Credit;
import souk.replay.Step.Item;
import souk.replay.Step.Refund;
import souk.replay.Step.Sale;

/**
 * What becomes of each line of the file. Pure: the same lines give the same plan.
 *
 * <ul>
 * <li>A sale line (no cancellation, quantity and price above zero, whole pence) becomes a line of its invoice's order, at its own price. An order has at most
 * {@value #MOST_ITEMS} lines, a code at one price, and one customer: what does not fit goes into another order of the invoice. Lines of one code and price are one line of the order.
 * <li>A cancellation line (quantity below zero, price above, whole pence) becomes a refund of the latest order line of the same customer, code and price that stands
 * earlier in the file and has that many units left; otherwise a credit. A line without a customer fits nobody.
 * <li>All else is skipped, for a {@link Reason}.
 * </ul>
 *
 * @param steps in the order of their first lines
 */
public record Plan(List<Step> steps, List<Skipped> skipped) {
    /** The most lines that an order has. */
    public static final int MOST_ITEMS = 200;

    /** A line that is not replayed. */
    public record Skipped(Line line, Reason reason) {}

    public Plan {
        steps = List.copyOf(steps);
        skipped = List.copyOf(skipped);
    }

    /** The plan for these lines, which come in the order of the file. */
    public static Plan of(List<Line> lines) {
        var planning = new Planning();
        lines.forEach(planning::take);
        return planning.plan();
    }

    /** The orders, by the ids of their steps. */
    public Map<String, Sale> sales() {
        Map<String, Sale> sales = new LinkedHashMap<>();
        for (Step step : steps) if (step instanceof Sale sale) sales.put(sale.id(), sale);
        return sales;
    }

    /** Whoever this line is about. */
    static String buyer(Line line) {
        return line.customer().isEmpty() ? "invoice-" + line.invoice() : "customer-" + line.customer();
    }

    /** The order line of a sale, while lines may still join it. */
    private static final class Sold {
        private final OrderDraft order;
        private final String code;
        private final long pence;
        private int quantity;
        private int returned;
        private int lines;

        private Sold(OrderDraft order, String code, long pence) {
            this.order = order;
            this.code = code;
            this.pence = pence;
        }

        private boolean holds(int more) {
            return quantity + more <= Reason.MOST_UNITS;
        }
    }

    private record OrderDraft(String id, Line first, Map<String, Sold> items) {
        private Step sale() {
            var sold = items.values().stream().map(item -> new Item(item.code, item.quantity, item.pence, item.lines)).toList();
            return new Sale(id, first.number(), buyer(first), first.at(), first.country(), sold);
        }

        /** Where a line of this code and price joins this order. */
        private Optional<Sold> joined(Line line, long pence) {
            return Optional.ofNullable(items.get(line.code())).filter(item -> item.pence == pence && item.holds(line.quantity()) && isOf(line));
        }

        private boolean takes(Line line) {
            return items.size() < MOST_ITEMS && !items.containsKey(line.code()) && isOf(line);
        }

        private boolean isOf(Line line) {
            return first.customer().equals(line.customer());
        }
    }

    private record Fit(String customer, String code, long pence) {}

    private static final class Planning {
        private final List<Object> drafts = new ArrayList<>();
        private final List<Skipped> skipped = new ArrayList<>();
        private final Map<String, List<OrderDraft>> orders = new HashMap<>();
        private final Map<Fit, List<Sold>> sold = new HashMap<>();

        private void take(Line line) {
            var reason = Reason.of(line);
            if (reason.isPresent()) skipped.add(new Skipped(line, reason.get()));
            else if (line.cancels()) cancel(line, pence(line));
            else sell(line, pence(line));
        }

        private static long pence(Line line) {
            return line.price().movePointRight(2).longValueExact();
        }

        private void sell(Line line, long pence) {
            var ofInvoice = orders.computeIfAbsent(line.invoice(), invoice -> new ArrayList<>(1));
            var item = ofInvoice.stream().flatMap(order -> order.joined(line, pence).stream()).findFirst().orElseGet(() -> {
                var order = ofInvoice.stream().filter(each -> each.takes(line)).findFirst().orElseGet(() -> begin(line, ofInvoice));
                var begun = new Sold(order, line.code(), pence);
                order.items.put(line.code(), begun);
                if (!line.customer().isEmpty()) sold.computeIfAbsent(new Fit(line.customer(), line.code(), pence), fit -> new ArrayList<>(1)).add(begun);
                return begun;
            });
            item.quantity += line.quantity();
            item.lines++;
        }

        private OrderDraft begin(Line line, List<OrderDraft> ofInvoice) {
            var order = new OrderDraft("order-" + line.invoice() + "-" + (ofInvoice.size() + 1), line, new LinkedHashMap<>());
            ofInvoice.add(order);
            drafts.add(order);
            return order;
        }

        private void cancel(Line line, long pence) {
            int quantity = -line.quantity();
            String buyer = buyer(line);
            LocalDateTime at = line.at();
            var candidates = line.customer().isEmpty() ? List.<Sold>of() : sold.getOrDefault(new Fit(line.customer(), line.code(), pence), List.of());
            for (int i = candidates.size() - 1; i >= 0; i--) {
                var candidate = candidates.get(i);
                if (candidate.quantity - candidate.returned < quantity) continue;
                candidate.returned += quantity;
                drafts.add(new Refund("refund-" + line.number(), line.number(), buyer, at, candidate.order.id, line.code(), quantity, pence));
                return;
            }
            drafts.add(new Credit("credit-" + line.number(), line.number(), buyer, at, line.code(), quantity, pence));
        }

        private Plan plan() {
            return new Plan(drafts.stream().map(draft -> draft instanceof OrderDraft order ? order.sale() : (Step) draft).toList(), skipped);
        }
    }
}
