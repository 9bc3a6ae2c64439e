package souk.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FreshTest {
    private final AtomicInteger made = new AtomicInteger();

    private static Fresh<String, Integer> fresh(Duration freshFor) {
        return Fresh.of("test", freshFor, 1_000, value -> 10);
    }

    private CompletionStage<Integer> make() {
        return CompletableFuture.completedFuture(made.incrementAndGet());
    }

    private int ask(Fresh<String, Integer> fresh) {
        return fresh.get("key", this::make, any -> true).toCompletableFuture().join();
    }

    @Test
    void allWhoAskMeanwhileShareOne() {
        var slow = new CompletableFuture<Integer>();
        var fresh = fresh(Duration.ofMinutes(1));
        var asking = new ArrayList<CompletionStage<Integer>>();
        for (int i = 0; i < 100; i++) {
            asking.add(fresh.get("key", () -> {
                made.incrementAndGet();
                return slow;
            }, any -> true));
        }
        slow.complete(7);
        assertThat(asking).allMatch(each -> each.toCompletableFuture().join() == 7);
        assertThat(made).hasValue(1);
    }

    @Test
    void whatIsTooOldIsMadeAnew() {
        var fresh = fresh(Duration.ofMillis(200));
        assertThat(ask(fresh)).isEqualTo(1);
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10)).until(() -> ask(fresh) == 2);
    }

    @Test
    void theAgeCountsFromTheBeginOfTheMaking() throws Exception {
        var fresh = fresh(Duration.ofMillis(50));
        var slow = new CompletableFuture<Integer>();
        var first = fresh.get("key", () -> slow, any -> true);
        var begun = System.nanoTime();
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10)).until(() -> System.nanoTime() - begun > 60_000_000);
        var late = fresh.get("key", this::make, any -> true);
        slow.complete(-1);
        assertThat(first.toCompletableFuture().join()).as("who had asked before it began gets it").isEqualTo(-1);
        assertThat(late.toCompletableFuture().join()).as("who came too late for it gets a new one").isEqualTo(1);
    }

    @Test
    void oneThatIsNeverMadeHoldsUpNobodyWhoComesLater() {
        var fresh = fresh(Duration.ofMillis(50));
        var lost = fresh.get("key", CompletableFuture::new, any -> true).toCompletableFuture();
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10)).until(() -> {
            var later = fresh.get("key", this::make, any -> true).toCompletableFuture();
            return later.isDone() && later.join() > 0;
        });
        assertThat(lost).isNotDone();
    }

    @Test
    void whatWasForgottenWhileItWasMadeIsNotTold() {
        var fresh = fresh(Duration.ofMinutes(1));
        var old = new CompletableFuture<Integer>();
        fresh.get("key", () -> old, any -> true);
        fresh.forget("key");
        assertThat(ask(fresh)).isEqualTo(1);
        old.complete(-1);
        assertThat(ask(fresh)).isEqualTo(1);
    }

    @Test
    void aFailureAndWhatIsNotToBeKeptAreToldOnce() {
        var fresh = fresh(Duration.ofMinutes(1));
        var failing = fresh.get("key", () -> CompletableFuture.failedFuture(new IllegalStateException("down")), any -> true).toCompletableFuture();
        assertThatThrownBy(failing::join).isInstanceOf(CompletionException.class).hasMessageContaining("down");
        assertThat(fresh.get("key", this::make, any -> false).toCompletableFuture().join()).isEqualTo(1);
        assertThat(ask(fresh)).isEqualTo(2);
        assertThat(ask(fresh)).isEqualTo(2);
    }

    @Test
    void zeroKeepsNothingAndRoomIsKept() {
        var none = fresh(Duration.ZERO);
        assertThat(ask(none)).isEqualTo(1);
        assertThat(ask(none)).isEqualTo(2);
        var small = Fresh.<Integer, Integer>of("test", Duration.ofMinutes(1), 100, value -> 10);
        for (int i = 0; i < 1_000; i++) small.get(i, this::make, any -> true);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            int before = made.get();
            for (int i = 0; i < 1_000; i++) small.get(i, this::make, any -> true);
            return made.get() - before >= 900;
        });
    }
}
