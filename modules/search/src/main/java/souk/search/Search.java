package souk.search;

import souk.platform.Capability;

/** Search: an index that follows the catalog and the stock, questions to it, and its tuning by staff. */
public final class Search {
    private Search() {}

    /** The table of contents. */
    public static Capability capability() {
        return Capability.of("search")
                .hosts(Tuning.BLUEPRINT)
                .schema("schema/search.cql")
                .model(node -> SearchParts.of(node).model())
                .view(IndexedProduct.VIEW, IndexModel.NAME, (node, generation) -> SearchParts.of(node).products(generation))
                .view(Availability.VIEW, IndexModel.NAME, (node, generation) -> SearchParts.of(node).stock(generation))
                .routes(node -> SearchRoutes.of(SearchParts.of(node)))
                .routes(node -> TuningRoutes.of(node, SearchParts.of(node).tuning()));
    }
}
