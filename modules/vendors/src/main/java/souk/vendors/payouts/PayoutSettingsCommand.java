package souk.vendors.payouts;

import souk.kernel.Address;
import souk.kernel.Command;

/**
 * What can be asked of how the shop pays vendors.
 *
 * @param <R> the reply
 */
public sealed interface PayoutSettingsCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "vendors.payout-settings";
    /** There is one. */
    Address<PayoutSettingsCommand<?>> THE_SETTINGS = new Address<>(TYPE, "shop");

    /** It is so for all runs from now on; the same again: nothing. @param by the member of staff */
    record Put(PayoutTerms terms, String by) implements PayoutSettingsCommand<PayoutTerms> {}

    record Look() implements PayoutSettingsCommand<PayoutTerms> {}
}
