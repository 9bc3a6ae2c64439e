package souk.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.catalog.Catalog;
import souk.customers.Customers;
import souk.devservices.DevServices;
import souk.inventory.Inventory;
import souk.platform.Capability;
import souk.platform.search.SearchEngine;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.TestShop;

/** Search over HTTP, on a real node with a real Cassandra and a real Elasticsearch. */
class SearchShopTest {
    static final List<Capability> CAPABILITIES = List.of(Customers.capability(), Catalog.capability(), Inventory.capability(), Search.capability());
    private static TestShop shop;
    private static HttpSpec nobody;
    private static HttpSpec staff;

    @BeforeAll
    static void start() {
        shop = TestShop.start(CAPABILITIES, "souk.elasticsearch.request-timeout = 60 s");
        nobody = HttpSpec.at(shop.url().toString());
        staff = nobody.logIn("admin@souk.local", TestShop.ADMIN_PASSWORD);
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    static String product(String name, String brand, String category, String attributes, String sku, long pence) {
        return "{'name':'" + name + "','brand':'" + brand + "','category':'" + category + "','attributes':{" + attributes + "},'variants':[{'sku':'" + sku + "','price':{'amount':" + pence + ",'currency':'GBP'}}]}";
    }

    private static void put(String id, String body) {
        assertThat(staff.put("/v1/admin/products/" + id, body).status()).isIn(200, 201);
    }

    static String enc(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpSpecAnswer eventually(String path, Predicate<HttpSpecAnswer> holds) {
        return await("what is expected of " + path).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20)).until(() -> nobody.get(path), answer -> answer.status() == 200 && holds(answer, holds));
    }

    /** Also an expectation that is put as one of {@link HttpSpecAnswer}. */
    private static boolean holds(HttpSpecAnswer answer, Predicate<HttpSpecAnswer> holds) {
        try {
            return holds.test(answer);
        } catch (AssertionError notYet) {
            return false;
        }
    }

    private static List<String> ids(HttpSpecAnswer answer) {
        return answer.each("items", "id");
    }

    @Test
    void aChangeIsFoundAndThatIsTheTimeItTakes() {
        put("fresh", product("Freshness meter", "Maker", "tools", "", "FRESH", 100));
        eventually("/v1/search?q=freshness", answer -> ids(answer).contains("fresh"));
        var times = new ArrayList<Long>();
        for (int i = 0; i < 20; i++) {
            var word = "wrd" + Integer.toString(1_000_000 + i, 36);
            staff.patch("/v1/admin/products/fresh", "{'name':'Freshness meter " + word + "'}").answers(200);
            long said = System.nanoTime();
            eventually("/v1/search?q=" + word, answer -> ids(answer).contains("fresh"));
            times.add((System.nanoTime() - said) / 1_000_000);
        }
        Collections.sort(times);
        System.out.println("A changed product is found after p50 " + times.get(10) + " ms, p95 " + times.get(18) + " ms, at most " + times.get(19) + " ms");
    }

    @Test
    void manyWhoAskTheSameAreOneQuestion() throws IOException {
        put("popular", product("Popular kettle", "Maker", "tools", "", "POPULAR", 100));
        eventually("/v1/search?q=popular+kettle", answer -> ids(answer).contains("popular"));
        long before = askedOfElasticsearch();
        var all = IntStream.range(0, 200).parallel().mapToObj(i -> nobody.get(i % 2 == 0 ? "/v1/search?q=popular++KETTLE&limit=7" : "/v1/search?limit=7&q=Popular+kettle").answers(200)).toList();
        assertThat(all).allMatch(answer -> ids(answer).contains("popular") && answer.header("Cache-Control").equals("public, max-age=1"));
        long asked = askedOfElasticsearch() - before;
        System.out.println("200 who asked the same were " + asked + " questions to Elasticsearch");
        assertThat(asked).isLessThan(100);
    }

    private static long askedOfElasticsearch() throws IOException {
        var counts = DevServices.shared().elasticsearch().url().resolve("/" + shop.keyspace() + "-products/_stats/search");
        return SearchEngine.json().readTree(counts.toURL()).path("_all").path("total").path("search").path("query_total").asLong();
    }

    @Test
    void whatIsNotPublishedOrNoMoreIsNotFound() {
        put("ghost", product("Ghostly lamp", "", "", "", "GHOST", 100));
        eventually("/v1/search?q=ghostly", answer -> ids(answer).equals(List.of("ghost")));
        staff.patch("/v1/admin/products/ghost", "{'status':'draft'}").answers(200);
        eventually("/v1/search?q=ghostly", answer -> answer.number("total") == 0);
        staff.patch("/v1/admin/products/ghost", "{'status':'published'}").answers(200);
        eventually("/v1/search?q=ghostly", answer -> ids(answer).equals(List.of("ghost")));
        staff.delete("/v1/admin/products/ghost").answers(204);
        eventually("/v1/search?q=ghostly", answer -> answer.number("total") == 0);
        put("ghost", product("Ghostly lamp again", "", "", "", "GHOST", 100));
        eventually("/v1/search?q=ghostly", answer -> answer.has("items.0.name", "Ghostly lamp again").number("total") == 1);
    }

