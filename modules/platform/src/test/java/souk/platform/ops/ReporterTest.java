package souk.platform.ops;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import souk.devservices.Ports;

class ReporterTest {
    private final int port = Ports.free();
    private final ActorSystem<Void> one = system(port);
    private final ActorSystem<Void> other = system(Ports.free());

    private static ActorSystem<Void> system(int port) {
        return ActorSystem.create(Behaviors.empty(), "souk", ConfigFactory.parseString("""
                akka {
                  loglevel = WARNING
                  loggers = ["akka.event.slf4j.Slf4jLogger"]
                  actor { provider = remote, allow-java-serialization = off }
                  remote.artery.canonical { hostname = "127.0.0.1", port = %d }
                  coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off }
                }
                """.formatted(port)).withFallback(ConfigFactory.parseResources("souk-metrics.conf")).withFallback(ConfigFactory.defaultReferenceUnresolved()).resolve());
    }

    @AfterEach
    void end() {
        one.terminate();
        other.terminate();
    }

    @Test
    void aNodeSaysToAnotherHowItStands() {
        var report = new NodeReport("akka://souk@127.0.0.1:" + port, 8080, "1.2", Map.of("cassandra", "There is no connection."),
                List.of(new NodeReport.PartitionReport("cart-0", 12, 7, 4, 2, 1, 3)),
                List.of(new NodeReport.ViewReport("orders.order-list", "orders-0", 5, 9, 17, 1.5, 0, Optional.of("it broke")),
                        new NodeReport.ViewReport("orders.unfinished", "orders-0", 9, 9, 0, 0, 0, Optional.empty())), Map.of("orders.stuck", 2L));
        Reporter.start(one, () -> report);
        var reporter = Reporter.start(other, () -> {
            throw new AssertionError("It is not asked");
        });
        // The first question also makes the connection, which takes longer than its patience on a machine that does much else.
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(reporter.ask("akka://souk@127.0.0.1:" + port).join()).contains(report));
    }

    @Test
    void whoDoesNotAnswerIsMissing() {
        var reporter = Reporter.start(other, () -> null);
        assertThat(reporter.ask("akka://souk@127.0.0.1:" + Ports.free()).join()).isEmpty();
    }
}
