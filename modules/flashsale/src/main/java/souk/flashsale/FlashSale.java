package souk.flashsale;

import souk.flashsale.room.Place;
import souk.flashsale.room.QueueRoutes;
import souk.flashsale.room.Room;
import souk.flashsale.room.Usher;
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
                .hosts(Room.BLUEPRINT)
                .hosts(Place.BLUEPRINT)
                .hosts(Usher.BLUEPRINT)
                .history(Sale.BLUEPRINT)
                .topic("flash-sale", FlashSaleRoutes::topic)
                .topic("queue", QueueRoutes::topic)
                .routes(FlashSaleRoutes::of)
                .routes(QueueRoutes::of)
                .routes(FlashSaleAdminRoutes::of);
    }
}
