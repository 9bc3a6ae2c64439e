package souk.search;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import souk.platform.http.body.Faults;
import souk.platform.search.SearchEngine;

/**
 * A question to the index.
 *
 * @param q        what is looked for, or empty: everything
 * @param filters  by field, the values of which one must fit; all fields must
 * @param facets   fields whose values are counted, each as if it were not filtered itself
 * @param sort     what the hits are sorted by; the id decides last, so that pages neither skip nor repeat one
 * @param currency only what has a price in it, which is then shown and sorted by
 */
record SearchQuery(String q, Map<String, Set<String>> filters, List<String> facets, List<Sort> sort, Optional<String> currency) {
    /** Fields of every product; attributes and options of that name are not facets. */
    static final Set<String> RESERVED = Set.of("brand", "category", "available", "price");
    static final String FILTER = "[^:]*[^:\\s][^:]*:.*\\S.*";
    static final String SORTS = "(?:relevance|-?price|-?name)(?:,(?:relevance|-?price|-?name)){0,2}";
    static final int MOST_FACETS = 20;
    private static final Pattern RANGE = Pattern.compile("(\\d{0,16})\\.\\.(\\d{0,16})");
    private static final Pattern GAPS = Pattern.compile("\\s+");
    private static final int MOST_FILTERS = 100;
    private static final int MOST_VALUES = 200;

    /** A thing to sort by. */
    enum Sort { RELEVANCE, PRICE, PRICE_DOWN, NAME, NAME_DOWN }

    /** Reads the parameters, whose form was checked; what is wrong all the same goes to the faults. */
    static SearchQuery of(Optional<String> q, List<String> filters, Optional<String> facets, Optional<String> sort, Optional<String> currency, Faults faults) {
        var byField = new TreeMap<String, Set<String>>();
        if (filters.size() > MOST_FILTERS) faults.outOfRange("filter", "At most " + MOST_FILTERS + " filters.");
        for (String filter : filters) {
            int colon = filter.indexOf(':');
            var field = ProductDocument.name(filter.substring(0, colon));
            var value = filter.substring(colon + 1).strip();
            if (field.equals("price") && !isRange(value)) faults.badFormat("filter", "A price filter is price:<least>..<most> in minor units; one of both may be left out.");
            if (field.equals("available") && !List.of("true", "false").contains(value)) faults.badFormat("filter", "available:true or available:false.");
            byField.computeIfAbsent(field, any -> new LinkedHashSet<>()).add(field.equals("price") ? value : ProductDocument.compared(value));
        }
        var counted = new LinkedHashSet<String>();
        facets.ifPresent(names -> {
            for (String name : names.split(",", -1)) {
                var field = ProductDocument.name(name);
                if (field.isEmpty()) faults.badFormat("facets", "Names of fields, separated by commas.");
                else if (field.equals("price")) faults.badFormat("facets", "Prices are not counted.");
                else counted.add(field);
            }
        });
        if (counted.size() > MOST_FACETS) faults.outOfRange("facets", "At most " + MOST_FACETS + " facets.");
        var by = new LinkedHashSet<Sort>();
        sort.ifPresent(names -> {
            for (String name : names.split(",")) by.add(name.startsWith("-") ? Sort.valueOf(name.substring(1).toUpperCase(Locale.ROOT) + "_DOWN") : Sort.valueOf(name.toUpperCase(Locale.ROOT)));
        });
        if (by.isEmpty()) by.add(Sort.RELEVANCE);
        return new SearchQuery(q.orElse("").strip(), byField, List.copyOf(counted), List.copyOf(by), currency);
    }

    private static boolean isRange(String value) {
        var range = RANGE.matcher(value);
        return range.matches() && !(range.group(1).isEmpty() && range.group(2).isEmpty());
    }

    /** The same for all who ask the same: neither the size of letters nor the width of gaps says anything. */
    SearchQuery normal() {
        return new SearchQuery(GAPS.matcher(q.toLowerCase(Locale.ROOT)).replaceAll(" "), filters, facets, sort, currency);
    }

    /** Whether the best hits come first, whatever comes after them. */
    boolean byRelevance() {
        return sort.get(0) == Sort.RELEVANCE;
    }

