package souk.orders;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Step;
import souk.orders.api.Commission;
import souk.orders.api.Commissions;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;

/** The rules about what the shop keeps of lines of vendors: an order asks for it once, when it is placed, and what it was told stays, unless staff corrects it ({@link CorrectionRules}). */
final class FreezingRules {
    private FreezingRules() {}

    /** Whether it has still to be asked for. */
    static boolean areOpen(Order order) {
        return !order.commissioned() && order.placed().lines().stream().anyMatch(line -> line.vendor().isPresent());
    }

    /** Asks what held when it was placed, so a copy is told the same as long as that is remembered; and of two answers the first one is heeded. */
    static Step ask(Order order) {
        var sales = order.placed().lines().stream().flatMap(line -> line.vendor().map(part -> new Commissions.Sale(part.vendorId(), line.sku(), line.total())).stream()).toList();
        return Step.of("freeze-commissions", List.of(Step.ask(CommissionRequest.PROVIDER, new CommissionRequest(sales, order.placed().at()))),
                outcomes -> new OrderCommand.CommissionsAnswered(Step.refusal(outcomes), answered(outcomes.get(outcomes.size() - 1))));
    }

    private static List<Optional<Commission>> answered(Outcome<?> outcome) {
        return outcome.fold(answer -> ((CommissionRequest.Answer) answer).commissions(), refused -> List.of());
    }

    static Decision<Order, OrderEvent, Done> answered(Order order, OrderCommand.CommissionsAnswered result, Instant now) {
        if (!Lifecycle.heeds(order.status(), result) || order.toBeScreened() || !areOpen(order)) return StepResults.done(List.of());
        return result.refusal().isPresent() ? StepResults.delay(order, result.refusal().get(), now) : StepResults.done(List.of(new OrderEvent.CommissionsFrozen(result.commissions(), now)));
    }

    /** The order as it was placed, with what the shop keeps on each line of a vendor. */
    static OrderEvent.Placed frozen(OrderEvent.Placed placed, OrderEvent.CommissionsFrozen event) {
        var commissions = event.commissions().iterator();
        var lines = new ArrayList<OrderLine>();
        for (OrderLine line : placed.lines()) lines.add(line.vendor().isPresent() ? line.bearing(commissions.next()) : line);
        return new OrderEvent.Placed(placed.number(), lines, placed.totals(), placed.at());
    }
}
