package souk.scenarios;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.group;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A flash sale of one product. First, some visitors who buy and browse while a shop that has just been started warms up, which is held to no budget. Then a crowd gathers before it begins and rushes when it does, others come at the rate while it lasts, and all the while people browse the rest of the shop at the
 * rate. What browsing takes before the sale and during it is told apart.
 */
public final class Sale extends Simulation {
    private static final List<String> BROWSED = List.of("search", "product", "list", "product again", "stock");
    private static final List<String> BOUGHT = List.of("wait for sale", "claim", "add claim", "checkout");
    private static final Duration GATHERS = Duration.ofSeconds(10);
    private static final Duration WARMS_UP = Duration.ofSeconds(30);
    /** From the plan to the first visitor Gatling takes its time to start. */
    private static final Duration READY = Duration.ofSeconds(3);

    private final Duration before = Settings.time().dividedBy(4);
    private final Duration lasts = Settings.time().minus(before);
    private final Offer offer;
    private final Bargain bargain;

    {
        var goods = Goods.of(Settings.urls().get(0));
        if (before.compareTo(GATHERS) < 0) throw new IllegalStateException("A crowd gathers for " + GATHERS.toSeconds() + " s: let it all take " + 4 * GATHERS.toSeconds() + " s at least");
        var visits = new Visits(goods);
        var start = WARMS_UP.plus(before).plus(READY);
        offer = Offer.plan(Settings.urls().get(0), goods.first(), Settings.units(), start, lasts);
        bargain = new Bargain(offer);
        setUp(scenario("warm-up").exec(group("warm-up").on(visits.visit())).injectOpen(constantUsersPerSec(2 * Settings.rate()).during(WARMS_UP)),
                scenario("shop before").exec(group("before the sale").on(visits.browse())).injectOpen(nothingFor(WARMS_UP), constantUsersPerSec(Settings.rate()).during(before.plus(READY))),
                scenario("shop meanwhile").exec(group("during the sale").on(visits.browse())).injectOpen(nothingFor(start), constantUsersPerSec(Settings.rate()).during(lasts.minus(READY))),
                scenario("crowd").exec(bargain.waitAndBuy()).injectOpen(nothingFor(start.minus(GATHERS).minus(READY)), rampUsers(Settings.burst()).during(GATHERS)),
                scenario("buyers").exec(bargain.comeAndBuy()).injectOpen(nothingFor(start.plusSeconds(5)), constantUsersPerSec(Settings.rate()).during(lasts.minus(READY).minusSeconds(10))))
                .protocols(Visits.protocol()).assertions(budgets());
    }

    private static List<Assertion> budgets() {
        var budgets = new ArrayList<Assertion>();
        for (String request : BROWSED) {
            budgets.add(details("before the sale", request).responseTime().percentile(99.0).lt(Settings.p99()));
            budgets.add(details("during the sale", request).responseTime().percentile(99.0).lt(Settings.p99()));
        }
        for (String request : BOUGHT) budgets.add(details(request).responseTime().percentile(99.0).lt(Settings.p99()));
        budgets.add(global().failedRequests().percent().lt(0.1));
        return budgets;
    }

    /** What was sold is what was bought. */
    @Override
    public void after() {
        var sale = offer.look();
        System.out.printf("Of %d units %d were claimed and %d bought, %d claims were refused; the shop says: %d sold, %d claimed, %d left, %d returned%n", Settings.units(), bargain.claimed.get(), bargain.bought.get(),
                bargain.refused.get(), sale.path("sold").asLong(), sale.path("claimed").asLong(), sale.path("left").asLong(), sale.path("returned").asLong());
        if (sale.path("sold").asLong() != bargain.bought.get()) throw new IllegalStateException("The shop has sold another number than was bought: " + sale);
    }
}
