package souk.catalog.api;

import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;

/**
 * What can be asked of a SKU: who owns it, and what it is sold as. Everybody may {@link Look}; only the product's own process sends
 * the rest. {@code change} counts that product's changes, so that a command of an older change that arrives late does nothing.
 */
public sealed interface SkuCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "catalog.sku";

    /** Where a SKU lives. */
    static Address<SkuCommand<?>> at(String sku) {
        return new Address<>(TYPE, sku);
    }

    /** What can be bought under this SKU; refused with {@code not-found} while no product sells it. Unpublished ones are answered too. */
    record Look() implements SkuCommand<SkuView> {}

    /**
     * The SKU shall be this product's. Refused with {@code sku-taken} while it is another product's.
     *
     * @param offer what it is sold as; without one it is only taken, and nobody sees it yet
     */
    record Assign(String sku, String productId, long change, Optional<SkuOffer> offer) implements SkuCommand<Done> {}

    /** The product gives the SKU up; done as well if it was not (or no longer) its own. */
    record Release(String sku, String productId, long change) implements SkuCommand<Done> {}
}
