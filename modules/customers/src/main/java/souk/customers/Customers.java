package souk.customers;

import java.util.ArrayList;
import java.util.List;
import souk.customers.account.Account;
import souk.customers.account.EndedSessions;
import souk.customers.account.LetterRequest;
import souk.customers.account.Mailbox;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.http.Endpoint;

/** Who visits the shop: guests, customers with accounts, and the one staff account of the configuration; and their sessions. */
public final class Customers {
    private Customers() {}

    /** The table of contents. */
    public static Capability capability() {
        return Capability.of("customers")
                .hosts(Mailbox.BLUEPRINT)
                .hosts(Account.BLUEPRINT)
                .hosts(EndedSessions.BLUEPRINT)
                .sessions(SessionBoard::of)
                .provider(LetterRequest.PROVIDER, Letters::of)
                .routes(Customers::routes);
    }

    /** They share the threads that hash passwords. */
    private static List<Endpoint> routes(Node node) {
        var door = Door.of(node);
        var all = new ArrayList<>(SessionRoutes.of(door));
        all.addAll(AccountRoutes.of(door));
        all.addAll(MeRoutes.of(door));
        all.addAll(FactorRoutes.of(door));
        return all;
    }
}
