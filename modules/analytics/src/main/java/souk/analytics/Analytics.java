package souk.analytics;

import souk.platform.Capability;

/** Figures of the shop, for its owners: what is sold and given back. It reads and changes nothing. */
public final class Analytics {
    private Analytics() {}

    /** The table of contents. */
    public static Capability capability() {
        return Capability.of("analytics")
                .schema("schema/analytics.cql")
                .view(Sale.VIEW, SalesStore::new)
                .routes(SalesRoutes::of)
                .routes(TopProductsRoutes::of);
    }
}
