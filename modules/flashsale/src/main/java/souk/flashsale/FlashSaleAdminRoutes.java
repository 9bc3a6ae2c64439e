package souk.flashsale;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.catalog.api.SkuCommand;
import souk.catalog.api.SkuView;
import souk.flashsale.api.SaleCommand;
import souk.flashsale.api.SaleStatus;
import souk.flashsale.api.SaleTerms;
import souk.flashsale.api.SaleView;
import souk.flashsale.room.RoomTerms;
import souk.flashsale.room.WaitingRoom;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.KeyUse;
import souk.platform.http.Query;
import souk.platform.http.body.Change;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;
import souk.platform.reading.Served;

/** Flash sales over HTTP, for staff. */
final class FlashSaleAdminRoutes {
    private static final int MOST_UNITS = 999_999_999;
    private static final int MOST_BUCKETS = 64;
    private static final int LONGEST_TURN = 600;
    private static final int USUAL_TURN = 60;
    private static final Access STAFF = Access.staff("catalog");

    /**
     * A sale as staff want it.
     *
     * @param perCustomer     units that one customer may claim
     * @param claimTtlSeconds how long a claim may stay unpaid
     * @param buckets         over how many partitions it is spread; absent: one
     * @param waitingRoom     absent: everybody may claim at once
     */
    record SaleForm(@Text(max = 100) String sku, @Whole(min = 0) Money price, @Whole(min = 1, max = MOST_UNITS) int quantity, @Whole(min = 1, max = MOST_UNITS) int perCustomer, Instant startsAt,
            Instant endsAt, @Whole(min = 1, max = 86_400) int claimTtlSeconds, Optional<@Whole(min = 1, max = MOST_BUCKETS) Integer> buckets, Optional<RoomForm> waitingRoom) implements Checked {
        @Override
        public void check(Faults faults) {
            if (!startsAt.isBefore(endsAt)) faults.badFormat("endsAt", "A sale ends after it starts.");
        }
    }

    /** What of a sale that has not begun is to be otherwise. */
    record SalePatch(Change<@Whole(min = 0) Money> price, Change<@Whole(min = 1, max = MOST_UNITS) Integer> quantity, Change<@Whole(min = 1, max = MOST_UNITS) Integer> perCustomer, Change<Instant> startsAt,
            Change<Instant> endsAt, Change<@Whole(min = 1, max = 86_400) Integer> claimTtlSeconds) implements Checked {
        @Override
        public void check(Faults faults) {
            if (startsAt.given() && endsAt.given() && !startsAt.value().isBefore(endsAt.value())) faults.badFormat("endsAt", "A sale ends after it starts.");
        }
    }

    /**
     * A sale as it stands in the list, a moment after it has changed.
     *
     * @param state    {@code scheduled}, {@code live} (sold out or not) or {@code ended}
     * @param returned units that have gone back to the stock
     */
    record ListedSale(String id, String sku, String name, Money price, String state, int quantity, long returned, int perCustomer, Instant startsAt, Instant endsAt, long claimTtlSeconds, int buckets,
            int counters, boolean calledOff) {
        private static ListedSale of(SaleList.Entry sale) {
            var terms = sale.terms();
            return new ListedSale(sale.id(), terms.sku(), terms.name(), terms.price(), sale.phase().name().toLowerCase(Locale.ROOT), sale.quantity(), sale.returned(), terms.perCustomer(),
                    terms.startsAt(), terms.endsAt(), terms.claimTtl().toSeconds(), sale.buckets(), sale.counters(), sale.calledOff());
        }
    }

    /**
     * A waiting room as staff want it.
     *
     * @param capacity    how many people may be in at once: let in and still deciding, or with a claim that is not paid
     * @param turnSeconds how long somebody who was let in may claim; absent: a minute
     */
    record RoomForm(@Whole(min = 1, max = RoomTerms.MOST) int capacity, Optional<@Whole(min = 5, max = LONGEST_TURN) Integer> turnSeconds) {
        private RoomTerms terms() {
            return new RoomTerms(capacity, Duration.ofSeconds(turnSeconds.orElse(USUAL_TURN)));
        }
    }

