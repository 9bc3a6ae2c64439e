package souk.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.pricing.api.PriceListCommand;
import souk.pricing.api.PriceListTerms;
import souk.testkit.RoutesSpec;

class PriceListRoutesTest {
    static RoutesSpec shop;
    static String staff;

    @BeforeAll
    static void start() {
        shop = RoutesSpec.serving(Pricing.capability());
        staff = shop.admin();
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @Test
    void aListIsMadeAndReplaced() {
        var made = put("trade", """
                {"name":"Trade","currency":"GBP","from":"2026-01-31T12:00:00+01:00","to":"2027-01-31T12:00:00Z",
                 "prices":[{"sku":"TEA","price":{"amount":200,"currency":"GBP"}},{"sku":"CUP","price":{"amount":0,"currency":"GBP"}}]}""");
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.header("ETag")).isEqualTo("\"1\"");
        var body = made.json();
        assertThat(body.path("at").asText()).endsWith("Z");
        assertThat(body.path("id").asText() + " " + body.path("version") + " " + body.path("name").asText() + " " + body.path("currency").asText()).isEqualTo("trade 1 Trade GBP");
        assertThat(body.path("from").asText() + " " + body.path("to").asText()).isEqualTo("2026-01-31T11:00:00Z 2027-01-31T12:00:00Z");
        assertThat(body.path("prices")).hasToString("[{\"sku\":\"CUP\",\"price\":{\"amount\":0,\"currency\":\"GBP\"}},{\"sku\":\"TEA\",\"price\":{\"amount\":200,\"currency\":\"GBP\"}}]");

        var replaced = put("trade", list(price("TEA", 180, "GBP")), "If-Match", "\"1\"");
        assertThat(replaced.outcome()).isEqualTo("200");
        assertThat(replaced.json().path("version").asInt()).isEqualTo(2);
        assertThat(replaced.json().has("name") || replaced.json().has("from") || replaced.json().has("to")).isFalse();
        assertThat(put("trade", list(price("TEA", 180, "GBP"))).json()).isEqualTo(replaced.json());
        assertThat(put("trade", list(price("TEA", 170, "GBP")), "If-Match", "\"1\"").outcome()).isEqualTo("412 stale");
        assertThat(put("trade", "{\"currency\":\"USD\",\"prices\":[" + price("TEA", 1, "USD") + "]}").outcome()).isEqualTo("409 currency-mismatch");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"currency":"GBP","prices":[]}                                                                                                            | prices             | out-of-range
            {"currency":"GBP"}                                                                                                                        | prices             | missing
            {"prices":[{"sku":"A","price":{"amount":1,"currency":"GBP"}}]}                                                                            | currency           | missing
            {"currency":"XXX","prices":[{"sku":"A","price":{"amount":1,"currency":"GBP"}}]}                                                           | currency           | bad-format
            {"currency":"GBP","prices":[{"sku":"A","price":{"amount":1,"currency":"USD"}}]}                                                           | prices[0].price.currency | bad-format
            {"currency":"GBP","prices":[{"sku":"A","price":{"amount":1,"currency":"GBP"}},{"sku":"A","price":{"amount":1,"currency":"GBP"}}]}         | prices[1].sku      | bad-format
            {"currency":"GBP","prices":[{"sku":"A","price":{"amount":-1,"currency":"GBP"}}]}                                                          | prices[0].price.amount | out-of-range
            {"currency":"GBP","prices":[{"sku":"A","price":{"amount":9007199254740992,"currency":"GBP"}}]}                                            | prices[0].price.amount | out-of-range
            {"currency":"GBP","prices":[{"sku":"A","price":{"amount":1.5,"currency":"GBP"}}]}                                                         | prices[0].price.amount | wrong-type
            {"currency":"GBP","prices":[{"sku":"","price":{"amount":1,"currency":"GBP"}}]}                                                            | prices[0].sku      | out-of-range
            {"currency":"GBP","from":"yesterday","prices":[{"sku":"A","price":{"amount":1,"currency":"GBP"}}]}                                        | from               | bad-format
            {"currency":"GBP","from":"2026-01-31T12:00:00Z","to":"2026-01-31T12:00:00Z","prices":[{"sku":"A","price":{"amount":1,"currency":"GBP"}}]} | to                 | bad-format
            {"currency":"GBP","from":"2026-01-31T12:00:00Z","to":"2026-01-31T12:59:59+01:00","prices":[{"sku":"A","price":{"amount":1,"currency":"GBP"}}]} | to            | bad-format
            {"currency":"GBP","priority":1,"prices":[{"sku":"A","price":{"amount":1,"currency":"GBP"}}]}                                              | priority           | unknown-field
            """)
    void aWrongListIsRefusedAndNothingIsStored(String body, String field, String code) {
        var refused = put("wrong", body);
        assertThat(refused.outcome()).as(refused.toString()).isEqualTo("400 bad-request");
        assertThat(refused.json().path("errors")).as(refused.toString()).anyMatch(error -> error.path("field").asText().equals(field) && error.path("code").asText().equals(code));
        assertThat(shop.entities().ask(PriceListCommand.at("wrong"), new PriceListCommand.Look()).join().<String>fold(there -> "there", no -> no.code())).isEqualTo("not-found");
    }

    @Test
    void aThousandPricesAreAListAndOneMoreIsNot() {
        var prices = new String[PriceListTerms.MOST];
        for (int i = 0; i < prices.length; i++) prices[i] = price("SKU-" + i, i, "GBP");
        assertThat(put("long", list(prices)).outcome()).isEqualTo("201");
        assertThat(put("longer", list(String.join(",", prices), price("ONE-MORE", 1, "GBP"))).outcome()).isEqualTo("400 bad-request");
    }

    @Test
    void onlyStaffHasToDoWithPriceLists() {
        var anna = shop.guest("anna");
        for (String path : new String[] {"", "/history", "/diff?from=version:1"}) {
            assertThat(shop.send("GET", "/v1/admin/price-lists/trade" + path, anna, null).outcome()).isEqualTo("403 forbidden");
            assertThat(shop.send("GET", "/v1/admin/price-lists/trade" + path, null, null).outcome()).isEqualTo("401 unauthenticated");
        }
        assertThat(shop.send("PUT", "/v1/admin/price-lists/hers", anna, list(price("TEA", 1, "GBP"))).outcome()).isEqualTo("403 forbidden");
        assertThat(shop.send("GET", "/v1/admin/price-lists/hers", staff, null).outcome()).isEqualTo("404 not-found");
    }

    private static RoutesSpec.Reply put(String id, String body, String... headers) {
        return shop.send("PUT", "/v1/admin/price-lists/" + id, staff, body, headers);
    }

    private static String list(String... prices) {
        return "{\"currency\":\"GBP\",\"prices\":[" + String.join(",", prices) + "]}";
    }

    private static String price(String sku, long amount, String currency) {
        return "{\"sku\":\"" + sku + "\",\"price\":{\"amount\":" + amount + ",\"currency\":\"" + currency + "\"}}";
    }
}
