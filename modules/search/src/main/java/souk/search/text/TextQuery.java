package souk.search.text;

import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch._types.query_dsl.QueryBuilders;
import co.elastic.clients.elasticsearch._types.query_dsl.TextQueryType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The query that ranks products for a question. A word counts where it counts most: in one field, not in all together. What is asked for
 * last ({@code laptop bag}) is what the product should be. Nothing is required beyond one word that matches; who has all words comes first.
 */
public final class TextQuery {
    /** Words of a brand's name. */
    private static final int LONGEST_MAKER = 3;
    private final Weights weights;
    private final List<String> fields = new ArrayList<>();

    private TextQuery(Weights weights) {
        this.weights = weights;
        field(IndexText.TITLE, weights.title());
        field(IndexText.TYPE, weights.type());
        field(IndexText.BRAND, weights.brand());
        field(IndexText.ATTRIBUTES, weights.attributes());
        field(IndexText.CATEGORY, weights.category());
        field(IndexText.DESCRIPTION, weights.description());
        field(IndexText.JOINED, weights.joined() * weights.title());
    }

    private void field(String name, float weight) {
        if (weight > 0) fields.add(name + "^" + weight);
    }

    /** Ranks by text; every product for an empty question. */
    public static Query of(Question question, Synonyms synonyms) {
        return of(question, synonyms, Weights.CHOSEN);
    }

    /** The same by other weights, to try them out. */
    public static Query of(Question question, Synonyms synonyms, Weights weights) {
        return question.isEmpty() ? QueryBuilders.matchAll().build()._toQuery() : new TextQuery(weights).query(question, synonyms);
    }

    private Query query(Question question, Synonyms synonyms) {
        List<String> words = question.words();
        List<Query> parts = new ArrayList<>();
        Set<String> lasts = new LinkedHashSet<>();
        for (int at = 0; at < words.size();) {
            int length = spanAt(words, at, synonyms);
            List<String> span = words.subList(at, at + length);
            boolean last = at + length == words.size();
            List<List<String>> others = weights.synonym() > 0 ? synonyms.alternativesOf(span) : List.of();
            if (last) {
                lasts.add(span.get(length - 1));
                others.forEach(other -> lasts.add(other.get(other.size() - 1)));
            }
            parts.add(either(span, others));
            at += length;
        }
        List<Query> everyWord = new ArrayList<>(List.of(QueryBuilders.bool().must(parts).build()._toQuery()));
        List<Query> joined = joined(words, lasts, everyWord);
        Query whole = words.size() == 1 ? parts.get(0) : QueryBuilders.bool().should(parts).build()._toQuery();
        if (!joined.isEmpty()) whole = QueryBuilders.disMax().queries(whole).queries(joined).build()._toQuery();
        var query = QueryBuilders.bool().must(whole);
        if (words.size() > 1) {
            if (weights.all() > 0) query.should(QueryBuilders.constantScore().filter(QueryBuilders.disMax().queries(everyWord).build()._toQuery()).boost(weights.all()).build()._toQuery());
            if (weights.phrase() > 0) query.should(phrase(words));
        }
        if (weights.kind() > 0) query.should(is(IndexText.KIND, lasts, weights.kind()));
        if (weights.purpose() > 0) query.should(is(IndexText.PURPOSE, lasts, weights.purpose()));
        if (weights.typed() > 0) query.should(is(IndexText.TYPE, Set.of(words.get(words.size() - 1)), weights.typed()));
        if (weights.maker() > 0) query.should(maker(words));
        Query text = query.build()._toQuery();
        return exact(question, text);
    }

    /** How many words from there on are an entry of the synonyms together, or one. */
    private int spanAt(List<String> words, int at, Synonyms synonyms) {
        for (int length = Math.min(synonyms.longest(), words.size() - at); length > 1; length--) {
            if (!synonyms.alternativesOf(words.subList(at, at + length)).isEmpty()) return length;
        }
        return 1;
    }

