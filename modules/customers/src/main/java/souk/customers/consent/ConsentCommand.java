package souk.customers.consent;

import java.time.Instant;
import java.util.List;
import souk.kernel.Address;
import souk.kernel.Command;

/**
 * What can be asked of one account's consents. All are withdrawn until they are given.
 *
 * @param <R> the reply
 */
public sealed interface ConsentCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "customers.consents";

    static Address<ConsentCommand<?>> at(String accountId) {
        return new Address<>(TYPE, accountId);
    }

    /**
     * Gives or withdraws a consent; the same again changes nothing.
     *
     * @param version of the words that were shown, as the shop names it
     */
    record Choose(Purpose purpose, String version, boolean given) implements ConsentCommand<Given> {}

    /** What was chosen last for each purpose. Never refused: who chose nothing has given nothing. */
    record Look() implements ConsentCommand<Given> {}

    /** @param at when it was chosen */
    record Consent(Purpose purpose, String version, boolean given, Instant at) {}

    /** In the order of the purposes; those that were never chosen are not in it. */
    record Given(List<Consent> consents) {
        public Given {
            consents = List.copyOf(consents);
        }
    }
}
