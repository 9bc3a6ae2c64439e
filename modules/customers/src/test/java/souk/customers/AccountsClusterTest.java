package souk.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.customers.AccountShop.PASSWORD;
import static souk.customers.AccountShop.credentials;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;

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
            var eve = SecondFactorOwner.of(shop, "eve@shop.example");
            String used = eve.code();
            eve.logIn(shop.nobody(), used).answers(201);
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

            eve.logIn(shop.nobody(), used).refuses(401, "wrong-code");
            eve.logIn(shop.nobody(), eve.backupCodes().get(0)).answers(201);
            eve.isNowhereToBeRead(shop.node());

            try (var second = shop.another()) {
                var there = HttpSpec.at(second.url().toString());
                oneSessionForManyAtOnce(shop, eve, there);
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
                await("and the one where it was asked for").pollInterval(Duration.ofMillis(5)).atMost(A_WHILE).until(() -> there.withToken(token).get("/v1/me").status() == 401);
            }
        }
    }

    /** On both nodes; and what was shown on one of them counts on the other. */
    private static void oneSessionForManyAtOnce(AccountShop shop, SecondFactorOwner owner, HttpSpec there) {
        var threads = Executors.newFixedThreadPool(8);
        try {
            String code = owner.code();
            var all = new ArrayList<CompletableFuture<HttpSpecAnswer>>();
            for (int i = 0; i < 12; i++) {
                var from = i % 2 == 0 ? shop.nobody() : there;
                all.add(CompletableFuture.supplyAsync(() -> owner.logIn(from, code), threads));
            }
            var begun = all.stream().map(CompletableFuture::join).filter(answer -> answer.status() == 201).toList();
            assertThat(begun).hasSize(1);
            assertThat(all).allSatisfy(each -> assertThat(each.join().status()).isIn(201, 401));
            String token = begun.get(0).text("token");
            there.withToken(token).delete("/v1/me/sessions").refuses(403, "step-up-required");
            shop.nobody().withToken(token).post("/v1/sessions/step-up", "{'code':'" + owner.code() + "'}").answers(200);
            there.withToken(token).delete("/v1/me/sessions").answers(204);
        } finally {
            threads.shutdownNow();
        }
    }
}
