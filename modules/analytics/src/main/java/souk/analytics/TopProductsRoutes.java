package souk.analytics;

import com.fasterxml.jackson.core.type.TypeReference;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Query;
import souk.platform.reading.Served;

/** Which products sold best in a window, as of now: what came back since is taken off. */
final class TopProductsRoutes {
    private static final Type PRODUCTS = new TypeReference<List<TopProducts.TopProduct>>() {}.getType();
    private static final int MOST = 200;
    private static final int USUAL = 20;

    /** Of a longer one there may be so many products to add up that a node does it for one at a time. */
    private static final Duration WIDE = Duration.ofDays(93);

    private final Turnstile wide = new Turnstile();
    private final AnalyticsSettings settings;
    private final Served<SalesStore> sales;

    private TopProductsRoutes(Node node) {
        settings = AnalyticsSettings.of(node.config());
        sales = Served.of(node, Sale.VIEW, SalesStore::new);
    }

    static List<Endpoint> of(Node node) {
        var routes = new TopProductsRoutes(node);
        return List.of(Endpoint.get("/v1/analytics/top-products").summary("The products that sold best, less what came back of them").roles(SalesRoutes.WHO)
                .query(Query.oneOf("by", "units", "revenue"), Query.time("from").always(), Query.time("to").always(), Query.whole("limit", 1, MOST), Query.currency("currency")).answers(200, PRODUCTS).refuses(Kind.UNPROCESSABLE, "amount-too-large").handle(routes::best));
    }

    private CompletionStage<Answer> best(Call<Void> call) {
        var window = new Window(call.time("from").orElseThrow(), call.time("to").orElseThrow());
        var fault = window.fault(settings.zone());
        if (fault.isPresent()) return CompletableFuture.completedFuture(Answer.badRequest(List.of(fault.get())));
        var by = TopProducts.By.valueOf(call.query("by").orElse("units").toUpperCase(Locale.ROOT));
        int limit = call.query("limit").map(Integer::parseInt).orElse(USUAL);
        var products = new TopProducts(call.currency("currency").orElse(settings.baseCurrency()));
        Supplier<CompletionStage<Answer>> answer = () -> {
            var question = Question.of(settings.patience(), () -> false);
            return sales.ask(store -> store.eachProduct(window, question, products::add).thenApply(all -> question.refusal().map(Answer::refused).orElseGet(() -> products.best(by, limit).fold(Answer::ok, Answer::refused))));
        };
        return window.isLongerThan(WIDE) ? wide.pass(answer) : answer.get();
    }
}
