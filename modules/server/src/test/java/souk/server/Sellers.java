package souk.server;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;

/** Vendors of a shop, who sell the same SKUs at prices of their own, and those who buy of several of them at once. Whatever they ask, they ask until it is answered. */
final class Sellers {
    private static final int MOST_LINES = 50;
    private static final int FEWEST_LINES = 30;
    private static final int SKUS = 20;

    /** @param email with which it logs in */
    record Seller(String id, String email) {}

    /**
     * What was bought at once.
     *
     * @param lines the SKUs that were bought, by seller
     */
    record Sale(String order, Market.Shopper shopper, Map<Seller, List<String>> lines) {
        private int size() {
            return lines.values().stream().mapToInt(List::size).sum();
        }

        List<String> vendorOrders() {
            return lines.keySet().stream().map(seller -> order + "." + seller.id).toList();
        }
    }

    private final Market market;
    private final Random random;
    private final List<Seller> all = new ArrayList<>();
    private final List<String> skus = new ArrayList<>();
    private final List<Sale> sales = Collections.synchronizedList(new ArrayList<>());
    /** What was agreed for the lines of a vendor order, as it was when it was delivered. */
    private final Map<String, String> agreed = Collections.synchronizedMap(new LinkedHashMap<>());
    /** Of which something was given back since. */
    private final Set<String> touched = Collections.synchronizedSet(new LinkedHashSet<>());
    private int rules;

    Sellers(Market market, int sellers, Random random) throws InterruptedException {
        this.market = market;
        this.random = random;
        for (int i = 0; i < SKUS; i++) {
            skus.add(Market.unique("SKU"));
            market.offers(skus.get(i), 1_000 + i, "GBP");
        }
        for (int i = 0; i < sellers; i++) all.add(opens(i));
        for (Seller seller : all) {
            var http = as(seller);
            var prices = random.ints(SKUS, 1, 5_000).toArray();
            var freights = random.ints(SKUS, 0, 300).toArray();
            Together.each(SKUS, 4, i -> Rush.insist(() -> http.put("/v1/vendor/offers/" + skus.get(i), "{'price':" + money(prices[i]) + ",'freight':" + money(freights[i]) + ",'location':'home','onHand':900000}")).answers(201));
        }
        for (Seller seller : all) rule(seller);
    }

    private static String money(int pence) {
        return "{'amount':" + pence + ",'currency':'GBP'}";
    }

    private Seller opens(int number) {
        String email = Market.unique("seller") + "@shop.example";
        String id = shopper().http().post("/v1/vendors/applications", "{'name':'Teas','email':'" + email + "','password':'" + Accounts.PASSWORD + "','payoutAccount':'acct-" + number + "'}").answers(201).text("vendorId");
        market.staff.post("/v1/admin/vendors/" + id + "/approve").answers(200);
        return new Seller(id, email);
    }

    List<Seller> all() {
        return all;
    }

    List<Sale> sales() {
        return List.copyOf(sales);
    }

    int lines() {
        return sales().stream().mapToInt(Sale::size).sum();
    }

    /** With a new session, as one lasts a quarter of an hour. */
    HttpSpec as(Seller seller) {
        return market.nobody.withToken(Rush.insist(() -> market.nobody.post("/v1/sessions", "{'email':'" + seller.email + "','password':'" + Accounts.PASSWORD + "'}")).answers(201).has("kind", "vendor").text("token"));
    }

    private Market.Shopper shopper() {
        String token = Rush.insist(() -> market.nobody.post("/v1/sessions", "{}")).answers(201).text("token");
        return new Market.Shopper(market.nobody.withToken(token), token);
    }

    /** From now on the shop keeps another share of what this one sells, or of somebody's. */
    void changesARule() {
        rule(all.get(random.nextInt(all.size())));
    }

    private void rule(Seller of) {
        rules++;
        String body = "{'vendorId':'" + of.id + "','basisPoints':" + random.nextInt(3_000) + ",'fixed':" + money(random.nextInt(20)) + ",'from':'2020-01-01T00:00:00Z'}";
        int status = Rush.insist(() -> market.staff.put("/v1/admin/commission-rules/rule-" + of.id, body)).status();
        if (status != 200 && status != 201) throw new AssertionError("The rule was not set: " + status);
    }

