package souk.orders.api;

import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;

/**
 * What can be asked of one affiliate: somebody who sends buyers and has a share of what they buy. It is never deleted, as orders name it; one that shall have no more is suspended.
 *
 * @param <R> the reply
 */
public sealed interface AffiliateCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "orders.affiliate";
    /** What its code may be: short, in lower case, fit for a link, and the holder of an account in the books. */
    String CODE = "[a-z0-9][a-z0-9-]{0,31}";

    /** Where this affiliate lives. */
    static Address<AffiliateCommand<?>> at(String code) {
        return new Address<>(TYPE, code);
    }

    /**
     * It is known under this name and has this share of what is checked out from now on; it is made if need be. Whether it is suspended stays as it is. The same again changes nothing.
     *
     * <p>Refused: {@code bad-code} (UNPROCESSABLE) if no affiliate can have it; {@code stale} (STALE) if it names a version that is not the affiliate's.
     *
     * @param code        the aggregate's own id
     * @param basisPoints 0 to {@link AffiliateTerms#ALL}
     * @param by          who of staff
     */
    record SetTerms(String code, String name, int basisPoints, Optional<Long> expectedVersion, String by) implements AffiliateCommand<Changed> {
        public SetTerms {
            if (expectedVersion == null) expectedVersion = Optional.empty();
        }
    }

    /** No checkout may name it from now on; orders that do keep its share. Again: as it is. Refused: {@code not-found}. */
    record Suspend(String by) implements AffiliateCommand<AffiliateView> {}

    /** Checkouts may name it again. Again: as it is. Refused: {@code not-found}. */
    record Reinstate(String by) implements AffiliateCommand<AffiliateView> {}

    /** The affiliate as it is. Refused: {@code not-found}. */
    record Look() implements AffiliateCommand<AffiliateView> {}

    /** Its share as it stands, for a checkout. Refused: {@code not-found}, with its code as {@code affiliates}, also when it is suspended: that is not the buyer's affair. */
    record LookAtTerms(String code) implements AffiliateCommand<AffiliateTerms> {}

    /** @param created whether this made it */
    record Changed(boolean created, AffiliateView affiliate) {}
}
