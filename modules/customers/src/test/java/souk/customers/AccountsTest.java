package souk.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.customers.AccountShop.PASSWORD;
import static souk.customers.AccountShop.credentials;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.testkit.HttpSpec;
import souk.testkit.TestShop;

/** Accounts as their owners meet them: over HTTP and by mail, on a real node with its journal. */
class AccountsTest {
    private static final Duration A_WHILE = Duration.ofMinutes(1);
    private static AccountShop shop;
    private static HttpSpec nobody;

    @BeforeAll
    static void start() {
        // So many failures that the test of their time may have them.
        shop = new AccountShop("souk.http.limits.login { per-minute = 60, burst = 70 }");
        nobody = shop.nobody();
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @Test
    void anAccountIsOpenedByTheLinkThatWasMailedOnce() throws Exception {
        nobody.withHeader("Accept-Language", "de-AT, fr;q=0.5").post("/v1/accounts", "{'email':'Ann@shop.example','password':'" + PASSWORD + "','name':'Ann'}").answers(202);
        nobody.post("/v1/sessions", credentials("Ann@shop.example", PASSWORD)).refuses(401, "bad-credentials");
        String token = shop.token("Ann@shop.example", 1);
        var mail = shop.mailsTo("Ann@shop.example").get(0);
        assertThat(mail.getSubject()).isEqualTo("Bestätigen Sie Ihre E-Mail-Adresse");
        assertThat(AccountShop.text(mail)).contains("/verify?token=" + token).contains("24 Stunden");
        nobody.post("/v1/accounts/verify", "{'token':'" + token.substring(0, token.length() - 4) + "AAAA'}").refuses(410, "link-used");
        nobody.post("/v1/accounts/verify", "{'token':'" + token + "'}").answers(204);
        nobody.post("/v1/accounts/verify", "{'token':'" + token + "'}").refuses(410, "link-used");
        nobody.post("/v1/password-resets/confirm", "{'token':'" + token + "','password':'" + PASSWORD + "'}").refuses(410, "link-used");

        var session = nobody.post("/v1/sessions", credentials("ann@SHOP.example", PASSWORD)).answers(201).has("kind", "customer");
        assertThat(session.header("Cache-Control")).isEqualTo("no-store");
        var me = nobody.withToken(session.text("token")).get("/v1/me").answers(200).has("email", "Ann@shop.example").has("kind", "customer").has("verified", true).has("name", "Ann");
        assertThat(me.text("id")).doesNotContain("ann");
        nobody.withToken(session.text("refreshToken")).get("/v1/me").refuses(401, "unauthenticated");
        nobody.guest().get("/v1/me").refuses(403, "forbidden");
        nobody.get("/v1/me").refuses(401, "unauthenticated");
    }

    @Test
    void aKnownAddressIsAnsweredAlikeAndItsOwnerIsTold() {
        shop.account("known@shop.example");
        var again = nobody.post("/v1/accounts", credentials("known@shop.example", "another password")).answers(202);
        var first = nobody.post("/v1/accounts", credentials("new@shop.example", "another password")).answers(202);
        assertThat(again.body()).isEqualTo(first.body()).isEmpty();
        await("a letter to the owner").atMost(A_WHILE).until(() -> shop.mailsTo("known@shop.example").size() > 1);
        assertThat(AccountShop.text(shop.mailsTo("known@shop.example").get(1))).contains("account already").doesNotContain("token=");
        nobody.post("/v1/sessions", credentials("known@shop.example", "another password")).refuses(401, "bad-credentials");
        nobody.logIn("known@shop.example", PASSWORD).get("/v1/me").answers(200);
    }

    @Test
    void fiftyAtOnceAreOneAccountAndOneMail() {
        var threads = Executors.newFixedThreadPool(16);
        try {
            var all = new ArrayList<CompletableFuture<Integer>>();
            for (int i = 0; i < 50; i++) all.add(CompletableFuture.supplyAsync(() -> nobody.post("/v1/accounts", credentials("Many@shop.example", PASSWORD)).status(), threads));
            assertThat(all).allSatisfy(each -> assertThat(each.join()).isEqualTo(202));
        } finally {
            threads.shutdownNow();
        }
        String token = shop.token("Many@shop.example", 1);
        var verified = new ArrayList<CompletableFuture<Integer>>();
        for (int i = 0; i < 10; i++) verified.add(CompletableFuture.supplyAsync(() -> nobody.post("/v1/accounts/verify", "{'token':'" + token + "'}").status()));
        assertThat(verified.stream().map(CompletableFuture::join).sorted().toList()).containsExactly(204, 410, 410, 410, 410, 410, 410, 410, 410, 410);
        assertThat(shop.mailsTo("Many@shop.example")).hasSize(1);
        nobody.logIn("many@shop.example", PASSWORD).get("/v1/me").answers(200);
    }

    @Test
    void aLostPasswordIsReplacedByMailAndEverySessionEnds() {
        shop.account("lost@shop.example");
        var before = nobody.logIn("lost@shop.example", PASSWORD);
        nobody.post("/v1/password-resets", "{'email':'nobody@shop.example'}").answers(202);
        nobody.post("/v1/password-resets", "{'email':'LOST@shop.example'}").answers(202);
        String token = shop.token("lost@shop.example", 2);
        nobody.post("/v1/accounts/verify", "{'token':'" + token + "'}").refuses(410, "link-used");
        nobody.post("/v1/password-resets/confirm", "{'token':'" + token + "','password':'too short'}").refuses(400, "bad-request").becauseOf("password", "out-of-range");
        nobody.post("/v1/password-resets/confirm", "{'token':'" + token + "','password':'a new password'}").answers(204);
        nobody.post("/v1/password-resets/confirm", "{'token':'" + token + "','password':'a new password'}").refuses(410, "link-used");
        await("the session has ended").atMost(A_WHILE).until(() -> before.get("/v1/me").status() == 401);
        nobody.post("/v1/sessions", credentials("lost@shop.example", PASSWORD)).refuses(401, "bad-credentials");
        nobody.logIn("lost@shop.example", "a new password").get("/v1/me").answers(200);
        assertThat(shop.mailsTo("nobody@shop.example")).isEmpty();
    }

    @Test
    void anotherPasswordEndsEveryOtherSession() {
        shop.account("change@shop.example");
        var here = nobody.logIn("change@shop.example", PASSWORD);
        var there = nobody.logIn("change@shop.example", PASSWORD);
        here.put("/v1/me/password", "{'current':'" + PASSWORD + "!','new':'a new password'}").refuses(403, "bad-credentials");
        here.put("/v1/me/password", "{'current':'" + PASSWORD + "','new':'short'}").refuses(400, "bad-request").becauseOf("new", "out-of-range");
        here.put("/v1/me/password", "{'current':'" + PASSWORD + "','new':'a new password'}").answers(204);
        await("the other session has ended").atMost(A_WHILE).until(() -> there.get("/v1/me").status() == 401);
        here.get("/v1/me").answers(200);
        nobody.logIn("change@shop.example", "a new password");
    }

    @Test
    void aRefreshTokenIsGoodOnceAndTheSecondTimeEndsTheSession() {
        shop.account("refresh@shop.example");
        var first = nobody.post("/v1/sessions", credentials("refresh@shop.example", PASSWORD)).answers(201);
        var second = nobody.post("/v1/sessions/refresh", "{'refreshToken':'" + first.text("refreshToken") + "'}").answers(201).has("kind", "customer");
        assertThat(second.text("refreshToken")).isNotEqualTo(first.text("refreshToken"));
        nobody.withToken(second.text("token")).get("/v1/me").answers(200);
        nobody.post("/v1/sessions/refresh", "{'refreshToken':'" + first.text("refreshToken") + "'}").refuses(401, "unauthenticated");
        nobody.post("/v1/sessions/refresh", "{'refreshToken':'" + second.text("refreshToken") + "'}").refuses(401, "unauthenticated");
        await("both tokens are good no more").atMost(A_WHILE).until(() -> nobody.withToken(first.text("token")).get("/v1/me").status() == 401 && nobody.withToken(second.text("token")).get("/v1/me").status() == 401);
        nobody.post("/v1/sessions/refresh", "{'refreshToken':'" + first.text("token") + "'}").refuses(401, "unauthenticated");
        nobody.post("/v1/sessions/refresh", "{'refreshToken':'made-up'}").refuses(401, "unauthenticated");
    }

    @Test
    void sessionsAreListedAndEndedByTheirOwnerOnly() {
        shop.account("list@shop.example");
        shop.account("other@shop.example");
        var phone = nobody.withHeader("User-Agent", "a phone").logIn("list@shop.example", PASSWORD);
        var laptop = nobody.withHeader("User-Agent", "a laptop").logIn("list@shop.example", PASSWORD);
        var stranger = nobody.logIn("other@shop.example", PASSWORD);
        var list = laptop.get("/v1/me/sessions").answers(200).json();
        assertThat(list).hasSize(2);
        assertThat(list.findValuesAsText("userAgent")).containsExactlyInAnyOrder("a phone", "a laptop");
        assertThat(list.findValuesAsText("address")).containsOnly("127.0.0.1");
        var phones = list.get(0).path("userAgent").asText().equals("a phone") ? list.get(0) : list.get(1);
        assertThat(phones.path("current").asBoolean()).isFalse();
        stranger.delete("/v1/me/sessions/" + phones.path("id").asText()).refuses(404, "not-found");
        phone.get("/v1/me").answers(200);
        laptop.delete("/v1/me/sessions/" + phones.path("id").asText()).answers(204);
        await("the phone is logged out").atMost(A_WHILE).until(() -> phone.get("/v1/me").status() == 401);
        laptop.delete("/v1/me/sessions/" + phones.path("id").asText()).refuses(404, "not-found");
        nobody.logIn("list@shop.example", PASSWORD);
        laptop.delete("/v1/me/sessions").answers(204);
        assertThat(laptop.get("/v1/me/sessions").answers(200).json()).hasSize(1).allSatisfy(each -> assertThat(each.path("current").asBoolean()).isTrue());
    }

    @Test
    void aSocketEndsWithItsSession() {
        shop.account("socket@shop.example");
        var session = nobody.logIn("socket@shop.example", PASSWORD);
        var token = nobody.post("/v1/sessions", credentials("socket@shop.example", PASSWORD)).answers(201).text("token");
        var closed = new CompletableFuture<Integer>();
        HttpClient.newHttpClient().newWebSocketBuilder().subprotocols("souk.v1", "bearer." + token).buildAsync(URI.create("ws://127.0.0.1:" + shop.node().url().getPort() + "/v1/ws"), new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onClose(WebSocket socket, int code, String why) {
                closed.complete(code);
                return null;
            }
        }).join();
        session.delete("/v1/me/sessions").answers(204);
        await("the socket is closed").atMost(A_WHILE).until(closed::isDone);
        assertThat(closed.join()).isEqualTo(4401);
    }

