package souk.analytics;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Query;
import souk.platform.reading.Completeness;
import souk.platform.reading.Served;

/** What the shop sold, hour by hour or month by month. */
final class SalesRoutes {
    static final Access WHO = Access.staff("analytics", "finance");

    /**
     * What was sold in a window.
     *
     * @param zone            whose days these are
     * @param currency        of all amounts
     * @param buckets         the earliest first, without those in which nothing happened
     * @param totals          of the whole window, with which it begins
     * @param otherCurrencies in which something else was sold or given back then: it is in none of these figures
     * @param completeTo      all that orders did before this time is in these figures; what they did later may be
     */
    record SalesReport(String zone, String currency, Instant from, Instant to, List<Takings> buckets, Takings totals, List<String> otherCurrencies, Instant completeTo) {}

    private final AnalyticsSettings settings;
    private final Served<SalesStore> sales;
    private final Completeness completeness;
    private final Node node;

    private SalesRoutes(Node node) {
        settings = AnalyticsSettings.of(node.config());
        sales = Served.of(node, Sale.VIEW, SalesStore::new);
        completeness = Completeness.of(node, Sale.VIEW);
        this.node = node;
    }

    static List<Endpoint> of(Node node) {
        var routes = new SalesRoutes(node);
        return List.of(Endpoint.get("/v1/analytics/sales").summary("What was sold and given back, by hours, days, weeks or months of the store").roles(WHO)
                .query(Query.time("from").always(), Query.time("to").always(), Query.oneOf("bucket", "hour", "day", "week", "month").always(), Query.currency("currency")).answers(200, SalesReport.class).refuses(Kind.UNPROCESSABLE, "too-many-buckets", "amount-too-large").handle(routes::sales));
    }

    private CompletionStage<Answer> sales(Call<Void> call) {
        var window = new Window(call.time("from").orElseThrow(), call.time("to").orElseThrow());
        var bucket = Bucket.valueOf(call.query("bucket").orElseThrow().toUpperCase(Locale.ROOT));
        var fault = window.fault(settings.zone());
        if (fault.isPresent()) return CompletableFuture.completedFuture(Answer.badRequest(List.of(fault.get())));
        var figures = new SalesFigures(bucket, settings.zone(), call.currency("currency").orElse(settings.baseCurrency()));
        var question = Question.of(settings.patience(), figures::tooMany);
        // How far the view is, before it is read. To read may make its store, which waits for the database and must not be done in the database's own threads.
        return completeness.shownUntil().thenComposeAsync(completeTo -> sales.ask(store -> store.each(window, question, figures::add).thenApply(all -> figures.refusal().or(question::refusal).map(Answer::refused).orElseGet(() -> Answer.ok(report(window, figures, completeTo))))), node.executor());
    }

    private SalesReport report(Window window, SalesFigures figures, Instant completeTo) {
        var totals = figures.totals(window.from());
        return new SalesReport(settings.zone().getId(), totals.gross().currency().getCurrencyCode(), window.from(), window.to(), figures.buckets(), totals, figures.otherCurrencies(), completeTo);
    }
}
