package souk.vendors.payouts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Money;
import souk.vendors.api.PayoutAccount;
import souk.vendors.api.PayoutResult;

/**
 * Whoever sends vendors their money. An implementation is idempotent by the payout's id for ever: what was paid or declined under an id stays so, whatever is asked again and however late. What it cannot tell (a time-out, a broken
 * connection) completes exceptionally, and it is asked again.
 */
public interface PayoutProvider {
    /** Send so much there, unless this payout is known: then it is as it is, with the amount with which it is known, be it another one. Never {@link PayoutResult.Status#UNKNOWN}. */
    CompletionStage<PayoutResult> pay(String payoutId, Money amount, PayoutAccount account);

    /** How a payout stands, with the amount with which it is known: what was sent to the vendor, before anything that somebody else keeps of it. */
    CompletionStage<PayoutResult> find(String payoutId);

    /** What was paid from one time up to another, by its own clock, each payout as often as money was sent for it; nothing if it gives no statements. */
    default CompletionStage<Optional<List<PaidEntry>>> statement(Instant from, Instant to) {
        return CompletableFuture.completedFuture(Optional.empty());
    }
}