    @Test
    void theStaffAccountOfTheConfigurationIsKeptThere() {
        var staff = nobody.logIn("admin@souk.local", TestShop.ADMIN_PASSWORD);
        staff.get("/v1/me").answers(200).has("kind", "staff").has("email", "admin@souk.local");
        assertThat(staff.get("/v1/me/sessions").answers(200).json()).isEmpty();
        staff.put("/v1/me/password", "{'current':'" + PASSWORD + "','new':'" + PASSWORD + "'}").refuses(409, "password-configured");
        staff.delete("/v1/me/sessions").answers(204);
        staff.delete("/v1/me/sessions/any").refuses(404, "not-found");
        nobody.session("{}").hasNo("refreshToken");
    }

    @Test
    void rolesAreGivenToAnAddressBeforeItHasAnAccountOrAfter() {
        var admin = nobody.logIn("admin@souk.local", TestShop.ADMIN_PASSWORD);
        admin.put("/v1/admin/staff/New@shop.example", "{'roles':['stock','catalog']}").answers(201).has("email", "New@shop.example").has("roles.0", "catalog").has("roles.1", "stock").has("version", 1);
        shop.account("new@shop.example");
        var staff = nobody.logIn("new@shop.example", PASSWORD);
        staff.get("/v1/me").answers(200).has("kind", "staff").has("roles.0", "catalog").has("roles.1", "stock").has("email", "new@shop.example");
        assertThat(staff.get("/v1/me/sessions").answers(200).json()).as("sessions of staff are kept").hasSize(1);

        shop.account("old@shop.example");
        var customer = nobody.post("/v1/sessions", credentials("old@shop.example", PASSWORD)).answers(201).has("kind", "customer");
        admin.put("/v1/admin/staff/OLD@shop.example", "{'roles':['security']}").answers(201);
        var next = nobody.post("/v1/sessions", credentials("old@shop.example", PASSWORD)).answers(201).has("kind", "staff");
        var refreshed = nobody.post("/v1/sessions/refresh", "{'refreshToken':'" + next.text("refreshToken") + "'}").answers(201).has("kind", "staff");
        var security = nobody.withToken(refreshed.text("token"));
        await("sessions of before have ended").atMost(A_WHILE).until(() -> nobody.withToken(customer.text("token")).get("/v1/me").status() == 401);
        nobody.post("/v1/sessions/refresh", "{'refreshToken':'" + customer.text("refreshToken") + "'}").refuses(401, "unauthenticated");

        // Whoever looks after security sees who works here; only who may do everything says who does.
        await("the list knows").atMost(A_WHILE).until(() -> security.get("/v1/admin/staff?limit=200").answers(200).each("items", "email").containsAll(List.of("New@shop.example", "OLD@shop.example")));
        security.get("/v1/admin/staff/old@shop.example").answers(200).has("roles.0", "security");
        assertThat(security.put("/v1/admin/staff/old@shop.example", "{'roles':['admin']}").refuses(403, "forbidden").text("detail")).contains("admin");
        assertThat(staff.get("/v1/admin/staff").refuses(403, "forbidden").text("detail")).contains("security", "admin");
        nobody.guest().get("/v1/admin/staff").refuses(403, "forbidden");
    }

