package souk.vendors.payouts;

import java.time.Duration;
import java.util.Currency;
import java.util.Optional;
import souk.kernel.Money;

/**
 * How the shop pays vendors.
 *
 * @param holdDays           so many days after delivery something is payable
 * @param minimum            less than this is not paid out, in its currency; in others, and without one, anything above nothing is
 * @param reserveBasisPoints so much of what is payable stays, in hundredths of a per cent, rounded up: of what was delivered last
 */
public record PayoutTerms(int holdDays, Optional<Money> minimum, int reserveBasisPoints) {
    static final PayoutTerms USUAL = new PayoutTerms(14, Optional.empty(), 0);

    public PayoutTerms {
        if (minimum == null) minimum = Optional.empty();
    }

    Duration hold() {
        return Duration.ofDays(holdDays);
    }

    Money minimum(Currency currency) {
        return minimum.filter(least -> least.currency().equals(currency)).orElse(Money.zero(currency));
    }
}