    /**
     * A sale as staff sees it.
     *
     * @param status   what it is doing; {@code state} is what shoppers are told
     * @param claimed  units that are somebody's, and not paid
     * @param returned units that have gone back to the stock
     */
    record AdminSale(String id, long version, Instant at, String sku, String name, Money price, String status, String state, int quantity, long left, long claimed, long sold, long returned, int perCustomer,
            Instant startsAt, Instant endsAt, long claimTtlSeconds, int buckets, int counters, boolean waitingRoom) {
        private static AdminSale of(SaleStanding standing) {
            var sale = standing.sale();
            var terms = sale.terms();
            return new AdminSale(sale.id(), standing.version(), sale.now(), terms.sku(), terms.name(), terms.price(), sale.status().name().toLowerCase(Locale.ROOT), standing.state(), sale.quantity(),
                    standing.onOffer(), standing.claimed(), standing.sold(), sale.returned(), terms.perCustomer(), terms.startsAt(), terms.endsAt(), terms.claimTtl().toSeconds(), sale.buckets(), sale.counters(), standing.waitingRoom());
        }
    }

    private final Node node;
    private final Sales sales;
    private final Served<SaleListStore> list;
    private final WaitingRoom rooms;
    private final int unitsPerCounter;

    private FlashSaleAdminRoutes(Node node, Sales sales) {
        this.node = node;
        this.sales = sales;
        this.list = Served.of(node, SaleList.VIEW, SaleListStore::new);
        this.rooms = new WaitingRoom(node);
        this.unitsPerCounter = node.config().getInt("souk.flashsale.units-per-counter");
    }

    static List<Endpoint> of(Node node, Sales sales) {
        var routes = new FlashSaleAdminRoutes(node, sales);
        return List.of(
                Endpoint.post("/v1/admin/flash-sales").summary("Plan a flash sale").roles(STAFF).body(SaleForm.class).idempotencyKey(KeyUse.OPTIONAL)
                        .answers(201, AdminSale.class).refuses(Kind.NOT_FOUND).refuses(Kind.CONFLICT, "sale-overlap", "too-many-sales", "currency-mismatch")
                        .refuses(Kind.UNPROCESSABLE, "already-over", "idempotency-key-reused").handle(routes::create),
                Endpoint.get("/v1/admin/flash-sales").summary("The flash sales, in an order that means nothing and never changes").roles(STAFF)
                        .query(Query.oneOf("state", "scheduled", "live", "ended")).paged().answersPageOf(ListedSale.class).handle(routes::list),
                Endpoint.patch("/v1/admin/flash-sales/{id}").summary("Change a flash sale that has not begun").roles(STAFF).body(SalePatch.class).idempotencyKey(KeyUse.OPTIONAL).ifMatch()
                        .answers(200, AdminSale.class).answers(202, AdminSale.class).refuses(Kind.NOT_FOUND)
                        .refuses(Kind.CONFLICT, "sale-started", "sale-overlap", "change-in-progress", "change-superseded", "too-many-changes", "currency-mismatch")
                        .refuses(Kind.UNPROCESSABLE, "bad-times", "already-over", "idempotency-key-reused").handle(routes::change),
                Endpoint.get("/v1/admin/flash-sales/{id}").summary("A flash sale, all of it").roles(STAFF).answers(200, AdminSale.class).refuses(Kind.NOT_FOUND)
                        .handle(call -> call.reply(routes.sales.standing(call.path("id"), call.asking()), standing -> Answer.ok(AdminSale.of(standing)).etag(standing.version()))),
                Endpoint.post("/v1/admin/flash-sales/{id}/cancel").summary("Call a flash sale off: all claims end that are not being paid").roles(STAFF)
                        .answers(200, AdminSale.class).refuses(Kind.NOT_FOUND).refuses(Kind.CONFLICT, "sale-starting", "change-in-progress").handle(routes::callOff));
    }