    @Test
    void whoLosesTheirRolesIsACustomerAgain() {
        var admin = nobody.logIn("admin@souk.local", TestShop.ADMIN_PASSWORD);
        shop.account("leaver@shop.example");
        var given = admin.put("/v1/admin/staff/leaver@shop.example", "{'roles':['admin']}").answers(201);
        var leaver = nobody.logIn("leaver@shop.example", PASSWORD);
        leaver.get("/v1/admin/staff/leaver@shop.example").answers(200).has("by", "staff:admin@souk.local");
        admin.put("/v1/admin/staff/leaver@shop.example", "{'roles':['admin']}").answers(200).has("version", 1);
        leaver.get("/v1/me").answers(200);
        admin.ifMatch("\"7\"").put("/v1/admin/staff/leaver@shop.example", "{'roles':[]}").refuses(412, "stale");
        var refresh = nobody.post("/v1/sessions", credentials("leaver@shop.example", PASSWORD)).answers(201).text("refreshToken");
        admin.ifMatch(given.header("ETag")).put("/v1/admin/staff/leaver@shop.example", "{'roles':[]}").answers(200).hasSize("roles", 0);
        await("the session has ended").atMost(A_WHILE).until(() -> leaver.get("/v1/admin/staff").status() == 401);
        nobody.post("/v1/sessions/refresh", "{'refreshToken':'" + refresh + "'}").refuses(401, "unauthenticated");
        var customer = nobody.logIn("leaver@shop.example", PASSWORD);
        customer.get("/v1/me").answers(200).has("kind", "customer").hasSize("roles", 0);
        customer.get("/v1/admin/staff").refuses(403, "forbidden");
        admin.get("/v1/admin/staff/leaver@shop.example").refuses(404, "not-found");
        await("the list forgets").atMost(A_WHILE).until(() -> !admin.get("/v1/admin/staff?limit=200").answers(200).each("items", "email").contains("leaver@shop.example"));
    }

