package souk.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import souk.catalog.api.Deals.Deal;
import souk.catalog.api.Offers;
import souk.catalog.api.Offers.Listed;
import souk.catalog.api.ProductContent;
import souk.catalog.api.ProductContent.Status;
import souk.catalog.api.ProductView;
import souk.catalog.api.Variant;
import souk.kernel.Money;

/** A product as clients read it; what staff reads can be written again as it is. */
record ProductDocument(String id, String slug, String name, Optional<String> brand, Optional<String> category, Optional<String> description,
        Map<String, String> attributes, Status status, List<VariantDocument> variants) {

    /**
     * A variant as shoppers see it.
     *
     * @param flashSale that is on now: what a unit costs there, instead of {@code price}, for who gets one
     * @param offers    what vendors want for it, the first ones of {@link Offers#of}
     */
    record VariantDocument(String sku, Optional<String> gtin, Map<String, String> options, Money price, Optional<FlashSale> flashSale, Optional<List<OfferDocument>> offers) {
        private static VariantDocument of(Variant variant, Optional<Deal> deal, Optional<List<Listed>> offers) {
            return new VariantDocument(variant.sku(), ProductSummary.given(variant.gtin()), variant.options(), variant.price(), deal.map(on -> new FlashSale(on.id(), on.price(), on.endsAt())),
                    offers.map(listed -> listed.stream().map(OfferDocument::of).toList()));
        }
    }

    /**
     * A vendor's offer.
     *
     * @param price     of one unit
     * @param freight   of one unit
     * @param available units that could still be had a moment ago
     * @param chosen    whether a line of a cart that names no vendor is of this one
     * @param rating    what buyers think of the vendor; not there while nobody has said
     */
    record OfferDocument(String vendorId, Money price, Money freight, long available, @JsonProperty("default") boolean chosen, Optional<Offers.Rating> rating) {
        private static OfferDocument of(Listed offer) {
            return new OfferDocument(offer.terms().vendorId(), offer.terms().price(), offer.terms().freight(), offer.available(), offer.chosen(), offer.rating());
        }
    }

    /** @param endsAt by the server's time */
    record FlashSale(String id, Money price, Instant endsAt) {}

    /**
     * @param deals  what SKUs can be had for by a deal
     * @param offers what vendors want for them
     */
    static ProductDocument of(ProductView product, Function<String, Optional<Deal>> deals, Function<String, Optional<List<Listed>>> offers) {
        ProductContent content = product.content();
        return new ProductDocument(product.id(), content.slug(), content.name(), ProductSummary.given(content.brand()), ProductSummary.given(content.category()),
                ProductSummary.given(content.description()), content.attributes(), content.status(), content.variants().stream().map(variant -> VariantDocument.of(variant, deals.apply(variant.sku()), offers.apply(variant.sku()))).toList());
    }
}
