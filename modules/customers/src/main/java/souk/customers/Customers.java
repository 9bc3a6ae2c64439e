package souk.customers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import souk.cart.api.GuestCarts;
import souk.customers.account.Account;
import souk.customers.account.EndedSessions;
import souk.customers.account.ForgetRequest;
import souk.customers.account.LetterRequest;
import souk.customers.account.Mailbox;
import souk.customers.addresses.AddressBook;
import souk.customers.api.AccountRequest;
import souk.customers.api.Accounts;
import souk.customers.api.Sellers;
import souk.customers.consent.Consents;
import souk.customers.rules.VisitorRules;
import souk.customers.staff.Staff;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.http.Endpoint;
import souk.platform.privacy.Traces;

/** Who visits the shop: guests, customers with accounts, and staff, whose accounts have roles; and their sessions. */
public final class Customers {
    private Customers() {}

    /** In a shop without carts. */
    public static Capability capability() {
        return capability(node -> GuestCarts.NONE);
    }

    /** In a shop where nobody else sells and nothing else is known of an account's owner. @param guests what becomes of the cart of a guest who logs in */
    public static Capability capability(Function<Node, GuestCarts> guests) {
        return capability(guests, node -> Sellers.NONE, node -> Traces.NONE);
    }

    /** Accounts, for who has business with them. */
    public static Accounts accounts(Node node) {
        return AccountsOfShop.of(node);
    }

    /**
     * The table of contents.
     *
     * @param guests  what becomes of the cart of a guest who logs in
     * @param sellers for whom somebody sells who logs in
     * @param traces  what else is to be forgotten with an account
     */
    public static Capability capability(Function<Node, GuestCarts> guests, Function<Node, Sellers> sellers, Function<Node, Traces> traces) {
        return Capability.of("customers")
                .hosts(Mailbox.BLUEPRINT)
                .hosts(Account.BLUEPRINT)
                .hosts(EndedSessions.BLUEPRINT)
                .hosts(Consents.BLUEPRINT)
                .hosts(AddressBook.BLUEPRINT)
                .hosts(Staff.BLUEPRINT)
                .schema("schema/customers.cql")
                .view(StaffList.VIEW, StaffStore::new)
                .hosts(VisitorRules.BLUEPRINT)
                .sessions(SessionBoard::of)
                .rules(RulesBoard::of)
                .provider(LetterRequest.PROVIDER, Letters::of)
                .provider(ForgetRequest.PROVIDER, node -> Forgetting.of(node, traces.apply(node)))
                .provider(AccountRequest.PROVIDER, AccountsOfShop::provider)
                .routes(node -> routes(node, guests.apply(node), sellers.apply(node)))
                .routes(ConsentRoutes::of)
                .routes(AddressRoutes::of)
                .personalData("account", AccountOfPerson::of)
                .personalData("consents", ConsentRoutes::personalData)
                .personalData("addresses", AddressRoutes::personalData);
    }

    /** They share the threads that hash passwords. */
    private static List<Endpoint> routes(Node node, GuestCarts guests, Sellers sellers) {
        var door = Door.of(node, sellers);
        var all = new ArrayList<>(SessionRoutes.of(door, guests));
        all.addAll(AccountRoutes.of(door));
        all.addAll(MeRoutes.of(door));
        all.addAll(StaffRoutes.of(door));
        all.addAll(RulesRoutes.of(node));
        all.addAll(FactorRoutes.of(door));
        all.addAll(FactorAdminRoutes.of(door));
        return all;
    }
}
