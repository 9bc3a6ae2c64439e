package souk.orders;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.inventory.api.StockCommand;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderView;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.KeyUse;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Size;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;

/** Staff gives back parts of orders. */
final class RefundRoutes {
    /** @param restock whether the units return to the stock; they do unless it says otherwise */
    record RefundForm(@Size(min = 1, max = 200) List<UnitsForm> lines, Optional<Boolean> restock, Optional<@Text(max = 500) String> reason) implements Checked {
        @Override
        public void check(Faults faults) {
            var seen = new HashSet<String>();
            for (int i = 0; i < lines.size(); i++) {
                if (!seen.add(lines.get(i).sku() + "@" + lines.get(i).vendorId().orElse(""))) faults.badFormat("lines[" + i + "].sku", "Each line has a SKU of its own, or another vendor.");
            }
        }
    }

    /** @param vendorId whose; not there: the shop's own, or those of the only vendor */
    record UnitsForm(@Text(max = 100) String sku, @Whole(min = 1, max = StockCommand.MAX_QUANTITY) int quantity, Optional<@Text(max = 100) String> vendorId) {
        private OrderCommand.Units units() {
            return new OrderCommand.Units(sku, quantity, vendorId);
        }
    }

    private RefundRoutes() {}

    static List<Endpoint> of(Node node) {
        return List.of(Endpoint.post("/v1/admin/orders/{id}/refunds").summary("Give back a part of an order, and put its units back unless told otherwise").roles(Access.staff("orders"))
                .body(RefundForm.class).idempotencyKey(KeyUse.REQUIRED)
                .answers(201, RefundBody.class).answers(202, RefundBody.class).stepUp()
                .refuses(Kind.NOT_FOUND, "not-found").refuses(Kind.CONFLICT, "refund-too-large", "order-cancelled", "order-in-progress", "order-rejected")
                .refuses(Kind.UNPROCESSABLE, "idempotency-key-reused", "too-many-refunds", "vendor-required")
                .handle(call -> refund(node, call)));
    }

    private static CompletionStage<Answer> refund(Node node, Call<RefundForm> call) {
        var form = call.body();
        var refund = new OrderCommand.Refund(call.newId(), call.fingerprint(), form.lines().stream().map(UnitsForm::units).toList(), form.restock().orElse(true), form.reason());
        return call.reply(node.entities().ask(OrderCommand.at(call.path("id")), refund, call.asking()), order -> refunded(call, order), RefundRoutes::refused);
    }

    private static Answer refunded(Call<?> call, OrderView order) {
        String location = "/v1/admin/orders/" + order.id();
        var refund = RefundBody.of(order).stream().filter(each -> each.id().equals(call.newId())).findFirst().orElseThrow();
        return refund.at().isPresent() ? Answer.created(location, refund) : Answer.accepted(location, refund);
    }

    /** What is under way ends soon. */
    private static Answer refused(Rejection rejection) {
        var answer = Answer.refused(rejection);
        return rejection.code().equals("order-in-progress") ? answer.header("Retry-After", "1") : answer;
    }
}
