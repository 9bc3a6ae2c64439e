package souk.scenarios;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;

/** People look around, {@code souk.rate} a second. */
public final class Browse extends Simulation {
    {
        setUp(scenario("browse").exec(new Visits(Goods.of(Settings.urls().get(0))).browse()).injectOpen(constantUsersPerSec(Settings.rate()).during(Settings.time())))
                .protocols(Visits.protocol())
                .assertions(global().responseTime().percentile(99.0).lt(Settings.p99()), global().failedRequests().percent().lt(0.1));
    }
}
