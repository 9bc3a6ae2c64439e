package souk.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Money;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.ledger.api.Account;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Query;
import souk.platform.reading.Served;

/** What the shop owes a vendor, and how that came about, with the token of a vendor: that names the vendor, so nobody else's account can be asked for. */
final class VendorLedgerRoutes {
    private static final String PAYOUT = Booking.PAYOUT + ".";

    /**
     * What one sale, refund, cancellation or payout moved on the vendor's account.
     *
     * @param id      of the transaction
     * @param type    {@code sale}, {@code refund}, {@code cancel}, {@code correction} of a commission, {@code payout}
     * @param amount  from the vendor's side: above zero when it is owed more than before
     * @param balance what was owed after it; that of the newest is what is owed, and so is the sum of all amounts
     */
    record VendorEntry(String id, Instant at, String type, Money amount, Money balance, Optional<String> orderId, Optional<String> payoutId) {}

    private final Served<LedgerStore> books;

    private VendorLedgerRoutes(Node node) {
        books = Served.of(node, Booked.VIEW, LedgerStore::new);
    }

    static List<Endpoint> of(Node node) {
        return List.of(Endpoint.get("/v1/vendor/ledger").summary("What I am owed in a currency, and how that came about, the newest first").roles(Access.VENDORS)
                .query(Query.currency("currency").always()).paged().answersPageOf(VendorEntry.class)
                .refuses(Kind.NOT_FOUND, "not-found").handle(new VendorLedgerRoutes(node)::ledger));
    }

    private CompletionStage<Answer> ledger(Call<Void> call) {
        String vendor = call.principal().vendor();
        if (vendor.isEmpty()) return CompletableFuture.completedFuture(Answer.refused(Rejection.notFound("vendor")));
        var currency = call.currency("currency").orElseThrow();
        return books.ask(store -> Statement.of(store, Account.vendor(vendor).name(), currency, call.limit(), call.cursor())).thenApply(page -> Answer.ok(call.page(page.lines().stream().map(line -> {
            var entry = line.entry();
            return new VendorEntry(entry.id(), entry.at(), entry.kind(), new Money(line.credit() - line.debit(), currency), new Money(line.balance(), currency), entry.order(),
                    Optional.of(entry.id()).filter(id -> entry.kind().equals(Booking.PAYOUT)).map(id -> id.substring(PAYOUT.length())));
        }).toList(), page.next())));
    }
}
