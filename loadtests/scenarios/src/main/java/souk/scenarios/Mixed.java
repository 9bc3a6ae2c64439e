package souk.scenarios;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;

/** A day as it is: nine of ten who come look around, one buys. For a long time it is a soak. */
public final class Mixed extends Simulation {
    {
        setUp(scenario("mixed").exec(new Visits(Goods.of(Settings.urls().get(0))).visit()).injectOpen(constantUsersPerSec(Settings.rate()).during(Settings.time())))
                .protocols(Visits.protocol())
                .assertions(global().responseTime().percentile(99.0).lt(Settings.p99()), global().failedRequests().percent().lt(0.1));
    }
}
