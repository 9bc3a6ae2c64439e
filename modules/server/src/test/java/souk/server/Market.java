package souk.server;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;

/** A shop as its visitors see it: staff who fill the shelves, shoppers who empty them. All of it goes over HTTP. */
final class Market {
    private static final Duration A_WHILE = Duration.ofMinutes(2);
    private static final AtomicLong NAMES = new AtomicLong(System.currentTimeMillis());

    final HttpSpec nobody;
    final HttpSpec staff;

    private Market(HttpSpec nobody, HttpSpec staff) {
        this.nobody = nobody;
        this.staff = staff;
    }

    /** The same shop, whose visitors wait for answers so long. */
    Market patient(Duration time) {
        return new Market(nobody.patient(time), staff.patient(time));
    }

    static Market at(URI shop, String password) {
        var nobody = HttpSpec.at(shop.toString());
        return new Market(nobody, nobody.logIn("admin@souk.local", password));
    }

    /** A name that nobody else has. */
    static String unique(String word) {
        return word + "-" + Long.toString(NAMES.incrementAndGet(), 36);
    }

    /**
     * A new product, sold as one SKU at this price in pence, with so many units in one warehouse; gives the SKU. It is asked again while the
     * answer is 503, as by any client: partitions of a cluster that has just grown are still on the move.
     */
    String sells(int pence, int units) {
        return sells(unique("SKU"), pence, units);
    }

    String sells(String sku, int pence, int units) {
        offers(sku, pence, "GBP");
        stored("The stock of " + sku, () -> staff.put("/v1/admin/stock/" + sku + "/main", "{'onHand':" + units + "}"));
        return sku;
    }

    /** The product of this SKU costs so much from now on. */
    void offers(String sku, int pence, String currency) {
        stored("The product of " + sku, () -> staff.put("/v1/admin/products/" + sku,
                "{'name':'Product " + sku + "','variants':[{'sku':'" + sku + "','price':{'amount':" + pence + ",'currency':'" + currency + "'}}]}"));
    }

    private static void stored(String what, Supplier<HttpSpecAnswer> request) {
        int status = Rush.insist(request).status();
        if (status != 200 && status != 201) throw new AssertionError(what + " was not stored: " + status);
    }

    HttpSpecAnswer stock(String sku) {
        return nobody.get("/v1/stock/" + sku).answers(200);
    }

    /** So many units lie there, and none of them is held for anybody. */
    void has(String sku, long onHand) {
        stock(sku).has("onHand", onHand).has("reserved", 0).has("available", onHand);
    }

    /** What the payment provider's book says about an order, as a page of one payment or none. */
    HttpSpecAnswer ledger(String order) {
        return staff.get("/v1/admin/payments/test-ledger?payment=" + order).answers(200);
    }

    /** Staff gives a part of an order back. */
    HttpSpecAnswer refunds(String order, String key, String body) {
        return staff.withKey(key).post("/v1/admin/orders/" + order + "/refunds", body);
    }

    /**
     * The answer to a checkout that is in time, and, unless it may be pending, final; asked again until there is one.
     *
     * @param request with a key, so that it can come again
     */
    static HttpSpecAnswer settled(Supplier<HttpSpecAnswer> request, boolean mayBePending) {
        return await("an answer to a checkout").atMost(A_WHILE).pollDelay(Duration.ZERO).until(request::get,
                answer -> switch (answer.status()) {
                    case 503 -> !answer.text("code").equals("unknown-outcome");
                    case 202 -> !answer.text("status").equals("processing") && (mayBePending || !answer.text("status").equals("payment-pending"));
                    default -> true;
                });
    }

    /** A vendor who has applied with this address, and was approved; gives its id. What prepares a test is asked again while the answer is 503. */
    String vendor(String email) {
        var applicant = shopper().http();
        String id = Rush.insist(() -> applicant.post("/v1/vendors/applications", "{'name':'Teas','email':'" + email + "','password':'" + Accounts.PASSWORD + "','payoutAccount':'acct-1'}")).answers(201).text("vendorId");
        Rush.insist(() -> staff.post("/v1/admin/vendors/" + id + "/approve")).answers(200);
        return id;
    }

    Shopper shopper() {
        String token = nobody.session("{}").text("token");
        return new Shopper(nobody.withToken(token), token);
    }

    /** What a shopper sends to buy: {@code token} is approve, decline or timeout. */
    static String buying(String token) {
        return "{'email':'ann@shop.example','shippingAddress':{'name':'Ann','line1':'1 High Street','city':'Leeds','postcode':'LS1 1AA','country':'GB'},"
                + "'payment':{'method':'test','token':'" + token + "'}}";
    }

    /** A guest of the shop, whose token is good at every node. */
    record Shopper(HttpSpec http, String token) {
        /** A new cart in pounds, asked for until it is there: one too many is nothing to anybody. */
        String cart() {
            return Rush.insist(() -> http.post("/v1/carts", "{'currency':'GBP'}")).answers(201).text("id");
        }

        /** A new cart with so many units of a SKU. */
        String cart(String sku, int quantity) {
            String cart = cart();
            String key = unique("line");
            Rush.insist(() -> http.withKey(key).post("/v1/carts/" + cart + "/lines", line(sku, quantity))).answers(200);
            return cart;
        }

        HttpSpecAnswer adds(String cart, String sku, int quantity) {
            return http.post("/v1/carts/" + cart + "/lines", line(sku, quantity));
        }

        HttpSpecAnswer sees(String cart) {
            return http.get("/v1/carts/" + cart);
        }

        /** Buys, and asks again under the same key as long as there was no answer in time; whoever pays at once also until that is known, which on a busy machine takes its time. */
        HttpSpecAnswer buys(String cart, String key, String token) {
            return settled(() -> tries(cart, key, token), token.equals("timeout"));
        }

        /** The same, asked once. */
        HttpSpecAnswer tries(String cart, String key, String token) {
            return http.withKey(key).post("/v1/carts/" + cart + "/checkout", buying(token));
        }

        HttpSpecAnswer order(String order) {
            return http.get("/v1/orders/" + order);
        }

        HttpSpecAnswer cancels(String order, String key) {
            return http.withKey(key).post("/v1/orders/" + order + "/cancel");
        }
    }

    static String line(String sku, int quantity) {
        return "{'sku':'" + sku + "','quantity':" + quantity + "}";
    }
}