    @Test
    void whetherItCanBeHadFollowsTheStockWhicheverComesFirst() {
        put("stocked", product("Stockedthing", "", "", "", "STK-1", 100));
        eventually("/v1/search?q=stockedthing", answer -> answer.has("items.0.available", false).number("total") == 1);
        staff.put("/v1/admin/stock/STK-1/main", "{'onHand':3}").answers(201);
        eventually("/v1/search?q=stockedthing&filter=available:true", answer -> answer.number("total") == 1);
        staff.put("/v1/admin/stock/STK-1/main", "{'onHand':0}").answers(200);
        eventually("/v1/search?q=stockedthing&filter=available:false", answer -> answer.number("total") == 1);
        // The SKU goes to another product, and its stock with it.
        staff.put("/v1/admin/stock/STK-1/main", "{'onHand':7}").answers(200);
        staff.delete("/v1/admin/products/stocked").answers(204);
        put("heir", product("Stockedthing heir", "", "", "", "STK-1", 100));
        eventually("/v1/search?q=stockedthing", answer -> ids(answer).equals(List.of("heir")) && answer.has("items.0.available", true).number("total") == 1);
    }

    @Test
    void facetsCountAsIfTheyWereNotFilteredThemselves() {
        for (int i = 0; i < 12; i++) {
            put("shirt" + i, product("Facetshirt " + i, i % 2 == 0 ? "Alpha" : "beta", "wear/" + (i % 3 == 0 ? "polo" : "tee"), "'Color':'" + List.of("Red", "blue", "Green", "red").get(i % 4) + "','Size':'" + (i < 6 ? "M" : "L") + "'",
                    "FS-" + i, 1000 + i));
        }
        eventually("/v1/search?q=facetshirt", answer -> answer.number("total") == 12);
        var answer = nobody.get("/v1/search?q=facetshirt&filter=color:red&facets=color,size,brand,category").answers(200);
        assertThat(answer.number("total")).isEqualTo(6);
        assertThat(counts(answer, "color")).containsExactly("Red 6", "Green 3", "blue 3");
        assertThat(counts(answer, "size")).containsExactly("L 3", "M 3");
        assertThat(counts(answer, "brand")).containsExactly("Alpha 3", "beta 3");
        assertThat(counts(answer, "category")).containsExactly("wear/tee 4", "wear/polo 2");
        // Two values of a field are either, two fields are both; case does not matter; a category includes what is below it.
        assertThat(nobody.get("/v1/search?q=facetshirt&filter=color:RED&filter=color:blue&filter=brand:BETA&limit=200").answers(200).number("total")).isEqualTo(6);
        assertThat(nobody.get("/v1/search?q=facetshirt&filter=category:wear").answers(200).number("total")).isEqualTo(12);
        assertThat(nobody.get("/v1/search?q=facetshirt&filter=category:wear/polo").answers(200).number("total")).isEqualTo(4);
        assertThat(nobody.get("/v1/search?q=facetshirt&filter=price:1003..1005").answers(200).number("total")).isEqualTo(3);
        assertThat(nobody.get("/v1/search?q=facetshirt&filter=no-such-field:x&facets=no-such-field").answers(200).number("total")).isZero();
        var both = nobody.get("/v1/search?q=facetshirt&filter=color:red&filter=size:M&facets=color,size").answers(200);
        assertThat(both.number("total")).isEqualTo(3);
        assertThat(counts(both, "size")).containsExactly("L 3", "M 3");
        assertThat(counts(both, "color")).containsExactly("Red 3", "blue 2", "Green 1");
    }

    private static List<String> counts(HttpSpecAnswer answer, String facet) {
        var found = new ArrayList<String>();
        answer.json().path("facets").path(facet).forEach(each -> found.add(each.path("value").asText() + " " + each.path("count").asLong()));
        return found;
    }