    @Test
    void whoSaysWhoWorksHereIsUnderstoodOrTold() {
        var admin = nobody.logIn("admin@souk.local", TestShop.ADMIN_PASSWORD);
        admin.put("/v1/admin/staff/ADMIN@souk.local", "{'roles':[]}").refuses(409, "staff-configured");
        admin.put("/v1/admin/staff/nobody", "{'roles':[]}").refuses(400, "bad-request").becauseOf("email", "bad-format");
        admin.put("/v1/admin/staff/x@shop.example", "{'roles':['boss']}").refuses(400, "bad-request").becauseOf("roles[0]", "bad-format");
        admin.put("/v1/admin/staff/x@shop.example", "{}").refuses(400, "bad-request").becauseOf("roles", "missing");
        admin.put("/v1/admin/staff/x@shop.example", "{'roles':[]}").answers(200).has("version", 0).has("email", "x@shop.example");
        admin.get("/v1/admin/staff/x@shop.example").refuses(404, "not-found");
        // Whoever has its address is not the account of the configuration.
        shop.account("admin@souk.local");
        nobody.logIn("admin@souk.local", PASSWORD).get("/v1/me").answers(200).has("kind", "customer");
        nobody.logIn("admin@souk.local", TestShop.ADMIN_PASSWORD).get("/v1/me").answers(200).has("kind", "staff").has("roles.0", "admin");
    }