    private Query either(List<String> span, List<List<String>> others) {
        List<Query> own = span.stream().map(word -> word(word, 1)).toList();
        Query asked = own.size() == 1 ? own.get(0) : QueryBuilders.bool().should(own).build()._toQuery();
        if (others.isEmpty()) return asked;
        List<Query> ways = new ArrayList<>(List.of(asked));
        for (List<String> other : others) {
            List<Query> must = other.stream().map(word -> word(word, weights.synonym())).toList();
            ways.add(must.size() == 1 ? must.get(0) : QueryBuilders.bool().must(must).build()._toQuery());
        }
        return QueryBuilders.disMax().queries(ways).build()._toQuery();
    }

    private Query word(String word, float boost) {
        return QueryBuilders.multiMatch().query(word).fields(fields).type(TextQueryType.BestFields).tieBreaker((double) weights.tie()).boost(boost).build()._toQuery();
    }

    /** {@code smart watch} is also {@code smartwatch}: each pair of neighbours as one word, worth both. With the rest of the words that is every word. */
    private List<Query> joined(List<String> words, Set<String> lasts, List<Query> everyWord) {
        List<Query> joined = new ArrayList<>();
        if (weights.joined() <= 0) return joined;
        for (int i = 0; i + 1 < words.size(); i++) {
            String one = words.get(i) + words.get(i + 1);
            List<Query> rest = new ArrayList<>(List.of(word(one, 2 * weights.joined())));
            for (int j = 0; j < words.size(); j++) {
                if (j != i && j != i + 1) rest.add(word(words.get(j), 1));
            }
            joined.add(rest.size() == 1 ? rest.get(0) : QueryBuilders.bool().must(rest.get(0)).should(rest.subList(1, rest.size())).build()._toQuery());
            everyWord.add(QueryBuilders.bool().must(rest).build()._toQuery());
            if (i + 2 == words.size()) lasts.add(one);
        }
        return joined;
    }

    private Query phrase(List<String> words) {
        String phrase = String.join(" ", words);
        return QueryBuilders.multiMatch().query(phrase).type(TextQueryType.Phrase).fields(IndexText.TITLE, IndexText.DESCRIPTION).boost(weights.phrase()).build()._toQuery();
    }

    /** Who asks for {@code samsung} wants what Samsung makes, before what goes with it. */
    private Query maker(List<String> words) {
        Set<String> names = new LinkedHashSet<>();
        for (int at = 0; at < words.size(); at++) {
            for (int end = at + 1; end <= Math.min(words.size(), at + LONGEST_MAKER); end++) names.add(String.join("", words.subList(at, end)));
        }
        Query any = QueryBuilders.terms().field(IndexText.MAKER).terms(terms -> terms.value(names.stream().map(FieldValue::of).toList())).build()._toQuery();
        return QueryBuilders.constantScore().filter(any).boost(weights.maker()).build()._toQuery();
    }

    private static Query is(String field, Set<String> kinds, float boost) {
        return QueryBuilders.constantScore().filter(QueryBuilders.match().field(field).query(String.join(" ", kinds)).build()._toQuery()).boost(boost).build()._toQuery();
    }

    /** Numbers of models and articles are found however they are written, and by their beginning; sizes by their worth. */
    private Query exact(Question question, Query text) {
        if (question.codes().isEmpty() && question.measures().isEmpty()) return text;
        var any = QueryBuilders.bool().minimumShouldMatch("1").should(text);
        for (String code : question.codes()) {
            any.should(QueryBuilders.constantScore().filter(QueryBuilders.term().field(IndexText.CODES).value(code).build()._toQuery()).boost(weights.code()).build()._toQuery());
            any.should(QueryBuilders.constantScore().filter(QueryBuilders.prefix().field(IndexText.CODES).value(code).build()._toQuery()).boost(weights.code() / 2).build()._toQuery());
        }
        for (String measure : question.measures()) {
            any.should(QueryBuilders.constantScore().filter(QueryBuilders.term().field(IndexText.MEASURES).value(measure).build()._toQuery()).boost(weights.measure()).build()._toQuery());
        }
        return any.build()._toQuery();
    }
}
