package souk.ledger;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Money;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.ledger.api.Account;
import souk.orders.api.AffiliateCommand;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.reading.Served;

/** What the shop owes an affiliate: its account in the books, and nothing else, so the two cannot differ. */
final class AffiliateBalanceRoutes {
    /**
     * What is owed to an affiliate.
     *
     * @param account  in the books; its statement says how that came about
     * @param balances one for each currency in which anything was ever booked for it
     */
    record AffiliateBalance(String code, String account, List<Money> balances) {}

    private static final Rejection TOO_LARGE = new Rejection(Kind.UNPROCESSABLE, "amount-too-large", "This comes to more than 2^53-1 minor units. The account's statement has it.");

    private final Node node;
    private final Served<LedgerStore> books;

    private AffiliateBalanceRoutes(Node node) {
        this.node = node;
        books = Served.of(node, Booked.VIEW, LedgerStore::new);
    }

    static List<Endpoint> of(Node node) {
        return List.of(Endpoint.get("/v1/admin/affiliates/{code}/balance").summary("What is owed to an affiliate in each currency, by the books").roles(Access.staff("finance"))
                .answers(200, AffiliateBalance.class).refuses(Kind.NOT_FOUND).refuses(Kind.UNPROCESSABLE, "amount-too-large").handle(new AffiliateBalanceRoutes(node)::balance));
    }

    private CompletionStage<Answer> balance(Call<Void> call) {
        String code = call.path("code");
        return node.entities().ask(AffiliateCommand.at(code), new AffiliateCommand.Look(), call.asking())
                .thenCompose(known -> known.fold(affiliate -> booked(code), refusal -> CompletableFuture.completedFuture(Answer.refused(refusal))));
    }

    private CompletionStage<Answer> booked(String code) {
        String account = Account.affiliate(code).name();
        return books.ask(store -> TrialBalance.of(store, account)).thenApply(found -> answer(code, account, found));
    }

    /** The books add up further than an amount of money goes. */
    static Answer answer(String code, String account, Balances found) {
        if (found.sums().stream().anyMatch(sum -> sum.balance() > Money.MAX || sum.balance() < -Money.MAX)) return Answer.refused(TOO_LARGE);
        return Answer.ok(new AffiliateBalance(code, account, found.sums().stream().map(sum -> new Money(sum.balance(), sum.currency())).toList()));
    }
}
