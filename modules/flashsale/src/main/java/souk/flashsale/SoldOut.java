package souk.flashsale;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import souk.flashsale.api.ClaimView;
import souk.flashsale.api.CounterCommand;
import souk.kernel.Outcome;
import souk.kernel.Rejection;

/**
 * Whom this node has just told that a sale is sold out, so that who asks again and again is told the same without anybody being asked. A unit that comes back may be refused for so long.
 *
 * <p>Only of customers who had nothing of the sale, by the word of the counter that knows: anybody else may be repeating a claim that was granted, whose answer was lost, and must get that.
 */
final class SoldOut {
    /** So long it is told again. */
    static final Duration TOLD = Duration.ofMillis(500);
    private static final int MOST = 100_000;

    private record Who(String saleId, String customer) {}

    /** @param quantity how many units there were too few for; fewer may be had */
    private record Told(int quantity, Rejection refusal) {}

    private final Cache<Who, Told> told = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(TOLD).build();

    /** Units have come back, by this node: who asks here finds out at once. */
    void over() {
        told.invalidateAll();
    }

    /** What this customer was told a moment ago, if that answers this claim too. */
    Optional<Rejection> again(String saleId, String customer, int quantity) {
        var known = told.getIfPresent(new Who(saleId, customer));
        return known == null || quantity < known.quantity() ? Optional.empty() : Optional.of(known.refusal());
    }

    /** The outcome as the customer is told it, remembered if it is that the sale is sold out. */
    Outcome<ClaimView> telling(String saleId, String customer, int quantity, Outcome<ClaimView> outcome) {
        if (!(outcome instanceof Outcome.Refused<ClaimView> refused) || !refused.rejection().members().containsKey(CounterCommand.NOTHING_YET)) return outcome;
        var said = refused.rejection();
        var refusal = new Rejection(said.kind(), said.code(), said.detail());
        told.put(new Who(saleId, customer), new Told(quantity, refusal));
        return Outcome.refused(refusal);
    }
}
