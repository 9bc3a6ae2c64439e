package souk.orders;

import java.util.function.Function;
import souk.cart.api.Checkouts;
import souk.catalog.api.Offers;
import souk.orders.affiliates.Affiliate;
import souk.orders.affiliates.AffiliateList;
import souk.orders.affiliates.AffiliateListStore;
import souk.orders.affiliates.AffiliateRoutes;
import souk.orders.api.Commissions;
import souk.orders.api.TakenOrders;
import souk.orders.api.VendorOrders;
import souk.orders.fraud.FraudRules;
import souk.orders.fraud.Velocity;
import souk.orders.takeover.Takeovers;
import souk.orders.takeover.TakeoversCommand;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.history.History;
import souk.platform.privacy.ProvenMail;
import souk.platform.privacy.Traces;
import souk.platform.reading.Served;

/** Orders: checkout, the rules against fraud that it meets, the affiliates that send buyers, what became of it, and what staff can do about it. */
public final class Orders {
    private Orders() {}

    /** In a shop without accounts and vendors, and that does not keep what carts were checked out as. */
    public static Capability capability() {
        return capability(node -> ProvenMail.NONE, node -> Checkouts.NONE, node -> Offers.NONE, node -> Commissions.NONE, node -> VendorOrders.NONE);
    }

    /** In a shop in which nobody else sells. */
    public static Capability capability(Function<Node, ProvenMail> mail, Function<Node, Checkouts> checkouts) {
        return capability(mail, checkouts, node -> Offers.NONE, node -> Commissions.NONE, node -> VendorOrders.NONE);
    }

    /**
     * The table of contents.
     *
     * @param mail      by which an account shows that a guest's order is its owner's
     * @param checkouts what the carts of an account were checked out as, for its export
     * @param offers    what vendors want for the SKUs of the catalog
     * @param commissions what the shop keeps of their lines
     * @param vendorOrders those who are owed the rest
     */
    public static Capability capability(Function<Node, ProvenMail> mail, Function<Node, Checkouts> checkouts, Function<Node, Offers> offers, Function<Node, Commissions> commissions,
            Function<Node, VendorOrders> vendorOrders) {
        return Capability.of("orders")
                .hosts(Order.BLUEPRINT)
                .history(Order.BLUEPRINT)
                .schema("schema/orders.cql")
                .view(OrderList.VIEW, OrderListStore::new)
                .view(Unfinished.VIEW, UnfinishedStore::new)
                .view(HeldOrder.VIEW, HeldStore::new)
                .hosts(Takeovers.BLUEPRINT)
                .view(GuestOrder.VIEW, GuestOrderStore::new)
                .hosts(FraudRules.BLUEPRINT)
                .hosts(Velocity.BLUEPRINT)
                .hosts(Affiliate.BLUEPRINT)
                .history(Affiliate.BLUEPRINT)
                .view(AffiliateList.VIEW, AffiliateListStore::new)
                .provider(CommissionRequest.PROVIDER, node -> CommissionRequest.answeredBy(commissions.apply(node)))
                .provider(VendorOrdersRequest.PROVIDER, node -> VendorOrdersRequest.answeredBy(vendorOrders.apply(node)))
                .counts("orders.stuck", "Checkouts that are late: they wait for a payment, or a step is refused (1,000 stands for more)", node -> {
                    var unfinished = Served.of(node, Unfinished.VIEW, UnfinishedStore::new);
                    return () -> unfinished.ask(UnfinishedStore::count);
                })
                .routes(node -> CheckoutRoutes.of(node, offers.apply(node)))
                .routes(OrderRoutes::of)
                .topic("order", OrderRoutes::topic)
                .routes(OrderAdminRoutes::of)
                .routes(RefundRoutes::of)
                .routes(ErasureRoutes::of)
                .routes(node -> GuestOrderRoutes.of(node, mail.apply(node)))
                .routes(FraudRulesRoutes::of)
                .routes(AffiliateRoutes::of)
                .personalData("orders", node -> OrdersOfPerson.of(node, checkouts.apply(node)));
    }

    /** What is to be forgotten with an account that has taken orders of guests over: as guests' they were locked with other keys. */
    public static Traces traces(Node node) {
        return accountId -> node.entities().ask(TakeoversCommand.at(accountId), new TakeoversCommand.Close()).thenApply(outcome -> outcome.map(TakeoversCommand.Guests::guests));
    }

    /** Which orders of guests are accounts' now. */
    public static TakenOrders takenOver(Node node) {
        return new TakenOrdersOfShop(node);
    }

    /** What happened to orders, on a node that hosts them: what a buyer's means of payment stands for is not told. */
    public static History<?, ?> past(Node node) {
        return History.of(node, Order.BLUEPRINT, "order", "token");
    }
}
