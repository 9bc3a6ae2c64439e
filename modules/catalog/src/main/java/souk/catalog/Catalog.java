package souk.catalog;

import souk.platform.Capability;

/** The catalog: products with their variants, who owns which SKU, and the import of many products. */
public final class Catalog {
    private Catalog() {}

    /** The table of contents. */
    public static Capability capability() {
        return Capability.of("catalog")
                .hosts(Product.BLUEPRINT)
                .hosts(Sku.BLUEPRINT)
                .hosts(Import.BLUEPRINT)
                .schema("schema/catalog.cql")
                .view(ProductList.VIEW, ProductListStore::new)
                .routes(ProductRoutes::of)
                .routes(ImportRoutes::of);
    }
}