    int rules() {
        return rules;
    }

    /** Carts with so many lines together, or a few more, are bought and delivered, two at a time. */
    void sell(int lines) throws InterruptedException {
        var carts = new ArrayList<Map<Seller, List<String>>>();
        for (int left = lines; left > 0;) {
            carts.add(cart(Math.min(Math.max(left, 3), FEWEST_LINES + random.nextInt(MOST_LINES - FEWEST_LINES + 1))));
            left -= carts.get(carts.size() - 1).values().stream().mapToInt(List::size).sum();
        }
        var quantities = carts.stream().map(cart -> random.ints(MOST_LINES, 1, 4).toArray()).toList();
        Together.each(carts.size(), 2, i -> delivered(bought(carts.get(i), quantities.get(i))));
    }

    /** Of two or three sellers. */
    private Map<Seller, List<String>> cart(int lines) {
        var some = new ArrayList<>(all);
        Collections.shuffle(some, random);
        int sellers = lines > 2 * SKUS || random.nextBoolean() ? 3 : 2;
        var of = new LinkedHashMap<Seller, List<String>>();
        for (int i = 0; i < sellers; i++) {
            var shelf = new ArrayList<>(skus);
            Collections.shuffle(shelf, random);
            of.put(some.get(i), List.copyOf(shelf.subList(0, Math.min(SKUS, lines * (i + 1) / sellers - lines * i / sellers))));
        }
        return of;
    }

    private Sale bought(Map<Seller, List<String>> wanted, int[] quantities) {
        var shopper = shopper();
        String cart = Rush.insist(() -> shopper.http().withKey("cart").post("/v1/carts", "{'currency':'GBP'}")).answers(201).text("id");
        var lines = new ArrayList<String>();
        wanted.forEach((seller, shelf) -> shelf.forEach(sku -> lines.add("{'sku':'" + sku + "','quantity':" + quantities[lines.size()] + ",'vendorId':'" + seller.id + "'}")));
        Rush.insist(() -> shopper.http().withKey("lines").post("/v1/carts/" + cart + "/lines:batch", "{'lines':[" + String.join(",", lines) + "]}")).answers(200);
        String order = Rush.insist(() -> shopper.tries(cart, "buy", "approve"), 202).answers(201).text("id");
        return new Sale(order, shopper, wanted);
    }

    private Sale delivered(Sale sale) {
        for (String id : sale.vendorOrders()) agreed.put(id, Rush.insist(() -> market.staff.post("/v1/admin/vendor-orders/" + id + "/deliver", "{}"), 404).answers(200).has("status", "delivered").json().path("lines").toString());
        sales.add(sale);
        return sale;
    }

    /** So many times something that was delivered is given back: a unit or two of a seller's, now and then a whole order. What is gone already is refused. */
    void giveBack(int times, Random chance) {
        for (int i = 0; i < times; i++) {
            var some = sales();
            var sale = some.get(chance.nextInt(some.size()));
            touched.addAll(sale.vendorOrders());
            if (chance.nextInt(10) == 0) {
                accepted(Rush.insist(() -> sale.shopper.cancels(sale.order, "cancel"), 202), 200);
                continue;
            }
            var seller = new ArrayList<>(sale.lines.keySet()).get(chance.nextInt(sale.lines.size()));
            var shelf = sale.lines.get(seller);
            var lines = IntStream.rangeClosed(0, chance.nextInt(3)).map(n -> chance.nextInt(shelf.size())).distinct().mapToObj(n -> "{'sku':'" + shelf.get(n) + "','quantity':1,'vendorId':'" + seller.id + "'}").toList();
            String key = Market.unique("back");
            accepted(Rush.insist(() -> market.refunds(sale.order, key, "{'lines':[" + String.join(",", lines) + "]}"), 202), 201);
        }
    }

    /** Or refused, since it is gone, or on its way back. */
    private static void accepted(HttpSpecAnswer answer, int status) {
        if (answer.status() != status && answer.status() != 409) throw new AssertionError("What was to be given back was answered " + answer);
    }

    /** What was agreed for a vendor order's lines, of all of which nothing was ever given back. */
    Map<String, String> untouched() {
        var left = new LinkedHashMap<>(agreed);
        left.keySet().removeAll(touched);
        return left;
    }
}
