package souk.vendors.orders;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.history.PastRoutes;
import souk.platform.history.PastRoutes.Now;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Query;
import souk.platform.reading.Served;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderView;
import souk.vendors.api.VendorOrderView.Status;
import souk.vendors.orders.VendorOrderBody.VendorLine;

/** Vendor orders and their past for staff, who say when one has arrived. */
public final class VendorOrderAdminRoutes {
    private static final String LIST = "/v1/admin/vendor-orders";
    private static final Access STAFF = Access.staff("vendors");

    /** @param at when; not there: now */
    record DeliverForm(Optional<Instant> at) {}

    /**
     * A vendor order as staff sees it.
     *
     * @param at  a time at which it was so
     * @param due what is still to be paid of it; below zero when more was paid than is left of it
     * @param disputeId the dispute that keeps it back
     */
    record AdminVendorOrder(String id, long version, Instant at, String orderId, String vendorId, String number, Status status, Instant placedAt, Optional<Instant> shippedAt, Optional<String> carrier,
            Optional<String> trackingNumber, Optional<Instant> deliveredAt, List<VendorLine> lines, Money due, Optional<String> disputeId) {
        private static AdminVendorOrder of(VendorOrderView order, Instant at) {
            return new AdminVendorOrder(order.id(), order.version(), at, order.orderId(), order.vendorId(), order.number(), order.status(), order.placedAt(), order.shippedAt(), order.carrier(), order.trackingNumber(),
                    order.deliveredAt(), VendorLine.all(order), order.due(), order.disputeId());
        }
    }

    /** The same in a list. */
    record ListedVendorOrder(String id, String orderId, String vendorId, String number, Status status, Instant placedAt, Optional<Instant> shippedAt, Optional<Instant> deliveredAt, List<VendorLine> lines) {
        private static ListedVendorOrder of(VendorOrderList.Entry order) {
            return new ListedVendorOrder(order.id(), order.orderId(), order.vendorId(), order.number(), order.status(), order.placedAt(), order.shippedAt(), order.deliveredAt(), VendorLine.all(order));
        }
    }

    private final Node node;
    private final Served<VendorOrderListStore> orders;

    private VendorOrderAdminRoutes(Node node) {
        this.node = node;
        orders = Served.of(node, VendorOrderList.VIEW, VendorOrderListStore::new);
    }

    public static List<Endpoint> of(Node node) {
        var routes = new VendorOrderAdminRoutes(node);
        var all = new ArrayList<>(PastRoutes.of(node, VendorOrder.BLUEPRINT, "vendor order", LIST + "/{id}", STAFF).shows(AdminVendorOrder.class, (id, order, at) -> AdminVendorOrder.of(order.view(), at), routes::now));
        all.add(Endpoint.get(LIST).summary("Orders of all vendors, newest first, or of one").roles(STAFF).query(VendorOrderRoutes.STATUS, Query.text("vendor", 255)).paged().answersPageOf(ListedVendorOrder.class)
                .handle(routes::list));
        all.add(Endpoint.post(LIST + "/{id}/deliver").summary("Say that it has arrived").roles(STAFF).optionalBody(DeliverForm.class).answers(200, AdminVendorOrder.class).refuses(Kind.NOT_FOUND)
                .refuses(Kind.CONFLICT, "vendor-order-cancelled").refuses(Kind.UNPROCESSABLE, "delivered-in-future").handle(routes::deliver));
        return all;
    }

    private CompletionStage<Outcome<Now<AdminVendorOrder>>> now(Call<?> call) {
        return node.entities().ask(VendorOrderCommand.at(call.path("id")), new VendorOrderCommand.Look(Optional.empty()), call.asking())
                .thenApply(seen -> seen.map(order -> new Now<>(order.version(), at -> AdminVendorOrder.of(order, at))));
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        var wanted = VendorOrderRoutes.wanted(call);
        return orders.ask(store -> call.query("vendor").map(vendor -> store.ofVendor(vendor, wanted, call.limit(), call.cursor())).orElseGet(() -> store.ofShop(wanted, call.limit(), call.cursor())))
                .thenApply(slice -> Answer.ok(call.page(slice.items().stream().map(ListedVendorOrder::of).toList(), slice.next())));
    }

    private CompletionStage<Answer> deliver(Call<DeliverForm> call) {
        var at = Optional.ofNullable(call.body()).flatMap(DeliverForm::at);
        return call.reply(node.entities().ask(VendorOrderCommand.at(call.path("id")), new VendorOrderCommand.Deliver(at, call.owner()), call.asking()),
                order -> Answer.ok(AdminVendorOrder.of(order, order.deliveredAt().orElseGet(node.clock()::instant))).etag(order.version()));
    }
}
