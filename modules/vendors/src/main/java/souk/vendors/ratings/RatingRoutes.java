package souk.vendors.ratings;

import static souk.vendors.SellingVendor.then;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.orders.api.OrderView;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;
import souk.platform.privacy.Persons;
import souk.platform.reading.Served;
import souk.platform.reading.Shelves.Slice;
import souk.vendors.BoughtOrder;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderView;
import souk.vendors.api.VendorStatus;
import souk.vendors.ratings.RatingList.Entry;

/** Buyers rate vendors, everybody reads it, and staff hides what should not be read. */
public final class RatingRoutes {
    private static final String OWN = "/v1/orders/{id}/ratings/{vendorId}";
    private static final String STAFFS = "/v1/admin/ratings/{id}";
    private static final Access STAFF = Access.staff("vendors");
    private static final int LONGEST = 2_000;
    private static final Rejection ERASED = new Rejection(Kind.GONE, "erased", "What was known of this person was erased.");

    /** @param text what the buyer says: locked with the key that locks the order's address */
    record RatingForm(@Whole(min = RatingCommand.FEWEST_STARS, max = RatingCommand.MOST_STARS) int stars, Optional<@Text(max = LONGEST) String> text) {}

    /** A rating as its buyer sees it. @param text absent once the buyer was erased @param hidden whether staff lets nobody else read the text */
    record OwnRating(String orderId, String vendorId, int stars, Optional<String> text, boolean hidden, Instant ratedAt, Instant changedAt) {
        static OwnRating of(RatingView rating, Persons persons) {
            return new OwnRating(rating.orderId(), rating.vendorId(), rating.stars(), persons.open(rating.text(), String.class), rating.hidden(), rating.ratedAt(), rating.changedAt());
        }
    }

    /** A rating as everybody sees it: neither whose it is nor of which order. @param text absent where nothing was said, staff has hidden it, or the buyer was erased */
    record PublicRating(int stars, Optional<String> text, Instant ratedAt, Instant changedAt) {}

    /** A rating as staff sees it. @param text absent where nothing was said, or the buyer was erased */
    record AdminRating(String id, String orderId, String vendorId, int stars, Optional<String> text, boolean hidden, Instant ratedAt, Instant changedAt) {}

    private final Node node;
    private final Served<RatingListStore> ratings;

    private RatingRoutes(Node node) {
        this.node = node;
        ratings = Served.of(node, RatingList.VIEW, RatingListStore::new);
    }

    public static List<Endpoint> of(Node node) {
        var routes = new RatingRoutes(node);
        return List.of(
                Endpoint.put(OWN).summary("Rate a vendor for what is theirs in my order, once it has arrived, or say otherwise than before").tag("vendors").roles(Access.ANYONE_WITH_A_TOKEN).body(RatingForm.class)
                        .answers(200, OwnRating.class).answers(201, OwnRating.class).refuses(Kind.NOT_FOUND).refuses(Kind.CONFLICT, "not-delivered").refuses(Kind.GONE, "erased").handle(routes::rate),
                Endpoint.get(OWN).summary("How I rated a vendor for my order").tag("vendors").roles(Access.ANYONE_WITH_A_TOKEN).answers(200, OwnRating.class).refuses(Kind.NOT_FOUND).handle(routes::look),
                Endpoint.get("/v1/vendors/{id}/ratings").summary("What buyers think of a vendor, newest first").roles(Access.ANYONE).paged().answersPageOf(PublicRating.class).refuses(Kind.NOT_FOUND).handle(routes::list),
                Endpoint.get("/v1/admin/vendors/{id}/ratings").summary("What buyers think of a vendor, hidden texts, too, newest first").roles(STAFF).paged().answersPageOf(AdminRating.class).refuses(Kind.NOT_FOUND)
                        .handle(routes::listAll),
                hiding("hide", "Hide the text of a rating; its stars count all the same").handle(call -> routes.hide(call, true)),
                hiding("show", "Let everybody read the text of a rating again").handle(call -> routes.hide(call, false)));
    }

    private static Endpoint.Draft<Void> hiding(String word, String summary) {
        return Endpoint.post(STAFFS + "/" + word).summary(summary).roles(STAFF).answers(200, AdminRating.class).refuses(Kind.NOT_FOUND);
    }

    // ---- buyers

