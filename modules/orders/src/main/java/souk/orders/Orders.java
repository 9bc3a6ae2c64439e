package souk.orders;

import souk.platform.Capability;

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
                .routes(CheckoutRoutes::of)
                .routes(OrderRoutes::of)
                .routes(OrderAdminRoutes::of)
                .routes(RefundRoutes::of);
    }
}
