package souk.catalog.api;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Event;
import souk.kernel.Rejection;

/** What happens to a product. {@link ProductChanged} and {@link ProductDeleted} are what others care for; the rest is the way there. */
public sealed interface ProductEvent extends Event {

    /**
     * A change that needs its SKUs to agree was asked for.
     *
     * @param number  counts the product's changes
     * @param change  names it for those who asked
     * @param request names the first request for it
     * @param content what the product shall say; nothing if it shall be no more
     */
    record ChangeProposed(String productId, long number, String change, String request, Optional<ProductContent> content, Instant at) implements ProductEvent {}

    /** No SKU can refuse any more; those it changes and gives up follow. */
    record ChangeAgreed(long number) implements ProductEvent {}

    /** The product says this from now on, and its SKUs are sold like this. */
    record ProductChanged(String productId, long version, String change, ProductContent content) implements ProductEvent {}

    /** The product is no more. */
    record ProductDeleted(String productId, long version) implements ProductEvent {}

    /** A SKU refused; what was taken is given back, the product stays as it was. */
    record ChangeRefused(long number, Rejection rejection, Instant at) implements ProductEvent {}

    /** What a refused change had taken is free again. */
    record ChangeUndone(long number, Instant at) implements ProductEvent {}
}
