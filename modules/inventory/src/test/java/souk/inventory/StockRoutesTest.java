package souk.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.catalog.Catalog;
import souk.catalog.api.SkuCommand;
import souk.catalog.api.SkuOffer;
import souk.kernel.Money;
import souk.platform.http.Principal;
import souk.testkit.RoutesSpec;

class StockRoutesTest {
    static RoutesSpec shop;

    @BeforeAll
    static void start() {
        shop = RoutesSpec.serving(Inventory.capability(), Catalog.capability());
        for (String sku : new String[] {"TEA", "CUP", "POT", "PAN"}) sell(sku);
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @Test
    void aCountedSkuIsSeenByEverybody() {
        var counted = shop.send("PUT", "/v1/admin/stock/TEA/london", shop.admin(), "{\"onHand\":5,\"incoming\":20}");
        assertThat(counted.status()).as(counted.toString()).isEqualTo(201);
        assertThat(counted.json().path("version").asLong()).isEqualTo(1);
        assertThat(counted.json().path("at").asText()).isNotEmpty();
        assertThat(counted.json().at("/locations/0/onHand").asLong()).isEqualTo(5);
        assertThat(shop.send("PUT", "/v1/admin/stock/TEA/york", shop.admin(), "{\"onHand\":2}").status()).isEqualTo(201);
        assertThat(shop.send("PUT", "/v1/admin/stock/TEA/york", shop.admin(), "{\"onHand\":3}").status()).isEqualTo(200);
        var seen = shop.send("GET", "/v1/stock/TEA", null, null);
        assertThat(seen.json()).hasToString("{\"sku\":\"TEA\",\"onHand\":8,\"reserved\":0,\"available\":8,\"locations\":["
                + "{\"location\":\"london\",\"onHand\":5,\"reserved\":0,\"available\":5,\"incoming\":20},{\"location\":\"york\",\"onHand\":3,\"reserved\":0,\"available\":3,\"incoming\":0}]}");
        assertThat(seen.header("ETag")).isEqualTo("\"3\"");
    }

    @Test
    void aSkuThatWasNeverCountedHasNone() {
        var seen = shop.send("GET", "/v1/stock/CUP", null, null);
        assertThat(seen.json()).hasToString("{\"sku\":\"CUP\",\"onHand\":0,\"reserved\":0,\"available\":0,\"locations\":[]}");
    }

    @Test
    void aSkuThatNoProductHasIsNotThere() {
        assertThat(shop.send("GET", "/v1/stock/NONE", null, null).outcome()).isEqualTo("404 not-found");
        assertThat(shop.send("PUT", "/v1/admin/stock/NONE/london", shop.admin(), "{\"onHand\":5}").outcome()).isEqualTo("404 not-found");
    }

    @Test
    void unitsOfVendorsAreSeenByStaffAloneAndNotCountedByThem() {
        assertThat(shop.send("PUT", "/v1/admin/stock/CUP/@ann%2Flondon", shop.admin(), "{\"onHand\":5}").outcome()).isEqualTo("400 bad-request");
        assertThat(shop.send("PUT", "/v1/admin/stock/CUP/@home", shop.admin(), "{\"onHand\":5}").outcome()).isEqualTo("400 bad-request");
        assertThat(shop.send("GET", "/v1/stock/CUP", null, null).json().path("locations")).isEmpty();
    }

    @Test
    void aCountOfAnOlderVersionIsRefused() {
        shop.send("PUT", "/v1/admin/stock/POT/london", shop.admin(), "{\"onHand\":5}");
        assertThat(shop.send("PUT", "/v1/admin/stock/POT/london", shop.admin(), "{\"onHand\":6}", "If-Match", "\"0\"").outcome()).isEqualTo("412 stale");
        assertThat(shop.send("PUT", "/v1/admin/stock/POT/london", shop.admin(), "{\"onHand\":6}", "If-Match", "\"1\"").outcome()).isEqualTo("200");
    }

    @Test
    void onlyStaffOfTheStockCount() {
        var catalog = shop.token(new Principal("s", Principal.Kind.STAFF, Set.of("catalog")));
        assertThat(shop.send("PUT", "/v1/admin/stock/PAN/london", null, "{\"onHand\":5}").outcome()).isEqualTo("401 unauthenticated");
        assertThat(shop.send("PUT", "/v1/admin/stock/PAN/london", shop.guest("g"), "{\"onHand\":5}").outcome()).isEqualTo("403 forbidden");
        assertThat(shop.send("PUT", "/v1/admin/stock/PAN/london", catalog, "{\"onHand\":5}").outcome()).isEqualTo("403 forbidden");
        assertThat(shop.send("GET", "/v1/stock/PAN", null, null).json().path("onHand").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                            | missing
            {"onHand":null}               | missing
            {"onHand":-1}                 | out-of-range
            {"onHand":1000000000}         | out-of-range
            {"onHand":1.5}                | wrong-type
            {"onHand":"5"}                | wrong-type
            {"onHand":5,"onhand":5}       | unknown-field
            {"onHand":5,"incoming":-1}    | out-of-range
            """)
    void aWrongCountIsRefusedAndCountsNothing(String body, String code) {
        var refused = shop.send("PUT", "/v1/admin/stock/PAN/london", shop.admin(), body);
        assertThat(refused.outcome()).isEqualTo("400 bad-request");
        assertThat(refused.json().path("errors").path(0).path("code").asText()).isEqualTo(code);
        assertThat(shop.send("GET", "/v1/stock/PAN", null, null).json().path("locations")).isEmpty();
    }

    static void sell(String sku) {
        shop.entities().tell(SkuCommand.at(sku), new SkuCommand.Assign(sku, "product-" + sku, 1, Optional.of(new SkuOffer(sku, Money.of(250, "GBP"), true, "", Map.of()))));
    }
}
