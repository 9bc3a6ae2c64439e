package souk.vendors.api;

import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;

/**
 * What can be asked of one e-mail address: for whom its reader sells, which is one vendor at most.
 *
 * @param <R> the reply
 */
public sealed interface SellerCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "vendors.seller";

    static Address<SellerCommand<?>> at(String mailboxId) {
        return new Address<>(TYPE, mailboxId);
    }

    /**
     * Sells for this vendor from now on, unless for another already; the answer says for whom. What was turned away, or has left since, stays so: a late copy changes nothing.
     *
     * @param number of the vendor, rising with each time it asks this of the same address
     */
    record Join(String vendorId, long number) implements SellerCommand<Seat> {}

    /** Not for this vendor any more, as of this number and all before; nothing if for another. */
    record Leave(String vendorId, long number) implements SellerCommand<Done> {}

    record Look() implements SellerCommand<Seat> {}

    /** @param vendorId for whom they sell; empty: for nobody */
    record Seat(Optional<String> vendorId) {}
}
