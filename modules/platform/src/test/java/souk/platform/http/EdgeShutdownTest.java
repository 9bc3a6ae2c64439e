package souk.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EdgeShutdownTest {
    @Test
    void answersWhatIsUnderWayAndTakesNothingNew() throws Exception {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "stopping", ConfigFactory.parseString("souk.http.handler-timeout = 60 s").withFallback(TestShop.CONFIG));
        var arrived = new CountDownLatch(1);
        var answer = new CompletableFuture<Answer>();
        var slow = Endpoint.get("/v1/slow").summary("Waits").roles(Access.ANYONE).answers(204, null).handle(call -> {
            arrived.countDown();
            return answer;
        });
        var health = new Health();
        var edge = Edge.start(system, List.of(slow), health, Clock.systemUTC()).toCompletableFuture().join();
        var http = new Http(edge.port());
        assertThat(http.get("/health/ready", null).status()).isEqualTo(200);

        var reply = CompletableFuture.supplyAsync(() -> http.get("/v1/slow", null));
        assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
        system.terminate();
        await().atMost(Duration.ofSeconds(60)).until(() -> health.problems().containsKey("node"));
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThatThrownBy(() -> new Http(edge.port()).get("/health/live", null)).isInstanceOf(UncheckedIOException.class));
        assertThat(reply).isNotDone();
        answer.complete(Answer.noContent());
        assertThat(reply.get(60, TimeUnit.SECONDS).status()).isEqualTo(204);
        system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void isReadyWhenEveryCheckAgrees() {
        try (var shop = new TestShop()) {
            var problem = new AtomicReference<>(Optional.of("no route to it"));
            shop.health.check("cassandra", problem::get).check("broken", () -> {
                throw new IllegalStateException("oops");
            });
            var reply = shop.http.get("/health/ready", null);
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.code()).isEqualTo("not-ready");
            assertThat(reply.json().path("checks").path("cassandra").asText()).isEqualTo("no route to it");
            assertThat(reply.json().path("checks").path("broken").asText()).contains("oops");
            assertThat(shop.http.get("/health/live", null).status()).isEqualTo(200);
            shop.health.check("broken", Optional::empty);
            problem.set(Optional.empty());
            assertThat(shop.http.get("/health/ready", null).status()).isEqualTo(200);
            shop.health.stopping();
            assertThat(shop.http.get("/health/ready", null).status()).isEqualTo(503);
        }
    }

    @Test
    void closesConnectionsWithTheirNextAnswerOnceItIsToStop() {
        try (var shop = new TestShop()) {
            String ask = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n";
            assertThat(shop.http.raw(ask)).startsWith("HTTP/1.1 200").doesNotContain("Connection: close");
            shop.health.stopping();
            assertThat(shop.http.raw(ask)).startsWith("HTTP/1.1 200").contains("Connection: close");
        }
    }

    @Test
    void servesAsBeforeUntilEverybodyHasNoticedThatItStops() throws Exception {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "noticed", ConfigFactory.parseString("souk.http.notice = 5 s").withFallback(TestShop.CONFIG));
        var health = new Health();
        var edge = Edge.start(system, List.of(), health, Clock.systemUTC()).toCompletableFuture().join();
        system.terminate();
        await().atMost(Duration.ofSeconds(60)).until(() -> health.problems().containsKey("node"));
        assertThat(new Http(edge.port()).get("/health/ready", null).status()).isEqualTo(503);
        assertThat(new Http(edge.port()).get("/health/live", null).status()).isEqualTo(200);
        system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void namesAPortThatIsTaken() {
        try (var shop = new TestShop()) {
            var config = ConfigFactory.parseString("souk.http.port = " + shop.edge.port()).withFallback(TestShop.CONFIG);
            ActorSystem<Void> second = ActorSystem.create(Behaviors.empty(), "second", config);
            try {
                assertThatThrownBy(() -> Edge.start(second, List.of(), new Health(), Clock.systemUTC()).toCompletableFuture().join()).hasMessageContaining(String.valueOf(shop.edge.port()));
            } finally {
                second.terminate();
            }
        }
    }

    @Test
    void refusesTwoRoutesForTheSameRequests() {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "twice", TestShop.CONFIG);
        try {
            var one = Endpoint.get("/v1/a/{x}").roles(Access.ANYONE).answers(204, null).handle(call -> null);
            var two = Endpoint.get("/v1/a/{y}").roles(Access.ANYONE).answers(204, null).handle(call -> null);
            assertThatThrownBy(() -> Edge.start(system, List.of(one, two), new Health(), Clock.systemUTC())).hasMessageContaining("GET /v1/a/{x}").hasMessageContaining("GET /v1/a/{y}");
        } finally {
            system.terminate();
        }
    }
}
