package souk.flashsale;

import souk.platform.Capability;

/** Flash sales: a few units for many, claimed before they are paid. */
public final class FlashSale {
    private FlashSale() {}

    /** The table of contents. */
    public static Capability capability() {
        return Capability.of("flashsale")
                .hosts(Sale.BLUEPRINT)
                .hosts(Counter.BLUEPRINT)
                .hosts(Calendar.BLUEPRINT)
                .hosts(Transfer.BLUEPRINT)
                .history(Sale.BLUEPRINT)
                .topic("flash-sale", FlashSaleRoutes::topic)
                .routes(FlashSaleRoutes::of)
                .routes(FlashSaleAdminRoutes::of);
    }
}
