package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import souk.devservices.DevServices;
import souk.platform.http.Principal;
import souk.platform.http.Tokens;
import souk.testkit.HttpSpec;
import souk.testkit.TestShop;

/** Who is erased is known nowhere any more, and what was sold was sold. With compaction, and the keys' own bytes: {@link ErasureSoakTest}. */
@Order(4)
@InOpenShop
class ErasureTest {
    private static final Duration A_WHILE = Duration.ofMinutes(3);
    private final Market market;
    private final Path mails;
    private final Path commitLog = DevServices.shared().cassandra().dataDir().resolve("commitlog");
    private final List<Path> disks;

    ErasureTest(Market market, TestShop shop) {
        this.market = market;
        this.mails = shop.home().resolve("mail");
        disks = List.of(commitLog, DevServices.shared().cassandra().dataDir().resolve("data").resolve(shop.keyspace()), DevServices.shared().elasticsearch().dataDir());
    }

    @Test
    void whoHasATokenAndNoAccountIsToldThatThereIsNothingToExport() {
        var tokens = Tokens.of(ConfigFactory.parseString(OpenShop.TOKEN_KEY), Clock.systemUTC());
        market.nobody.withToken(tokens.issue(new Principal("vendor-2", Principal.Kind.VENDOR), Duration.ofHours(1)).token()).post("/v1/me/data-export").refuses(404, "not-found");
    }

    @Test
    void whoIsErasedIsKnownNowhereAndWhatWasSoldStays() {
        var ann = Customer.somebody();
        String sku = market.sells(499, 10);
        HttpSpec me = ann.opensAccount(market.nobody, mails, 1);
        var bought = ann.buys(me, sku, 2, "first").answers(201).has("email", ann.email()).has("shippingAddress.line2", ann.line2());
        String order = bought.text("id");
        assertThat(ann.buys(me, sku, 9, "too many").status()).isEqualTo(409);
        String id = me.get("/v1/me").answers(200).has("email", ann.email()).has("name", ann.name()).text("id");
        me.get("/v1/me/sessions").answers(200).has("0.userAgent", ann.agent());
        me.get("/v1/me/activity").answers(200).has("items.0.what", "logged-in").has("items.0.userAgent", ann.agent());
        await("it is in the list").atMost(A_WHILE).until(() -> me.get("/v1/orders").answers(200).each("items", "email").equals(List.of(ann.email())));
        me.put("/v1/me/consents/newsletter", "{'version':'2026-01','given':true}").answers(200).has("0.purpose", "newsletter");
        me.put("/v1/me/consents/everything", "{'version':'2026-01','given':true}").refuses(404, "not-found");
        String address = "{'name':'" + ann.name() + "','line1':'" + ann.line1() + "','city':'" + ann.city() + "','postcode':'" + ann.postcode() + "','country':'GB'}";
        String kept = me.post("/v1/me/addresses", address).answers(201).has("city", ann.city()).text("id");
        me.put("/v1/me/addresses/" + kept, address.replace("GB", "DE")).answers(200).has("country", "DE");
        me.get("/v1/me/addresses").answers(200).has("0.id", kept).has("0.line1", ann.line1()).has("0.country", "DE");
        me.delete("/v1/me/addresses/nothing").refuses(404, "not-found");
        String known = me.post("/v1/me/data-export").answers(200).has("data.orders.0.id", order).has("data.account.email", ann.email()).has("data.consents.0.version", "2026-01").has("data.addresses.0.id", kept).body();
        assertThat(ann.secrets()).allSatisfy(secret -> assertThat(known).contains(secret));
        var history = "/v1/admin/orders/" + order + "/history";
        market.staff.get(history).answers(200).has("items.0.data.email", ann.email()).has("items.0.data.shippingAddress.city", ann.city());

        String note = market.staff.withKey(order).post("/v1/admin/credits", "{'email':'" + ann.email().toUpperCase() + "','amount':{'amount':5,'currency':'GBP'},'reason':'For " + ann.name() + "'}").answers(201).text("id");
        var bob = Customer.somebody();
        HttpSpec guest = market.shopper().http();
        String ofGuest = bob.buys(guest, sku, 1, "first").answers(201).has("email", bob.email()).text("id");
        // What she had ordered as a guest is hers since she has taken it over.
        HttpSpec before = market.shopper().http();
        String takenOver = ann.buys(before, sku, 1, "first").answers(201).text("id");
        String ofBob = bob.buys(before, sku, 1, "second").answers(201).text("id");
        Rush.insist(() -> me.post("/v1/me/guest-orders/" + takenOver + "/claim"), 202).answers(200).has("shippingAddress.line2", ann.line2());
        nothingIsOnTheDisks(List.of(ann.mark(), bob.mark()));
        assertThat(Traces.in(mails, List.of(ann.mark()))).isNotEmpty();

        market.staff.post("/v1/admin/orders/" + order + "/erasure").refuses(409, "has-account");
        me.post("/v1/me/erasure", "{'password':'not the password'}").refuses(403, "bad-credentials");
        assertThat(me.post("/v1/me/erasure", "{'password':'" + Customer.PASSWORD + "'}").status()).isIn(204, 202);
        await("the session has ended").atMost(A_WHILE).until(() -> me.get("/v1/me").status() == 401);
        market.nobody.post("/v1/sessions", "{'email':'" + ann.email() + "','password':'" + Customer.PASSWORD + "'}").refuses(401, "bad-credentials");
        await("the key is destroyed").atMost(A_WHILE).untilAsserted(() -> market.staff.get("/v1/admin/orders/" + order).answers(200).hasNo("email").hasNo("shippingAddress"));
        // A token that no session stands behind is believed until it runs out.
        market.nobody.withToken(Tokens.of(ConfigFactory.parseString(OpenShop.TOKEN_KEY), Clock.systemUTC()).issue(new Principal(id, Principal.Kind.VENDOR), Duration.ofHours(1)).token())
                .post("/v1/me/addresses", address).refuses(401, "unauthenticated");
        market.staff.get("/v1/admin/orders/" + order).has("number", bought.text("number")).hasMoney("totals.total", 998, "GBP").has("lines.0.sku", sku);
        market.staff.get("/v1/admin/orders/" + order + "?asOf=version:3").answers(200).hasNo("email");
        market.staff.get(history).answers(200).has("items.0.data.email", "(erased)").has("items.0.data.shippingAddress", "(erased)");
        market.staff.get("/v1/admin/orders/" + takenOver).answers(200).hasNo("email").hasNo("shippingAddress").hasMoney("totals.total", 499, "GBP");
        var taken = market.staff.get("/v1/admin/orders/" + takenOver + "/history?limit=50").answers(200).has("items.0.data.email", "(erased)").has("items.0.data.shippingAddress", "(erased)").body();
        assertThat(ann.secrets()).allSatisfy(secret -> assertThat(taken).doesNotContain(secret));
        before.get("/v1/orders/" + takenOver).answers(200).hasNo("email").hasNo("shippingAddress");
        before.get("/v1/orders/" + ofBob).answers(200).has("email", bob.email()).has("shippingAddress.line2", bob.line2());
        assertThat(Traces.in(mails, List.of(ann.mark()))).isEmpty();
        market.has(sku, 5);

        market.staff.get("/v1/admin/credits/" + note).answers(200).hasMoney("amount", 5, "GBP").hasNo("email").hasNo("reason");

        // The address is free, and whoever has it now knows nothing of before.
        HttpSpec another = ann.opensAccount(market.nobody, mails, 1);
        another.get("/v1/orders").answers(200).hasSize("items", 0);
        assertThat(another.get("/v1/me/addresses").answers(200).json()).isEmpty();
        another.get("/v1/orders/" + order).refuses(404, "not-found");
        another.get("/v1/me/guest-orders").answers(200).hasSize("items", 0);
        another.post("/v1/me/guest-orders/" + takenOver + "/claim").refuses(404, "not-found");
        // But what is ordered from now on she finds.
        String later = ann.buys(before, sku, 1, "third").answers(201).text("id");
        Rush.insist(() -> another.post("/v1/me/guest-orders/" + later + "/claim"), 202).answers(200).has("email", ann.email());

        staffErases(bob, guest, ofGuest, sku);
    }

