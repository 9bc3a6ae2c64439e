package souk.orders;

import souk.platform.Capability;
import souk.platform.reading.Served;

/** Orders: checkout, what became of it, and what staff can do about it. */
public final class Orders {
    private Orders() {}

    /** The table of contents. */
    public static Capability capability() {
        return Capability.of("orders")
                .hosts(Order.BLUEPRINT)
                .history(Order.BLUEPRINT)
                .schema("schema/orders.cql")
                .view(OrderList.VIEW, OrderListStore::new)
                .view(Unfinished.VIEW, UnfinishedStore::new)
                .counts("orders.stuck", "Checkouts that are late: they wait for a payment, or a step is refused (1,000 stands for more)", node -> {
                    var unfinished = Served.of(node, Unfinished.VIEW, UnfinishedStore::new);
                    return () -> unfinished.ask(UnfinishedStore::count);
                })
                .routes(CheckoutRoutes::of)
                .routes(OrderRoutes::of)
                .topic("order", OrderRoutes::topic)
                .routes(OrderAdminRoutes::of)
                .routes(RefundRoutes::of)
                .routes(ErasureRoutes::of)
                .personalData("orders", OrdersOfPerson::of);
    }
}
