package souk.platform.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import souk.platform.journal.Storage;
import souk.platform.journal.Storage.Caches;

class CachesInUseTest {
    private static final Storage.PageOf PAGE = new Storage.PageOf("toy", "a", new Storage.Page(1, 1, 1, Optional.empty(), new byte[] {1}));

    private final Postbox post = new Postbox();
    private int asked;
    private final Storage storage = new MemoryStorage() {
        @Override
        public CompletionStage<Caches> caches(String log) {
            asked++;
            return super.caches(log);
        }
    };
    private final PartitionSetup setup = Postbox.setup(storage, "trust = 5 s, max-backoff = 5 s");

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static long ago(Duration time) {
        return System.nanoTime() - time.toNanos();
    }

    private void becomes(Caches from, Caches to) {
        assertThat(get(storage.replaceCaches("toy-0", from, to))).isTrue();
    }

    @Test
    void whatWasMadeAnewMakesThemOutdated() throws InterruptedException {
        var caches = new CachesInUse(setup, 1, Caches.FIRST, post);
        assertThat(caches.name()).isEqualTo("toy-0");
        becomes(Caches.FIRST, new Caches(1, 2, 1));
        caches.look();
        caches.found(post.next(CachesInUse.Read.class).caches(), System.nanoTime());
        assertThat(caches.outdated()).as("while others are being made").isFalse();
        becomes(new Caches(1, 2, 1), new Caches(2, 0, 1));
        caches.look();
        caches.found(post.next(CachesInUse.Read.class).caches(), System.nanoTime());
        assertThat(caches.outdated()).isTrue();
        caches.look();
        assertThat(asked).as("what is known is not asked again").isEqualTo(2);
    }

    @Test
    void olderOnesAreForgottenOnceNobodyCanReadThemAnyMore() {
        var now = new Caches(3, 0, 1);
        becomes(Caches.FIRST, now);
        for (int generation = 1; generation <= 3; generation++) get(storage.writePages(Storage.cache("toy-0", generation), Storage.bucket("toy", "a"), List.of(PAGE)));
        var caches = new CachesInUse(setup, 1, now, post);
        assertThat(caches.name()).isEqualTo(Storage.cache("toy-0", 3));
        caches.found(now, ago(Duration.ofSeconds(20)));
        assertThat(get(storage.caches("toy-0"))).as("too soon").isEqualTo(now);
        caches.found(now, ago(Duration.ofSeconds(30)));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> get(storage.caches("toy-0")).equals(new Caches(3, 0, 3)));
        assertThat(get(storage.page(Storage.cache("toy-0", 1), "toy", "a"))).isEmpty();
        assertThat(get(storage.page(Storage.cache("toy-0", 2), "toy", "a"))).isEmpty();
        assertThat(get(storage.page(Storage.cache("toy-0", 3), "toy", "a"))).isPresent();
        assertThat(caches.outdated()).isFalse();
    }
}
