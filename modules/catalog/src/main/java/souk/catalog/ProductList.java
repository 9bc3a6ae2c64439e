package souk.catalog;

import java.util.Optional;
import souk.catalog.api.ProductCommand;
import souk.catalog.api.ProductEvent;
import souk.catalog.api.ProductEvent.ChangeAgreed;
import souk.catalog.api.ProductEvent.ChangeProposed;
import souk.catalog.api.ProductEvent.ChangeRefused;
import souk.catalog.api.ProductEvent.ChangeUndone;
import souk.catalog.api.ProductEvent.ProductChanged;
import souk.catalog.api.ProductEvent.ProductDeleted;
import souk.kernel.View;

/**
 * One product's row in the list of products.
 *
 * @param product as it stands in the list; nothing once it is deleted
 */
record ProductList(Optional<ProductSummary> product) {

    static final View<ProductList, ProductEvent> VIEW = View
            .of("catalog.product-list", ProductCommand.TYPE, ProductEvent.class, new ProductList(Optional.empty()))
            .on(ProductChanged.class, (row, event) -> new ProductList(Optional.of(ProductSummary.of(event.productId(), event.content()))))
            .on(ProductDeleted.class, (row, event) -> new ProductList(Optional.empty()))
            .ignore(ChangeProposed.class, ChangeAgreed.class, ChangeRefused.class, ChangeUndone.class)
            .build();
}
