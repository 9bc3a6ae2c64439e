package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.testkit.HttpSpec;
import souk.testkit.TestShop;

/** Selling in somebody else's shop: from the application to the log-in as a vendor, and what a suspension takes away. Everything over HTTP. */
@InOpenShop
class VendorsTest {
    private static final Duration A_WHILE = Duration.ofSeconds(60);
    private static final String IBAN = "DE89370400440532013000";
    private static final String DOCUMENT = "{'type':'registration','name':'register.pdf','size':1000,'sha256':'" + "aB".repeat(32) + "'}";

    private final Market market;
    private final Accounts accounts;

    VendorsTest(TestShop shop, Market market) {
        this.market = market;
        accounts = new Accounts(shop, market.nobody);
    }

    private static String application(String name, String more) {
        return "{'name':'" + name + "','payoutAccount':'" + IBAN + "'" + more + "}";
    }

    private static String newcomer(String email) {
        return ",'email':'" + email + "','password':'" + Accounts.PASSWORD + "'";
    }

    private HttpSpec with(String token) {
        return market.nobody.withToken(token);
    }

    private String status(String vendor) {
        return market.staff.get("/v1/admin/vendors/" + vendor).answers(200).text("status");
    }

    private void says(String vendor, String word, String body, String status) {
        String path = "/v1/admin/vendors/" + vendor + "/" + word;
        (body == null ? market.staff.post(path) : market.staff.post(path, body)).answers(200).has("status", status);
    }

    private static void stepsUp(HttpSpec who) {
        who.post("/v1/sessions/step-up", "{'password':'" + Accounts.PASSWORD + "'}").answers(200);
    }

    private void mayNotLogIn(String email) {
        market.nobody.post("/v1/sessions", "{'email':'" + email + "','password':'" + Accounts.PASSWORD + "'}").refuses(401, "bad-credentials");
    }

    @Test
    void whoAppliesAsAGuestLogsInAsAVendorOnceApprovedAndNotWhileSuspended() {
        String email = Market.unique("vendor") + "@shop.example";
        var guest = market.shopper().http().withKey("apply");
        String vendor = guest.post("/v1/vendors/applications", application("Teas", newcomer(email))).answers(201).has("status", "pending").text("vendorId");
        guest.post("/v1/vendors/applications", application("Teas", newcomer(email))).answers(201).has("vendorId", vendor);
        mayNotLogIn(email);
        market.staff.get("/v1/admin/vendors/" + vendor).answers(200).has("name", "Teas").has("company.email", email).has("payoutAccount", "****3000");
        says(vendor, "review", null, "under-review");
        says(vendor, "approve", null, "approved");
        says(vendor, "approve", null, "approved");

        String token = accounts.session(email, "vendor");
        with(token).get("/v1/vendor").answers(200).has("id", vendor).has("status", "approved").has("payoutAccount", "****3000").has("company.email", email);
        with(token).get("/v1/me").answers(200).has("kind", "vendor").has("email", email);
        market.staff.get("/v1/vendor").refuses(403, "forbidden");

        // When the suspension is answered no token is good any more, here and on every other node.
        says(vendor, "suspend", "{'reason':'Does not answer'}", "suspended");
        await("the token is refused").atMost(A_WHILE).until(() -> with(token).get("/v1/vendor").status() == 401);
        with(accounts.session(email, "customer")).get("/v1/vendor").refuses(403, "forbidden");
        says(vendor, "suspend", null, "suspended");
        says(vendor, "reinstate", null, "approved");
        with(accounts.session(email, "vendor")).get("/v1/vendor").answers(200).has("decided.status", "approved");
        market.staff.post("/v1/admin/vendors/" + vendor + "/review").refuses(409, "not-pending");
        market.staff.post("/v1/admin/vendors/" + vendor + "/reject", "{'reason':'No'}").refuses(409, "not-under-review");
    }

