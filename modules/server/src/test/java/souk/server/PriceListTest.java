package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Price lists in a whole shop: what one was, what a cart was that had it, and what it bought. */
@InOpenShop
class PriceListTest {
    private final Market market;
    private final Market.Shopper ann;
    private final String list = Market.unique("list");

    PriceListTest(Market market) {
        this.market = market;
        this.ann = market.shopper();
    }

    @Test
    void aListSaysWhatItWas() {
        String path = "/v1/admin/price-lists/" + list;
        market.staff.get(path).refuses(404, "not-found");
        var made = market.staff.put(path, "{'name':'Trade','currency':'GBP','to':'2100-01-01T00:00:00Z','prices':[{'sku':'TEA','price':{'amount':200,'currency':'GBP'}}]}").answers(201)
                .has("id", list).has("version", 1).has("name", "Trade").hasSize("prices", 1);
        var seen = market.staff.get(path).answers(200);
        assertThat(seen.json()).isEqualTo(made.json());
        assertThat(seen.header("ETag")).isEqualTo("\"1\"");
        var changed = market.staff.put(path, "{'currency':'GBP','prices':[{'sku':'TEA','price':{'amount':180,'currency':'GBP'}}]}").answers(200).has("version", 2);
        assertThat(market.staff.get(path + "?asOf=version:1").answers(200).json()).isEqualTo(made.json());
        assertThat(market.staff.get(path + "?asOf=" + changed.text("at")).answers(200).json()).isEqualTo(changed.json());
        market.staff.get(path + "/history").answers(200).hasSize("items", 2).has("items.0.name", "pricing.price-list-set").has("items.1.version", 2).has("items.1.at", changed.text("at"));
        assertThat(market.staff.get(path + "/diff?from=version:1").answers(200).body()).contains("/prices/0/price/amount");
    }

    @Test
    void aCartSaysWhichListItHadAndBuysAtItsPrice() {
        String sku = market.sells(250, 10);
        market.staff.put("/v1/admin/price-lists/" + list, "{'currency':'GBP','prices':[{'sku':'" + sku + "','price':{'amount':200,'currency':'GBP'}}]}").answers(201);
        String cart = ann.cart(sku, 1);
        String path = "/v1/admin/carts/" + cart;
        ann.http().put(path + "/price-list", "{'priceList':'" + list + "'}").refuses(403, "forbidden");
        market.staff.put(path + "/price-list", "{'priceList':'" + list + "'}").answers(200).has("version", 3).has("priceList", list).hasMoney("totals.total", 250, "GBP");
        market.staff.delete(path + "/price-list").answers(200).has("version", 4);
        market.staff.put(path + "/price-list", "{'priceList':'" + list + "'}").answers(200).has("version", 5);
        ann.adds(cart, sku, 2).answers(200).hasMoney("totals.total", 250 + 2 * 200, "GBP");
        market.staff.get(path).answers(200).has("priceList", list);
        market.staff.get(path + "?asOf=version:3").answers(200).has("priceList", list);
        assertThat(market.staff.get(path + "?asOf=version:4").answers(200).json().has("priceList")).isFalse();
        market.staff.get(path + "/history").answers(200).has("items.2.name", "cart.price-list-assigned").has("items.2.data.priceList", list)
                .has("items.3.name", "cart.price-list-removed").has("items.4.name", "cart.price-list-assigned");
        ann.buys(cart, "k", "approve").refuses(409, "price-changed").hasMoney("cart.totals.total", 600, "GBP");
        String order = ann.buys(cart, "k2", "approve").answers(201).hasMoney("totals.total", 600, "GBP").text("id");
        market.ledger(order).hasMoney("items.0.captured", 600, "GBP");
        market.has(sku, 7);
    }
}
