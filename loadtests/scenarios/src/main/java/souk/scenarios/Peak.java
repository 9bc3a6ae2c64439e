package souk.scenarios;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/** The recorded peak, {@code souk.rate}, then three times as much, then the peak again: budgets for all of it. */
public final class Peak extends Simulation {
    private static final int TIMES = 3;
    private static final Duration RAMP = Duration.ofSeconds(10);

    {
        double peak = Settings.rate();
        setUp(scenario("peak").exec(new Visits(Goods.of(Settings.urls().get(0))).visit()).injectOpen(
                constantUsersPerSec(peak).during(Settings.time().dividedBy(4)),
                rampUsersPerSec(peak).to(TIMES * peak).during(RAMP),
                constantUsersPerSec(TIMES * peak).during(Settings.time()),
                constantUsersPerSec(peak).during(Settings.time().dividedBy(4))))
                .protocols(Visits.protocol())
                .assertions(global().responseTime().percentile(99.0).lt(Settings.p99()), global().failedRequests().percent().lt(0.1));
    }
}