    @Test
    void aCustomerAppliesAndSeesWhatBecomesOfItAndNobodyElseDoes() {
        String email = accounts.open();
        var session = market.nobody.session("{'email':'" + email + "','password':'" + Accounts.PASSWORD + "'}").has("kind", "customer");
        var me = with(session.text("token"));
        String more = ",'email':'office@" + email.substring(email.indexOf('@') + 1) + "','taxId':'GB123456789','legalAddress':{'line1':'1 High Street','city':'York','postcode':'YO1','country':'GB'},'documents':[" + DOCUMENT + "]";
        String vendor = me.post("/v1/vendors/applications", application("Pots", more)).answers(201).text("vendorId");
        me.get("/v1/me/vendors/" + vendor).answers(200).has("status", "pending").has("company.taxId", "GB123456789").has("company.legalAddress.city", "York").has("documents.0.name", "register.pdf")
                .has("documents.0.sha256", "ab".repeat(32)).has("payoutAccount", "****3000");
        await("it is in the list").atMost(A_WHILE).until(() -> me.get("/v1/me/vendors").answers(200).each("items", "id").equals(List.of(vendor)));
        var stranger = with(accounts.session(accounts.open(), "customer"));
        stranger.get("/v1/me/vendors/" + vendor).refuses(404, "not-found");
        assertThat(stranger.get("/v1/me/vendors").answers(200).each("items", "id")).isEmpty();
        assertThat(me.post("/v1/me/data-export").answers(200).has("data.vendors.0.id", vendor).body()).doesNotContain(IBAN);

        says(vendor, "approve", null, "approved");
        // The session goes on, and is one of a vendor from its next token on.
        me.get("/v1/vendor").refuses(403, "forbidden");
        var later = market.nobody.post("/v1/sessions/refresh", "{'refreshToken':'" + session.text("refreshToken") + "'}").answers(201).has("kind", "vendor");
        with(later.text("token")).get("/v1/vendor").answers(200).has("id", vendor);

        var history = market.staff.get("/v1/admin/vendors/" + vendor + "/history").answers(200);
        assertThat(history.each("items", "name")).contains("vendors.vendor-applied", "vendors.vendor-approved");
        assertThat(history.body()).doesNotContain(IBAN);
        market.staff.get("/v1/admin/vendors/" + vendor + "?asOf=version:1").answers(200).has("status", "pending");
        var entry = market.staff.get("/v1/admin/audit?entity=vendors/" + vendor).answers(200).json().path("items").get(0);
        assertThat(entry.path("route").asText()).isEqualTo("POST /v1/admin/vendors/{id}/approve");
        assertThat(entry.path("before").path("state").asText()).contains("\"pending\"");
        assertThat(entry.path("after").path("state").asText()).contains("\"approved\"").doesNotContain("GB123456789").doesNotContain(email);
        await("staff finds it").atMost(A_WHILE).until(() -> listed("approved").contains(vendor));
        assertThat(listed("pending")).doesNotContain(vendor);
    }

    private List<String> listed(String status) {
        return market.staff.get("/v1/admin/vendors?limit=200&status=" + status).answers(200).each("items", "id");
    }

    private void isTold(String email, String what) {
        await("the letter to " + email).atMost(A_WHILE).until(() -> accounts.letters(email).stream().anyMatch(letter -> letter.contains("Subject: " + what)));
    }

