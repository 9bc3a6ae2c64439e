package souk.catalog.api;

import souk.kernel.Event;

/** What happens to a SKU. */
public sealed interface SkuEvent extends Event {

    /** A product took the SKU; it is not for sale yet. */
    record SkuTaken(String sku, String productId, long change) implements SkuEvent {}

    /** The SKU is the product's, and sold like this from now on. */
    record SkuOffered(String sku, String productId, long change, SkuOffer offer) implements SkuEvent {}

    /** The product has given the SKU up, or will never take it by this change. */
    record SkuReleased(String sku, String productId, long change) implements SkuEvent {}
}
