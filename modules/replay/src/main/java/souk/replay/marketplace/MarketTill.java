package souk.replay.marketplace;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import souk.replay.Diary;
import souk.replay.Shop;

/**
 * Takes orders to the shop: the sellers say what they sell, and the buyer, a guest of its own for each order, buys it. Each request has a key, or changes nothing when it comes again; so an order that was begun before is
 * finished, and none is bought twice.
 */
final class MarketTill {
    private static final String LOCATION = "seller";
    private final Shop shop;
    private final Diary diary;
    private final Sellers sellers;
    private final Names names;

    MarketTill(Shop shop, Diary diary, Sellers sellers) {
        this.shop = shop;
        this.diary = diary;
        this.sellers = sellers;
        this.names = new Names(diary);
    }

    /** The step of an order, by which it stands in the diary with the shop's id. */
    static String step(String order) {
        return "order-" + order;
    }

    /** Nobody else may sell or change the offers of its lines meanwhile. */
    void sell(Sale sale) throws IOException, InterruptedException {
        String step = step(sale.order());
        boolean begun = diary.token(step).isPresent();
        if (!begun) diary.opened(step, shop.guest());
        String token = diary.token(step).orElseThrow();
        String cart = shop.as(token, "POST", "/v1/carts", "cart", Map.of("currency", Names.CURRENCY)).expect(201).text("id");
        // What was bought before has left the shelf: to count it again would put it back.
        if (!begun || shop.as(token, "GET", "/v1/carts/" + cart, null, null).expect(200).text("status").equals("open")) fill(sale, token, cart);
        diary.done(step, buy(sale, token, cart));
    }

    private void fill(Sale sale, String token, String cart) throws IOException, InterruptedException {
        for (Sale.Line line : sale.lines()) {
            var offer = Map.of("price", Names.money(line.price()), "freight", Names.money(line.freight()), "location", LOCATION, "onHand", line.left());
            sellers.as(line.seller(), "PUT", "/v1/vendor/offers/" + names.skuInPath(line.product(), line.variant()), offer).expect(200, 201);
        }
        List<Map<String, Object>> lines = sale.lines().stream()
                .map(line -> Map.<String, Object>of("sku", names.sku(line.product(), line.variant()), "quantity", line.quantity(), "vendorId", sellers.vendorId(line.seller()))).toList();
        shop.as(token, "POST", "/v1/carts/" + cart + "/lines:batch", "lines", Map.of("lines", lines)).expect(200);
    }

    private String buy(Sale sale, String token, String cart) throws IOException, InterruptedException {
        var body = Map.of("email", names.email("order-" + sale.order()), "shippingAddress", Map.of("name", "Order " + sale.order(), "line1", "-", "city", "Brazil", "postcode", "-", "country", "BR"),
                "payment", Map.of("method", "test", "token", "approve"));
        Shop.Answer answer;
        do {
            answer = shop.as(token, "POST", "/v1/carts/" + cart + "/checkout", "checkout", body).expect(201, 202);
        } while (answer.status() == 202);           // a slow payment: the same key waits for it
        return answer.text("id");
    }
}
