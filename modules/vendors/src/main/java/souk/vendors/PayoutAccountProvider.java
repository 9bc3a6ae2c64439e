package souk.vendors;

import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;
import souk.vendors.api.PayoutAccount;

/** Finds out whether a vendor can be paid to an account. */
public interface PayoutAccountProvider {
    /**
     * The account in its canonical form. Refused UNPROCESSABLE {@code bad-payout-account} when nobody can be paid there, OVERLOADED when that cannot be found out now.
     *
     * @param given as somebody typed it
     */
    CompletionStage<Outcome<PayoutAccount>> check(String given);
}
