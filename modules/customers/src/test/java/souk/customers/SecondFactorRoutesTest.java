package souk.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.customers.AccountShop.PASSWORD;
import static souk.customers.AccountShop.credentials;

import java.time.Duration;
import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Second factors as their owners meet them: over HTTP, on a real node with its journal. The shop's clock is the test's, so nobody waits for the next code. */
class SecondFactorRoutesTest {
    private static final Duration A_WHILE = Duration.ofSeconds(60);
    private static AccountShop shop;

    @BeforeAll
    static void start() {
        // So slow that what counts as a guess can be counted.
        shop = new AccountShop("souk.http.limits.login { per-minute = 1, burst = 25 }");
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @Test
    void aLogInWantsTheCodeAndEachIsGoodOnce() {
        var ann = SecondFactorOwner.of(shop, "ann@shop.example");
        var nobody = shop.nobody();
        nobody.post("/v1/sessions", credentials("ann@shop.example", PASSWORD)).refuses(401, "second-factor-required");
        nobody.post("/v1/sessions", credentials("ann@shop.example", "a wrong password")).refuses(401, "bad-credentials");
        nobody.post("/v1/sessions", "{'email':'ann@shop.example','password':'a wrong password','code':'" + ann.code() + "'}").refuses(401, "bad-credentials");
        ann.logIn("abc").refuses(401, "wrong-code");
        ann.logIn("123456789012345678901234567890123456789012345678901234567890123456789").refuses(400, "bad-request").becauseOf("code", "out-of-range");
        String code = ann.code();
        var session = ann.logIn(code).answers(201).has("kind", "customer");
        ann.logIn(code).refuses(401, "wrong-code");
        nobody.withToken(session.text("token")).get("/v1/me").answers(200);
        ann.logIn(ann.backupCodes().get(0).toUpperCase()).answers(201);
        ann.logIn(ann.backupCodes().get(0)).refuses(401, "wrong-code");
        ann.logIn(ann.backupCodes().get(9).replace("-", "")).answers(201);
        var begun = ann.http().post("/v1/me/totp", "{}").refuses(409, "second-factor-on");
        assertThat(begun.body()).doesNotContain("backupCodes");
        nobody.guest().post("/v1/me/totp", "{}").refuses(403, "forbidden");

        for (int i = 0; i < 20; i++) ann.http().delete("/v1/me/totp", "{'code':'wrong'}").refuses(403, "wrong-code");
        var paused = ann.logIn(ann.backupCodes().get(5)).refuses(429, "rate-limited");
        assertThat(Integer.parseInt(paused.header("Retry-After"))).isBetween(2, 61);
        ann.http().delete("/v1/me/totp", "{'code':'" + ann.backupCodes().get(5) + "'}").refuses(429, "rate-limited");
        shop.later(Duration.ofMinutes(1));
        ann.http().delete("/v1/me/totp", "{'code':'000000'}").refuses(403, "wrong-code");
        ann.http().delete("/v1/me/totp").refuses(400, "bad-json");
        ann.http().delete("/v1/me/totp", "{'code':'" + ann.code() + "'}").answers(204);
        ann.http().delete("/v1/me/totp", "{'code':'" + ann.code() + "'}").refuses(404, "not-found");
        nobody.logIn("ann@shop.example", PASSWORD);
        await("letters").atMost(A_WHILE).until(() -> shop.mailsTo("ann@shop.example").size() == 3);
        assertThat(AccountShop.text(shop.mailsTo("ann@shop.example").get(1))).contains("UTC your account wants a code");
        assertThat(AccountShop.text(shop.mailsTo("ann@shop.example").get(2))).contains("nothing but the password");
    }

    @Test
    void whoHasLostItIsHelpedByStaffAndNobodyHelpsThemselves() {
        var ann = SecondFactorOwner.of(shop, "lost@shop.example");
        var helper = SecondFactorOwner.of(shop, "helper@shop.example");
        var admin = shop.nobody().logIn("admin@souk.local", souk.testkit.TestShop.ADMIN_PASSWORD);
        admin.put("/v1/admin/staff/helper@shop.example", "{'roles':['security']}").answers(201);
        var staff = shop.nobody().withToken(helper.logIn(helper.code()).answers(201).has("kind", "staff").text("token"));
        String path = "/v1/admin/accounts/LOST@shop.example/totp";
        staff.delete(path).refuses(403, "step-up-required");
        staff.post("/v1/sessions/step-up", "{'code':'" + helper.code() + "'}").answers(200);
        ann.http().delete(path).refuses(403, "forbidden");
        staff.delete("/v1/admin/accounts/nobody@shop.example/totp").refuses(404, "not-found");
        staff.delete("/v1/admin/accounts/nobody/totp").refuses(400, "bad-request").becauseOf("email", "bad-format");
        staff.delete("/v1/admin/accounts/admin@souk.local/totp").refuses(409, "second-factor-configured");
        // Who works here is helped by who may do everything, and nobody by themselves.
        staff.delete("/v1/admin/accounts/helper@shop.example/totp").refuses(403, "second-factor-of-staff");
        admin.put("/v1/admin/staff/helper@shop.example", "{'roles':['admin']}").answers(200);
        staff = shop.nobody().withToken(helper.logIn(helper.code()).answers(201).text("token"));
        staff.post("/v1/sessions/step-up", "{'code':'" + helper.code() + "'}").answers(200);
        staff.delete("/v1/admin/accounts/helper@shop.example/totp").refuses(403, "own-second-factor");

        shop.account("without@shop.example");
        admin.put("/v1/admin/staff/without@shop.example", "{'roles':['security']}").answers(201);
        shop.nobody().logIn("without@shop.example", PASSWORD).delete(path).refuses(403, "second-factor-needed");

        staff.delete(path).answers(200).has("id", ann.accountId());
        staff.delete(path).answers(200);
        await("every session has ended").atMost(A_WHILE).until(() -> ann.http().get("/v1/me").status() == 401);
        shop.nobody().post("/v1/sessions", credentials("lost@shop.example", PASSWORD)).refuses(401, "bad-credentials");
        await("letters").atMost(A_WHILE).until(() -> shop.mailsTo("lost@shop.example").size() == 3);
        assertThat(AccountShop.text(shop.mailsTo("lost@shop.example").get(2))).contains("our staff has turned it off").doesNotContain("token=");
        shop.nobody().post("/v1/password-resets", "{'email':'lost@shop.example'}").answers(202);
        shop.nobody().post("/v1/password-resets/confirm", "{'token':'" + shop.token("lost@shop.example", 4) + "','password':'another password'}").answers(204);
        var again = shop.nobody().logIn("lost@shop.example", "another password");
        assertThat(again.get("/v1/me/activity").answers(200).json().path("items").findValuesAsText("what")).contains("second-factor-lifted");
        again.post("/v1/me/totp", "{}").answers(201);
    }

    @Test
    void aWrongCodeIsAGuessAndNoneIsNot() {
        var owner = SecondFactorOwner.of(shop, "guessed@shop.example");
        var nobody = shop.nobody();
        for (int i = 0; i < 45; i++) nobody.post("/v1/sessions", credentials("guessed@shop.example", PASSWORD)).refuses(401, "second-factor-required");
        // One less than the account itself takes before it pauses.
        for (int i = 0; i < 19; i++) owner.logIn("wrong").refuses(401, "wrong-code");
        int more = 0;
        while (more < 20 && nobody.post("/v1/sessions", credentials("guessed@shop.example", "a wrong password")).status() == 401) more++;
        assertThat(more).as("guesses that are left of 25").isLessThan(12);
        nobody.post("/v1/sessions", credentials("guessed@shop.example", PASSWORD)).refuses(429, "rate-limited");
    }

    @Test
    void aLostAnswerIsGivenAgainToTheSameSessionOnly() {
        shop.account("lost-answer@shop.example");
        var here = shop.nobody().logIn("lost-answer@shop.example", PASSWORD).withKey("k");
        var there = shop.nobody().logIn("lost-answer@shop.example", PASSWORD).withKey("k");
        String first = here.post("/v1/me/totp", "{}").answers(201).body();
        assertThat(here.post("/v1/me/totp", "{}").answers(201).body()).isEqualTo(first);
        assertThat(here.withKey("another").post("/v1/me/totp", "{}").answers(201).body()).isNotEqualTo(first);
        var other = there.post("/v1/me/totp", "{}").answers(201);
        assertThat(other.body()).isNotEqualTo(first);
        there.post("/v1/me/totp/confirm", "{'code':'000000 '}").refuses(400, "wrong-code");
        String code = new Totp().code(new Base32().decode(other.text("secret")), shop.now());
        there.post("/v1/me/totp/confirm", "{'code':'" + code + "'}").answers(204);
        there.post("/v1/me/totp/confirm", "{'code':'" + code + "'}").answers(204);
        there.post("/v1/me/totp", "{}").refuses(409, "second-factor-on");
        shop.nobody().logIn("admin@souk.local", souk.testkit.TestShop.ADMIN_PASSWORD).post("/v1/me/totp", "{}").refuses(409, "second-factor-configured");
    }

    @Test
    void whatIsSensitiveWantsTheFactorAgain() {
        var owner = SecondFactorOwner.of(shop, "step@shop.example");
        var session = shop.nobody().withToken(owner.logIn(owner.code()).answers(201).text("token"));
        String change = "{'current':'" + PASSWORD + "','new':'another password'}";
        session.put("/v1/me/password", change).refuses(403, "step-up-required");
        session.put("/v1/me/password", "{'made':'up'}").refuses(403, "step-up-required");
        session.delete("/v1/me/sessions").refuses(403, "step-up-required");
        session.post("/v1/sessions/step-up", "{'code':'000000'}").refuses(403, "wrong-code");
        session.post("/v1/sessions/step-up", "{'password':'a wrong password'}").refuses(403, "bad-credentials");
        session.post("/v1/sessions/step-up", "{}").refuses(400, "bad-request").becauseOf("code", "missing");
        session.post("/v1/sessions/step-up", "{'code':'" + owner.code() + "'}").answers(200);
        session.delete("/v1/me/sessions").answers(204);
        shop.later(Duration.ofMinutes(6));
        session.put("/v1/me/password", change).refuses(403, "step-up-required");
        session.post("/v1/sessions/step-up", "{'password':'" + PASSWORD + "'}").answers(200);
        session.put("/v1/me/password", change).answers(204);
        var staff = shop.nobody().logIn("admin@souk.local", souk.testkit.TestShop.ADMIN_PASSWORD);
        staff.post("/v1/sessions/step-up", "{'password':'" + souk.testkit.TestShop.ADMIN_PASSWORD + "'}").answers(200);
        staff.post("/v1/sessions/step-up", "{'password':'a wrong password'}").refuses(403, "bad-credentials");
        shop.nobody().guest().post("/v1/sessions/step-up", "{'code':'000000'}").refuses(403, "forbidden");
        var operation = shop.nobody().contract().path("paths").path("/v1/me/password").path("put");
        assertThat(operation.path("x-souk-step-up").toString()).isEqualTo("[\"customer\",\"vendor\",\"staff\"]");
    }

    @Test
    void aLogInFromANewDeviceIsToldByMail() {
        shop.account("device@shop.example");
        var laptop = shop.nobody().withHeader("User-Agent", "A laptop 1.0");
        laptop.logIn("device@shop.example", PASSWORD);
        laptop.withHeader("User-Agent", "A laptop 2.0").logIn("device@shop.example", PASSWORD);
        var phone = shop.nobody().withHeader("User-Agent", "A phone").withHeader("Accept-Language", "de").logIn("device@shop.example", PASSWORD);
        await("a letter").atMost(A_WHILE).until(() -> shop.mailsTo("device@shop.example").size() > 1);
        assertThat(AccountShop.text(shop.mailsTo("device@shop.example").get(1))).contains("von einem Gerät angemeldet").doesNotContain("token=");
        assertThat(shop.mailsTo("device@shop.example")).hasSize(2);
        var page = phone.get("/v1/me/activity?limit=3").answers(200);
        assertThat(page.json().path("items").findValuesAsText("what")).containsExactly("new-device", "logged-in", "logged-in");
        assertThat(page.json().path("items").get(1).path("userAgent").asText()).isEqualTo("A phone");
        var rest = phone.get("/v1/me/activity?cursor=" + page.text("next")).answers(200);
        assertThat(rest.json().path("items").findValuesAsText("what")).containsExactly("logged-in", "opened");
        shop.nobody().logIn("admin@souk.local", souk.testkit.TestShop.ADMIN_PASSWORD).get("/v1/me/activity").answers(200);
    }
}
