package souk.catalog;

import java.util.function.Function;
import souk.catalog.api.Deals;
import souk.catalog.api.Offers;
import souk.platform.Capability;
import souk.platform.Node;

/** The catalog: products with their variants, who owns which SKU, and the import of many products. */
public final class Catalog {
    private Catalog() {}

    /** The table of contents, of a shop without deals. */
    public static Capability capability() {
        return capability(node -> Deals.NONE);
    }

    /** The table of contents, of a shop in which nobody else sells. */
    public static Capability capability(Function<Node, Deals> deals) {
        return capability(deals, node -> Offers.NONE);
    }

    /** The table of contents. */
    public static Capability capability(Function<Node, Deals> deals, Function<Node, Offers> offers) {
        return Capability.of("catalog")
                .hosts(Product.BLUEPRINT)
                .hosts(Sku.BLUEPRINT)
                .hosts(Import.BLUEPRINT)
                .schema("schema/catalog.cql")
                .view(ProductList.VIEW, ProductListStore::new)
                .routes(node -> ProductRoutes.of(node, deals.apply(node), offers.apply(node)))
                .routes(ImportRoutes::of);
    }
}
