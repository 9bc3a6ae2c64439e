package souk.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import souk.cart.Carts;
import souk.catalog.Catalog;
import souk.pricing.Pricing;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.TestShop;

/** A guest logs in, in a shop that asks what to do with two carts. What is decided then is tried with the baskets themselves; this shop is one more to start. */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class GuestLogInTest {
    private static final Pattern LINK = Pattern.compile("/verify\\?token=([A-Za-z0-9._-]+)");

    @Test
    void aShopThatAsksNamesBothCartsAndMovesNothingUntilTheShopperHasChosen() {
        try (var shop = TestShop.start(List.of(Customers.capability(Carts::guests), Catalog.capability(), Pricing.capability(), Carts.capability()),
                "souk { cart.merge = ask, customers.passwords.argon2 { memory = 1 MiB, iterations = 1 } }")) {
            var nobody = HttpSpec.at(shop.url().toString());
            nobody.logIn("admin@souk.local", TestShop.ADMIN_PASSWORD).put("/v1/admin/products/tea", "{'name':'Tea','variants':[{'sku':'TEA','price':{'amount':250,'currency':'GBP'}}]}").answers(201);
            nobody.post("/v1/accounts", AccountShop.credentials("ann@shop.example", AccountShop.PASSWORD)).answers(202);
            String link = await("the letter").atMost(Duration.ofSeconds(60)).until(() -> link(shop.home().resolve("mail")), Optional::isPresent).orElseThrow();
            nobody.post("/v1/accounts/verify", "{'token':'" + link + "'}").answers(204);

            String guestToken = nobody.session("{}").text("token");
            var guest = nobody.withToken(guestToken);
            String guestCart = cart(guest, 2);
            // Nobody is asked while only one of the two carts has something.
            var first = logsIn(nobody, guestToken, guestCart).has("merge.state", "merged");
            String own = first.text("merge.cart");
            var ann = nobody.withToken(first.text("token"));
            fills(guest, guestCart, 5);

            var asked = logsIn(nobody, guestToken, guestCart).has("merge.state", "choice").has("merge.cart", own).has("merge.guestCart", guestCart).hasSize("merge.moved", 0);
            ann.get("/v1/carts/" + own).answers(200).has("lines.0.quantity", 2);
            guest.get("/v1/carts/" + guestCart).answers(200).has("lines.0.quantity", 5);
            assertThat(asked.text("token")).isNotBlank();
            ann.post("/v1/me/cart/merges", "{'guestToken':'" + guestToken + "','guestCart':'" + guestCart + "','strategy':'sum'}").answers(200).has("state", "merged").has("moved.0.quantity", 5);
            ann.get("/v1/me/cart").answers(200).has("id", own).has("lines.0.quantity", 7);
        }
    }

    private static HttpSpecAnswer logsIn(HttpSpec nobody, String guestToken, String guestCart) {
        return nobody.session("{'email':'ann@shop.example','password':'" + AccountShop.PASSWORD + "','guestToken':'" + guestToken + "','guestCart':'" + guestCart + "'}");
    }

    private static String cart(HttpSpec shopper, int quantity) {
        String cart = shopper.post("/v1/carts", "{'currency':'GBP'}").answers(201).text("id");
        fills(shopper, cart, quantity);
        return cart;
    }

    private static void fills(HttpSpec shopper, String cart, int quantity) {
        await("the product is sold").atMost(Duration.ofSeconds(60)).until(() -> shopper.post("/v1/carts/" + cart + "/lines", "{'sku':'TEA','quantity':" + quantity + "}").status() == 200);
    }

    private static Optional<String> link(Path mails) throws IOException {
        if (!Files.isDirectory(mails)) return Optional.empty();
        try (var all = Files.list(mails)) {
            for (Path each : all.filter(file -> file.toString().endsWith(".eml")).toList()) {
                var link = LINK.matcher(Files.readString(each));
                if (link.find()) return Optional.of(link.group(1));
            }
        }
        return Optional.empty();
    }
}
