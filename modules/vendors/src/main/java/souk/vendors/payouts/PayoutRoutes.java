package souk.vendors.payouts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Query;
import souk.platform.reading.NewestFirstStore;
import souk.platform.reading.Served;
import souk.vendors.api.PayoutCommand;
import souk.vendors.api.PayoutLine;
import souk.vendors.api.PayoutView;
import souk.vendors.api.PayoutView.State;

/** What a vendor is owed and was paid, with the token of a vendor: that names the vendor, so nothing of another one can be asked for. Also of one that may not sell at present: what is owed is owed. */
public final class PayoutRoutes {
    static final String ONE = "/v1/vendor/payouts/{id}";
    private static final Rejection NO_VENDOR = Rejection.notFound("vendor");

    /**
     * What the shop owes.
     *
     * @param pending sold, and not delivered for long enough yet
     * @param payable what the next run pays, if it is not less than the least; below zero when money went back that had been paid out
     * @param held    what a dispute or the reserve keeps back
     * @param paid    all that ever was
     */
    record Balance(String currency, Money pending, Money payable, Money held, Money paid) {}

    record OnePayout(String id, String runId, State state, Money amount, Optional<Instant> paidAt) {
        private static OnePayout of(NewestFirstStore.Listed<PayoutList.Entry> listed) {
            var payout = listed.entry();
            return new OnePayout(listed.id(), payout.runId(), payout.state(), payout.amount(), payout.paidAt());
        }
    }

    /** @param net below zero where money went back that an earlier payout had paid */
    record OneLine(String orderId, String lineId, String sku, Money net) {
        private static OneLine of(PayoutLine line) {
            return new OneLine(line.orderId(), line.lineId(), line.sku(), line.net());
        }
    }

    /**
     * A payout with its lines.
     *
     * @param amount    the sum of the lines
     * @param reference by which whoever has paid knows it
     * @param code      why it was declined; what it was to pay is due again
     */
    record WholePayout(String id, String runId, State state, Money amount, Optional<Instant> paidAt, Optional<String> reference, Optional<String> code, List<OneLine> lines) {
        private static WholePayout of(PayoutView payout, List<PayoutLine> lines) {
            return new WholePayout(payout.id(), payout.runId(), payout.state(), payout.amount(), payout.paidAt(), payout.reference(), payout.code(), lines.stream().map(OneLine::of).toList());
        }
    }

    private final Node node;
    private final Served<PayoutListStore> payouts;

    private PayoutRoutes(Node node) {
        this.node = node;
        payouts = Served.of(node, PayoutList.VIEW, PayoutListStore::new);
    }

    public static List<Endpoint> of(Node node) {
        var routes = new PayoutRoutes(node);
        return List.of(
                Endpoint.get("/v1/vendor/balance").summary("What the shop owes me in a currency").roles(Access.VENDORS).query(Query.currency("currency").always())
                        .answers(200, Balance.class).refuses(Kind.NOT_FOUND).handle(routes::balance),
                Endpoint.get("/v1/vendor/payouts").summary("My payouts, newest first").roles(Access.VENDORS).paged().answersPageOf(OnePayout.class).refuses(Kind.NOT_FOUND).handle(routes::list),
                Endpoint.get(ONE).summary("A payout of mine with all its lines").roles(Access.VENDORS).answers(200, WholePayout.class).refuses(Kind.NOT_FOUND).handle(routes::look));
    }

    private CompletionStage<Answer> balance(Call<Void> call) {
        var currency = call.currency("currency").orElseThrow();
        return call.reply(then(vendor(call), vendor -> VendorBalances.of(node, vendor, currency, call.asking())),
                owed -> Answer.ok(new Balance(currency.getCurrencyCode(), owed.pending(), owed.payable(), owed.held(), owed.paid())));
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        return call.reply(then(vendor(call), vendor -> payouts.ask(store -> store.ofOwner(vendor, call.limit(), call.cursor())).thenApply(Outcome::accepted)),
                slice -> Answer.ok(call.page(slice.items().stream().map(OnePayout::of).toList(), slice.next())));
    }

    private CompletionStage<Answer> look(Call<Void> call) {
        return call.reply(whole(call), payout -> Answer.ok(payout));
    }

    private CompletionStage<Outcome<WholePayout>> whole(Call<Void> call) {
        return then(vendor(call), vendor -> then(node.entities().ask(PayoutCommand.at(call.path("id")), new PayoutCommand.Look(Optional.of(vendor)), call.asking()),
                payout -> then(lines(node, call, vendor, new ArrayList<>()), lines -> CompletableFuture.completedFuture(Outcome.accepted(WholePayout.of(payout, lines))))));
    }

    /** Asked for in parts, so that no message between nodes grows large. */
    static CompletionStage<Outcome<List<PayoutLine>>> lines(Node node, Call<Void> call, String vendor, List<PayoutLine> found) {
        return then(node.entities().ask(PayoutCommand.at(call.path("id")), new PayoutCommand.LookAtLines(Optional.of(vendor), found.size()), call.asking()), some -> {
            found.addAll(some.lines());
            return some.more() ? lines(node, call, vendor, found) : CompletableFuture.completedFuture(Outcome.accepted(found));
        });
    }

    static CompletionStage<Outcome<String>> vendor(Call<?> call) {
        String vendor = call.principal().vendor();
        return CompletableFuture.completedFuture(vendor.isEmpty() ? Outcome.refused(NO_VENDOR) : Outcome.accepted(vendor));
    }

    static <A, B> CompletionStage<Outcome<B>> then(CompletionStage<Outcome<A>> first, Function<A, CompletionStage<Outcome<B>>> next) {
        return first.thenCompose(outcome -> outcome.fold(next, refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal))));
    }
}
