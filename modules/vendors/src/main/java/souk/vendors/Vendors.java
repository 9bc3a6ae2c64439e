package souk.vendors;

import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import souk.catalog.api.Offers;
import souk.customers.api.Accounts;
import souk.customers.api.Sellers;
import souk.orders.api.Commissions;
import souk.orders.api.TakenOrders;
import souk.orders.api.VendorOrders;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.history.History;
import souk.vendors.commission.CommissionRules;
import souk.vendors.corrections.CommissionedOrder;
import souk.vendors.corrections.CommissionedOrderStore;
import souk.vendors.corrections.Correction;
import souk.vendors.corrections.CorrectionList;
import souk.vendors.corrections.CorrectionListStore;
import souk.vendors.corrections.CorrectionRequest;
import souk.vendors.corrections.CorrectionRoutes;
import souk.vendors.corrections.OrdersToCorrect;
import souk.vendors.disputes.Dispute;
import souk.vendors.disputes.DisputeAdminRoutes;
import souk.vendors.disputes.DisputeList;
import souk.vendors.disputes.DisputeListStore;
import souk.vendors.disputes.DisputeRoutes;
import souk.vendors.disputes.DisputesOfPerson;
import souk.vendors.offers.Offer;
import souk.vendors.offers.OfferList;
import souk.vendors.offers.OfferListStore;
import souk.vendors.offers.OfferRoutes;
import souk.vendors.offers.OffersOfShop;
import souk.vendors.orders.FollowOrders;
import souk.vendors.orders.VendorOrder;
import souk.vendors.orders.VendorOrderAdminRoutes;
import souk.vendors.orders.VendorOrderList;
import souk.vendors.orders.VendorOrderListStore;
import souk.vendors.orders.VendorOrderRoutes;
import souk.vendors.orders.VendorOrdersOfShop;
import souk.vendors.payouts.Cashier;
import souk.vendors.payouts.PaidList;
import souk.vendors.payouts.PaidListStore;
import souk.vendors.payouts.Payout;
import souk.vendors.payouts.PayoutAdminRoutes;
import souk.vendors.payouts.PayoutCallbackRoutes;
import souk.vendors.payouts.PayoutList;
import souk.vendors.payouts.PayoutListStore;
import souk.vendors.payouts.PayoutProviders;
import souk.vendors.payouts.PayoutRequest;
import souk.vendors.payouts.PayoutRoutes;
import souk.vendors.payouts.PayoutRun;
import souk.vendors.payouts.PayoutRunList;
import souk.vendors.payouts.PayoutRunListStore;
import souk.vendors.payouts.PayoutSettings;
import souk.vendors.payouts.ReconcileRoutes;
import souk.vendors.payouts.ScheduleRoutes;
import souk.vendors.payouts.StatementRoutes;
import souk.vendors.payouts.VendorAccount;
import souk.vendors.ratings.Rating;
import souk.vendors.ratings.RatingList;
import souk.vendors.ratings.RatingListStore;
import souk.vendors.ratings.RatingRoutes;
import souk.vendors.ratings.RatingsOfPerson;
import souk.vendors.sales.VendorAnalyticsRoutes;
import souk.vendors.sales.VendorSales;
import souk.vendors.sales.VendorSalesStore;

/** Vendors: who applies to sell in the shop, what staff says to it, who may sell for them, what they offer, what of it was ordered and is disputed, what buyers think of them, what the shop keeps of it, and how they are paid. */
public final class Vendors {
    private static final String BUILT_IN = "built-in";

    private Vendors() {}

    /** In a shop in which no account takes over what guests have bought. */
    public static Capability capability(Function<Node, Accounts> accounts) {
        return capability(accounts, node -> TakenOrders.NONE);
    }