    private CompletionStage<Answer> rate(Call<RatingForm> call) {
        return call.reply(then(bought(call), order -> then(delivered(call, order), delivered -> rate(call, order, delivered))), rating -> Answer.of(rating.version() == 1 ? 201 : 200, OwnRating.of(rating, node.persons())).etag(rating.version()));
    }

    /** The caller's order, if this vendor has sold something in it. */
    private CompletionStage<Outcome<OrderView>> bought(Call<?> call) {
        return then(BoughtOrder.of(node, call), order -> CompletableFuture.completedFuture(BoughtOrder.has(order, call.path("vendorId")) ? Outcome.accepted(order) : Outcome.refused(Rejection.notFound("vendor"))));
    }

    /** An order is there a moment before its vendors' orders are. */
    private CompletionStage<Outcome<Boolean>> delivered(Call<?> call, OrderView order) {
        return node.entities().ask(VendorOrderCommand.at(order.id(), call.path("vendorId")), new VendorOrderCommand.Look(Optional.empty()), call.asking())
                .thenApply(seen -> seen.<Outcome<Boolean>>fold(part -> Outcome.accepted(part.status() == VendorOrderView.Status.DELIVERED), refusal -> refusal.kind() == Kind.NOT_FOUND ? Outcome.accepted(false) : Outcome.refused(refusal)));
    }

    private CompletionStage<Outcome<RatingView>> rate(Call<RatingForm> call, OrderView order, boolean delivered) {
        String vendor = call.path("vendorId");
        var form = call.body();
        return node.persons().key(BoughtOrder.buyer(order)).map(key -> ask(call, VendorOrderCommand.id(order.id(), vendor), new RatingCommand.Rate(order.id(), vendor, key.digest(call.fingerprint()), delivered,
                form.stars(), form.text().map(key::seal), call.owner()))).orElseGet(() -> CompletableFuture.completedFuture(Outcome.refused(ERASED)));
    }

    private CompletionStage<Answer> look(Call<Void> call) {
        return call.reply(then(bought(call), order -> ask(call, VendorOrderCommand.id(order.id(), call.path("vendorId")), new RatingCommand.Look())), rating -> Answer.ok(OwnRating.of(rating, node.persons())).etag(rating.version()));
    }

    // ---- everybody, and staff

    /** As with offers: who may not sell at present is not shown. */
    private CompletionStage<Answer> list(Call<Void> call) {
        return list(call, status -> status == VendorStatus.APPROVED, entry -> new PublicRating(entry.stars(), entry.hidden() ? Optional.empty() : node.persons().open(entry.text(), String.class), entry.ratedAt(), entry.changedAt()));
    }

    private CompletionStage<Answer> listAll(Call<Void> call) {
        return list(call, status -> true, entry -> new AdminRating(RatingListStore.id(entry), entry.orderId(), entry.vendorId(), entry.stars(), node.persons().open(entry.text(), String.class), entry.hidden(), entry.ratedAt(),
                entry.changedAt()));
    }

    private <T> CompletionStage<Answer> list(Call<Void> call, Predicate<VendorStatus> shown, Function<Entry, T> form) {
        String vendor = call.path("id");
        var known = node.entities().ask(VendorCommand.at(vendor), new VendorCommand.LookAtStatus(), call.asking());
        return call.reply(then(known, standing -> shown.test(standing.status()) ? slice(call, vendor) : CompletableFuture.completedFuture(Outcome.refused(Rejection.notFound("vendor")))),
                slice -> Answer.ok(call.page(slice.items().stream().map(form).toList(), slice.next())));
    }

    private CompletionStage<Outcome<Slice<Entry>>> slice(Call<Void> call, String vendor) {
        return ratings.ask(store -> store.ofVendor(vendor, call.limit(), call.cursor())).thenApply(Outcome::accepted);
    }

    private CompletionStage<Answer> hide(Call<Void> call, boolean hidden) {
        return call.reply(ask(call, call.path("id"), new RatingCommand.Hide(hidden, call.owner())), rating -> Answer.ok(new AdminRating(rating.id(), rating.orderId(), rating.vendorId(), rating.stars(),
                node.persons().open(rating.text(), String.class), rating.hidden(), rating.ratedAt(), rating.changedAt())).etag(rating.version()));
    }

    private <R> CompletionStage<Outcome<R>> ask(Call<?> call, String id, RatingCommand<R> command) {
        return node.entities().ask(RatingCommand.at(id), command, call.asking());
    }
}
