package souk.inventory;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import souk.inventory.api.StockCommand;
import souk.inventory.api.StockLevel;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Node;
import souk.platform.history.PastRoutes;
import souk.platform.history.PastRoutes.Now;
import souk.platform.http.Access;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;

/** The stock of a SKU and its past, for staff: from its first count on, whether or not a product still sells it. */
final class StockAdminRoutes {
    /**
     * The stock of a SKU as staff sees it; the other fields are those of {@link StockLevel}.
     *
     * @param at     a time at which it was so
     * @param others what lies there of vendors; in none of the sums
     */
    record AdminStock(String sku, long version, Instant at, long onHand, long reserved, long available, List<StockLevel.At> locations, List<StockLevel.At> others) {
        static AdminStock of(String sku, StockLevel level, Instant at) {
            return new AdminStock(sku, level.version(), at, level.onHand(), level.reserved(), level.available(), level.locations(), level.others());
        }
    }

    private StockAdminRoutes() {}

    static List<Endpoint> of(Node node) {
        return PastRoutes.of(node, Stock.BLUEPRINT, "stock", "/v1/admin/stock/{sku}", Access.staff("stock"))
                .shows(AdminStock.class, (sku, stock, at) -> AdminStock.of(sku, stock.level(), at), call -> now(node, call));
    }

    private static CompletionStage<Outcome<Now<AdminStock>>> now(Node node, Call<?> call) {
        String sku = call.path("sku");
        return node.entities().ask(StockCommand.at(sku), new StockCommand.Look(), call.asking()).thenApply(seen -> seen.<Outcome<Now<AdminStock>>>fold(
                level -> level.version() == 0 ? Outcome.refused(Rejection.notFound("stock")) : Outcome.accepted(new Now<>(level.version(), at -> AdminStock.of(sku, level, at))),
                Outcome::refused));
    }
}
