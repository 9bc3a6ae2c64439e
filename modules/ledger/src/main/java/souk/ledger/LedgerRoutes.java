package souk.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.ledger.api.Account;
import souk.ledger.api.Leg;
import souk.ledger.api.Side;
import souk.ledger.api.TransactionCommand;
import souk.ledger.api.TransactionView;
import souk.orders.api.OrderCommand;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Query;
import souk.platform.reading.Served;

/** The books, for those who look after the shop's money. Amounts are minor units. */
final class LedgerRoutes {
    private static final Access STAFF = Access.staff("finance");

    /** What was booked on an account, in all. */
    record AccountSum(String account, String currency, long debit, long credit) {}

    record Total(String currency, long debit, long credit) {}

    /** @param totals debits and credits of each currency, always equal */
    record TrialBalanceBody(List<AccountSum> accounts, List<Total> totals) {}

    /**
     * A transaction on an account.
     *
     * @param balance of the account after it, on its normal side
     */
    record StatementLine(String transaction, String kind, Instant at, Optional<String> orderId, long debit, long credit, long balance) {}

    record LegBody(String account, String currency, long debit, long credit) {
        private static LegBody of(Leg leg) {
            long amount = leg.amount().amount();
            return new LegBody(leg.account(), leg.amount().currency().getCurrencyCode(), leg.side() == Side.DEBIT ? amount : 0, leg.side() == Side.CREDIT ? amount : 0);
        }
    }

    /** @param rule what made it, with its version */
    record TransactionBody(String id, String kind, Instant at, Optional<String> orderId, List<LegBody> legs, String rule) {
        static TransactionBody of(String id, TransactionView transaction) {
            var why = transaction.why();
            return new TransactionBody(id, transaction.kind(), transaction.at(), Optional.of(why.id()).filter(about -> why.type().equals(OrderCommand.TYPE)),
                    transaction.legs().stream().map(LegBody::of).toList(), why.rule());
        }
    }

    private final Node node;
    private final Served<LedgerStore> books;

    private LedgerRoutes(Node node) {
        this.node = node;
        books = Served.of(node, Booked.VIEW, LedgerStore::new);
    }

    static List<Endpoint> of(Node node) {
        var routes = new LedgerRoutes(node);
        return List.of(
                Endpoint.get("/v1/admin/ledger/trial-balance").summary("What was booked on each account, in minor units, as one consistent cut: debits and credits of a currency are equal").roles(STAFF)
                        .answers(200, TrialBalanceBody.class).handle(routes::trialBalance),
                Endpoint.get("/v1/admin/ledger/accounts/{account}").summary("An account's statement in a currency, the newest first, in minor units").roles(STAFF)
                        .query(Query.currency("currency").always()).paged().answersPageOf(StatementLine.class)
                        .refuses(Kind.NOT_FOUND, "not-found").handle(routes::statement),
                Endpoint.get("/v1/admin/ledger/transactions/{id}").summary("A transaction with all its legs, in minor units").roles(STAFF)
                        .answers(200, TransactionBody.class).refuses(Kind.NOT_FOUND, "not-found").handle(routes::transaction));
    }

    private CompletionStage<Answer> trialBalance(Call<Void> call) {
        return books.ask(TrialBalance::of).thenApply(balances -> Answer.ok(new TrialBalanceBody(
                balances.sums().stream().map(sum -> new AccountSum(sum.account(), sum.currency().getCurrencyCode(), sum.debit(), sum.credit())).toList(),
                balances.totals().stream().map(sum -> new Total(sum.currency().getCurrencyCode(), sum.debit(), sum.credit())).toList())));
    }

    private CompletionStage<Answer> statement(Call<Void> call) {
        var account = Account.parse(call.path("account"));
        var currency = call.currency("currency").orElseThrow();
        if (account.isEmpty()) return CompletableFuture.completedFuture(Answer.refused(Rejection.notFound("account")));
        return books.ask(store -> Statement.of(store, account.get().name(), currency, call.limit(), call.cursor())).thenApply(page -> Answer.ok(call.page(page.lines().stream().map(line ->
                new StatementLine(line.entry().id(), line.entry().kind(), line.entry().at(), line.entry().order(), line.debit(), line.credit(), line.balance())).toList(), page.next())));
    }

    private CompletionStage<Answer> transaction(Call<Void> call) {
        String id = call.path("id");
        return call.reply(node.entities().ask(TransactionCommand.at(id), new TransactionCommand.Look(), call.asking()), transaction -> Answer.ok(TransactionBody.of(id, transaction)).etag(transaction.version()));
    }
}