    @Test
    void theOwnerChangesItsDetailsAndWhoReadsTheMailOfBeforeIsTold() {
        String owner = Market.unique("owner") + "@shop.example";
        String vendor = market.shopper().http().post("/v1/vendors/applications", application("Bowls", newcomer(owner) + ",'taxId':'GB123456789'")).answers(201).text("vendorId");
        says(vendor, "approve", null, "approved");
        var me = with(accounts.session(owner, "vendor"));
        String office = Market.unique("office") + "@shop.example";
        long version = me.get("/v1/vendor").answers(200).number("version");
        // Without a second factor, too: a token alone says neither where it is paid to nor who is told.
        for (String body : List.of("{'email':'" + office + "'}", "{'payoutAccount':'GB33BUKB20201555555555'}", "{'name':'Dishes','payoutAccount':'nonsense'}")) me.patch("/v1/vendor", body).refuses(403, "step-up-required");
        me.post("/v1/sessions/step-up", "{'password':'not this one'}").refuses(403, "bad-credentials");
        me.patch("/v1/vendor", "{'email':'" + office + "'}").refuses(403, "step-up-required");
        stepsUp(me);
        me.withHeader("If-Match", "\"" + (version + 1) + "\"").patch("/v1/vendor", "{'name':'Dishes'}").refuses(412, "stale");
        me.withHeader("If-Match", "\"" + version + "\"").patch("/v1/vendor", "{'name':'Dishes','email':'" + office + "'}").answers(200).has("name", "Dishes").has("company.email", office).has("company.taxId", "GB123456789").has("payoutAccount", "****3000").has("version", version + 1);
        isTold(owner, "The details of your vendor were changed");
        await("it is written down that they were told").atMost(A_WHILE).until(() -> market.staff.get("/v1/admin/vendors/" + vendor + "/history").answers(200).each("items", "name").contains("vendors.vendor-letter-sent"));
        // Which changes nothing of what was seen.
        me.withHeader("If-Match", "\"" + (version + 1) + "\"").patch("/v1/vendor", "{'payoutAccount':'GB33 BUKB 2020 1555 5555 55'}").answers(200).has("payoutAccount", "****5555").has("name", "Dishes").has("version", version + 2);
        isTold(office, "Your vendor is paid to another account");
        // Who has put an address of their own there first does not keep it from the owner.
        isTold(owner, "Your vendor is paid to another account");
        assertThat(accounts.letters(office)).allSatisfy(letter -> assertThat(letter).doesNotContain("5555").doesNotContain("3000"));
        // The same again changes nothing, and nobody is told.
        long changed = me.patch("/v1/vendor", "{'name':'Dishes','email':'" + office + "','payoutAccount':'GB33BUKB20201555555555'}").answers(200).number("version");
        assertThat(me.patch("/v1/vendor", "{}").answers(200).number("version")).isGreaterThanOrEqualTo(changed);
        for (String bad : List.of("{'name':''}", "{'name':null}", "{'email':'nobody'}", "{'payoutAccount':null}", "{'taxId':'GB1'}")) me.patch("/v1/vendor", bad).refuses(400, "bad-request");
        me.patch("/v1/vendor", "{'payoutAccount':'DE89370400440532013001'}").refuses(422, "bad-payout-account");

        String email = accounts.open();
        me.put("/v1/vendor/members/" + email, null).answers(200);
        var member = with(accounts.session(email, "vendor"));
        stepsUp(member);
        for (String body : List.of("{'name':'Mine'}", "{'payoutAccount':'GB33BUKB20201555555555'}", "{'payoutAccount':'DE89370400440532013001'}", "{}")) member.patch("/v1/vendor", body).refuses(403, "owner-only");
        market.staff.patch("/v1/vendor", "{'name':'Mine'}").refuses(403, "forbidden");

        // Who has a second factor shows it, or the password, anew.
        var factor = me.post("/v1/me/totp", "{}").answers(201);
        await("the factor is on").atMost(A_WHILE).until(() -> me.post("/v1/me/totp/confirm", "{'code':'" + Accounts.code(factor.text("secret")) + "'}").status() == 204);
        me.patch("/v1/vendor", "{'payoutAccount':'" + IBAN + "'}").refuses(403, "step-up-required");
        // In the session that turned it on nothing proves more than its token does.
        stepsUp(me);
        me.patch("/v1/vendor", "{'payoutAccount':'" + IBAN + "'}").refuses(403, "step-up-required");
        var later = with(market.nobody.session("{'email':'" + owner + "','password':'" + Accounts.PASSWORD + "','code':'" + factor.text("backupCodes.0") + "'}").text("token"));
        later.patch("/v1/vendor", "{'payoutAccount':'" + IBAN + "'}").refuses(403, "step-up-required");
        stepsUp(later);
        later.patch("/v1/vendor", "{'payoutAccount':'" + IBAN + "'}").answers(200).has("payoutAccount", "****3000");

        // Staff sees who did it, and not the account.
        var history = market.staff.get("/v1/admin/vendors/" + vendor + "/history").answers(200);
        assertThat(history.each("items", "name").stream().filter("vendors.vendor-details-changed"::equals)).hasSize(3);
        assertThat(history.body()).doesNotContain("GB33BUKB");
        await("the list has the name").atMost(A_WHILE).until(() -> market.staff.get("/v1/admin/vendors?limit=200&status=approved").answers(200).each("items", "name").contains("Dishes"));
    }

