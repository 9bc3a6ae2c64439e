package souk.vendors.sales;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.catalog.api.Offers;
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
import souk.platform.http.body.Fault;
import souk.platform.reading.Served;
import souk.vendors.api.VendorCommand;
import souk.vendors.payouts.VendorBalances;
import souk.vendors.ratings.VendorRatings;
import souk.vendors.sales.SalesFigures.Figures;

/** What a vendor sold, for itself and for staff: one answer for both, made by the same code. */
public final class VendorAnalyticsRoutes {
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Rejection NO_VENDOR = Rejection.notFound("vendor");

    /**
     * What a vendor sold.
     *
     * @param buckets by days of the zone, without those on which nothing happened
     * @param payable what the next run of payouts pays, as of now
     * @param rating  what all its buyers think of it, as of a moment ago; absent while nobody has said
     */
    record Analytics(String vendorId, String currency, String zone, Instant from, Instant to, List<Figures> buckets, Figures totals, Money payable, Optional<Offers.Rating> rating) {}

    private final Node node;
    private final Served<VendorSalesStore> sales;
    private final VendorRatings ratings;

    private VendorAnalyticsRoutes(Node node) {
        this.node = node;
        sales = Served.of(node, VendorSales.VIEW, VendorSalesStore::new);
        ratings = VendorRatings.of(node);
    }

    public static List<Endpoint> of(Node node) {
        var routes = new VendorAnalyticsRoutes(node);
        return List.of(
                route("/v1/vendor/analytics", "What I sold, and what came back, day by day", Access.VENDORS).handle(call -> routes.analytics(call, call.principal().vendor())),
                route("/v1/admin/vendors/{id}/analytics", "What a vendor sold, and what came back, as it sees it itself", Access.staff("vendors", "finance")).handle(call -> routes.analytics(call, call.path("id"))));
    }

    private static Endpoint.Draft<Void> route(String path, String summary, Access who) {
        return Endpoint.get(path).summary(summary).roles(who).query(Query.time("from").always(), Query.time("to").always(), Query.currency("currency").always(), Query.text("zone", 50))
                .answers(200, Analytics.class).refuses(Kind.NOT_FOUND);
    }

    private CompletionStage<Answer> analytics(Call<Void> call, String vendor) {
        var from = call.time("from").orElseThrow();
        var to = call.time("to").orElseThrow();
        if (!from.isBefore(to) || from.plus(LONGEST).isBefore(to)) return wrong("to", Fault.Code.OUT_OF_RANGE, "After from, by at most 366 days.");
        ZoneId zone;
        try {
            zone = ZoneId.of(call.query("zone").orElse("UTC"));
        } catch (DateTimeException unknown) {
            return wrong("zone", Fault.Code.BAD_FORMAT, "A name of the time zone database, such as Europe/London.");
        }
        var currency = call.currency("currency").orElseThrow();
        if (vendor.isEmpty()) return CompletableFuture.completedFuture(Answer.refused(NO_VENDOR));
        return call.reply(then(node.entities().ask(VendorCommand.at(vendor), new VendorCommand.Look(), call.asking()), known -> then(VendorBalances.of(node, vendor, currency, call.asking()),
                owed -> figures(vendor, from, to, currency, zone).thenCombine(ratings.of(vendor), (sold, rating) -> Outcome.accepted(new Analytics(vendor, currency.getCurrencyCode(), zone.getId(), from, to, sold.days(), sold.all(from),
                        owed.payable(), rating))))), Answer::ok);
    }

    private CompletionStage<SalesFigures> figures(String vendor, Instant from, Instant to, Currency currency, ZoneId zone) {
        return sales.ask(store -> {
            var figures = new SalesFigures(currency, zone);
            return store.each(vendor, from, to, figures::add).thenApply(read -> figures);
        });
    }

    private static <A, B> CompletionStage<Outcome<B>> then(CompletionStage<Outcome<A>> first, Function<A, CompletionStage<Outcome<B>>> next) {
        return first.thenCompose(outcome -> outcome.fold(next, refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal))));
    }

    private static CompletionStage<Answer> wrong(String field, Fault.Code code, String detail) {
        return CompletableFuture.completedFuture(Answer.badRequest(List.of(new Fault(field, code, detail))));
    }
}
