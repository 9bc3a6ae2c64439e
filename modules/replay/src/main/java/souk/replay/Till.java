package souk.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import souk.replay.Step.Credit;
import souk.replay.Step.Refund;
import souk.replay.Step.Sale;

/**
 * Carries out steps in a shop. Each request has a key made of its step, so a step that was begun before is finished and nothing is done twice.
 */
final class Till {
    private static final String CURRENCY = "GBP";

    private final Shop shop;
    private final Diary diary;

    Till(Shop shop, Diary diary) {
        this.shop = shop;
        this.diary = diary;
    }

    /** The address that a buyer has in this replay. */
    static String email(String buyer, String run) {
        return buyer + "@" + domain(run);
    }

    static String domain(String run) {
        return run + ".replay.example";
    }

    /** Does it, and writes it down. */
    void carryOut(Step step) throws IOException, InterruptedException {
        String as;
        if (step instanceof Sale sale) as = sell(sale);
        else if (step instanceof Refund refund) as = giveBack(refund);
        else as = credit((Credit) step);
        diary.done(step.id(), as);
    }

    /** At the line's prices, which a price list of the order's own says. */
    private String sell(Sale sale) throws IOException, InterruptedException {
        String token = session(sale.buyer());
        String list = "replay-" + diary.run() + "-" + sale.id();
        var prices = sale.items().stream().map(item -> Map.of("sku", sku(item.code()), "price", money(item.pence()))).toList();
        shop.asStaff("PUT", "/v1/admin/price-lists/" + Shop.encoded(list), null, Map.of("name", "Replay: " + sale.id(), "currency", CURRENCY, "prices", prices)).expect(200, 201);
        String cart = shop.as(token, "POST", "/v1/carts", "cart-" + sale.id(), Map.of("currency", CURRENCY)).expect(201).text("id");
        fill(sale, token, list, cart);
        return buy(sale, token, cart);
    }

    /** A cart that was bought before is left as it is; the checkout then answers as it did. */
    private void fill(Sale sale, String token, String list, String cart) throws IOException, InterruptedException {
        var priced = shop.asStaff("PUT", "/v1/admin/carts/" + cart + "/price-list", null, Map.of("priceList", list));
        if (beingBought(priced)) return;
        priced.expect(200);
        var lines = sale.items().stream().map(item -> Map.of("sku", sku(item.code()), "quantity", item.quantity())).toList();
        var filled = shop.as(token, "POST", "/v1/carts/" + cart + "/lines:batch", "lines-" + sale.id(), Map.of("lines", lines));
        if (!beingBought(filled)) filled.expect(200);
    }

    private static boolean beingBought(Shop.Answer answer) {
        return answer.refuses("cart-closed") || answer.refuses("checkout-in-progress");
    }

    private String buy(Sale sale, String token, String cart) throws IOException, InterruptedException {
        String who = sale.buyer().replace('-', ' ');
        var country = Countries.code(sale.country()).orElseThrow(() -> new BadInput("Line " + sale.line() + ": " + sale.country() + " is no country that is known here."));
        var body = Map.of("email", email(sale.buyer(), diary.run()),
                "shippingAddress", Map.of("name", who, "line1", sale.id().replace('-', ' '), "city", sale.country(), "postcode", "-", "country", country),
                "payment", Map.of("method", "test", "token", "approve"));
        Shop.Answer answer;
        do {
            answer = shop.as(token, "POST", "/v1/carts/" + cart + "/checkout", sale.id(), body).expect(201, 202);
        } while (answer.status() == 202);           // a slow payment: the same key waits for it
        return answer.text("id");
    }

    private String giveBack(Refund refund) throws IOException, InterruptedException {
        String order = diary.done(refund.sale()).orElseThrow(() -> new IllegalStateException(refund + " comes before its order"));
        var line = Map.of("sku", sku(refund.code()), "quantity", refund.quantity());
        Shop.Answer answer;
        do {
            answer = shop.asStaff("POST", "/v1/admin/orders/" + order + "/refunds", key(refund), Map.of("lines", List.of(line), "restock", true, "reason", "Line " + refund.line() + " of the file"))
                    .expect(201, 202);
        } while (answer.status() == 202);
        return answer.text("id");
    }

    private String credit(Credit credit) throws IOException, InterruptedException {
        return shop.asStaff("POST", "/v1/admin/credits", key(credit),
                Map.of("email", email(credit.buyer(), diary.run()), "amount", money(credit.total()), "reason", "Line " + credit.line() + " of the file: " + credit.quantity() + " of " + sku(credit.code())))
                .expect(201).text("id");
    }

    /** Staff have their keys for ever, so each replay has its own. */
    private String key(Step step) {
        return diary.run() + "-" + step.id();
    }

    private String session(String buyer) throws IOException, InterruptedException {
        var known = diary.token(buyer);
        if (known.isPresent()) return known.get();
        String token = shop.guest();
        diary.opened(buyer, token);
        return token;
    }

    private static String sku(String code) {
        return Goods.PREFIX + code;
    }

    static Map<String, Object> money(long pence) {
        return Map.of("amount", pence, "currency", CURRENCY);
    }

    /** @throws IOException if it is in another currency */
    static long pence(JsonNode money) throws IOException {
        if (!money.path("currency").asText().equals(CURRENCY)) throw new IOException("An amount in " + CURRENCY + " is wanted, this is " + money);
        return money.path("amount").longValue();
    }
}
