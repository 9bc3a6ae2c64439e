package souk.customers;

import static org.awaitility.Awaitility.await;
import static souk.customers.AccountShop.PASSWORD;
import static souk.customers.AccountShop.credentials;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import souk.testkit.HttpSpec;
import souk.testkit.TestShop;

/** What is left of accounts when nodes come and go. */
class AccountsClusterTest {
    private static final Duration A_WHILE = Duration.ofSeconds(30);

    @Test
    void whatWasBegunGoesOnAfterARestartAndWhatHasEndedStaysSo() {
        try (var shop = new AccountShop()) {
            shop.account("ann@shop.example");
            var ended = shop.nobody().post("/v1/sessions", credentials("ann@shop.example", PASSWORD)).answers(201).text("token");
            var open = shop.nobody().post("/v1/sessions", credentials("ann@shop.example", PASSWORD)).answers(201);
            shop.nobody().withToken(open.text("token")).delete("/v1/me/sessions").answers(204);
            shop.mailServerDown();
            shop.register("bob@shop.example");
            shop.down();

            shop.mailServerUp();
            shop.up();
            shop.nobody().withToken(ended).get("/v1/me").refuses(401, "unauthenticated");
            shop.nobody().withToken(open.text("token")).get("/v1/me").answers(200);
            shop.nobody().post("/v1/sessions/refresh", "{'refreshToken':'" + open.text("refreshToken") + "'}").answers(201);
            shop.nobody().post("/v1/accounts/verify", "{'token':'" + shop.token("bob@shop.example", 1) + "'}").answers(204);
            shop.nobody().logIn("bob@shop.example", PASSWORD);

            try (var second = shop.another()) {
                var there = HttpSpec.at(second.url().toString());
                var session = there.logIn("ann@shop.example", PASSWORD);
                await("both nodes know the session").atMost(A_WHILE).until(() -> session.get("/v1/me").status() == 200 && shop.nobody().withToken(ended).get("/v1/me").status() == 401);
                there.withToken(ended).get("/v1/me").refuses(401, "unauthenticated");
                var token = shop.nobody().post("/v1/sessions", credentials("ann@shop.example", PASSWORD)).answers(201).text("token");
                shop.nobody().withToken(token).get("/v1/me").answers(200);
                there.withToken(token).get("/v1/me").answers(200);
                session.delete("/v1/me/sessions").answers(204);
                long answered = System.nanoTime();
                await("the other node refuses its token").pollInterval(Duration.ofMillis(5)).atMost(A_WHILE).until(() -> shop.nobody().withToken(token).get("/v1/me").status() == 401);
                System.out.println("a session ended on one node was refused by the other after " + (System.nanoTime() - answered) / 1_000_000 + " ms");
                roleIsLostOnBoth(shop, there);
                await("and the one where it was asked for").pollInterval(Duration.ofMillis(5)).atMost(A_WHILE).until(() -> there.withToken(token).get("/v1/me").status() == 401);
            }
        }
    }

    private static void roleIsLostOnBoth(AccountShop shop, HttpSpec there) {
        var admin = there.logIn("admin@souk.local", TestShop.ADMIN_PASSWORD);
        admin.put("/v1/admin/staff/bob@shop.example", "{'roles':['security']}").answers(201);
        var token = shop.nobody().post("/v1/sessions", credentials("bob@shop.example", PASSWORD)).answers(201).has("kind", "staff").text("token");
        shop.nobody().withToken(token).get("/v1/admin/staff/bob@shop.example").answers(200);
        there.withToken(token).get("/v1/admin/staff/bob@shop.example").answers(200);
        admin.put("/v1/admin/staff/bob@shop.example", "{'roles':[]}").answers(200);
        long answered = System.nanoTime();
        await("both nodes refuse who was staff").pollInterval(Duration.ofMillis(5)).atMost(A_WHILE).until(() ->
                shop.nobody().withToken(token).get("/v1/admin/staff/bob@shop.example").status() == 401 && there.withToken(token).get("/v1/admin/staff/bob@shop.example").status() == 401);
        System.out.println("a role that was taken away on one node was gone on both after " + (System.nanoTime() - answered) / 1_000_000 + " ms");
    }
}
