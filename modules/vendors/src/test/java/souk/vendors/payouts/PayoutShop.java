package souk.vendors.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.vendors.payouts.PayoutWorld.gbp;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import souk.catalog.Catalog;
import souk.customers.Customers;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.orders.Orders;
import souk.platform.Hmac;
import souk.platform.Node;
import souk.platform.http.Principal;
import souk.platform.http.Tokens;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.HttpSpecServer;
import souk.testkit.TestShop;
import souk.vendors.Vendors;
import souk.vendors.api.Applicant;
import souk.vendors.api.Company;
import souk.vendors.api.PayoutAccount;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderCommand.Line;

/** A shop whose vendors are paid, as a real node with a real Cassandra. Nothing is held back after delivery. Its clock can be put forward. */
final class PayoutShop implements AutoCloseable {
    static final Duration A_WHILE = Duration.ofMinutes(1);
    static final String SETTINGS = "/v1/admin/payout-settings";
    static final String RUNS = "/v1/admin/payouts/runs";
    static final String CALLBACKS = "/v1/payout-provider/callbacks";
    private static final String SECRET = "hush";

    final TestShop shop;
    final HttpSpec finance;
    Node node;
    private volatile Duration ahead = Duration.ZERO;

    private PayoutShop(String settings) {
        var vendors = Vendors.capability(Customers::accounts).routes(its -> {
            node = its;
            return List.of();
        });
        shop = TestShop.start(List.of(Catalog.capability(), Orders.capability(), vendors), "souk.http.token-key = \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"\nsouk.vendors.payouts.callbacks.secret = " + SECRET + "\n" + settings, this::now);
        finance = as(new Principal("staff-1", Principal.Kind.STAFF, Set.of("finance")));
        finance.put(SETTINGS, "{'holdDays':0}").answers(200);
    }

    static PayoutShop start(String settings) {
        return new PayoutShop(settings);
    }

    @Override
    public void close() {
        shop.close();
    }

    /** The time of the shop's clock. */
    Instant now() {
        return Instant.now().plus(ahead);
    }

    /** For the shop so much time has passed at once. */
    void passes(Duration time) {
        ahead = ahead.plus(time);
    }

    HttpSpec as(Principal who) {
        return nobody().withToken(Tokens.of(HttpSpecServer.config(), Clock.systemUTC()).issue(who, Duration.ofHours(1)).token());
    }

    HttpSpec nobody() {
        return HttpSpec.at(shop.url().toString());
    }

    <R> R must(Address<?> to, Command<R> command) {
        return node.entities().ask(to, command).join().fold(reply -> reply, refusal -> {
            throw new AssertionError(command + " was refused: " + refusal);
        });
    }

    static String key() {
        return UUID.randomUUID().toString();
    }

    // ---- runs

    HttpSpecAnswer run(String key) {
        return finance.withKey(key).post(RUNS, "{'currency':'GBP'}").answers(201).has("currency", "GBP");
    }

    /** A run until its end. */
    HttpSpecAnswer pays(String key) {
        String id = run(key).text("id");
        ends(id);
        return finance.get(RUNS + "/" + id).answers(200);
    }

    void ends(String run) {
        await("run " + run + " is over").atMost(A_WHILE).until(() -> !finance.get(RUNS + "/" + run).answers(200).text("state").equals("running"));
    }

    // ---- the provider

    HttpSpecAnswer calls(String id, String state, String detail) {
        return nobody().withHeader("X-Payout-Signature", signature(id, state, detail)).post(CALLBACKS, "{'id':'" + id + "','state':'" + state + "','" + (state.equals("paid") ? "reference" : "code") + "':'" + detail + "'}");
    }

    static String signature(String id, String state, String detail) {
        return HexFormat.of().formatHex(Hmac.of(SECRET.getBytes(StandardCharsets.UTF_8), (id + "\n" + state + "\n" + detail).getBytes(StandardCharsets.UTF_8)));
    }

    // ---- vendors

    /** Somebody who is paid there. */
    Vendor paidTo(String account) {
        String id = "vendor-" + UUID.randomUUID();
        var key = node.persons().key("owner-of-" + id).orElseThrow();
        var company = key.seal(new Company(id + "@shop.example", Optional.empty(), Optional.empty()));
        must(VendorCommand.at(id), new VendorCommand.Apply(id, new Applicant("owner-of-" + id, "mailbox-of-" + id, key.seal(id + "@shop.example"), false), "Teas", company,
                key.seal(new PayoutAccount(PayoutAccount.Kind.REFERENCE, account)), List.of()));
        must(VendorCommand.at(id), new VendorCommand.Approve("staff-1"));
        var all = as(new Principal("staff-2", Principal.Kind.STAFF, Set.of("vendors")));
        await("it is in the list of vendors").atMost(A_WHILE).until(() -> all.get("/v1/admin/vendors?status=approved&limit=200").answers(200).each("items", "id").contains(id));
        return new Vendor(this, id, as(new Principal("owner-of-" + id, Principal.Kind.VENDOR, Set.of()).sellingFor(id)));
    }

    record Vendor(PayoutShop shop, String id, HttpSpec http) {
        /** Two lines, 12.00 together; the order's id. */
        String sells() {
            return sells(List.of(new Line("1", "TEA", 2, gbp(500), gbp(1_000), gbp(100), gbp(150)), new Line("2", "=POT,\"1\"", 1, gbp(300), gbp(300), gbp(0), gbp(50))));
        }

        String sells(List<Line> lines) {
            String order = "order-" + UUID.randomUUID();
            shop.must(VendorOrderCommand.at(order, id), new VendorOrderCommand.Open(order, id, "S-1", Instant.now(), lines));
            return order;
        }

        String delivers() {
            return delivers(sells());
        }

        String delivers(String order) {
            shop.must(VendorOrderCommand.at(order, id), new VendorOrderCommand.Deliver(Optional.empty(), "staff-1"));
            return order;
        }

        /** In pence. */
        void owes(long pending, long payable, long paid) {
            await("what is owed").atMost(A_WHILE).untilAsserted(() -> http.get("/v1/vendor/balance?currency=GBP").answers(200).has("currency", "GBP").hasMoney("pending", pending, "GBP").hasMoney("payable", payable, "GBP")
                    .hasMoney("held", 0, "GBP").hasMoney("paid", paid, "GBP"));
        }

        /** The one payout that it has, once it is so. */
        String payout(String state) {
            await("the payout is " + state).atMost(A_WHILE).untilAsserted(() -> assertThat(http.get("/v1/vendor/payouts").answers(200).each("items", "state")).containsExactly(state));
            return http.get("/v1/vendor/payouts").text("items.0.id");
        }
    }
}