    /** What pages of one list have in common: a cursor of another list is none of this one. */
    String fingerprint() {
        return Integer.toHexString(List.of(q, new TreeMap<>(filters).toString(), sort, currency).hashCode());
    }

    /**
     * The request.
     *
     * @param words what ranks products for {@code q}; ignored without one
     * @param after the sort values of the last hit before this page
     */
    ObjectNode request(ObjectNode words, int limit, Optional<ArrayNode> after) {
        var request = SearchEngine.json().createObjectNode();
        request.put("size", limit).put("track_total_hits", true).put("track_scores", true);
        request.putArray("_source").add("product.content.name").add("product.content.brand").add("product.content.category").add("product.content.variants.price");
        request.putArray("docvalue_fields").add("available").add("id");
        var bool = request.putObject("query").putObject("bool");
        if (words != null) bool.putArray("must").add(words);
        var required = bool.putArray("filter");
        required.addObject().putObject("term").put("visible", true);
        currency.ifPresent(code -> required.addObject().putObject("exists").put("field", "prices." + code));
        var conditions = conditions();
        // What no facet ignores narrows the search itself; the rest only what is shown of it.
        conditions.forEach((field, condition) -> {
            if (!facets.contains(field)) required.add(condition);
        });
        var shown = new ArrayList<ObjectNode>();
        conditions.forEach((field, condition) -> {
            if (facets.contains(field)) shown.add(condition);
        });
        if (!shown.isEmpty()) request.putObject("post_filter").putObject("bool").putArray("filter").addAll(shown);
        if (!facets.isEmpty()) aggregations(conditions, request.putObject("aggs"));
        sort(request.putArray("sort"));
        after.ifPresent(values -> request.set("search_after", values));
        return request;
    }

    /** What the counts of the n-th facet are called in request and answer. */
    static String counted(int facet) {
        return "facet " + facet;
    }

    private void aggregations(Map<String, ObjectNode> conditions, ObjectNode all) {
        for (int i = 0; i < facets.size(); i++) {
            String facet = facets.get(i);
            var others = SearchEngine.json().createArrayNode();
            conditions.forEach((field, condition) -> {
                if (facets.contains(field) && !field.equals(facet)) others.add(condition);
            });
            // Not by its name, in which letters may be that Elasticsearch does not take there.
            var one = all.putObject(counted(i));
            one.putObject("filter").putObject("bool").set("filter", others);
            one.putObject("aggs").putObject("values").putObject("terms").put("field", "facets.d." + facet).put("size", MOST_VALUES);
        }
    }

    private Map<String, ObjectNode> conditions() {
        var conditions = new LinkedHashMap<String, ObjectNode>();
        filters.forEach((field, values) -> conditions.put(field, condition(field, values)));
        return conditions;
    }

    private ObjectNode condition(String field, Set<String> values) {
        var condition = SearchEngine.json().createObjectNode();
        if (field.equals("price")) {
            var any = condition.putObject("bool").putArray("should");
            for (String value : values) {
                var range = RANGE.matcher(value);
                if (!range.matches()) continue;
                var bounds = any.addObject().putObject("range").putObject(priceField());
                if (!range.group(1).isEmpty()) bounds.put("gte", Long.parseLong(range.group(1)));
                if (!range.group(2).isEmpty()) bounds.put("lte", Long.parseLong(range.group(2)));
            }
        } else {
            var any = condition.putObject("terms").putArray("facets.f." + field);
            values.forEach(any::add);
        }
        return condition;
    }

    private String priceField() {
        return currency.map(code -> "prices." + code).orElse("price");
    }

    private void sort(ArrayNode keys) {
        for (Sort each : sort) {
            switch (each) {
                case RELEVANCE -> keys.addObject().putObject("_score").put("order", "desc");
                case PRICE, PRICE_DOWN -> {
                    // Amounts of different currencies cannot be compared: the currencies come one after the other.
                    if (currency.isEmpty()) keys.addObject().putObject("currency").put("order", "asc");
                    keys.addObject().putObject(priceField()).put("order", each == Sort.PRICE ? "asc" : "desc").put("unmapped_type", "long");
                }
                case NAME, NAME_DOWN -> keys.addObject().putObject("sort_name").put("order", each == Sort.NAME ? "asc" : "desc");
            }
        }
        keys.addObject().putObject("id").put("order", "asc");
    }
}