    @Test
    void aMailServerThatIsDownLosesNoLetter() {
        shop.mailServerDown();
        shop.register("down@shop.example");
        shop.register("down-2@shop.example");
        shop.mailServerUp();
        nobody.post("/v1/accounts/verify", "{'token':'" + shop.token("down@shop.example", 1) + "'}").answers(204);
        nobody.post("/v1/accounts/verify", "{'token':'" + shop.token("down-2@shop.example", 1) + "'}").answers(204);
    }

    /** Nothing is asserted about time: the figures are for people. */
    @Test
    void aLogInOfNobodyTakesAsLong() {
        shop.account("timed@shop.example");
        var known = new ArrayList<Long>();
        var unknown = new ArrayList<Long>();
        for (int i = 0; i < 60; i++) {
            known.add(refusal("timed@shop.example"));
            unknown.add(refusal("unknown@shop.example"));
        }
        System.out.println("log-in refused, median of the last 40 of 60: known address " + median(known) + " us, unknown address " + median(unknown) + " us");
    }

    private static long refusal(String address) {
        long begun = System.nanoTime();
        nobody.post("/v1/sessions", credentials(address, "a wrong password")).refuses(401, "bad-credentials");
        return (System.nanoTime() - begun) / 1000;
    }

    private static long median(List<Long> times) {
        return times.subList(20, times.size()).stream().sorted().toList().get(20);
    }

