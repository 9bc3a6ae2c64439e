package souk.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.catalog.api.ProductCommand;
import souk.catalog.api.SkuCommand;
import souk.catalog.api.SkuView;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.http.Principal;
import souk.platform.http.Tokens;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.HttpSpecServer;
import souk.testkit.TestShop;

/** The catalog over HTTP, on a real node with a real Cassandra. */
@Order(1)
class CatalogShopTest {
    private static final String KEY = "souk.http.token-key = \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"";
    static TestShop shop;
    static HttpSpec nobody;
    static HttpSpec staff;

    @BeforeAll
    static void start() {
        shop = TestShop.start(List.of(Catalog.capability()), KEY);
        nobody = HttpSpec.at(shop.url().toString());
        staff = as(new Principal("s", Principal.Kind.STAFF, Set.of("catalog")));
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static HttpSpec as(Principal principal) {
        return nobody.withToken(Tokens.of(HttpSpecServer.config(), Clock.systemUTC()).issue(principal, Duration.ofHours(1)).token());
    }

    private static String product(String name, String sku, int pence) {
        return "{'name':'" + name + "','variants':[{'sku':'" + sku + "','price':{'amount':" + pence + ",'currency':'GBP'}}]}";
    }

    private static Outcome<SkuView> sku(String sku) {
        return shop.node().partitions().ask(SkuCommand.at(sku), new SkuCommand.Look()).join();
    }

    @Test
    void aProductIsReadAsItWasWrittenAndItsSkusAreThereAtOnce() {
        var body = "{'id':'tea','slug':'fine-tea','name':'Tea','brand':'Leaf','category':'food/tea','description':'Green.\\nFine.','attributes':{'origin':'Assam'},'status':'published',"
                + "'variants':[{'sku':'TEA-S','gtin':'4006381333931','options':{'size':'S'},'price':{'amount':499,'currency':'GBP'}},{'sku':'TEA-L','options':{'size':'L'},'price':{'amount':899,'currency':'GBP'}}]}";
        var created = staff.put("/v1/admin/products/tea", body).answers(201);
        assertThat(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(sku("TEA-S")).isEqualTo(Outcome.accepted(new SkuView("TEA-S", "tea", "Tea", Money.of(499, "GBP"), true)));
        assertThat(sku("TEA-L")).isEqualTo(Outcome.accepted(new SkuView("TEA-L", "tea", "Tea", Money.of(899, "GBP"), true)));
        var seen = nobody.get("/v1/products/tea").answers(200).has("slug", "fine-tea").has("attributes.origin", "Assam").has("variants.1.options.size", "L").hasMoney("variants.0.price", 499, "GBP");
        assertThat(seen.json()).isEqualTo(created.json());
        staff.put("/v1/admin/products/tea", seen.body()).answers(200);
        assertThat(nobody.get("/v1/products/tea").header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void whoHasItAlreadyIsNotSentItAgain() {
        staff.put("/v1/admin/products/known", product("Known", "KNOWN", 100)).answers(201);
        var seen = nobody.get("/v1/products/known").answers(200);
        assertThat(seen.header("Cache-Control")).isEqualTo("public, max-age=1");
        String tag = seen.header("ETag");
        for (String tags : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            var same = nobody.withHeader("If-None-Match", tags).get("/v1/products/known").answers(304);
            assertThat(same.body()).isEmpty();
            assertThat(same.header("ETag")).isEqualTo(tag);
            assertThat(same.header("Cache-Control")).isEqualTo("public, max-age=1");
        }
        nobody.withHeader("If-None-Match", "\"other\"").get("/v1/products/known").answers(200);
        assertThat(staff.get("/v1/products/known").answers(200).header("Cache-Control")).as("staff see what is").isEqualTo("no-store");
        for (String path : List.of("/v1/products?limit=2", "/v1/categories")) {
            var list = nobody.get(path).answers(200);
            assertThat(list.header("Cache-Control")).startsWith("public, max-age=");
            nobody.withHeader("If-None-Match", list.header("ETag")).get(path).answers(304);
        }
        staff.patch("/v1/admin/products/known", "{'name':'Known anew'}").answers(200);
        nobody.withHeader("If-None-Match", tag).get("/v1/products/known").answers(200).has("name", "Known anew");
    }

    @Test
    void aChangeOnAnotherNodeIsSeenWithinASecondAndADraftByNobody() {
        staff.put("/v1/admin/products/far", product("Far", "FAR", 100)).answers(201);
        nobody.get("/v1/products/far").answers(200).has("name", "Far");
        // As another node would: past this node's routes.
        shop.node().partitions().ask(ProductCommand.at("far"), Samples.put("far", Samples.product("Further", Samples.variant("FAR", 100)))).join();
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20)).until(() -> nobody.get("/v1/products/far").answers(200).text("name").equals("Further"));
        staff.patch("/v1/admin/products/far", "{'status':'draft'}").answers(200);
        nobody.withHeader("If-None-Match", "*").get("/v1/products/far").refuses(404, "not-found");
    }

    @Test
    void aChangedPriceHoldsWhenTheAnswerComes() {
        staff.put("/v1/admin/products/cup", product("Cup", "CUP", 100)).answers(201).has("slug", "cup");
        for (int price = 101; price < 120; price++) {
            staff.put("/v1/admin/products/cup", product("Cup", "CUP", price)).answers(200).hasMoney("variants.0.price", price, "GBP");
            int expected = price;
            assertThat(sku("CUP").<Long>fold(view -> view.price().amount(), refusal -> -1L)).isEqualTo(expected);
        }
    }

    @Test
    void aSkuBelongsToOneProduct() {
        staff.put("/v1/admin/products/owner", product("Owner", "OWNED", 100)).answers(201);
        var refused = staff.put("/v1/admin/products/thief", "{'name':'Thief','variants':[{'sku':'FREE','price':{'amount':1,'currency':'GBP'}},{'sku':'OWNED','price':{'amount':1,'currency':'GBP'}}]}")
                .refuses(409, "sku-taken");
        assertThat(refused.json().path("skus").toString()).isEqualTo("[\"OWNED\"]");
        nobody.get("/v1/products/thief").refuses(404, "not-found");
        assertThat(sku("FREE").<String>fold(view -> "", Rejection::code)).isEqualTo("not-found");
        staff.put("/v1/admin/products/other", product("Other", "FREE", 1)).answers(201);
        staff.put("/v1/admin/products/owner", product("Owner", "ELSE", 100)).answers(200);
        staff.put("/v1/admin/products/thief", product("Thief", "OWNED", 100)).answers(201);
    }

    @Test
    void aDraftIsForStaffOnly() {
        staff.put("/v1/admin/products/draft", product("Draft", "DRAFT", 100).replace("'name'", "'status':'draft','name'")).answers(201);
        nobody.get("/v1/products/draft").refuses(404, "not-found");
        as(new Principal("g", Principal.Kind.GUEST)).get("/v1/products/draft").refuses(404, "not-found");
        nobody.withToken("nonsense").get("/v1/products/draft").refuses(404, "not-found");
        staff.get("/v1/products/draft").answers(200).has("status", "draft");
        assertThat(sku("DRAFT").<Boolean>fold(SkuView::published, refusal -> true)).isFalse();
        staff.patch("/v1/admin/products/draft", "{'status':'published'}").answers(200);
        nobody.get("/v1/products/draft").answers(200);
        assertThat(sku("DRAFT").<Boolean>fold(SkuView::published, refusal -> false)).isTrue();
    }

    @Test
    void aPatchMergesAndAStaleOneIsRefused() {
        staff.put("/v1/admin/products/pan", product("Pan", "PAN", 100).replace("'name'", "'attributes':{'a':'1','b':'2'},'brand':'Iron','name'")).answers(201);
        staff.patch("/v1/admin/products/pan", "{'attributes':{'a':null,'c':'3'},'brand':null}").answers(200).hasNo("attributes.a").has("attributes.b", "2").has("attributes.c", "3").hasNo("brand");
        staff.ifMatch("\"1\"").patch("/v1/admin/products/pan", "{'name':'Pot'}").refuses(412, "stale");
        staff.ifMatch("\"1\"").put("/v1/admin/products/pan", product("Pot", "PAN", 100)).refuses(412, "stale");
        staff.ifMatch("\"2\"").patch("/v1/admin/products/pan", "{'name':'Pot'}").answers(200).has("name", "Pot");
        staff.patch("/v1/admin/products/no-such", "{'name':'Pot'}").refuses(404, "not-found");
        assertThat(sku("PAN").<String>fold(SkuView::name, refusal -> "")).isEqualTo("Pot");
    }

    @Test
    void aDeletedProductIsGoneAndItsSkuFree() {
        staff.put("/v1/admin/products/gone", product("Gone", "GONE", 100)).answers(201);
        staff.delete("/v1/admin/products/gone").answers(204);
        staff.delete("/v1/admin/products/gone").answers(204);
        staff.get("/v1/products/gone").refuses(404, "not-found");
        staff.delete("/v1/admin/products/never").refuses(404, "not-found");
        staff.put("/v1/admin/products/heir", product("Heir", "GONE", 100)).answers(201);
        assertThat(staff.put("/v1/admin/products/gone", product("Back", "BACK", 100)).answers(201).header("ETag")).isEqualTo("\"3\"");
    }

    @Test
    void theSameNewProductSentManyTimesAtOnceIsCreatedOnce() {
        var answers = atOnce(30, i -> staff.put("/v1/admin/products/many", product("Many", "MANY", 100)));
        assertThat(answers).extracting(HttpSpecAnswer::status).containsOnly(200, 201).containsOnlyOnce(201);
        assertThat(nobody.get("/v1/products/many").header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void ofManyProductsThatWantOneSkuOneGetsIt() {
        var answers = atOnce(20, i -> staff.put("/v1/admin/products/rival-" + i, product("Rival", "WANTED", 100 + i)));
        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 409)).hasSize(19);
        String owner = sku("WANTED").fold(SkuView::productId, refusal -> "");
        assertThat(answers.get(Integer.parseInt(owner.substring("rival-".length()))).status()).isEqualTo(201);
    }

    private static List<HttpSpecAnswer> atOnce(int times, java.util.function.IntFunction<HttpSpecAnswer> request) {
        var pool = Executors.newFixedThreadPool(times);
        try {
            var running = IntStream.range(0, times).mapToObj(i -> CompletableFuture.supplyAsync((Supplier<HttpSpecAnswer>) () -> request.apply(i), pool)).toList();
            return running.stream().map(CompletableFuture::join).toList();
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void theListShowsEveryProductOnceHoweverItIsPaged() {
        var expected = new HashSet<String>();
        for (int i = 0; i < 45; i++) {
            staff.put("/v1/admin/products/listed-" + i, product("Listed", "LISTED-" + i, 100).replace("'name'", (i % 5 == 0 ? "'status':'draft'," : "'category':'lists/a',") + "'name'")).answers(201);
            if (i % 5 > 0) expected.add("listed-" + i);
        }
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(listed(nobody, "")).containsExactlyInAnyOrderElementsOf(expected));
        assertThat(listed(staff, "&status=draft")).hasSize(9);
        assertThat(listed(staff, "")).hasSize(45);
        assertThat(listed(staff, "&status=published")).containsExactlyInAnyOrderElementsOf(expected);
        staff.delete("/v1/admin/products/listed-1").answers(204);
        staff.patch("/v1/admin/products/listed-2", "{'status':'draft'}").answers(200);
        expected.removeAll(Set.of("listed-1", "listed-2"));
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(listed(nobody, "")).containsExactlyInAnyOrderElementsOf(expected));
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(nobody.get("/v1/categories").answers(200).body()).contains("{\"category\":\"lists/a\",\"products\":34}"));
        nobody.get("/v1/products?status=draft").refuses(403, "forbidden");
        nobody.get("/v1/products?cursor=made-up").refuses(400, "bad-request");
        nobody.get("/v1/products?limit=0").refuses(400, "bad-request");
    }

    private static List<String> listed(HttpSpec who, String query) {
        var found = new ArrayList<String>();
        var page = who.get("/v1/products?limit=7" + query).answers(200);
        while (true) {
            found.addAll(page.each("items", "id"));
            if (page.json().path("next").isNull()) break;
            assertThat(page.json().path("items")).hasSize(7);
            page = who.get("/v1/products?limit=7" + query + "&cursor=" + page.text("next")).answers(200);
        }
        return found.stream().filter(id -> id.startsWith("listed-")).toList();
    }

    @Test
    void aBodyOfNearlyAMebibyteIsStoredWhole() {
        var novel = "All work and no play.\\n".repeat(40_000);
        staff.put("/v1/admin/products/novel", product("Novel", "NOVEL", 100).replace("'name'", "'description':'" + novel + "','name'")).answers(201);
        assertThat(nobody.get("/v1/products/novel").answers(200).text("description")).isEqualTo(novel.replace("\\n", "\n"));
        staff.put("/v1/admin/products/epic", product("Epic", "EPIC", 100).replace("'name'", "'description':'" + novel + novel + "','name'")).refuses(413, "body-too-large");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {'variants':[{'sku':'X','price':{'amount':1,'currency':'GBP'}}]}                                                   | name               | missing
            {'name':null,'variants':[{'sku':'X','price':{'amount':1,'currency':'GBP'}}]}                                       | name               | missing
            {'name':' ','variants':[{'sku':'X','price':{'amount':1,'currency':'GBP'}}]}                                        | name               | bad-format
            {'name':5,'variants':[{'sku':'X','price':{'amount':1,'currency':'GBP'}}]}                                          | name               | wrong-type
            {'name':'N'}                                                                                                       | variants           | missing
            {'name':'N','variants':[]}                                                                                         | variants           | out-of-range
            {'name':'N','variants':{}}                                                                                         | variants           | wrong-type
            {'name':'N','variants':[{'price':{'amount':1,'currency':'GBP'}}]}                                                  | variants[0].sku    | missing
            {'name':'N','variants':[{'sku':'X'}]}                                                                              | variants[0].price  | missing
            {'name':'N','variants':[{'sku':'X','price':{'amount':-1,'currency':'GBP'}}]}                                       | variants[0].price.amount | out-of-range
            {'name':'N','variants':[{'sku':'X','price':{'amount':9007199254740992,'currency':'GBP'}}]}                         | variants[0].price.amount | out-of-range
            {'name':'N','variants':[{'sku':'X','price':{'amount':1.5,'currency':'GBP'}}]}                                      | variants[0].price.amount | wrong-type
            {'name':'N','variants':[{'sku':'X','price':{'amount':1,'currency':'gbp'}}]}                                        | variants[0].price.currency | bad-format
            {'name':'N','variants':[{'sku':'X','gtin':'12','price':{'amount':1,'currency':'GBP'}}]}                            | variants[0].gtin   | bad-format
            {'name':'N','variants':[{'sku':'X','price':{'amount':1,'currency':'GBP'}},{'sku':'X','price':{'amount':1,'currency':'GBP'}}]} | variants[1].sku | bad-format
            {'name':'N','colour':'red','variants':[{'sku':'X','price':{'amount':1,'currency':'GBP'}}]}                         | colour             | unknown-field
            {'id':'other','name':'N','variants':[{'sku':'X','price':{'amount':1,'currency':'GBP'}}]}                           | id                 | bad-format
            {'name':'N','status':'sold','variants':[{'sku':'X','price':{'amount':1,'currency':'GBP'}}]}                        | status             | bad-format
            {'name':'N','slug':'A B','variants':[{'sku':'X','price':{'amount':1,'currency':'GBP'}}]}                           | slug               | bad-format
            {'name':'N','category':'a//b','variants':[{'sku':'X','price':{'amount':1,'currency':'GBP'}}]}                      | category           | bad-format
            {'name':'N','attributes':{'a':1},'variants':[{'sku':'X','price':{'amount':1,'currency':'GBP'}}]}                   | attributes.a       | wrong-type
            """)
    void aBadProductIsRefusedFieldByFieldAndNothingIsStored(String body, String field, String code) {
        staff.put("/v1/admin/products/bad", body).refuses(400, "bad-request").becauseOf(field, code);
        staff.get("/v1/products/bad").refuses(404, "not-found");
        assertThat(sku("X").<String>fold(view -> "", Rejection::code)).isEqualTo("not-found");
    }

    @Test
    void onlyStaffOfTheCatalogWrite() {
        nobody.put("/v1/admin/products/x", "{}").refuses(401, "unauthenticated");
        as(new Principal("g", Principal.Kind.GUEST)).put("/v1/admin/products/x", "{}").refuses(403, "forbidden");
        as(new Principal("s", Principal.Kind.STAFF, Set.of("stock"))).patch("/v1/admin/products/x", "{}").refuses(403, "forbidden");
        as(new Principal("s", Principal.Kind.STAFF, Set.of("stock"))).post("/v1/admin/products/import?id=x", "{}").refuses(403, "forbidden");
    }

    @Test
    void anImportNamesBadLinesAndGoesOnWhereItStopped() {
        var first = line("i1", "I1") + "broken\n" + line("i2", "I1") + line("i3", "I3");
        imported("batch", first).answers(200).has("imported", 2).has("rejected.0.line", 2).has("rejected.0.code", "bad-json").has("rejected.1.line", 3).has("rejected.1.code", "sku-taken").hasSize("rejected", 2);
        nobody.get("/v1/products/i3").answers(200);
        imported("batch", first + line("i4", "I4")).answers(200).has("imported", 3).hasSize("rejected", 2).has("lines", 5);
        staff.get("/v1/admin/products/imports/batch").answers(200).has("state", "done").has("imported", 3);
        staff.get("/v1/admin/products/imports/none").refuses(404, "not-found");
        staff.sendRaw("POST", "/v1/admin/products/import", "", "application/x-ndjson").refuses(400, "bad-request");
        staff.sendRaw("POST", "/v1/admin/products/import?id=x", "{}", "application/json").refuses(415, "unsupported-media-type");
    }

    @Test
    void thousandsOfProductsAreImportedWithoutAFault() {
        var text = new StringBuilder();
        for (int i = 0; i < 3_000; i++) text.append(line("bulk-" + i, "BULK-" + i));
        imported("bulk", text.toString()).answers(200).has("imported", 3_000).hasSize("rejected", 0).has("state", "done");
        nobody.get("/v1/products/bulk-2999").answers(200);
    }

    private static HttpSpecAnswer imported(String id, String lines) {
        return staff.patient(Duration.ofMinutes(2)).sendRaw("POST", "/v1/admin/products/import?id=" + id, lines, "application/x-ndjson");
    }

    private static String line(String id, String sku) {
        return product("Line " + id, sku, 100).replace("{'name'", "{'id':'" + id + "','name'").replace('\'', '"') + "\n";
    }
}
