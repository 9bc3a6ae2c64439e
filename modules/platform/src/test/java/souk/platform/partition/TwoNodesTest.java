package souk.platform.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Entities;

/** Nodes of one cluster on the loopback interface: commands cross from one to the other in their sent form while nodes come and go. */
@Order(3)
class TwoNodesTest {
    private static final int LOGS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final MemoryStorage truth = new MemoryStorage();
    private final FaultyStorage.Count faults = new FaultyStorage.Count();
    private final List<Judge.Op> ops = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger last = new AtomicInteger();

    private record Node(ToyShop shop, FaultyStorage storage) {}

    private Node node(ToyShop member) {
        var storage = new FaultyStorage(truth, "", 1, faults);
        return new Node(new ToyShop(ToyShop.TOYS, storage, LOGS, "souk.partition.flush-after = 200 ms", member), storage);
    }

    /** A client that sends one command after the other through whichever node it is told, and repeats what it does not know. */
    private CompletableFuture<Void> client(Supplier<ToyShop> through, AtomicBoolean over) {
        return CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                int number = last.incrementAndGet();
                var op = new Judge.Op("t" + number % 40, new Tally.Add("op" + number, 1));
                ops.add(op);
                for (boolean known = false; !known && !over.get(); ) {
                    // A node that dies answers nobody any more, not even that it does not know.
                    var outcome = through.get().partitions().ask(Tally.at(op.tally), op.command, Entities.Asking.DEFAULT.within(Duration.ofSeconds(2)))
                            .completeOnTimeout(Outcome.refused(Rejection.Kind.UNKNOWN_OUTCOME, "no-answer", "The node has died."), 5, TimeUnit.SECONDS).join();
                    known = outcome instanceof Outcome.Accepted;
                    if (outcome instanceof Outcome.Accepted<Tally.Total> accepted) {
                        op.answered = System.nanoTime();
                        op.told = accepted.reply();
                    }
                    op.repeated = !known || op.repeated;
                }
            }
        }, command -> new Thread(command, "client").start());
    }

    private long acknowledged() {
        synchronized (ops) {
            return ops.stream().filter(op -> op.told != null).count();
        }
    }

    private void untilMore(int many) {
        long before = acknowledged();
        Awaitility.await().atMost(PATIENCE).until(() -> acknowledged() > before + many);
    }

    @Test
    void nodesComeAndGoAndNothingIsLost() {
        var first = node(null);
        Awaitility.await().atMost(PATIENCE).until(() -> first.shop.sees(1));
        var second = node(first.shop);
        Awaitility.await().atMost(PATIENCE).until(() -> first.shop.sees(2) && second.shop.sees(2));
        first.shop.serving().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        // Both host some of the partitions.
        Awaitility.await().atMost(PATIENCE).until(() -> segments(first) > 0 && segments(second) > 0);

        var over = new AtomicBoolean();
        var clients = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 4; i++) clients.add(client(() -> first.shop, over));
        var overSecond = new AtomicBoolean();
        for (int i = 0; i < 4; i++) clients.add(client(() -> second.shop, overSecond));
        untilMore(100);

        // One leaves in order.
        overSecond.set(true);
        second.shop.close();
        untilMore(50);

        // Another comes, takes its share, and the first dies without a word.
        var third = node(first.shop);
        Awaitility.await().atMost(PATIENCE).until(() -> third.shop.sees(2));
        untilMore(50);
        over.set(true);
        var overThird = new AtomicBoolean();
        var rest = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 4; i++) rest.add(client(() -> third.shop, overThird));
        untilMore(50);
        first.storage.cut();
        first.shop.die();
        third.shop.down(first.shop);
        untilMore(100);
        overThird.set(true);
        clients.forEach(each -> each.orTimeout(60, TimeUnit.SECONDS).join());
        rest.forEach(each -> each.orTimeout(60, TimeUnit.SECONDS).join());
        third.shop.close();

        var placement = new Placement(World.NAMES, Map.of("toy", LOGS));
        for (int log = 0; log < LOGS; log++) {
            String name = Placement.log("toy", log);
            var all = truth.look(name);
            var stored = new Snapshot(all.head(), all.rows(), all.pages().entrySet().stream()
                    .filter(page -> placement.log(Tally.at(page.getKey().substring(page.getKey().indexOf('/') + 1))).equals(name))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)), all.checkpoint(), all.agenda());
            Judge.storedIsSound(stored);
            Judge.clientsWereToldTheTruth(stored, ops.stream().filter(op -> placement.log(Tally.at(op.tally)).equals(name)).toList());
        }
        System.out.printf("Two nodes: %d commands acknowledged%n", acknowledged());
        assertThat(acknowledged()).isGreaterThan(300);
    }

    private static long segments(Node node) {
        return node.shop.partitions().stats().values().stream().mapToLong(stats -> stats.segments.sum()).sum();
    }
}