    @Test
    void guessesAtAnAccountComeToAnEndAndOthersLogIn() {
        shop.account("guessed@shop.example");
        shop.account("bystander@shop.example");
        // Many who are right are no failures.
        for (int i = 0; i < 90; i++) nobody.logIn("guessed@shop.example", PASSWORD);
        for (String address : List.of("guessed@shop.example", "nobody-there@shop.example")) {
            int refused = 0;
            for (int i = 0; i < 1000 && refused == 0; i++) {
                var answer = nobody.post("/v1/sessions", credentials(address, "a wrong password"));
                if (answer.status() != 429) answer.refuses(401, "bad-credentials");
                else refused = i + 1;
                if (answer.status() == 429) assertThat(Integer.parseInt(answer.refuses(429, "rate-limited").header("Retry-After"))).isBetween(1, 60);
            }
            // One or two may just be on their way back from where they were borrowed.
            assertThat(refused).as("the first that was refused").isGreaterThan(67);
        }
        nobody.logIn("bystander@shop.example", PASSWORD).get("/v1/me").answers(200);
    }

    @Test
    void staffSetsHowOftenVisitorsMayCome() {
        var staff = nobody.logIn("admin@souk.local", TestShop.ADMIN_PASSWORD);
        staff.get("/v1/admin/limits").answers(200).hasSize("items", 6);
        staff.put("/v1/admin/limits/nobody", "{'perSecond':1,'burst':1}").refuses(404, "not-found");
        staff.put("/v1/admin/limits/vendor", "{'burst':1}").refuses(400, "bad-request").becauseOf("perSecond", "missing");
        staff.put("/v1/admin/limits/vendor", "{'perSecond':0,'burst':1}").refuses(400, "bad-request").becauseOf("perSecond", "out-of-range");
        staff.put("/v1/admin/limits/vendor", "{'perMinute':30,'burst':7}").answers(200).has("class", "vendor").has("perSecond", 0.5).has("burst", 7);
        assertThat(staff.get("/v1/admin/limits").answers(200).body()).contains("{\"class\":\"vendor\",\"perSecond\":0.5,\"burst\":7,\"configured\":false}");
        staff.delete("/v1/admin/limits/vendor").answers(204);
        assertThat(staff.get("/v1/admin/limits").answers(200).body()).contains("{\"class\":\"vendor\",\"perSecond\":100000.0,\"burst\":200000,\"configured\":true}");
        nobody.guest().put("/v1/admin/limits/vendor", "{'perSecond':1,'burst':1}").refuses(403, "forbidden");
    }

    @Test
    void staffBlocksAddressesButNotTheirOwnMachine() {
        var staff = nobody.logIn("admin@souk.local", TestShop.ADMIN_PASSWORD);
        staff.put("/v1/admin/blocks/203.0.113.7", "{'reason':'guesses passwords','expiresAt':'2100-01-01T00:00:00Z'}").answers(201).has("address", "203.0.113.7").has("expiresAt", "2100-01-01T00:00:00Z");
        staff.put("/v1/admin/blocks/203.0.113.7", "{}").answers(200);
        staff.put("/v1/admin/blocks/203.0.112.9%2F24", null).answers(201).has("address", "203.0.112.0/24");
        staff.get("/v1/admin/blocks/203.0.112.0/24").answers(200).has("address", "203.0.112.0/24");
        staff.get("/v1/admin/blocks?limit=1").answers(200).hasSize("items", 1).has("items.0.address", "203.0.112.0/24");
        staff.delete("/v1/admin/blocks/203.0.112.0/24").answers(204);
        staff.delete("/v1/admin/blocks/203.0.112.0/24").refuses(404, "not-found");
        staff.put("/v1/admin/blocks/nonsense", null).refuses(422, "bad-address");
        staff.put("/v1/admin/blocks/127.0.0.1", null).refuses(422, "never-blocked");
        // The whole world: whoever sits at the machine takes it back.
        staff.put("/v1/admin/blocks/0.0.0.0/0", null).answers(201);
        staff.delete("/v1/admin/blocks/0.0.0.0/0").answers(204);
        staff.delete("/v1/admin/blocks/203.0.113.7").answers(204);
    }
}
