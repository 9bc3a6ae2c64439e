package souk.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import souk.analytics.Analytics;
import souk.audit.AuditLog;
import souk.cart.Carts;
import souk.catalog.Catalog;
import souk.customers.AccountMail;
import souk.customers.Customers;
import souk.customers.MailProof;
import souk.customers.StaffMail;
import souk.flashsale.FlashSale;
import souk.inventory.Inventory;
import souk.ledger.Ledger;
import souk.orders.Orders;
import souk.orders.api.OrderCommand;
import souk.payments.Payments;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.history.History;
import souk.pricing.Pricing;
import souk.search.Search;
import souk.vendors.Vendors;

/** What the shop can do: the list of its capabilities. */
public final class Souk {
    private Souk() {}

    public static final List<Capability> CAPABILITIES = List.of(
            AuditLog.capability(StaffMail::of),
            Customers.capability(Carts::guests, Vendors::sellers, Orders::traces),
            Catalog.capability(FlashSale::deals, Vendors::offers),
            Pricing.capability(),
            Inventory.capability(),
            FlashSale.capability(),
            Carts.capability(Vendors::offers),
            Payments.capability(AccountMail::of),
            Orders.capability(MailProof::of, Carts::checkouts, Vendors::offers, Vendors::commissions, Vendors::vendorOrders),
            Ledger.capability(pasts(), AuditLog::actors),
            Vendors.capability(Customers::accounts, Orders::takenOver),
            Search.capability(),
            Analytics.capability());

    /** Of all by which something is booked that was not done in one go. */
    private static Map<String, Function<Node, History<?, ?>>> pasts() {
        var all = new HashMap<>(Vendors.pasts());
        all.put(OrderCommand.TYPE, Orders::past);
        return all;
    }
}
