package souk.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import souk.platform.search.SearchEngine;
import souk.search.text.IndexText;
import souk.search.text.ProductText;
import souk.search.text.Question;
import souk.search.text.Synonyms;
import souk.search.text.TextQuery;

/** The one place where search meets its text side: which fields hold a product's words, and the query that ranks products for a question. */
final class Ranking {
    static final TextFields FIELDS = (id, content, document) -> document.set(IndexText.TEXT, SearchEngine.json().valueToTree(ProductText.of(content)));

    private static final Synonyms SYNONYMS = Synonyms.builtIn();
    private static final int MOST_CACHED = 2_000;
    /** Many ask the same; a query never changes once it is made. */
    private static final Cache<String, ObjectNode> QUERIES = Caffeine.newBuilder().maximumSize(MOST_CACHED).build();

    private Ranking() {}

    /** The query that finds what a question is about, best first. */
    static ObjectNode query(String question) {
        return QUERIES.get(question, asked -> SearchEngine.tree(TextQuery.of(Question.of(asked), SYNONYMS)));
    }
}
