package souk.vendors.orders;

import static souk.vendors.SellingVendor.then;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import souk.inventory.api.StockCommand;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderView;
import souk.orders.api.ShippingAddress;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Json;
import souk.platform.http.KeyUse;
import souk.platform.http.Query;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Size;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;
import souk.platform.reading.Served;
import souk.platform.reading.Shelves.Slice;
import souk.vendors.SellingVendor;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderView;
import souk.vendors.api.VendorOrderView.Status;

/** A vendor's own orders, with the token of a vendor. Another vendor's are not there. */
public final class VendorOrderRoutes {
    private static final String PATH = "/v1/vendor/orders/{id}";
    /** The statuses by which lists can be asked for. */
    static final Query STATUS = Query.oneOf("status", Arrays.stream(Status.values()).map(Json::wireName).toArray(String[]::new));

    record ShipForm(@Text(max = 100) String carrier, @Text(max = 100) String trackingNumber) {}

    /** @param restock whether the units return to the vendor's shelf; they do unless it says otherwise */
    record VendorRefundForm(@Size(min = 1, max = 200) List<VendorUnitsForm> lines, Optional<Boolean> restock, Optional<@Text(max = 500) String> reason) implements Checked {
        @Override
        public void check(Faults faults) {
            var seen = new HashSet<String>();
            for (int i = 0; i < lines.size(); i++) if (!seen.add(lines.get(i).sku())) faults.badFormat("lines[" + i + "].sku", "Each line has a SKU of its own.");
        }
    }

    record VendorUnitsForm(@Text(max = 100) String sku, @Whole(min = 1, max = StockCommand.MAX_QUANTITY) int quantity) {}

    private final Node node;
    private final Served<VendorOrderListStore> orders;

    private VendorOrderRoutes(Node node) {
        this.node = node;
        orders = Served.of(node, VendorOrderList.VIEW, VendorOrderListStore::new);
    }

    public static List<Endpoint> of(Node node) {
        var routes = new VendorOrderRoutes(node);
        return List.of(
                Endpoint.get("/v1/vendor/orders").summary("My orders, newest first").roles(Access.VENDORS).query(STATUS).paged().answersPageOf(VendorOrderBody.class).refuses(Kind.NOT_FOUND)
                        .refuses(Kind.DENIED, SellingVendor.NOT_ACTIVE).handle(routes::list),
                own(Endpoint.get(PATH).summary("One of my orders, and where it goes while it is to arrive")).handle(routes::look),
                own(Endpoint.post(PATH + "/ship").summary("Say that I have sent it off")).body(ShipForm.class).refuses(Kind.CONFLICT, "vendor-order-shipped", "vendor-order-cancelled").handle(routes::ship),
                refunding(own(Endpoint.post(PATH + "/refunds").summary("Give the buyer a part of it back, and put the units back on my shelf unless told otherwise"))).body(VendorRefundForm.class).handle(routes::refund),
                refunding(own(Endpoint.post(PATH + "/cancel").summary("Call off what is left of it before it is sent: the buyer gets the money back"))).refuses(Kind.CONFLICT, "vendor-order-shipped").handle(routes::cancel));
    }

    private static Endpoint.Draft<Void> own(Endpoint.Draft<Void> route) {
        return route.roles(Access.VENDORS).answers(200, VendorOrderBody.class).refuses(Kind.NOT_FOUND).refuses(Kind.DENIED, SellingVendor.NOT_ACTIVE);
    }

    private static Endpoint.Draft<Void> refunding(Endpoint.Draft<Void> route) {
        return route.idempotencyKey(KeyUse.REQUIRED).answers(202, VendorOrderBody.class).refuses(Kind.CONFLICT, "refund-too-large", "order-cancelled", "order-in-progress", "order-rejected")
                .refuses(Kind.UNPROCESSABLE, "idempotency-key-reused", "too-many-refunds");
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        CompletionStage<Outcome<Slice<VendorOrderList.Entry>>> found = then(SellingVendor.of(node, call), vendor -> orders.ask(store -> store.ofVendor(vendor, wanted(call), call.limit(), call.cursor())).thenApply(Outcome::accepted));
        return call.reply(found, slice -> Answer.ok(call.page(slice.items().stream().map(VendorOrderBody::of).toList(), slice.next())));
    }

    /** Those that a list is asked for. */
    static Predicate<VendorOrderList.Entry> wanted(Call<?> call) {
        return call.query("status").<Predicate<VendorOrderList.Entry>>map(word -> entry -> Json.wireName(entry.status()).equals(word)).orElse(entry -> true);
    }

