package souk.catalog.api;

import java.util.Map;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;

/**
 * What can be asked of a product. A change is a small process: its SKUs are taken first, so that it is settled, one way or the other,
 * for the product and all its SKUs when the answer comes.
 */
public sealed interface ProductCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "catalog.product";

    /** Where a product lives. */
    static Address<ProductCommand<?>> at(String productId) {
        return new Address<>(TYPE, productId);
    }

    /**
     * The product shall say this from now on; it is created if need be. The same content again is done already; while it is being
     * carried out, the asker waits for it with the first. Another change meanwhile is refused with {@code change-in-progress}, a SKU
     * of another product with {@code sku-taken}.
     *
     * @param change          names what is asked for, the same for the same content ({@link Settled#of} finds the answer by it)
     * @param request         names this very request ({@link Settled#createdBy})
     * @param expectedVersion refuse with STALE unless this is the version now
     */
    record Put(String productId, String change, String request, ProductContent content, Optional<Long> expectedVersion) implements ProductCommand<Settled> {}

    /** The product shall be no more; its SKUs are free afterwards. */
    record Delete(String productId, Optional<Long> expectedVersion) implements ProductCommand<Settled> {
        /** The name of this change, for {@link Settled#of}. */
        public static final String CHANGE = "delete";
    }

    /** The product as it is, drafts too; a change under way does not show. */
    record Look() implements ProductCommand<ProductView> {}

    /** From its own process: the SKUs of this change are the product's. */
    record SkusTaken(long change) implements ProductCommand<Done> {}

    /** From its own process: a SKU of this change was refused. */
    record SkusRefused(long change, Rejection rejection) implements ProductCommand<Done> {}

    /** From its own process: all SKUs are as this change wants them. */
    record SkusSettled(long change) implements ProductCommand<Done> {}

    /** From its own process: what this change had taken is free again. */
    record SkusReleased(long change) implements ProductCommand<Done> {}

    /**
     * Where a product stands after a change.
     *
     * @param product   as it is now; nothing if there is none
     * @param createdBy the request that created it
     * @param pending   the change that is still being carried out, or empty
     * @param refused   the changes refused within the last minute, and why
     */
    record Settled(Optional<ProductView> product, String createdBy, String pending, Map<String, Rejection> refused) {

        /** What became of one change: the product after it, or why it was refused. */
        public Outcome<Optional<ProductView>> of(String change) {
            if (pending.equals(change)) {
                return Outcome.refused(Rejection.Kind.UNKNOWN_OUTCOME, "change-in-progress", "The change is still being carried out. Send it again to learn its outcome.");
            }
            var refusal = refused.get(change);
            return refusal == null ? Outcome.accepted(product) : Outcome.refused(refusal);
        }
    }
}