    @Test
    void pagesOfEqualPricesNeitherSkipNorRepeat() {
        for (int i = 0; i < 60; i++) put("page" + i, product("Pagingthing " + (char) ('a' + i % 26), "", "", "", "PG-" + i, i % 3 == 0 ? 500 : 700));
        eventually("/v1/search?q=pagingthing", answer -> answer.number("total") == 60);
        var random = new Random(7);
        for (String sort : List.of("price", "-price", "relevance", "name", "-name,price")) {
            var seen = new ArrayList<String>();
            var prices = new ArrayList<Long>();
            String cursor = null;
            do {
                var page = nobody.get("/v1/search?q=pagingthing&sort=" + sort + "&limit=" + (1 + random.nextInt(9)) + (cursor == null ? "" : "&cursor=" + cursor)).answers(200);
                assertThat(page.number("total")).isEqualTo(60);
                seen.addAll(ids(page));
                page.json().path("items").forEach(item -> prices.add(item.path("price").path("amount").asLong()));
                cursor = page.json().path("next").isNull() ? null : page.text("next");
            } while (cursor != null);
            assertThat(seen).as(sort).hasSize(60).doesNotHaveDuplicates();
            if (sort.equals("price")) assertThat(prices).isSorted();
            if (sort.equals("-price")) assertThat(prices).isSortedAccordingTo(Collections.reverseOrder());
        }
        var cursor = nobody.get("/v1/search?q=pagingthing&limit=2").answers(200).text("next");
        nobody.get("/v1/search?q=something-else&limit=2&cursor=" + cursor).refuses(400, "bad-request").becauseOf("cursor", "bad-format");
    }

    @Test
    void pricesOfSeveralCurrenciesAreNotMixed() {
        put("both", "{'name':'Currencything both','variants':[{'sku':'CUR-1','price':{'amount':900,'currency':'GBP'}},{'sku':'CUR-2','price':{'amount':100,'currency':'EUR'}}]}");
        put("pound", product("Currencything pound", "", "", "", "CUR-3", 500));
        eventually("/v1/search?q=currencything", answer -> answer.number("total") == 2);
        nobody.get("/v1/search?q=currencything&sort=price").answers(200).has("items.0.id", "pound").hasMoney("items.1.price", 900, "GBP");
        nobody.get("/v1/search?q=currencything&sort=price&currency=EUR").answers(200).hasSize("items", 1).hasMoney("items.0.price", 100, "EUR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sort=cheap", "sort=price,sales", "filter=brand", "filter=:x", "filter=brand:", "limit=0", "limit=201", "cursor=made-up", "colour=red", "facets=price", "facets=a,,b", "filter=price:cheap",
        "filter=available:maybe", "currency=pound", "q=a&q=b", "limit=x"})
    void aWrongParameterIs400(String query) {
        nobody.get("/v1/search?" + query).refuses(400, "bad-request");
    }