    private CompletionStage<Answer> look(Call<Void> call) {
        return call.reply(then(own(call), order -> address(call, order).thenApply(to -> to.map(where -> Answer.ok(VendorOrderBody.of(order, where)).etag(order.version())))), answer -> answer);
    }

    /** Read from the order when it is wanted, and kept nowhere else: so it is gone with the buyer's key. Who has nothing more to send does not need it. */
    private CompletionStage<Outcome<Optional<ShippingAddress>>> address(Call<?> call, VendorOrderView order) {
        if (order.status() != Status.OPEN && order.status() != Status.SHIPPED) return CompletableFuture.completedFuture(Outcome.accepted(Optional.empty()));
        return ask(call, order.orderId(), new OrderCommand.Look(Optional.empty())).thenApply(seen -> seen.map(bought -> node.persons().open(bought.shippingAddress(), ShippingAddress.class)));
    }

    private CompletionStage<Answer> ship(Call<ShipForm> call) {
        return call.reply(then(SellingVendor.of(node, call), vendor -> ask(call, new VendorOrderCommand.Ship(vendor, call.body().carrier(), call.body().trackingNumber(), call.owner()))), order -> shown(200, order));
    }

    private CompletionStage<Answer> refund(Call<VendorRefundForm> call) {
        var form = call.body();
        return call.reply(then(own(call), order -> refund(call, order, form.lines().stream().map(line -> new OrderCommand.Units(line.sku(), line.quantity(), Optional.of(order.vendorId()))).toList(), form.restock().orElse(true),
                form.reason())), answer -> answer, VendorOrderRoutes::refused);
    }

    private CompletionStage<Answer> cancel(Call<Void> call) {
        var asked = then(SellingVendor.of(node, call), vendor -> ask(call, new VendorOrderCommand.LookToCancel(vendor)));
        return call.reply(then(asked, order -> cancel(call, order)), answer -> answer, VendorOrderRoutes::refused);
    }

    /** Of what was called off before nothing is left: it is as it is. */
    private CompletionStage<Outcome<Answer>> cancel(Call<Void> call, VendorOrderView order) {
        return order.lines().isEmpty() ? CompletableFuture.completedFuture(Outcome.accepted(shown(200, order))) : refund(call, order, all(order), true, Optional.empty());
    }

    private static List<OrderCommand.Units> all(VendorOrderView order) {
        var units = new LinkedHashMap<String, Integer>();
        order.lines().forEach(line -> units.merge(line.sku(), line.quantity(), Integer::sum));
        return units.entrySet().stream().map(each -> new OrderCommand.Units(each.getKey(), each.getValue(), Optional.of(order.vendorId()))).toList();
    }

    /** The order is the truth of the buyer's money; it has told the vendor order before it is done. */
    private CompletionStage<Outcome<Answer>> refund(Call<?> call, VendorOrderView order, List<OrderCommand.Units> units, boolean restock, Optional<String> reason) {
        var refunded = ask(call, order.orderId(), new OrderCommand.Refund(call.newId(), call.fingerprint(), units, restock, reason));
        return then(refunded, after -> given(call, order, after));
    }

    private CompletionStage<Outcome<Answer>> given(Call<?> call, VendorOrderView order, OrderView after) {
        if (after.refunds().stream().noneMatch(refund -> refund.id().equals(call.newId()) && refund.at().isPresent())) return CompletableFuture.completedFuture(Outcome.accepted(shown(202, order)));
        return ask(call, new VendorOrderCommand.Look(Optional.of(order.vendorId()))).thenApply(now -> now.map(left -> shown(200, left)));
    }

    /** What is under way ends soon. */
    private static Answer refused(Rejection rejection) {
        var answer = Answer.refused(rejection);
        return rejection.code().equals("order-in-progress") ? answer.header("Retry-After", "1") : answer;
    }

    private static Answer shown(int status, VendorOrderView order) {
        return Answer.of(status, VendorOrderBody.of(order, Optional.empty())).etag(order.version());
    }

    private CompletionStage<Outcome<VendorOrderView>> own(Call<?> call) {
        return then(SellingVendor.of(node, call), vendor -> ask(call, new VendorOrderCommand.Look(Optional.of(vendor))));
    }

    private <R> CompletionStage<Outcome<R>> ask(Call<?> call, VendorOrderCommand<R> command) {
        return node.entities().ask(VendorOrderCommand.at(call.path("id")), command, call.asking());
    }

    private <R> CompletionStage<Outcome<R>> ask(Call<?> call, String orderId, OrderCommand<R> command) {
        return node.entities().ask(OrderCommand.at(orderId), command, call.asking());
    }
}
