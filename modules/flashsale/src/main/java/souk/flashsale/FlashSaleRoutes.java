package souk.flashsale;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.flashsale.Sales.Shared;
import souk.flashsale.api.ClaimId;
import souk.flashsale.api.ClaimView;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.room.WaitingRoom;
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
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;
import souk.platform.live.Topic;

/** Flash sales over HTTP, for shoppers. */
final class FlashSaleRoutes {
    private static final int MOST_AT_ONCE = 999_999;
    private static final Rejection NOT_BEGUN = new Rejection(Kind.CONFLICT, "not-live", "This sale has not begun yet.");

    /**
     * How many units.
     *
     * @param ticket of the waiting room, if the sale has one
     */
    record ClaimForm(@Whole(min = 1, max = MOST_AT_ONCE) int quantity, Optional<@Text(max = 1_024) String> ticket) {}

    /**
     * A sale as everybody sees it.
     *
     * @param state      {@code scheduled}, {@code live}, {@code sold-out} or {@code ended}; what is sold out can come back while the sale lasts
     * @param quantity   units on offer in all
     * @param left       units that can be claimed
     * @param serverTime by which the sale starts and ends: count down to it, not to the device's
     * @param waitingRoom whether a claim needs a ticket of its {@code queue}
     */
    record SaleBody(String id, String sku, String name, Money price, String state, int quantity, long left, int perCustomer, Instant serverTime, Instant startsAt, Instant endsAt, boolean waitingRoom) {
        static SaleBody of(SaleStanding standing) {
            var sale = standing.sale();
            var terms = sale.terms();
            return new SaleBody(sale.id(), terms.sku(), terms.name(), terms.price(), standing.state(), sale.quantity(), standing.onOffer(), terms.perCustomer(), sale.now(), terms.startsAt(), terms.endsAt(), standing.waitingRoom());
        }
    }

    /** Units that are the customer's to buy until then: put the claim into a cart and check it out. */
    record ClaimBody(String claimId, String sku, int quantity, Money unitPrice, Instant expiresAt) {
        private static ClaimBody of(ClaimView claim) {
            return new ClaimBody(claim.claimId(), claim.sku(), claim.quantity(), claim.unitPrice(), claim.expiresAt());
        }
    }

    private final Node node;
    private final Sales sales;
    private final Rebalancing rebalancing;
    private final SoldOut soldOut = new SoldOut();
    private final WaitingRoom rooms;

    private FlashSaleRoutes(Node node, Sales sales) {
        this.node = node;
        this.sales = sales;
        this.rebalancing = new Rebalancing(node, sales);
        this.rooms = new WaitingRoom(node);
    }

    static List<Endpoint> of(Node node, Sales sales) {
        var routes = new FlashSaleRoutes(node, sales);
        return List.of(
                Endpoint.get("/v1/flash-sales/{id}").summary("A flash sale, and what is left of it").roles(Access.ANYONE).answers(200, SaleBody.class).refuses(Kind.NOT_FOUND).handle(routes::look),
                Endpoint.post("/v1/flash-sales/{id}/claims").summary("Claim units of a flash sale").roles(Access.ANYONE_WITH_A_TOKEN).body(ClaimForm.class).idempotencyKey(KeyUse.REQUIRED)
                        .answers(201, ClaimBody.class).refuses(Kind.NOT_FOUND).refuses(Kind.CONFLICT, "not-live", "limit-reached", "ticket-required", "not-admitted").refuses(Kind.SOLD_OUT, "sold-out")
                        .refuses(Kind.DENIED, "bad-ticket").refuses(Kind.GONE, "too-late", "turn-over").refuses(Kind.LIMITED, "rate-limited").refuses(Kind.UNPROCESSABLE, "idempotency-key-reused").handle(routes::claim),
                Endpoint.delete("/v1/flash-sales/{id}/claims/{claimId}").summary("Give a claim back").roles(Access.ANYONE_WITH_A_TOKEN)
                        .answers(204, null).refuses(Kind.NOT_FOUND).refuses(Kind.CONFLICT, "claim-in-checkout", "claim-paid").handle(routes::release));
    }

    /** The sale as it is for everybody, whenever it or one of its counters has changed. */
    static Topic topic(Node node) {
        var sales = new Sales(node);
        return Topic.forAll(id -> sales.standing(id, Topic.ASKING).thenApply(found -> found.map(standing -> new Topic.Shown(Long.toString(standing.version()), SaleBody.of(standing), Sales.addresses(standing.sale())))));
    }

    private CompletionStage<Answer> look(Call<Void> call) {
        return call.reply(sales.shown(call.path("id"), call.asking()), standing -> Answer.ok(SaleBody.of(standing)).etag(standing.version()));
    }

    private CompletionStage<Answer> claim(Call<ClaimForm> call) {
        String saleId = call.path("id");
        int quantity = call.body().quantity();
        var again = soldOut.again(saleId, call.owner(), quantity);
        if (again.isPresent()) return CompletableFuture.completedFuture(Answer.refused(again.get()));
        return sales.shared(saleId, call.asking()).thenCompose(known -> known.fold(shared -> {
            var now = node.clock().instant();
            if (shared.isToCome(now)) return CompletableFuture.completedFuture(Answer.refused(NOT_BEGUN));
            int counter = Counters.home(call.owner(), shared.counters(), shared.buckets());
            var claim = new CounterCommand.Claim(new ClaimId(saleId, counter, call.newId()).toString(), call.owner(), quantity, now);
            var claimed = shared.waitingRoom() ? inTurn(call, shared, counter, claim) : claim(call, shared, counter, claim);
            return call.reply(claimed.thenApply(outcome -> soldOut.telling(saleId, call.owner(), quantity, outcome)), granted -> granted(saleId, granted));
        }, refused -> CompletableFuture.completedFuture(Answer.refused(refused))));
    }

    private static Answer granted(String saleId, ClaimView granted) {
        return Answer.created("/v1/flash-sales/" + saleId + "/claims/" + granted.claimId(), ClaimBody.of(granted));
    }

    private CompletionStage<Outcome<ClaimView>> claim(Call<ClaimForm> call, Shared shared, int counter, CounterCommand.Claim claim) {
        String saleId = call.path("id");
        return rebalancing.claim(saleId, shared, counter, claim.quantity(), call.asking(), () -> node.entities().ask(CounterCommand.at(saleId, counter), claim, call.asking()));
    }

    /** A claim that was never sent in time can only be found, not opened. */
    private CompletionStage<Outcome<ClaimView>> inTurn(Call<ClaimForm> call, Shared shared, int counter, CounterCommand.Claim claim) {
        var find = new CounterCommand.Claim(claim.claimId(), claim.customer(), claim.quantity(), Instant.EPOCH);
        return rooms.claim(call.path("id"), call.owner(), call.body().ticket(), call.asking(), () -> claim(call, shared, counter, claim),
                () -> node.entities().ask(CounterCommand.at(call.path("id"), counter), find, call.asking()));
    }

    private CompletionStage<Answer> release(Call<Void> call) {
        String claimId = call.path("claimId");
        var at = ClaimId.parse(claimId).filter(id -> id.saleId().equals(call.path("id"))).map(id -> CounterCommand.at(id.saleId(), id.counter()));
        if (at.isEmpty()) return CompletableFuture.completedFuture(Answer.refused(Rejection.notFound("claim")));
        return call.reply(node.entities().ask(at.get(), new CounterCommand.Release(claimId, call.owner()), call.asking()), done -> {
            soldOut.over();
            return Answer.noContent();
        });
    }
}