    @Test
    void theOwnerLetsOthersSellAndTakesItBack() {
        String owner = Market.unique("owner") + "@shop.example";
        String vendor = market.shopper().http().post("/v1/vendors/applications", application("Cups", newcomer(owner))).answers(201).text("vendorId");
        says(vendor, "approve", null, "approved");
        var me = with(accounts.session(owner, "vendor"));
        String email = accounts.open();
        me.put("/v1/vendor/members/" + email.toUpperCase(), null).answers(200).has("0.email", email.toUpperCase());
        me.put("/v1/vendor/members/" + owner, null).refuses(422, "is-owner");
        me.put("/v1/vendor/members/nobody", null).refuses(400, "bad-request");
        var member = with(accounts.session(email, "vendor"));
        member.get("/v1/vendor").answers(200).has("id", vendor);
        member.put("/v1/vendor/members/" + Market.unique("x") + "@shop.example", null).refuses(403, "owner-only");
        member.delete("/v1/vendor/members/" + owner).refuses(403, "owner-only");

        // Nobody sells for two.
        String another = Market.unique("another") + "@shop.example";
        String second = market.shopper().http().post("/v1/vendors/applications", application("Mugs", newcomer(another))).answers(201).text("vendorId");
        says(second, "approve", null, "approved");
        var theirs = with(accounts.session(another, "vendor"));
        theirs.put("/v1/vendor/members/" + email, null).refuses(409, "sells-already");
        theirs.delete("/v1/vendor/members/" + email).refuses(404, "not-found");
        assertThat(theirs.get("/v1/vendor/members").answers(200).json()).isEmpty();
        theirs.get("/v1/me/vendors/" + vendor).refuses(404, "not-found");

        me.delete("/v1/vendor/members/" + email).answers(204);
        await("the member's token is refused").atMost(A_WHILE).until(() -> member.get("/v1/vendor").status() == 401);
        me.delete("/v1/vendor/members/" + email).refuses(404, "not-found");
        theirs.put("/v1/vendor/members/" + email, null).answers(200);
        with(accounts.session(email, "vendor")).get("/v1/vendor").answers(200).has("id", second);
    }

    @Test
    void whatCannotBeIsToldAndStaffSeesNothingOfWhoWasErased() {
        var guest = market.shopper().http();
        guest.post("/v1/vendors/applications", application("Teas", "")).refuses(400, "bad-request").becauseOf("email", "missing").becauseOf("password", "missing");
        guest.post("/v1/vendors/applications", application("Teas", newcomer("a@shop.example")).replace(IBAN, "DE89370400440532013001")).refuses(422, "bad-payout-account");
        guest.post("/v1/vendors/applications", application("Teas", newcomer("a@shop.example") + ",'documents':[" + DOCUMENT.replace("1000", "99999999999") + "]")).refuses(422, "bad-document");
        String email = accounts.open();
        var me = with(accounts.session(email, "customer"));
        me.post("/v1/vendors/applications", application("Teas", newcomer(email))).refuses(400, "bad-request").becauseOf("password", "bad-format");

        // Who applies with the address of somebody else's account does not get it.
        String taken = guest.post("/v1/vendors/applications", application("Thieves", newcomer(email))).answers(201).text("vendorId");
        market.staff.post("/v1/admin/vendors/" + taken + "/approve").refuses(409, "address-taken");
        assertThat(status(taken)).isEqualTo("pending");
        says(taken, "reject", "{'reason':'The address is not theirs'}", "rejected");

        String vendor = me.post("/v1/vendors/applications", application("Teas", ",'taxId':'T-1'")).answers(201).text("vendorId");
        says(vendor, "approve", null, "approved");
        assertThat(me.post("/v1/me/erasure", "{'password':'" + Accounts.PASSWORD + "'}").status()).isIn(204, 202);
        await("the key is destroyed").atMost(A_WHILE).untilAsserted(() -> market.staff.get("/v1/admin/vendors/" + vendor).answers(200).has("name", "Teas").hasNo("company.email").hasNo("company.taxId").hasNo("payoutAccount"));
    }
}
