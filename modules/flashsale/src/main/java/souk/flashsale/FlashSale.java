package souk.flashsale;

import java.util.List;
import java.util.stream.Stream;
import souk.catalog.api.Deals;
import souk.flashsale.room.Place;
import souk.flashsale.room.QueueRoutes;
import souk.flashsale.room.Room;
import souk.flashsale.room.Usher;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.http.Endpoint;

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
                .schema("schema/flashsale.cql")
                .view(SaleList.VIEW, SaleListStore::new)
                .topic("flash-sale", FlashSaleRoutes::topic)
                .topic("queue", QueueRoutes::topic)
                .routes(FlashSale::routes)
                .routes(QueueRoutes::of)
                .personalData("flashSales", SalesOfPerson::of);
    }

    /** What the sales of now cost, for those who show products. */
    public static Deals deals(Node node) {
        return SaleBoard.of(node);
    }

    /** What staff changes on a node is seen by its shoppers at once. */
    private static List<Endpoint> routes(Node node) {
        var sales = new Sales(node);
        return Stream.concat(FlashSaleRoutes.of(node, sales).stream(), FlashSaleAdminRoutes.of(node, sales).stream()).toList();
    }
}
