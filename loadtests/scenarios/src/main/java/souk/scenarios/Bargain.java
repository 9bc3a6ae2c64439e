package souk.scenarios;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** What somebody does who wants a unit of a flash sale, step by step; who is told that there are none goes away. */
final class Bargain {
    /** How often those look who cannot wait. */
    private static final Duration OFTEN = Duration.ofMillis(500);
    private static final Duration SELDOM = Duration.ofMillis(1_500);

    private final String sale;
    private final String currency;
    final AtomicInteger claimed = new AtomicInteger();
    final AtomicInteger bought = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();

    Bargain(Offer offer) {
        this.sale = "/v1/flash-sales/" + offer.id;
        this.currency = offer.currency;
    }

    /** Comes before it begins, looks again and again, and claims as soon as it is on. */
    ChainBuilder waitAndBuy() {
        return exec(comes()).exec(awaits()).exec(buys());
    }

    /** Comes while it is on. */
    ChainBuilder comeAndBuy() {
        return exec(comes()).exec(http("look at sale").get(sale).check(status().is(200))).pause(Visits.SHORT, Visits.LONG).exec(buys());
    }

    private ChainBuilder buys() {
        return exec(isAdmitted()).exec(claims()).doIf(session -> session.contains("claim")).then(exec(pays()));
    }

    private ChainBuilder comes() {
        return exec(session -> session.set("key", UUID.randomUUID().toString()).set("state", "scheduled"))
                .exec(Visits.insisting(http("session").post("/v1/sessions").body(StringBody("{}")).check(status().is(201), jsonPath("$.token").saveAs("token"))));
    }

    private ChainBuilder awaits() {
        return asLongAs(session -> "scheduled".equals(session.getString("state"))).on(
                exec(http("wait for sale").get(sale).check(status().is(200), jsonPath("$.state").saveAs("state"))).doIf(session -> "scheduled".equals(session.getString("state"))).then(
                        exec(session -> session).pause(OFTEN, SELDOM)));
    }

    /** Whoever must queue does it here; in a sale without a waiting room nobody must. */
    private ChainBuilder isAdmitted() {
        return exec(session -> session);
    }

    /** 201, or 409 when it is sold out, over, or has not quite begun. */
    private ChainBuilder claims() {
        return exec(Visits.insisting(Visits.shopper("claim", sale + "/claims", "claim").body(StringBody("{\"quantity\":1}")).check(status().in(201, 409), jsonPath("$.claimId").optional().saveAs("claim"))))
                .exec(session -> {
                    (session.contains("claim") ? claimed : refused).incrementAndGet();
                    return session;
                });
    }

    private ChainBuilder pays() {
        return exec(Visits.insisting(Visits.shopper("open cart", "/v1/carts", "open").body(StringBody("{\"currency\":\"" + currency + "\"}")).check(status().is(201), jsonPath("$.id").saveAs("cart"))))
                .exec(Visits.insisting(Visits.shopper("add claim", "/v1/carts/#{cart}/lines", "line").body(StringBody("{\"claimId\":\"#{claim}\"}")).check(status().is(200))))
                .pause(Visits.SHORT, Visits.LONG)
                .exec(Visits.insisting(Visits.shopper("checkout", "/v1/carts/#{cart}/checkout", "order").body(StringBody(Visits.ORDER)).check(status().is(201), jsonPath("$.id").saveAs("order"))))
                .exec(http("order").get("/v1/orders/#{order}").header("Authorization", "Bearer #{token}").check(status().is(200), jsonPath("$.status").is("confirmed")))
                .exec(session -> {
                    bought.incrementAndGet();
                    return session;
                });
    }
}
