package souk.scenarios;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;

/** Everybody who comes buys, {@code souk.rate} a second. */
public final class Buy extends Simulation {
    {
        setUp(scenario("buy").exec(new Visits(Goods.of(Settings.urls().get(0))).buy()).injectOpen(constantUsersPerSec(Settings.rate()).during(Settings.time())))
                .protocols(Visits.protocol())
                .assertions(global().responseTime().percentile(99.0).lt(Settings.p99()), global().failedRequests().percent().lt(0.1));
    }
}
