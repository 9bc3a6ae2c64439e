package souk.inventory;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.catalog.api.SkuCommand;
import souk.inventory.StockAdminRoutes.AdminStock;
import souk.inventory.api.OwnedShelf;
import souk.inventory.api.StockCommand;
import souk.inventory.api.StockLevel;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.platform.Entities.Asking;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.body.Fault;
import souk.platform.http.body.Whole;
import souk.platform.live.Topic;

/** The shop's own stock over HTTP: staff count it, everybody sees it. There is stock of what a product sells; of any other SKU there is none to see. */
final class StockRoutes {
    /**
     * A count.
     *
     * @param incoming units on their way there; absent: as before
     */
    record CountForm(@Whole(min = 0, max = 999_999_999) long onHand, Optional<@Whole(min = 0, max = 999_999_999) Long> incoming) {}

    /** The stock of a SKU; the fields are those of {@link StockLevel}. */
    record StockView(String sku, long onHand, long reserved, long available, List<StockLevel.At> locations) {
        static StockView of(String sku, StockLevel level) {
            return new StockView(sku, level.onHand(), level.reserved(), level.available(), level.locations());
        }

        static Answer answer(int status, String sku, StockLevel level) {
            return Answer.of(status, of(sku, level)).etag(level.version());
        }
    }

    private static final Answer NOT_THE_SHOPS = Answer.badRequest(List.of(new Fault("location", Fault.Code.BAD_FORMAT, "A location of the shop begins with anything but " + OwnedShelf.MARK + ", behind which vendors have theirs.")));

    private StockRoutes() {}

    static List<Endpoint> of(Node node) {
        return List.of(
                Endpoint.put("/v1/admin/stock/{sku}/{location}").summary("Say how much lies at a location").roles(Access.staff("stock")).body(CountForm.class).ifMatch()
                        .answers(200, AdminStock.class).answers(201, AdminStock.class).refuses(Kind.NOT_FOUND).refuses(Kind.STALE, "stale").refuses(Kind.UNPROCESSABLE, "too-many-locations")
                        .handle(call -> count(node, call)),
                Endpoint.get("/v1/stock/{sku}").summary("How much of a SKU there is").roles(Access.ANYONE).answers(200, StockView.class).refuses(Kind.NOT_FOUND)
                        .handle(call -> look(node, call)));
    }

    private static CompletionStage<Answer> count(Node node, Call<CountForm> call) {
        if (call.path("location").indexOf(OwnedShelf.MARK) == 0) return CompletableFuture.completedFuture(NOT_THE_SHOPS);
        var sku = call.path("sku");
        var count = new StockCommand.Count(call.path("location"), call.body().onHand(), call.body().incoming(), call.ifMatch());
        return node.entities().ask(SkuCommand.at(sku), new SkuCommand.Look(), call.asking()).thenCompose(found -> found.fold(
                sold -> call.reply(node.entities().ask(StockCommand.at(sku), count, call.asking()), counted -> Answer.of(counted.created() ? 201 : 200, AdminStock.of(sku, counted.level(), node.clock().instant())).etag(counted.level().version())),
                unknown -> CompletableFuture.completedFuture(Answer.refused(unknown))));
    }

    private static CompletionStage<Answer> look(Node node, Call<Void> call) {
        var sku = call.path("sku");
        return call.reply(level(node, sku, call.asking()), level -> StockView.answer(200, sku, level));
    }

    /** Both are asked at once: shoppers look often, and mostly at what exists. */
    private static CompletionStage<Outcome<StockLevel>> level(Node node, String sku, Asking how) {
        var sold = node.entities().ask(SkuCommand.at(sku), new SkuCommand.Look(), how);
        var stock = node.entities().ask(StockCommand.at(sku), new StockCommand.Look(), how);
        return sold.thenCombine(stock, (known, level) -> known.fold(view -> level, Outcome::<StockLevel>refused));
    }

    /** {@code stock:<sku>}, for everybody. */
    static Topic topic(Node node) {
        return Topic.forAll(sku -> level(node, sku, Topic.ASKING).thenApply(outcome -> outcome.map(level -> new Topic.Shown(level.version(), StockView.of(sku, level), StockCommand.at(sku)))));
    }
}
