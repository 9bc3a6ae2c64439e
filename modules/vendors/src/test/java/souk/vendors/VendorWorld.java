package souk.vendors;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import souk.customers.api.AccountRequest;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.vendors.api.SellerCommand;
import souk.vendors.api.VendorCommand;

/** Vendors and who sells for them, in memory. Of accounts there are only those facts that vendors depend on: who has an address, and how often all sessions of an address were ended. */
final class VendorWorld extends ProcessWorld {
    final Map<String, String> addresses = new HashMap<>();
    final Map<String, Long> sessionsEnded = new HashMap<>();

    VendorWorld(Random random, Trouble trouble) {
        super(random, trouble, Vendor.BLUEPRINT, Seller.BLUEPRINT);
    }

    Vendor vendor(String id) {
        return state(VendorCommand.at(id), Vendor.BLUEPRINT);
    }

    Seller seller(String mailbox) {
        return state(SellerCommand.at(mailbox), Seller.BLUEPRINT);
    }

    @Override
    protected Optional<Outcome<?>> provide(String provider, Object request) {
        return Optional.of(accounts((AccountRequest) request));
    }

    private Outcome<Done> accounts(AccountRequest request) {
        if (chance(trouble().overload())) return Outcome.refused(Rejection.Kind.UNKNOWN_OUTCOME, "unknown-outcome", "Not everywhere yet.");
        if (request instanceof AccountRequest.EndSessions end) {
            sessionsEnded.put(end.mailboxId(), now().toEpochMilli());
            return Outcome.accepted(Done.DONE);
        }
        var vouch = (AccountRequest.Vouch) request;
        return addresses.computeIfAbsent(vouch.mailboxId(), free -> vouch.accountId()).equals(vouch.accountId()) ? Outcome.accepted(Done.DONE) : Outcome.refused(Rejection.Kind.CONFLICT, "address-taken", "Taken.");
    }
}