    /**
     * The table of contents.
     *
     * @param accounts of those who apply
     * @param taken    the orders of guests that are accounts' now, for their exports
     */
    public static Capability capability(Function<Node, Accounts> accounts, Function<Node, TakenOrders> taken) {
        return Capability.of("vendors")
                .hosts(Vendor.BLUEPRINT)
                .history(Vendor.BLUEPRINT)
                .hosts(Seller.BLUEPRINT)
                .hosts(CommissionRules.BLUEPRINT)
                .schema("schema/vendors.cql")
                .view(VendorList.VIEW, VendorListStore::new)
                .routes(node -> ApplicationRoutes.of(node, accounts.apply(node)))
                .routes(node -> VendorRoutes.of(node, accounts.apply(node)))
                .provider(DetailsLetter.PROVIDER, DetailsLetters::of)
                .routes(VendorAdminRoutes::of)
                .hosts(Offer.BLUEPRINT)
                .history(Offer.BLUEPRINT)
                .view(OfferList.VIEW, OfferListStore::new)
                .routes(OfferRoutes::of)
                .routes(CommissionRulesRoutes::of)
                .hosts(Correction.BLUEPRINT)
                .history(Correction.BLUEPRINT)
                .provider(CorrectionRequest.ORDERS, OrdersToCorrect::of)
                .view(CommissionedOrder.VIEW, CommissionedOrderStore::new)
                .view(CorrectionList.VIEW, CorrectionListStore::new)
                .routes(CorrectionRoutes::of)
                .hosts(VendorOrder.BLUEPRINT)
                .history(VendorOrder.BLUEPRINT)
                .reaction(FollowOrders.REACTION)
                .view(VendorOrderList.VIEW, VendorOrderListStore::new)
                .routes(VendorOrderRoutes::of)
                .routes(VendorOrderAdminRoutes::of)
                .hosts(VendorAccount.BLUEPRINT)
                .hosts(Payout.BLUEPRINT)
                .history(Payout.BLUEPRINT)
                .hosts(PayoutRun.BLUEPRINT)
                .history(PayoutRun.BLUEPRINT)
                .hosts(PayoutSettings.BLUEPRINT)
                .provider(PayoutRequest.CASHIER, node -> Cashier.of(node, PayoutProviders.of(node)))
                .provider(PayoutRequest.VENDORS, VendorsToPay::of)
                .view(PayoutList.VIEW, PayoutListStore::new)
                .view(VendorSales.VIEW, VendorSalesStore::new)
                .routes(VendorAnalyticsRoutes::of)
                .view(PaidList.VIEW, PaidListStore::new)
                .view(PayoutRunList.VIEW, PayoutRunListStore::new)
                .routes(PayoutRoutes::of)
                .routes(StatementRoutes::of)
                .routes(PayoutAdminRoutes::of)
                .routes(ScheduleRoutes::of)
                .routes(ReconcileRoutes::of)
                .routes(PayoutCallbackRoutes::of)
                .hosts(Dispute.BLUEPRINT)
                .view(DisputeList.VIEW, DisputeListStore::new)
                .routes(DisputeRoutes::of)
                .routes(DisputeAdminRoutes::of)
                .personalData("disputes", node -> DisputesOfPerson.of(node, taken.apply(node)))
                .hosts(Rating.BLUEPRINT)
                .view(RatingList.VIEW, RatingListStore::new)
                .routes(RatingRoutes::of)
                .personalData("ratings", node -> RatingsOfPerson.of(node, taken.apply(node)))
                .personalData("vendors", ApplicationRoutes::personalData);
    }

    /** For whom somebody sells who logs in. */
    public static Sellers sellers(Node node) {
        return VendorsOfShop.of(node);
    }

    /** What vendors want for the SKUs of the catalog, for those who show and sell them. */
    public static Offers offers(Node node) {
        return OffersOfShop.of(node);
    }

    /** What the shop keeps of what is sold. */
    public static Commissions commissions(Node node) {
        return CommissionsOfShop.of(node);
    }

    /** What is owed to them, which is less once something goes back. */
    public static VendorOrders vendorOrders(Node node) {
        return VendorOrdersOfShop.of(node);
    }

    /** What happened to payouts, to the runs that began them, and to corrections of commission, by type, on a node that hosts them. */
    public static Map<String, Function<Node, History<?, ?>>> pasts() {
        return Map.of(Payout.BLUEPRINT.type(), node -> History.of(node, Payout.BLUEPRINT, "payout"), PayoutRun.BLUEPRINT.type(), node -> History.of(node, PayoutRun.BLUEPRINT, "run of payouts"),
                Correction.BLUEPRINT.type(), node -> History.of(node, Correction.BLUEPRINT, "correction of commission"));
    }

    static PayoutAccountProvider payoutAccounts(Node node) {
        return provider(node, "payout-accounts", PayoutAccountProvider.class, () -> IbanCheck.of(node.config().getConfig("souk.vendors.payout-accounts")));
    }

    static DocumentProvider documents(Node node) {
        return provider(node, "documents", DocumentProvider.class, () -> KeptDocuments.of(node.config().getConfig("souk.vendors.documents")));
    }

    /** @throws IllegalArgumentException when the configured provider is none */
    private static <P> P provider(Node node, String what, Class<P> type, Supplier<? extends P> builtIn) {
        String setting = "souk.vendors." + what + ".provider";
        String chosen = node.config().getString(setting);
        if (chosen.equals(BUILT_IN)) return builtIn.get();
        try {
            return type.cast(Class.forName(chosen).getConstructor(Node.class).newInstance(node));
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(setting + ": " + chosen + " does not start: " + e.getCause().getMessage(), e.getCause());
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalArgumentException(setting + " is " + chosen + ": it must be " + BUILT_IN + ", or a class that implements " + type.getName() + " and has a public constructor with one " + Node.class.getName(), e);
        }
    }
}
