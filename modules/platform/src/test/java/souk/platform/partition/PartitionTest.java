package souk.platform.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.journal.Storage.Page;

@Order(4)
class PartitionTest {
    private final MemoryStorage storage = new MemoryStorage();

    @Test
    void whatWasAcceptedIsThereAfterARestart() {
        try (var shop = new ToyShop(storage, 2, "")) {
            for (int i = 0; i < 100; i++) assertThat(shop.tell(Tally.at("t" + i % 10), new Tally.Add("op" + i, 1))).isInstanceOf(Outcome.Accepted.class);
        }
        try (var shop = new ToyShop(storage, 2, "")) {
            for (int i = 0; i < 10; i++) assertThat(shop.tell(Tally.at("t" + i), new Tally.Look())).isEqualTo(Outcome.accepted(new Tally.Total(10, 10)));
        }
    }

    @Test
    void aRepeatedCommandChangesNothing() {
        try (var shop = new ToyShop(storage, 1, "")) {
            shop.tell(Tally.at("t"), new Tally.Add("op", 5));
            assertThat(shop.tell(Tally.at("t"), new Tally.Add("op", 5))).isEqualTo(Outcome.accepted(new Tally.Total(5, 1)));
        }
    }

    @Test
    void aRuleThatThrowsCostsItsOwnCommandOnly() {
        try (var shop = new ToyShop(storage, 1, "")) {
            var all = new ArrayList<CompletableFuture<? extends Outcome<Tally.Total>>>();
            for (int i = 0; i < 20; i++) all.add(shop.ask(Tally.at("t"), i == 10 ? new Tally.Stumble() : new Tally.Add("op" + i, 1)));
            long refused = all.stream().map(CompletableFuture::join).filter(o -> o instanceof Outcome.Refused<?> r && r.rejection().kind() == Rejection.Kind.FAULT).count();
            assertThat(refused).isEqualTo(1);
            assertThat(shop.tell(Tally.at("t"), new Tally.Look())).isEqualTo(Outcome.accepted(new Tally.Total(19, 19)));
        }
    }

    @Test
    void fiveThousandQueuedRefusalsAreAllAnswered() {
        try (var shop = new ToyShop(storage, 1, "souk.partition.queue = 10000")) {
            var all = new ArrayList<CompletableFuture<? extends Outcome<Tally.Total>>>();
            for (int i = 0; i < 5_000; i++) all.add(shop.ask(Tally.at("t"), new Tally.Add("op" + i, -1)));
            assertThat(all).allSatisfy(answer -> assertThat(answer.join()).isInstanceOfSatisfying(Outcome.Refused.class, r -> assertThat(r.rejection().code()).isEqualTo("not-positive")));
        }
    }

