package souk.pricing;

import souk.platform.Capability;

/** Prices beside those of the catalog: price lists. */
public final class Pricing {
    private Pricing() {}

    /** The table of contents. */
    public static Capability capability() {
        return Capability.of("pricing")
                .hosts(PriceList.BLUEPRINT)
                .history(PriceList.BLUEPRINT)
                .routes(PriceListRoutes::of);
    }
}