    private CompletionStage<Answer> create(Call<SaleForm> call) {
        var form = call.body();
        if (!form.endsAt().isAfter(node.clock().instant())) {
            return CompletableFuture.completedFuture(Answer.refused(new Rejection(Kind.UNPROCESSABLE, "already-over", "This sale would be over already: let it end in the future.")));
        }
        return node.entities().ask(SkuCommand.at(form.sku()), new SkuCommand.Look(), call.asking()).thenCompose(found -> found.fold(
                sold -> create(call, sold), unknown -> CompletableFuture.completedFuture(Answer.refused(unknown))));
    }

    private CompletionStage<Answer> create(Call<SaleForm> call, SkuView sold) {
        var form = call.body();
        if (!sold.price().currency().equals(form.price().currency())) {
            return CompletableFuture.completedFuture(Answer.refused(new Rejection(Kind.CONFLICT, "currency-mismatch", form.sku() + " is sold in " + sold.price().currency() + ": let the sale's price be in it too.")));
        }
        int buckets = form.buckets().orElse(1);
        var terms = new SaleTerms(form.sku(), sold.name(), form.price(), form.perCustomer(), form.startsAt(), form.endsAt(), Duration.ofSeconds(form.claimTtlSeconds()));
        var create = new SaleCommand.Create(call.newId(), terms, form.quantity(), Counters.needed(form.quantity(), unitsPerCounter, buckets), buckets, call.fingerprint());
        CompletionStage<Outcome<Done>> ready = form.waitingRoom().isEmpty() ? CompletableFuture.completedFuture(Outcome.accepted(Done.DONE)) : rooms.open(call.newId(), form.waitingRoom().get().terms(), call.asking());
        return ready.thenCompose(opened -> opened.fold(room -> create(call, create), refused -> CompletableFuture.completedFuture(Answer.refused(refused))));
    }

    private CompletionStage<Answer> create(Call<SaleForm> call, SaleCommand.Create create) {
        return node.entities().ask(SaleCommand.at(call.newId()), create, call.askingNew()).thenCompose(made -> made.fold(
                sale -> standing(call, sale, standing -> Answer.created("/v1/flash-sales/" + sale.id(), AdminSale.of(standing)).etag(standing.version())),
                refused -> CompletableFuture.completedFuture(Answer.refused(refused))));
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        var phase = call.query("state").map(state -> SaleList.Phase.valueOf(state.toUpperCase(Locale.ROOT)));
        return list.ask(store -> store.slice(phase, call.limit(), call.cursor())).thenApply(slice -> Answer.ok(call.page(slice.items().stream().map(ListedSale::of).toList(), slice.next())));
    }

    /** 202 while its new time is still being booked. */
    private CompletionStage<Answer> change(Call<SalePatch> call) {
        var patch = call.body();
        var change = new SaleCommand.Change(call.newId(), call.fingerprint(), call.ifMatch(), given(patch.price()), given(patch.quantity()), given(patch.perCustomer()), given(patch.startsAt()), given(patch.endsAt()),
                given(patch.claimTtlSeconds()).map(Duration::ofSeconds), unitsPerCounter);
        return node.entities().ask(SaleCommand.at(call.path("id")), change, call.asking()).whenComplete((done, failure) -> sales.changed(call.path("id"))).thenCompose(done -> done.fold(
                sale -> standing(call, sale, standing -> Answer.of(sale.status() == SaleStatus.CHANGING ? 202 : 200, AdminSale.of(standing)).etag(standing.version())),
                refused -> CompletableFuture.completedFuture(Answer.refused(refused))));
    }

    private static <T> Optional<T> given(Change<T> field) {
        return field.on(Optional.empty());
    }

    private CompletionStage<Answer> callOff(Call<Void> call) {
        return node.entities().ask(SaleCommand.at(call.path("id")), new SaleCommand.CallOff(), call.asking()).whenComplete((done, failure) -> sales.changed(call.path("id"))).thenCompose(done -> done.fold(
                sale -> standing(call, sale, standing -> Answer.ok(AdminSale.of(standing)).etag(standing.version())),
                refused -> CompletableFuture.completedFuture(Answer.refused(refused))));
    }

    private CompletionStage<Answer> standing(Call<?> call, SaleView sale, Function<SaleStanding, Answer> form) {
        return call.reply(sales.standing(sale, call.asking()), form);
    }
}
