package souk.vendors;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderView;
import souk.platform.Node;
import souk.platform.http.Call;

/** The order that a path names as {@code id}, for what only its buyer may say about its vendors. */
public final class BoughtOrder {
    private BoughtOrder() {}

    private static final Rejection UNKNOWN = Rejection.notFound("order");

    /** Refused: {@code not-found}, also to anybody else; and to the guest who placed it once it is an account's: that guest may read it still, but has no say in it. */
    public static CompletionStage<Outcome<OrderView>> of(Node node, Call<?> call) {
        return node.entities().ask(OrderCommand.at(call.path("id")), new OrderCommand.Look(Optional.of(call.owner())), call.asking())
                .thenApply(seen -> seen.fold(order -> order.owner().filter(call.owner()::equals).isPresent() ? Outcome.accepted(order) : Outcome.refused(UNKNOWN), Outcome::<OrderView>refused));
    }

    /** With whose key what its buyer says is locked: as the order's address is, and erased with it. */
    public static String buyer(OrderView order) {
        return order.email().person().orElse("order:" + order.id());
    }

    /** Whether something in it is this vendor's. */
    public static boolean has(OrderView order, String vendorId) {
        return order.lines().stream().anyMatch(line -> line.vendor().filter(part -> part.vendorId().equals(vendorId)).isPresent());
    }
}
