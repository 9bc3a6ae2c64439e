package souk.inventory;

import souk.platform.Capability;

/** Stock: how much of each SKU lies where, and for whom it is held. */
public final class Inventory {
    private Inventory() {}

    /** The table of contents. */
    public static Capability capability() {
        return Capability.of("inventory")
                .hosts(Stock.BLUEPRINT)
                .history(Stock.BLUEPRINT)
                .routes(StockRoutes::of)
                .topic("stock", StockRoutes::topic)
                .routes(StockAdminRoutes::of);
    }
}
