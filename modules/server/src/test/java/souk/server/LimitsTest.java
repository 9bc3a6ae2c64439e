package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;
import souk.testkit.HttpSpec;

/**
 * Three real nodes and one limit of a hundred a second: what they let through together, wherever a client comes, also while a node is killed; and what others notice of a
 * client that wants much more. With {@code -Psoak}: it takes minutes. {@code LimiterTest} of the platform holds the same to every moment.
 */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class LimitsTest {
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration A_WHILE = Duration.ofSeconds(60);
    private static final int RATE = 100;
    private static final int BURST = 5;
    private static final int CLIENTS = 12;

    private record Let(long at, int status, long took) {}

    private static Let ask(URI node, String token) {
        long begun = System.nanoTime();
        try {
            var request = HttpRequest.newBuilder(node.resolve("/v1/carts/made-up")).timeout(Duration.ofSeconds(5)).header("Authorization", "Bearer " + token).build();
            int status = HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return new Let(System.nanoTime(), status, System.nanoTime() - begun);
        } catch (IOException lost) {
            return new Let(System.nanoTime(), 0, System.nanoTime() - begun);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Several clients with one token, as fast as they are answered but no more than some 600 a second, for a while. */
    private static List<Let> rush(RealShop shop, String token, Duration lasts, LongToIntFunction where, Runnable meanwhile) throws InterruptedException {
        var all = new ConcurrentLinkedQueue<Let>();
        long begin = System.nanoTime();
        var pool = Executors.newFixedThreadPool(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            pool.execute(() -> {
                while (System.nanoTime() - begin < lasts.toNanos()) {
                    all.add(ask(shop.nodes.get(where.applyAsInt(System.nanoTime() - begin)).url(), token));
                    LockSupport.parkNanos(20_000_000);
                }
            });
        }
        meanwhile.run();
        pool.shutdown();
        assertThat(pool.awaitTermination(lasts.toSeconds() + 60, TimeUnit.SECONDS)).isTrue();
        return all.stream().sorted((a, b) -> Long.compare(a.at, b.at)).toList();
    }

    private static boolean granted(Let let) {
        return let.status == 404;
    }

    /** The most in any second, and the mean without the burst at the beginning. An answer may come late, which moves it from one second to another. */
    private static double judge(String what, List<Let> all) {
        long[] times = all.stream().filter(LimitsTest::granted).mapToLong(Let::at).toArray();
        int most = 0;
        for (int from = 0, to = 0; to < times.length; to++) {
            while (times[to] - times[from] > 1_000_000_000L) from++;
            most = Math.max(most, to - from + 1);
        }
        double seconds = (times[times.length - 1] - times[0]) / 1e9;
        double mean = (times.length - BURST) / seconds;
        System.out.printf("%s: %d asked, %d let through in %.1f s: %.1f a second, %d in the fullest second%n", what, all.size(), times.length, seconds, mean, most);
        assertThat(times.length).as(what).isLessThanOrEqualTo((int) ((RATE * seconds + BURST) * 1.05) + 1);
        return mean;
    }

    private static long p95(List<Let> all) {
        long[] took = all.stream().filter(LimitsTest::granted).mapToLong(Let::took).sorted().toArray();
        return took[(int) (took.length * 0.95)] / 1000;
    }

    private static String guest(RealShop shop) {
        return HttpSpec.at(shop.node().url().toString()).session("{}").text("token");
    }

    @Test
    void threeNodesTogetherLetThroughWhatTheLimitSays(@TempDir Path folder) throws Exception {
        try (var shop = RealShop.start(folder, DevServices.shared().cassandra(), DevServices.shared().elasticsearch(), 3)) {
            shop.market(0).staff.put("/v1/admin/limits/guest", "{'perSecond':" + RATE + ",'burst':" + BURST + "}").answers(200);
            for (var node : shop.nodes) {
                var guest = HttpSpec.at(node.url().toString()).guest();
                await("the limit holds on " + node).atMost(A_WHILE).until(() -> guest.get("/v1/carts/made-up").header("RateLimit-Limit").equals(String.valueOf(BURST)));
            }
            // Warm.
            rush(shop, guest(shop), Duration.ofSeconds(10), at -> (int) (at / 1000 % 3), () -> {});
            Duration lasts = Duration.ofSeconds(15);
            assertThat(judge("At all three", rush(shop, guest(shop), lasts, at -> (int) (at / 1000 % 3), () -> {}))).isGreaterThan(RATE * 0.6);
            assertThat(judge("At one", rush(shop, guest(shop), lasts, at -> 1, () -> {}))).isGreaterThan(RATE * 0.6);
            assertThat(judge("At another each second", rush(shop, guest(shop), lasts, at -> (int) (at / 1_000_000_000L % 3), () -> {}))).isGreaterThan(RATE * 0.6);

            noisy(shop);

            var killed = rush(shop, guest(shop), Duration.ofSeconds(40), at -> (int) (at / 1000 % 2), () -> shop.nodes.get(2).kill());
            judge("At two, while the third is killed", killed);
            long end = killed.get(killed.size() - 1).at();
            assertThat(killed.stream().filter(LimitsTest::granted).filter(let -> end - let.at() < 10_000_000_000L).count()).as("in the last ten seconds").isGreaterThan(RATE * 6);
        }
    }

    /** Ten others, each far below the limit, with and without one who wants much more than there is. */
    private static void noisy(RealShop shop) throws Exception {
        for (boolean loud : new boolean[] {false, true, false, true}) {
            var others = new ConcurrentLinkedQueue<Let>();
            String[] tokens = new String[10];
            Arrays.setAll(tokens, i -> guest(shop));
            var pool = Executors.newFixedThreadPool(tokens.length);
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            for (String token : tokens) {
                pool.execute(() -> {
                    for (int i = 0; System.nanoTime() < end; i++) {
                        others.add(ask(shop.nodes.get(i % 3).url(), token));
                        LockSupport.parkNanos(100_000_000);
                    }
                });
            }
            if (loud) judge("The noisy one", rush(shop, guest(shop), Duration.ofSeconds(10), at -> (int) (at / 1000 % 3), () -> {}));
            pool.shutdown();
            assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            System.out.printf("%s: p95 of ten others %.1f ms, %d of %d refused%n", loud ? "With a noisy client" : "Without one", p95(List.copyOf(others)) / 1000.0, others.stream().filter(let -> let.status == 429).count(), others.size());
            assertThat(others).noneMatch(let -> let.status == 429);
        }
    }
}
