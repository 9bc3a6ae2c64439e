package souk.vendors.payouts;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.vendors.payouts.PayoutShop.RUNS;
import static souk.vendors.payouts.PayoutShop.key;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import souk.platform.http.Principal;
import souk.testkit.HttpSpecAnswer;
import souk.vendors.payouts.PayoutShop.Vendor;

/** A shop whose provider is asked over HTTP, and fails: whatever it answers, it is asked for each payout under one key, and what it has paid is what vendors are told. */
@Order(1)
class PayoutsOverHttpTest {
    private static final int NEVER = 60_000;
    private static final String PAID = "{\"state\":\"paid\",\"reference\":\"bank-1\"}";
    private static final String DECLINED = "{\"state\":\"declined\",\"code\":\"account-closed\"}";
    private static final String PENDING = "{\"state\":\"pending\"}";
    private static WireMockServer provider;
    private static PayoutShop shop;

    @BeforeAll
    static void start() {
        provider = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        provider.start();
        // A busy machine may answer after seconds: who is asked twice for that was not to be. Who declines is told to ask again after 9 s, which is when the provider is asked.
        shop = PayoutShop.start("souk { partition.call-timeout = 30 s, vendors.payouts { provider = http, http { url = \"http://127.0.0.1:" + provider.port() + "\", token = secret, timeout = 4 s } } }");
    }

    @AfterAll
    static void stop() {
        shop.close();
        provider.stop();
    }

    private static ResponseDefinitionBuilder json(int status, String body) {
        return aResponse().withStatus(status).withHeader("Content-Type", "application/json").withBody(body);
    }

    private static String path(Vendor vendor) {
        return "/payouts/[^/]*" + vendor.id();
    }

    /** In a state of a vendor's payouts: how they are found, what asking for one is answered, and which state follows. */
    private static void in(String state, Vendor vendor, ResponseDefinitionBuilder found, ResponseDefinitionBuilder asked, String next) {
        provider.stubFor(get(urlPathMatching(path(vendor))).inScenario(vendor.id()).whenScenarioStateIs(state).willReturn(found));
        provider.stubFor(put(urlPathMatching(path(vendor))).inScenario(vendor.id()).whenScenarioStateIs(state).willReturn(asked).willSetStateTo(next));
    }

    private static Vendor vendor(ResponseDefinitionBuilder asked, ResponseDefinitionBuilder found) {
        var vendor = shop.paidTo("acct-1");
        in(Scenario.STARTED, vendor, json(404, "{}"), asked, "asked");
        in("asked", vendor, found, json(200, PAID), "asked twice");
        in("asked twice", vendor, json(200, PAID), json(409, "{}"), "asked twice");
        vendor.delivers();
        vendor.owes(0, 1_200, 0);
        return vendor;
    }

    private static List<LoggedRequest> asked(Vendor vendor) {
        return provider.findAll(putRequestedFor(urlPathMatching(path(vendor))));
    }

    @Test
    void eachIsPaidOnceWhateverTheProviderAnswers() {
        var calm = vendor(json(201, PAID), json(200, PAID));
        var failing = vendor(json(500, "{}"), json(404, "{}"));
        var late = vendor(json(200, PAID).withFixedDelay(NEVER), json(200, PAID));
        var closed = vendor(json(200, DECLINED), json(200, DECLINED));
        var slow = vendor(json(409, "{}"), json(200, PENDING));

        String run = shop.run(key()).has("state", "running").text("id");
        for (Vendor vendor : List.of(calm, failing, late)) {
            vendor.payout("paid");
            vendor.owes(0, 0, 1_200);
        }
        closed.payout("failed");
        closed.owes(0, 1_200, 0);
        String pending = slow.payout("pending");

        // Its word comes twice, then another one.
        for (int i = 0; i < 3; i++) shop.calls(pending, "paid", "bank-2").answers(204);
        shop.calls(pending, "declined", "too-late").answers(204);
        slow.payout("paid");
        slow.owes(0, 0, 1_200);
        shop.ends(run);
        shop.finance.get(RUNS + "/" + run).answers(200).has("state", "failed").has("payouts", 5).has("failed", 1).hasMoney("paid", 4_800, "GBP");

        // Of a payout that was asked for again it is the same request.
        assertThat(asked(failing)).hasSize(2).extracting(request -> request.getUrl() + " " + request.getHeader("Idempotency-Key") + " " + request.getBodyAsString()).containsOnly(
                "/payouts/" + failing.payout("paid") + " " + failing.payout("paid") + " {\"amount\":{\"amount\":1200,\"currency\":\"GBP\"},\"account\":{\"kind\":\"reference\",\"number\":\"acct-1\"}}");
        for (Vendor vendor : List.of(calm, late, closed, slow)) assertThat(asked(vendor)).hasSize(1);
    }

