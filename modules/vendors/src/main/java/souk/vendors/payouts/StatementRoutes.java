package souk.vendors.payouts;

import static souk.vendors.payouts.PayoutRoutes.then;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.history.History;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.reading.NewestFirstStore;
import souk.platform.reading.Served;
import souk.vendors.api.PayoutCommand;
import souk.vendors.api.PayoutLine;
import souk.vendors.api.PayoutView;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderEvent;
import souk.vendors.api.VendorOrderView;
import souk.vendors.orders.VendorOrder;

/** The statement of a payout, for its vendor: as CSV for programs and as PDF for people. What each line was made of is read from the history of its vendor order, so nothing is kept for it. */
public final class StatementRoutes {
    private static final String STATEMENT = PayoutRoutes.ONE + "/statement";
    /** Of so many vendor orders at once the past is read. */
    private static final int SIDE_BY_SIDE = 32;
    private static final int AT_ONCE = 200;

    private final Node node;
    private final Served<PayoutListStore> payouts;
    private final History<VendorOrder, VendorOrderEvent> past;

    private StatementRoutes(Node node) {
        this.node = node;
        payouts = Served.of(node, PayoutList.VIEW, PayoutListStore::new);
        past = History.of(node, VendorOrder.BLUEPRINT, "vendor order");
    }

    public static List<Endpoint> of(Node node) {
        var routes = new StatementRoutes(node);
        return List.of(
                Endpoint.get(STATEMENT).summary("What a payout of mine was for, line by line, as CSV").roles(Access.VENDORS).answersRaw(200, PayoutStatement.CSV).refuses(Kind.NOT_FOUND).handle(routes::csv),
                Endpoint.get(STATEMENT + ".csv").summary("What a payout of mine was for, line by line, as CSV").roles(Access.VENDORS).answersRaw(200, PayoutStatement.CSV).refuses(Kind.NOT_FOUND).handle(routes::csv),
                Endpoint.get(STATEMENT + ".pdf").summary("What a payout of mine was for, line by line, as PDF").roles(Access.VENDORS).answersRaw(200, StatementPdf.TYPE).refuses(Kind.NOT_FOUND).handle(routes::pdf));
    }

    private CompletionStage<Answer> csv(Call<Void> call) {
        return answer(call, PayoutStatement.CSV, PayoutStatement::csv);
    }

    private CompletionStage<Answer> pdf(Call<Void> call) {
        return answer(call, StatementPdf.TYPE, StatementPdf::of);
    }

    private CompletionStage<Answer> answer(Call<Void> call, String type, Function<PayoutStatement, byte[]> form) {
        return call.reply(statement(call).thenApplyAsync(found -> found.fold(statement -> Outcome.accepted(form.apply(statement)), Outcome::<byte[]>refused), node.executor()), bytes -> Answer.ok(new Answer.Raw(type, bytes)));
    }

    private CompletionStage<Outcome<PayoutStatement>> statement(Call<Void> call) {
        return then(PayoutRoutes.vendor(call), vendor -> then(node.entities().ask(PayoutCommand.at(call.path("id")), new PayoutCommand.Look(Optional.of(vendor)), call.asking()),
                payout -> then(PayoutRoutes.lines(node, call, vendor, new ArrayList<>()), lines -> then(node.entities().ask(VendorCommand.at(vendor), new VendorCommand.Look(), call.asking()),
                        seller -> then(orders(call, payout.id(), lines.stream().map(PayoutLine::vendorOrderId).distinct().toList(), new HashMap<>()), orders -> before(payout, Optional.of(place(payout)))
                                .thenApply(before -> Outcome.accepted(statement(payout, seller.name(), before, lines, orders))))))));
    }

    private static PayoutStatement statement(PayoutView payout, String vendor, Optional<Instant> before, List<PayoutLine> lines, Map<String, PaidOrder> orders) {
        var from = before.orElseGet(() -> orders.values().stream().map(order -> order.order.placedAt()).min(Comparator.naturalOrder()).orElse(payout.at()));
        return new PayoutStatement(payout, vendor, from, lines.stream().map(line -> {
            var order = orders.get(line.vendorOrderId());
            var part = order.parts.get(line.lineId());
            if (part == null || part.net() != line.net().amount()) throw new IllegalStateException("Payout " + payout.id() + " pays " + line + ", which its vendor order does not say");
            return new PayoutStatement.Row(order.order.number(), line.orderId(), line.lineId(), line.sku(), part);
        }).toList());
    }

    // ---- what each line was made of

    private record PaidOrder(VendorOrderView order, Map<String, PaidParts.Part> parts) {}

    private CompletionStage<Outcome<Map<String, PaidOrder>>> orders(Call<Void> call, String payoutId, List<String> ids, Map<String, PaidOrder> found) {
        if (ids.isEmpty()) return CompletableFuture.completedFuture(Outcome.accepted(found));
        var now = ids.subList(0, Math.min(SIDE_BY_SIDE, ids.size()));
        var asked = now.stream().map(id -> order(call, payoutId, id).toCompletableFuture()).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenCompose(all -> {
            for (int i = 0; i < now.size(); i++) {
                String id = now.get(i);
                var outcome = asked.get(i).join();
                var refusal = outcome.fold(order -> {
                    found.put(id, order);
                    return Optional.<Outcome<Map<String, PaidOrder>>>empty();
                }, why -> Optional.of(Outcome.<Map<String, PaidOrder>>refused(why)));
                if (refusal.isPresent()) return CompletableFuture.completedFuture(refusal.get());
            }
            return orders(call, payoutId, ids.subList(now.size(), ids.size()), found);
        });
    }

    private CompletionStage<Outcome<PaidOrder>> order(Call<Void> call, String payoutId, String id) {
        return then(node.entities().ask(VendorOrderCommand.at(id), new VendorOrderCommand.Look(Optional.empty()), call.asking()),
                order -> then(events(id, order.version(), new ArrayList<>()), events -> CompletableFuture.completedFuture(Outcome.accepted(new PaidOrder(order, PaidParts.of(events, payoutId))))));
    }

    private CompletionStage<Outcome<List<History.Happened>>> events(String id, long newest, List<History.Happened> known) {
        return then(past.events(id, known.size(), AT_ONCE, newest), some -> {
            known.addAll(some);
            return known.size() >= newest || some.isEmpty() ? CompletableFuture.completedFuture(Outcome.accepted(known)) : events(id, newest, known);
        });
    }

    // ---- since when

    private static String place(PayoutView payout) {
        return payout.at().toEpochMilli() + ":" + payout.id();
    }

    /** The time of the vendor's payout before this one in the same currency that was paid. */
    private CompletionStage<Optional<Instant>> before(PayoutView payout, Optional<String> place) {
        return payouts.ask(store -> store.ofOwner(payout.vendorId(), AT_ONCE, place)).thenCompose(slice -> {
            var last = slice.items().stream().map(NewestFirstStore.Listed::entry).filter(entry -> entry.state() == PayoutView.State.PAID && entry.amount().currency().equals(payout.amount().currency())).findFirst();
            return last.isPresent() || slice.next().isEmpty() ? CompletableFuture.completedFuture(last.map(PayoutList.Entry::at)) : before(payout, slice.next());
        });
    }
}
