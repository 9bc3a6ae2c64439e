package souk.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.customers.AccountShop.PASSWORD;
import static souk.customers.AccountShop.credentials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.TestShop;

/** What is left of accounts when nodes come and go. */
class AccountsClusterTest {
    private static final Duration A_WHILE = Duration.ofMinutes(1);

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
                limitsAndBlocksHoldOnBoth(shop, second);
                var there = HttpSpec.at(second.url().toString()).insisting();
                var here = shop.nobody().insisting();
                oneSessionForManyAtOnce(shop, eve, there);
                var session = there.logIn("ann@shop.example", PASSWORD);
                await("both nodes know the session").atMost(A_WHILE).until(() -> session.get("/v1/me").status() == 200 && shop.nobody().withToken(ended).get("/v1/me").status() == 401);
                there.withToken(ended).get("/v1/me").refuses(401, "unauthenticated");
                var token = here.session(credentials("ann@shop.example", PASSWORD)).text("token");
                here.withToken(token).get("/v1/me").answers(200);
                there.withToken(token).get("/v1/me").answers(200);
                session.delete("/v1/me/sessions").answers(204);
                long answered = System.nanoTime();
                await("the other node refuses its token").pollInterval(Duration.ofMillis(5)).atMost(A_WHILE).until(() -> shop.nobody().withToken(token).get("/v1/me").status() == 401);
                System.out.println("a session ended on one node was refused by the other after " + (System.nanoTime() - answered) / 1_000_000 + " ms");
                roleIsLostOnBoth(here, there);
                await("and the one where it was asked for").pollInterval(Duration.ofMillis(5)).atMost(A_WHILE).until(() -> there.withToken(token).get("/v1/me").status() == 401);
            }
        }
    }

    private static void roleIsLostOnBoth(HttpSpec here, HttpSpec there) {
        var admin = there.logIn("admin@souk.local", TestShop.ADMIN_PASSWORD);
        admin.put("/v1/admin/staff/bob@shop.example", "{'roles':['security']}").answers(201);
        var token = here.session(credentials("bob@shop.example", PASSWORD)).has("kind", "staff").text("token");
        here.withToken(token).get("/v1/admin/staff/bob@shop.example").answers(200);
        there.withToken(token).get("/v1/admin/staff/bob@shop.example").answers(200);
        admin.put("/v1/admin/staff/bob@shop.example", "{'roles':[]}").answers(200);
        long answered = System.nanoTime();
        await("both nodes refuse who was staff").pollInterval(Duration.ofMillis(5)).atMost(A_WHILE).until(() ->
                here.withToken(token).get("/v1/admin/staff/bob@shop.example").status() == 401 && there.withToken(token).get("/v1/admin/staff/bob@shop.example").status() == 401);
        System.out.println("a role that was taken away on one node was gone on both after " + (System.nanoTime() - answered) / 1_000_000 + " ms");
    }

    /** Sends what this guest may, from this address, and says what was answered. */
    private static int status(String url, String path, String token, String from) {
        try (var socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress("127.0.0.1", URI.create(url).getPort()), 10_000);
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(answer.substring(9, 12));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void limitsAndBlocksHoldOnBoth(AccountShop shop, TestShop second) {
        var staff = shop.nobody().logIn("admin@souk.local", TestShop.ADMIN_PASSWORD);
        List<String> nodes = List.of(shop.node().url().toString(), second.url().toString());
        staff.put("/v1/admin/blocks/127.0.0.7", null).answers(201);
        for (String node : nodes) await("blocked at " + node).atMost(A_WHILE).until(() -> status(node, "/v1/me", "x", "127.0.0.7") == 403);
        for (String node : nodes) assertThat(status(node, "/v1/me", "x", "127.0.0.8")).isEqualTo(401);
        staff.delete("/v1/admin/blocks/127.0.0.7").answers(204);
        for (String node : nodes) await("served again at " + node).atMost(A_WHILE).until(() -> status(node, "/v1/me", "x", "127.0.0.7") == 401);

        // Six altogether, wherever the guest comes, and one more each second.
        staff.put("/v1/admin/limits/guest", "{'perSecond':1,'burst':6}").answers(200);
        for (String node : nodes) {
            var probe = HttpSpec.at(node).guest();
            await("limited at " + node).atMost(A_WHILE).until(() -> probe.get("/v1/me").header("RateLimit-Limit").equals("6"));
        }
        await("an owner lends the whole burst").atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofSeconds(1)).until(() -> {
            String token = shop.nobody().session("{}").text("token");
            int served = 0;
            long begun = System.nanoTime();
            for (int i = 0; i < 20; i++) if (status(nodes.get(i % 2), "/v1/me", token, "127.0.0.1") == 403) served++;
            assertThat(served).as("served on both nodes together").isLessThanOrEqualTo(8 + (int) Duration.ofNanos(System.nanoTime() - begun).toSeconds());
            return served >= 6;
        });
        staff.delete("/v1/admin/limits/guest").answers(204);
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