    /** It answers 400, and knows nothing of it: nobody but staff can end that. */
    @Test
    void whatTheProviderRefusesStaffGivesUpUnlessTheProviderKnowsIt() {
        var refused = vendor(json(400, "{}"), json(404, "{}"));
        in("asked", refused, json(404, "{}"), json(400, "{}"), "asked");
        var slow = vendor(json(409, "{}"), json(200, PENDING));
        String run = shop.run(key()).has("state", "running").text("id");
        String id = refused.payout("pending");
        String pending = slow.payout("pending");
        await("both were asked for").atMost(PayoutShop.A_WHILE).until(() -> !asked(refused).isEmpty() && !asked(slow).isEmpty());

        shop.as(new Principal("staff-2", Principal.Kind.STAFF, Set.of("vendors"))).post(decline(id)).refuses(403, "forbidden");
        shop.finance.post(decline("nothing")).refuses(404, "not-found");
        declines(pending).refuses(409, "provider-knows-payout");
        declines(id).answers(200);
        shop.finance.post(decline(id)).answers(200).has("id", id).has("vendorId", refused.id()).has("state", "failed").has("code", "declined-by-staff").hasMoney("amount", 1_200, "GBP");
        int before = asked(refused).size();
        refused.payout("failed");
        refused.owes(0, 1_200, 0);

        shop.calls(pending, "paid", "bank-3").answers(204);
        slow.payout("paid");
        shop.finance.post(decline(pending)).refuses(409, "provider-knows-payout");
        shop.ends(run);
        assertThat(asked(refused)).hasSize(before);
        // With another account it is paid by the next run.
        in("asked", refused, json(404, "{}"), json(201, PAID), "asked twice");
        shop.pays(key());
        refused.owes(0, 0, 1_200);
    }

    /** It has sent a penny less under the same key, which nobody asked for. */
    @Test
    void whatTheProviderHasPaidOtherwiseIsAConflictUntilItHasPutItRight() {
        String less = "{\"state\":\"paid\",\"reference\":\"bank-4\",\"amount\":{\"amount\":1199,\"currency\":\"GBP\"}}";
        var short1 = vendor(json(201, less), json(200, less));
        in("asked", short1, json(200, less), json(409, "{}"), "asked");
        String run = shop.run(key()).has("state", "running").text("id");
        String id = short1.payout("pending");
        await("it is seen").atMost(PayoutShop.A_WHILE).until(() -> shop.finance.get(one(id)).answers(200).json().has("conflict"));
        shop.finance.get(one(id)).answers(200).has("state", "pending").hasMoney("amount", 1_200, "GBP").hasMoney("conflict.here", 1_200, "GBP").hasMoney("conflict.there", 1_199, "GBP").has("conflict.reference", "bank-4");
        shop.as(new Principal("staff-2", Principal.Kind.STAFF, Set.of("vendors"))).get(one(id)).refuses(403, "forbidden");
        shop.finance.get(one("nothing")).refuses(404, "not-found");
        // Nor does its word without an amount, or staff, end that.
        shop.calls(id, "paid", "bank-4").answers(204);
        declines(id).refuses(409, "provider-amount-differs");
        short1.payout("pending");
        short1.owes(0, 0, 0);
        in("asked", short1, json(200, less.replace("1199", "1200")), json(409, "{}"), "asked");
        short1.payout("paid");
        short1.owes(0, 0, 1_200);
        shop.ends(run);
        shop.finance.get(one(id)).answers(200).has("reference", "bank-4").hasNo("conflict");
        assertThat(asked(short1)).hasSize(1);
    }

    private static String one(String payout) {
        return "/v1/admin/payouts/" + payout;
    }

    /** 202 as long as it may be on its way: a request to this provider may take longer here than somebody is kept waiting. */
    private HttpSpecAnswer declines(String payout) {
        return await("it is known whether it is given up").atMost(PayoutShop.A_WHILE).until(() -> shop.finance.post(decline(payout)), answer -> answer.status() != 202);
    }

    @Test
    void aStatementThatDoesNotComeIsNoFaultOfTheShop() {
        var day = Instant.parse("2026-01-31T00:00:00Z");
        String path = "/v1/admin/payouts/reconcile?from=" + day + "&to=" + day.plusSeconds(3_600);
        for (var answer : List.of(json(503, "{}"), json(200, "no JSON"), json(200, "").withFixedDelay(NEVER))) {
            provider.stubFor(get(urlPathEqualTo("/payouts")).willReturn(answer));
            assertThat(shop.finance.post(path).refuses(503, "provider-unavailable").header("Retry-After")).isNotEmpty();
        }
        provider.stubFor(get(urlPathEqualTo("/payouts")).willReturn(json(200, "")));
        shop.finance.post(path).answers(200).has("entries", 0).has("different", 0);
    }

    private static String decline(String payout) {
        return "/v1/admin/payouts/" + payout + "/decline";
    }
}
