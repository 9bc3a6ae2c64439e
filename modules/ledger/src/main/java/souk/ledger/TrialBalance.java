package souk.ledger;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.ledger.LedgerStore.Cut;

/**
 * What all accounts of the shop come to, as one consistent cut: of each log everything up to a position and nothing after it, so with a refund the sale that it is
 * of. Whole transactions only, so debits and credits are equal whenever it is read.
 */
final class TrialBalance {
    private TrialBalance() {}

    static CompletionStage<Balances> of(LedgerStore store) {
        return cuts(store, store::cut).thenApply(TrialBalance::sum);
    }

    /** The same of one account, in all its currencies. */
    static CompletionStage<Balances> of(LedgerStore store, String account) {
        return cuts(store, log -> store.cut(log, account)).thenApply(cuts -> sum(cuts).only(account));
    }

    private static Balances sum(List<Cut> cuts) {
        var tally = new Balances.Tally();
        cuts.forEach(cut -> tally.add(cut.balances()));
        return tally.balances();
    }

    /** Every log as far as it is known. */
    static CompletionStage<List<Cut>> cuts(LedgerStore store, Function<String, CompletionStage<Cut>> cut) {
        return store.logs().thenCompose(logs -> {
            var cuts = logs.stream().map(log -> cut.apply(log).toCompletableFuture()).toList();
            return CompletableFuture.allOf(cuts.toArray(CompletableFuture[]::new)).thenApply(all -> cuts.stream().map(CompletableFuture::join).toList());
        });
    }
}
