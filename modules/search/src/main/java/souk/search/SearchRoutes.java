package souk.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Rejection.Kind;
import souk.platform.Fresh;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Query;
import souk.platform.http.body.Fault;
import souk.platform.http.body.Faults;
import souk.platform.search.SearchEngine;
import souk.search.api.TuningView;

/** Searching over HTTP. Everybody may; without Elasticsearch it is 503 {@code search-unavailable}. */
final class SearchRoutes {
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** What is asked, by everybody alike: answers are not of a person. */
    private record Asked(SearchQuery query, int limit, Optional<ArrayNode> after, long tuning) {}

    private final SearchParts parts;
    private final Fresh<Asked, SearchAnswer.Found> found;
    private final Duration freshFor;

    private SearchRoutes(SearchParts parts) {
        this.parts = parts;
        var own = parts.config();
        freshFor = own.getDuration("fresh-for");
        found = Fresh.of("searches", freshFor, own.getBytes("kept"), SearchAnswer.Found::size);
    }

    static List<Endpoint> of(SearchParts parts) {
        var routes = new SearchRoutes(parts);
        return List.of(
                Endpoint.get("/v1/search").summary("Find published products").roles(Access.ANYONE)
                        .query(Query.text("q", 500), Query.matching("filter", SearchQuery.FILTER, "field:value, such as brand:hp; several of one field: any of them.").repeatable(),
                                Query.text("facets", 500), Query.matching("sort", SearchQuery.SORTS, "relevance, price, -price, name or -name; several separated by commas."),
                                Query.matching("currency", "[A-Z]{3}", "An ISO 4217 code in capitals."))
                        .paged().answers(200, SearchAnswer.class).refuses(Kind.OVERLOADED, "search-unavailable")
                        .handle(call -> routes.search(call)),
                Endpoint.get("/v1/search/suggest").summary("What begins like this: products, categories and what others looked for").roles(Access.ANYONE)
                        .query(Query.text("q", 100).always(), Query.whole("limit", 1, 20))
                        .answers(200, Suggestions.Suggested.class).refuses(Kind.OVERLOADED, "search-unavailable")
                        .handle(call -> parts.suggestions().of(call.query("q").orElse(""), call.query("limit").map(Integer::parseInt).orElse(5))
                                .thenApply(found -> Answer.ok(found).publicFor(FRESH))));
    }

    private CompletionStage<Answer> search(Call<Void> call) {
        var faults = new Faults();
        var query = SearchQuery.of(call.query("q"), call.queries("filter"), call.query("facets"), call.query("sort"), call.query("currency"), faults);
        var after = call.cursor().flatMap(position -> after(position, query));
        if (call.cursor().isPresent() && after.isEmpty()) faults.add("cursor", Fault.Code.BAD_FORMAT, "This cursor is of another search: send the same parameters with it.");
        if (!faults.none()) return CompletableFuture.completedFuture(Answer.badRequest(faults.list()));
        int limit = call.limit();
        var past = parts.past();
        return parts.tuning().get().thenCompose(tuning -> found.get(new Asked(query.normal(), limit, after, tuning.version()), () -> found(query, limit, after, tuning), some -> some.total() > 0))
                .thenApply(found -> {
                    if (after.isEmpty() && found.total() > 0) past.asked(query.q());
                    var page = call.page(found.hits(), found.last().map(values -> query.fingerprint() + values));
                    var answer = Answer.ok(new SearchAnswer(found.total(), found.hits(), found.facets(), page.next()));
                    return freshFor.toSeconds() == 0 ? answer : answer.publicFor(freshFor);
                });
    }

    private CompletionStage<SearchAnswer.Found> found(SearchQuery query, int limit, Optional<ArrayNode> after, TuningView tuning) {
        return parts.search(query.request(Tuned.query(query.q(), tuning), limit, after)).thenApply(answer -> SearchAnswer.read(answer, query, limit));
    }

    /** A position is the fingerprint of its search and the sort values of its last hit. */
    private static Optional<ArrayNode> after(String position, SearchQuery query) {
        int begin = position.indexOf('[');
        if (begin < 0 || !position.substring(0, begin).equals(query.fingerprint())) return Optional.empty();
        try {
            return Optional.of((ArrayNode) SearchEngine.json().readTree(position.substring(begin)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
