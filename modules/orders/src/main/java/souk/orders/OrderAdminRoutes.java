package souk.orders;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Stream;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.orders.api.AffiliateShare;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderProgress;
import souk.orders.api.OrderReview;
import souk.orders.api.OrderTotals;
import souk.orders.api.OrderView;
import souk.orders.api.ShippingAddress;
import souk.platform.Node;
import souk.platform.history.PastRoutes;
import souk.platform.history.PastRoutes.Now;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Query;
import souk.platform.privacy.Persons;
import souk.platform.reading.Served;
import souk.platform.reading.Shelves;

/** All orders, and the unfinished ones, for staff. */
final class OrderAdminRoutes {
    private static final Access STAFF = Access.staff("orders");
    private static final String UNFINISHED = "unfinished";
    private static final String HELD = "held-for-review";

    record SteeringForm(OrderCommand.Steering action) {}

    /** What staff can say of an order that is held. */
    enum Deciding { APPROVE, REJECT }

    record ReviewForm(Deciding decision) {}

    /** A rule against fraud that fired. */
    record Reason(String rule, String code, String verdict) {}

    /**
     * What came of screening an order.
     *
     * @param rules   the version of the rules
     * @param verdict absent while they are still being asked
     * @param until   how long it is, or was, held
     * @param outcome of a review that is over
     * @param by      who decided; absent if nobody did in time
     */
    record Review(long rules, Optional<String> verdict, List<Reason> reasons, Optional<Instant> until, Optional<String> outcome, Optional<String> by, Optional<Instant> reviewedAt) {
        private static Review of(OrderReview review) {
            return new Review(review.rules(), review.verdict().map(OrderAdminRoutes::word), review.reasons().stream().map(each -> new Reason(each.rule(), each.code(), word(each.verdict()))).toList(),
                    review.until(), review.outcome().map(OrderAdminRoutes::word), review.by(), review.reviewedAt());
        }
    }

