package souk.search;

import java.util.Optional;
import souk.catalog.api.ProductCommand;
import souk.catalog.api.ProductContent;
import souk.catalog.api.ProductEvent;
import souk.catalog.api.ProductEvent.ChangeAgreed;
import souk.catalog.api.ProductEvent.ChangeProposed;
import souk.catalog.api.ProductEvent.ChangeRefused;
import souk.catalog.api.ProductEvent.ChangeUndone;
import souk.catalog.api.ProductEvent.ProductChanged;
import souk.catalog.api.ProductEvent.ProductDeleted;
import souk.kernel.View;

/**
 * What the catalog has to say for a document of the index.
 *
 * @param content what the product says; nothing once it is deleted
 */
record IndexedProduct(Optional<ProductContent> content) {
    static final IndexedProduct NONE = new IndexedProduct(Optional.empty());

    static final View<IndexedProduct, ProductEvent> VIEW = View.of("search.products", ProductCommand.TYPE, ProductEvent.class, NONE)
            .on(ProductChanged.class, (row, event) -> new IndexedProduct(Optional.of(event.content())))
            .on(ProductDeleted.class, (row, event) -> NONE)
            .ignore(ChangeProposed.class, ChangeAgreed.class, ChangeRefused.class, ChangeUndone.class)
            .build();
}
