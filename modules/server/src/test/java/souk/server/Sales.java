package souk.server;

import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import souk.platform.http.Principal;
import souk.platform.http.Tokens;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;

/** Flash sales of the open shop, as staff plans them and as customers see them and claim. */
record Sales(Market market) {
    private static final Tokens TOKENS = Tokens.of(ConfigFactory.parseString(OpenShop.TOKEN_KEY), Clock.systemUTC());
    /** Long after whatever a test does before it lets a sale begin. */
    private static final Duration FAR = Duration.ofHours(1);

    /** As if of a session: ten thousand need not stand at that door. */
    static String token(String customer) {
        return TOKENS.issue(new Principal(customer, Principal.Kind.GUEST), Duration.ofHours(1)).token();
    }

    /** A customer with such a token. */
    HttpSpec customer(String id) {
        return market.nobody.withToken(token(id));
    }

    HttpSpecAnswer planned(String sku, int pence, int quantity, int perCustomer, Instant startsAt, Instant endsAt, int ttl, String more) {
        return market.staff.post("/v1/admin/flash-sales", "{'sku':'" + sku + "','price':{'amount':" + pence + ",'currency':'GBP'},'quantity':" + quantity + ",'perCustomer':" + perCustomer
                + ",'startsAt':'" + startsAt + "','endsAt':'" + endsAt + "','claimTtlSeconds':" + ttl + more + "}");
    }

    /** A sale that is live, and for long. */
    String live(String sku, int quantity, int perCustomer, int ttl) {
        var now = Instant.now();
        return planned(sku, 100, quantity, perCustomer, now, now.plus(FAR), ttl, "").answers(201).has("state", "live").text("id");
    }

    /** A sale that begins when it is told to. */
    String planned(String sku, int quantity, int perCustomer, int ttl) {
        var far = Instant.now().plus(FAR);
        return planned(sku, 100, quantity, perCustomer, far, far.plus(FAR), ttl, "").answers(201).has("state", "scheduled").text("id");
    }

    /** In a moment such a sale begins by the clock, and goes on for so long; when it begins. */
    Instant begins(String sale, Duration lasts) {
        var startsAt = Instant.now().plusSeconds(2);
        market.staff.withKey("begins").patch("/v1/admin/flash-sales/" + sale, "{'startsAt':'" + startsAt + "','endsAt':'" + startsAt.plus(lasts) + "'}").answers(200);
        return startsAt;
    }

    HttpSpecAnswer sees(String sale) {
        return market.nobody.get("/v1/flash-sales/" + sale).answers(200);
    }

    static HttpSpecAnswer claims(HttpSpec customer, String sale, String key, int quantity) {
        return customer.withKey(key).post("/v1/flash-sales/" + sale + "/claims", "{'quantity':" + quantity + "}");
    }
}