    @Test
    void noMoreCommandsGoIntoASegmentThanItMayTake() {
        try (var shop = new ToyShop(storage, 1, "souk.partition.segment-commands = 7")) {
            var all = new ArrayList<CompletableFuture<? extends Outcome<Tally.Total>>>();
            for (int i = 0; i < 700; i++) all.add(shop.ask(Tally.at("t"), new Tally.Add("op" + i, 1)));
            assertThat(all).allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(Outcome.Accepted.class));
            assertThat(shop.partitions().stats("toy-0").segments.sum()).isGreaterThanOrEqualTo(100);
        }
    }

    @Test
    void moreAggregatesThanFitInMemoryKeepTheirStates() {
        try (var shop = new ToyShop(storage, 1, "souk.partition { residents = 50, flush-after = 100 ms }")) {
            for (int i = 0; i < 600; i++) untilThereIsRoom(shop, Tally.at("t" + i % 300), new Tally.Add("op" + i, 1));
            for (int i = 0; i < 300; i++) assertThat(untilThereIsRoom(shop, Tally.at("t" + i), new Tally.Look())).isEqualTo(Outcome.accepted(new Tally.Total(2, 2)));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> shop.partitions().stats("toy-0").pagesRead.sum() > 300);
        }
    }

    @Test
    void oneThatCanOnlyHaveBegunJustNowIsNotLookedForAsLongAsNothingSoYoungWasForgotten() {
        long position;
        try (var shop = new ToyShop(storage, 1, "souk.partition { residents = 20, flush-after = 100 ms }")) {
            var read = shop.partitions().stats("toy-0").pagesRead;
            shop.tell(Tally.at("cause"), new Tally.Add("op", 1));
            position = storage.head("toy-0").toCompletableFuture().join().position();
            long before = read.sum();
            assertThat(shop.tell(Tally.at("effect"), new Tally.Add("op", 1), position)).isEqualTo(Outcome.accepted(new Tally.Total(1, 1)));
            assertThat(read.sum()).as("pages read for what cannot be there").isEqualTo(before);
            // Until it is forgotten itself: from then on it may be there.
            for (int i = 0; i < 100; i++) untilThereIsRoom(shop, Tally.at("t" + i), new Tally.Add("op", 1));
            assertThat(shop.tell(Tally.at("effect"), new Tally.Add("op", 1), position)).isEqualTo(Outcome.accepted(new Tally.Total(1, 1)));
            assertThat(shop.tell(Tally.at("effect"), new Tally.Add("another", 1), position)).isEqualTo(Outcome.accepted(new Tally.Total(2, 2)));
        }
        try (var shop = new ToyShop(storage, 1, "")) {
            assertThat(shop.tell(Tally.at("effect"), new Tally.Add("op", 1), position)).isEqualTo(Outcome.accepted(new Tally.Total(2, 2)));
        }
    }

    @Test
    void aDatabaseThatTakesNoPagesIsNotAskedAgainAndAgain() {
        var attempts = new AtomicInteger();
        var broken = new MemoryStorage() {
            @Override
            protected <T> CompletionStage<T> run(String statement, Supplier<T> effect) {
                if (!statement.startsWith("write")) return super.run(statement, effect);
                attempts.incrementAndGet();
                return CompletableFuture.failedFuture(new IllegalStateException("no pages today"));
            }
        };
        try (var shop = new ToyShop(broken, 1, "souk.partition { residents = 20, stop-flush = 2 s }")) {
            for (int i = 0; i < 20; i++) shop.tell(Tally.at("t" + i), new Tally.Add("op", 1));
        }
        assertThat(attempts.get()).as("attempts to write 20 pages while crowded and while stopping").isBetween(20, 400);
    }

    @Test
    void aLargePageIsNotWrittenForEachChange() {
        var pages = new ConcurrentLinkedQueue<Page>();
        var seen = new MemoryStorage() {
            @Override
            public CompletionStage<?> writePages(String log, int bucket, List<PageOf> all) {
                all.forEach(each -> pages.add(each.page()));
                return super.writePages(log, bucket, all);
            }
        };
        int many = 1_500;
        try (var shop = new ToyShop(seen, 1, "souk.partition { flush-after = 200 ms, segment-size = 1 MiB }")) {
            var all = new ArrayList<CompletableFuture<? extends Outcome<Tally.Total>>>();
            for (int i = 0; i < many; i++) all.add(shop.ask(Tally.at("t"), new Tally.Add("a-name-of-some-length-" + i, 1)));
            all.forEach(CompletableFuture::join);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> pages.stream().anyMatch(page -> page.version() == many && page.body().length > 16 * 1024));
            int before = pages.size();
            long changed = System.nanoTime();
            shop.tell(Tally.at("t"), new Tally.Add("one-more", 1));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> pages.size() > before);
            assertThat(Duration.ofNanos(System.nanoTime() - changed)).as("how long a few bytes wait for a large page").isGreaterThan(Duration.ofMillis(1_000));
            shop.tell(Tally.at("t"), new Tally.Add("and-another", 1));
        }
        assertThat(pages).as("stopped, it leaves nothing to be read").last().extracting(Page::version).isEqualTo(many + 2L);
    }

    @Test
    void theNextBatchIsDecidedWhileOneIsWrittenAndHasNotHappenedIfThatIsLost() {
        var hold = new CompletableFuture<Void>();
        var held = new AtomicInteger();
        var slow = new MemoryStorage() {
            @Override
            public CompletionStage<?> insert(String log, Row row) {
                if (row.position() != 2) return super.insert(log, row);
                held.incrementAndGet();
                return hold.thenCompose(go -> super.insert(log, row));
            }
        };
        try (var shop = new ToyShop(slow, 1, "souk.journal.append-patience = 1 s")) {
            shop.serving().join();
            var first = shop.ask(Tally.at("t"), new Tally.Add("first", 1));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> held.get() > 0);
            long before = shop.partitions().stats("toy-0").decideNanos.sum();
            var second = shop.ask(Tally.at("t"), new Tally.Add("second", 1));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> shop.partitions().stats("toy-0").decideNanos.sum() > before);
            assertThat(second).isNotDone();
            hold.completeExceptionally(new IllegalStateException("lost"));
            assertThat(first.join()).isInstanceOfSatisfying(Outcome.Refused.class, r -> assertThat(r.rejection().kind()).isEqualTo(Rejection.Kind.UNKNOWN_OUTCOME));
            assertThat(second.join()).isInstanceOfSatisfying(Outcome.Refused.class, r -> assertThat(r.rejection().kind()).isEqualTo(Rejection.Kind.OVERLOADED));
        }
    }

    private static <R> Outcome<R> untilThereIsRoom(ToyShop shop, Address<?> to, Command<R> command) {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(() -> shop.tell(to, command), outcome -> !(outcome instanceof Outcome.Refused<R> r && r.rejection().kind() == Rejection.Kind.OVERLOADED));
    }

    @Test
    void aDeadlineComesAlsoAfterARestartAndWithoutAnybodyAsking() {
        try (var shop = new ToyShop(storage, 1, "souk.partition.flush-after = 100 ms")) {
            shop.tell(Tally.at("t"), new Tally.Add("op", 5));
            shop.tell(Tally.at("t"), new Tally.ResetAt(Instant.now().plusMillis(1500)));
        }
        try (var shop = new ToyShop(storage, 1, "souk.partition.flush-after = 100 ms")) {
            long before = shop.partitions().stats("toy-0").events.sum();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> shop.partitions().stats("toy-0").events.sum() > before);
            assertThat(shop.tell(Tally.at("t"), new Tally.Look())).isEqualTo(Outcome.accepted(new Tally.Total(0, 0)));
        }
    }
}
