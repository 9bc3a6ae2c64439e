package souk.server;

import java.util.List;
import java.util.Map;
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
            Orders.capability(MailProof::of, Carts::checkouts, Vendors::offers, Vendors::commissions),
            Ledger.capability(Map.of(OrderCommand.TYPE, Orders::past), AuditLog::actors),
            Vendors.capability(Customers::accounts),
            Search.capability());
}