    @Test
    void aQuestionHas500Characters() {
        nobody.get("/v1/search?q=" + enc("é".repeat(500))).answers(200);
        nobody.get("/v1/search?q=" + enc("é".repeat(501))).refuses(400, "bad-request").becauseOf("q", "out-of-range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "a AND (b OR", "*", "?:[]{}", "\\", "name:*", "+-&&||!(){}[]^\"~*?:\\/", "\u0000", "😀", "   ", "%", "' OR 1=1 --", "<script>", "..", "-", "a\tb"})
    void whateverIsTypedIsAQuestion(String typed) {
        assertThat(nobody.get("/v1/search?q=" + enc(typed)).status()).isIn(200, 400);
        assertThat(nobody.get("/v1/search/suggest?q=" + enc(typed)).status()).isIn(200, 400);
    }

    @Test
    void synonymsHoldForTheNextQuestion() {
        put("trainers", product("Canvas trainers", "", "shoes", "", "TRN", 5000));
        eventually("/v1/search?q=trainers", answer -> answer.number("total") == 1);
        assertThat(nobody.get("/v1/search?q=sneekers").answers(200).number("total")).isZero();
        staff.put("/v1/admin/search/synonyms", "{'synonyms':[{'to':['sneekers','trainers']},{'from':['footgear'],'to':['trainers']}]}").answers(200);
        assertThat(ids(nobody.get("/v1/search?q=canvas+sneekers").answers(200))).containsExactly("trainers");
        assertThat(ids(nobody.get("/v1/search?q=Footgear").answers(200))).containsExactly("trainers");
        staff.get("/v1/admin/search/synonyms").answers(200).hasSize("synonyms", 2);
        staff.put("/v1/admin/search/synonyms", "{'synonyms':[]}").answers(200);
        assertThat(nobody.get("/v1/search?q=sneekers").answers(200).number("total")).isZero();
        nobody.guest().put("/v1/admin/search/synonyms", "{'synonyms':[]}").refuses(403, "forbidden");
        staff.put("/v1/admin/search/synonyms", "{'synonyms':[{'to':[]}]}").refuses(400, "bad-request");
    }

    @Test
    void rulesPinBoostAndBury() {
        for (int i = 0; i < 6; i++) put("rule" + i, product("Ruledshoe", i == 4 ? "Boosted" : i == 0 ? "Buried" : "Plain", "", "", "RULE-" + i, 100));
        put("other", product("Unrelated thing", "", "", "", "RULE-X", 100));
        eventually("/v1/search?q=ruledshoe", answer -> answer.number("total") == 6);
        eventually("/v1/search?q=unrelated", answer -> answer.number("total") >= 1);
        staff.put("/v1/admin/search/rules", "{'rules':[{'query':'ruledshoe','pin':['RULE-5','other'],'boost':[{'filter':'brand:boosted','factor':10}],'bury':[{'filter':'brand:buried','factor':10}]}]}").answers(200);
        assertThat(ids(nobody.get("/v1/search?q=RuledShoe").answers(200))).containsExactly("rule5", "other", "rule4", "rule1", "rule2", "rule3", "rule0");
        // Pins obey filters, and the price is the price.
        assertThat(ids(nobody.get("/v1/search?q=ruledshoe&filter=brand:plain").answers(200))).containsExactly("rule5", "rule1", "rule2", "rule3");
        staff.put("/v1/admin/search/rules", "{'rules':[{'query':'ruledshoe','match':'contains','pin':['rule3']}]}").answers(200);
        assertThat(ids(nobody.get("/v1/search?q=cheap+ruledshoe").answers(200))).startsWith("rule3");
        staff.put("/v1/admin/search/rules", "{'rules':[{'boost':[{'filter':'brand','factor':10}]}]}").refuses(400, "bad-request");
        staff.put("/v1/admin/search/rules", "{'rules':[]}").answers(200);
        assertThat(ids(nobody.get("/v1/search?q=ruledshoe").answers(200))).hasSize(6);
    }

    @Test
    void suggestionsComeFast() {
        for (int i = 0; i < 5; i++) put("sug" + i, product("Sneezable sneaker " + i, "", "shoes/sneakers", "", "SUG-" + i, 100));
        eventually("/v1/search?q=sneezable", answer -> answer.number("total") == 5);
        for (int i = 0; i < 3; i++) nobody.get("/v1/search?q=Sneezable++sneaker").answers(200);
        nobody.get("/v1/search?q=sneezed+nothing+found").answers(200);
        eventually("/v1/search/suggest?q=sne", answer -> answer.each("queries", "query").contains("sneezable sneaker") && answer.each("categories", "category").contains("shoes/sneakers")
                && answer.json().path("products").size() == 5);
        assertThat(nobody.get("/v1/search/suggest?q=sne").each("queries", "query")).doesNotContain("sneezed nothing found");
        var times = new ArrayList<Long>();
        for (int i = 0; i < 200; i++) {
            long begin = System.nanoTime();
            nobody.get("/v1/search/suggest?q=" + "sneezable sneak".substring(0, 1 + i % 15).replace(' ', '+')).answers(200);
            times.add((System.nanoTime() - begin) / 1000);
        }
        Collections.sort(times);
        System.out.println("Suggestions take p50 " + times.get(100) / 1000.0 + " ms, p95 " + times.get(190) / 1000.0 + " ms (a test's client, which checks the contract, included)");
        nobody.get("/v1/search/suggest").refuses(400, "bad-request").becauseOf("q", "missing");
    }

    @Test
    void theLongestIdAndTheStrangestWordsAreFound() {
        String id = "\u20AC".repeat(255);
        put(enc(id), product("Strangething \u0130\u00DF", "B\u00E9", "a b/c:d", "'a.b.c':'x','.':'y','f.brand':'z'", "S:/ \u00E9", 1));
        eventually("/v1/search?q=strangething&filter=" + enc("a.b.c:X") + "&filter=" + enc("f.brand:z") + "&filter=" + enc("category:A B/c:D") + "&facets=" + enc("a.b.c,.,f.brand"), answer -> ids(answer).equals(List.of(id)));
    }

    @Test
    void aFacetMayHaveAnyName() {
        String strange = "a[b]>c";
        put("strange-facet", product("Facetless", "B", "a", "'" + strange + "':'x'", "S", 1));
        eventually("/v1/search?q=facetless&facets=" + enc("[]," + strange + ",>,brand"), answer -> answer.json().path("facets").path(strange).size() == 1 && answer.json().path("facets").path("[]").isEmpty());
    }

    @Test
    void everythingThereIsCanBePagedThrough() {
        var seen = new HashSet<String>();
        String cursor = null;
        do {
            var page = nobody.get("/v1/search?limit=7" + (cursor == null ? "" : "&cursor=" + cursor)).answers(200);
            seen.addAll(ids(page));
            cursor = page.json().path("next").isNull() ? null : page.text("next");
        } while (cursor != null);
        // What others asked a moment ago may be told again.
        eventually("/v1/search", answer -> answer.number("total") >= seen.size());
    }
}
