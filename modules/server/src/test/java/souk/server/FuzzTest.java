package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import souk.server.fuzz.Fuzzing;
import souk.server.fuzz.Visitor;
import souk.testkit.TestShop;

/** A moment of {@link FuzzSoakTest} in the shop that is open anyhow, always with the same numbers: whatever is sent, no answer is our fault or says too much. */
@InOpenShop
class FuzzTest {
    private static final int MANY = 400;
    private static final long SEED = 20261122;
    /** They hash passwords, which takes its time, or count failed log-ins, which others have need of. */
    private static final Set<String> SPARED = Set.of("POST /v1/sessions", "POST /v1/sessions/step-up", "POST /v1/accounts", "POST /v1/vendors/applications", "POST /v1/me/totp", "POST /v1/me/totp/confirm", "DELETE /v1/me/totp", "PUT /v1/me/password", "POST /v1/me/erasure", "POST /v1/password-resets");

    private final TestShop shop;
    private final Market market;

    FuzzTest(TestShop shop, Market market) {
        this.shop = shop;
        this.market = market;
    }

    @Test
    void whateverIsSentTheAnswerIsAsDocumented() throws Exception {
        var accounts = new Accounts(shop, market.nobody);
        String email = accounts.open();
        var visitors = List.of(new Visitor("nobody", "anonymous", "", null), new Visitor("a guest", "guest", "", this::guest), new Visitor("another guest", "guest", "", this::guest),
                new Visitor("a customer", "customer", "", () -> accounts.session(email, "customer")));
        var fuzzing = new Fuzzing(shop.url(), market.nobody.contract(), visitors, List.of(TestShop.ADMIN_PASSWORD), SEED, 1, 2_000, "").only(route -> !SPARED.contains(route));
        fuzzing.knows("sku", market.sells(500, 1_000));
        fuzzing.run(() -> fuzzing.requests() < MANY);
        System.out.println(fuzzing + "; " + fuzzing.counts());
        assertThat(fuzzing.findings()).isEmpty();
        var ann = market.shopper();
        ann.buys(ann.cart(market.sells(500, 1), 1), "after", "approve").answers(201).has("status", "confirmed");
    }

    private String guest() {
        return market.nobody.session("{}").text("token");
    }
}
