package souk.orders;

import souk.orders.fraud.FraudRules;
import souk.orders.fraud.Velocity;
import souk.platform.Capability;
import souk.platform.reading.Served;

/** Orders: checkout, the rules against fraud that it meets, what became of it, and what staff can do about it. */
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
                .view(HeldOrder.VIEW, HeldStore::new)
                .hosts(FraudRules.BLUEPRINT)
                .hosts(Velocity.BLUEPRINT)
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
                .routes(FraudRulesRoutes::of)
                .personalData("orders", OrdersOfPerson::of);
    }
}