    /** They hold what was written last, so all that was written before. */
    private void nothingIsOnTheDisks(List<String> marks) {
        Instant before = Instant.now().minusSeconds(5);
        String last = market.sells(1, 1);
        for (Path disk : List.of(commitLog, disks.get(2))) await(last + " is on the disk").atMost(A_WHILE).pollInterval(Duration.ofSeconds(2)).until(() -> Traces.written(disk, last, before));
        for (Path disk : disks) assertThat(Traces.in(disk, marks)).isEmpty();
    }

    private void staffErases(Customer bob, HttpSpec guest, String order, String sku) {
        guest.post("/v1/admin/orders/" + order + "/erasure").refuses(403, "forbidden");
        market.staff.post("/v1/admin/orders/nothing/erasure").refuses(404, "not-found");
        for (int i = 0; i < 2; i++) market.staff.post("/v1/admin/orders/" + order + "/erasure").answers(204);
        guest.get("/v1/orders/" + order).answers(200).hasNo("email").hasNo("shippingAddress").hasMoney("totals.total", 499, "GBP");
        await("it is in the list").atMost(A_WHILE).until(() -> guest.get("/v1/orders").answers(200).each("items", "id").equals(List.of(order)));
        guest.get("/v1/orders").answers(200).hasNo("items.0.email");
        for (String key : List.of("second", "third")) bob.buys(guest, sku, 1, key).refuses(410, "erased");
        // Another guest is somebody else.
        bob.buys(market.shopper().http(), sku, 1, "first").answers(201).has("email", bob.email());
    }
}