    /**
     * An order as staff sees it.
     *
     * @param status   exactly where it stands; the shopper's word for it is in the shopper's own view
     * @param version  the number of events; not in lists of finished orders
     * @param at       a time at which it was so
     * @param email    absent once the buyer was erased, and so is the address
     * @param refunds  the parts that were given back, or are being; not in lists of finished orders
     * @param refunded what was given back; of a cancelled order all
     * @param progress of an order under way, or one asked for by id
     * @param review   of one that rules against fraud had something to say about
     * @param owner    the account or guest's session whose it is
     * @param takenOverAt when a guest's order became an account's; not in lists of finished orders
     * @param corrected   what the shop keeps of lines otherwise than when they were sold; not in lists of finished orders, nor where nothing was corrected
     * @param affiliate   who had a share of the sale, and how much it was before anything came back; not in lists of finished orders
     */
    record AdminOrder(String id, String status, Optional<Long> version, Instant at, Optional<String> number, Optional<String> email, Optional<ShippingAddress> shippingAddress,
            List<OrderLine> lines, Optional<OrderTotals> totals, Optional<Instant> placedAt, Optional<Instant> cancelledAt, Optional<List<RefundBody>> refunds,
            Optional<Money> refunded, Optional<String> refusal, Optional<Progress> progress, Optional<Review> review, Optional<String> owner, Optional<Instant> takenOverAt, Optional<List<CommissionCorrection.Line>> corrected, Optional<AffiliateShare> affiliate) {

        private static AdminOrder of(OrderView order, OrderProgress progress, Instant at, Persons persons) {
            return new AdminOrder(order.id(), word(progress.status()), Optional.of(order.version()), at, order.number(), persons.open(order.email(), String.class),
                    persons.open(order.shippingAddress(), ShippingAddress.class), order.lines(), order.totals(), order.placedAt(), order.cancelledAt(), Optional.of(RefundBody.of(order)), order.refunded(), order.refusal(),
                    Optional.of(Progress.of(progress)), progress.review().map(Review::of), order.owner(), order.takenOverAt(), Optional.of(order.corrected()).filter(lines -> !lines.isEmpty()), order.affiliate());
        }

        private static AdminOrder of(OrderList.Entry order, Instant at, Persons persons) {
            return new AdminOrder(order.id(), word(order.status()), Optional.empty(), at, Optional.of(order.number()), persons.open(order.email(), String.class), Optional.empty(), order.lines(),
                    Optional.of(order.totals()), Optional.of(order.placedAt()), order.cancelledAt(), Optional.empty(), Optional.of(order.refunded()), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(order.principal()), Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /**
     * How far it is.
     *
     * @param status exactly where it stands
     * @param step   what is being done
     * @param since  since when it stands there
     * @param tries  how often the step came back without getting further
     * @param reason what the last of them said
     * @param until  what it waits for
     */
    record Progress(String id, String status, Optional<String> step, Instant since, int tries, Optional<String> reason, Optional<Instant> until) {
        private static Progress of(OrderProgress progress) {
            return new Progress(progress.id(), word(progress.status()), progress.step(), progress.since(), progress.tries(), progress.reason(), progress.until());
        }
    }

    private final Node node;
    private final Served<OrderListStore> orders;
    private final Served<UnfinishedStore> unfinished;
    private final Served<HeldStore> held;

    private OrderAdminRoutes(Node node) {
        this.node = node;
        orders = Served.of(node, OrderList.VIEW, OrderListStore::new);
        unfinished = Served.of(node, Unfinished.VIEW, UnfinishedStore::new);
        held = Served.of(node, HeldOrder.VIEW, HeldStore::new);
    }

    static List<Endpoint> of(Node node) {
        var routes = new OrderAdminRoutes(node);
        var one = PastRoutes.of(node, Order.BLUEPRINT, "order", "/v1/admin/orders/{id}", STAFF, "token")
                .shows(AdminOrder.class, (id, order, at) -> AdminOrder.of(order.view(), order.progress(), at, node.persons()), routes::now);
        return Stream.concat(one.stream(), Stream.of(
                Endpoint.get("/v1/admin/orders").summary("All orders, newest first; or those that are unfinished and late, or held for review").roles(STAFF)
                        .query(Query.oneOf("status", UNFINISHED, HELD, "confirmed", "cancelling", "cancelled")).paged().answersPageOf(AdminOrder.class)
                        .handle(routes::list),
                Endpoint.post("/v1/admin/orders/{id}/steering").summary("Try an unfinished order's step now, or give the order up").roles(STAFF).body(SteeringForm.class)
                        .answers(200, Progress.class).refuses(Kind.NOT_FOUND, "not-found")
                        .refuses(Kind.CONFLICT, "nothing-to-retry", "nothing-to-compensate", "already-paid")
                        .handle(routes::steer),
                Endpoint.post("/v1/admin/orders/{id}/review").summary("Approve an order that is held for review, so that it is paid and goes on, or reject it").roles(STAFF).body(ReviewForm.class)
                        .answers(200, AdminOrder.class).answers(202, AdminOrder.class).refuses(Kind.NOT_FOUND, "not-found").refuses(Kind.CONFLICT, "not-held")
                        .handle(routes::review))).toList();
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        var status = call.query("status");
        if (status.equals(Optional.of(UNFINISHED))) return unfinished.ask(store -> store.slice(call.limit(), call.cursor())).thenCompose(slice -> list(call, slice, order -> true));
        if (status.equals(Optional.of(HELD))) return held.ask(store -> store.slice(call.limit(), call.cursor())).thenCompose(slice -> list(call, slice, order -> order.status().equals(HELD)));
        return orders.ask(store -> store.ofShop(entry -> status.isEmpty() || word(entry.status()).equals(status.get()), call.limit(), call.cursor()))
                .thenApply(slice -> Answer.ok(call.page(slice.orders().stream().map(entry -> AdminOrder.of(entry, node.clock().instant(), node.persons())).toList(), slice.next())));
    }

    /** The list says which orders there are; how each stands it says itself. */
    private CompletionStage<Answer> list(Call<Void> call, Shelves.Slice<String> slice, Predicate<AdminOrder> still) {
        var asked = slice.items().stream().map(id -> order(call, id).thenApply(seen -> seen.map(order -> order.body().apply(node.clock().instant()))).toCompletableFuture()).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(all -> Answer.ok(call.page(asked.stream().flatMap(order -> order.join().fold(Stream::of, refused -> Stream.<AdminOrder>empty())).filter(still).toList(), slice.next())));
    }

    private CompletionStage<Answer> review(Call<ReviewForm> call) {
        return node.entities().ask(OrderCommand.at(call.path("id")), new OrderCommand.Review(call.body().decision() == Deciding.APPROVE, call.owner()), call.asking())
                .thenCompose(outcome -> outcome.fold(done -> order(call, call.path("id")).thenApply(seen -> seen.fold(
                        now -> Answer.of(done.status().resting() ? 200 : 202, now.body().apply(node.clock().instant())).etag(now.version()), Answer::refused)),
                        refusal -> CompletableFuture.completedFuture(Answer.refused(refusal))));
    }

    private CompletionStage<Outcome<Now<AdminOrder>>> now(Call<?> call) {
        return order(call, call.path("id"));
    }

    /** Two questions, asked again if it changed between them: what is shown was so at one time. */
    private CompletionStage<Outcome<Now<AdminOrder>>> order(Call<?> call, String id) {
        var view = node.entities().ask(OrderCommand.at(id), new OrderCommand.Look(Optional.empty()), call.asking());
        var progress = node.entities().ask(OrderCommand.at(id), new OrderCommand.Inspect(), call.asking());
        return view.thenCombine(progress, (seen, inspected) -> seen.<CompletionStage<Outcome<Now<AdminOrder>>>>fold(order -> inspected.fold(
                far -> far.version() == order.version() ? CompletableFuture.completedFuture(Outcome.accepted(new Now<>(order.version(), at -> AdminOrder.of(order, far, at, node.persons())))) : order(call, id),
                refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal))), refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal)))).thenCompose(answer -> answer);
    }

    private CompletionStage<Answer> steer(Call<SteeringForm> call) {
        return call.reply(node.entities().ask(OrderCommand.at(call.path("id")), new OrderCommand.Steer(call.body().action()), call.asking()),
                progress -> Answer.ok(Progress.of(progress)));
    }

    private static String word(Enum<?> status) {
        return status.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
