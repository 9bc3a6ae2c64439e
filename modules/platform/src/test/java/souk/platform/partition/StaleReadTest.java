package souk.platform.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import souk.kernel.Outcome;

/**
 * An owner that was overtaken and knows nothing of it answers questions for no longer than {@code souk.partition.trust} from its memory; from then on it
 * asks first, finds out, and reads the log anew. Its successor acknowledges nothing until then.
 */
class StaleReadTest {
    private static final String ID = "asked";

    @Test
    void onceASuccessorHasAcknowledgedAnythingNobodyTellsWhatWasBefore() throws Exception {
        var storage = new MemoryStorage();
        String trust = "souk.partition.trust = 1500 ms\n";
        // Once it has noticed, it leaves its successor time to go on before it takes the log back: a cluster would have ended it by then.
        var overtaken = new ToyShop(storage, 1, trust + "souk.partition { min-backoff = 20 s, max-backoff = 20 s }\n");
        var successor = new CompletableFuture<ToyShop>();
        try {
            add(overtaken, "before");
            var acknowledged = CompletableFuture.runAsync(() -> {
                successor.complete(new ToyShop(storage, 1, trust));
                add(successor.join(), "after");
            });
            int old = 0;
            long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (true) {
                boolean known = acknowledged.isDone() && !acknowledged.isCompletedExceptionally();
                // Asked all the while, it believes to the last moment that the log is its own.
                var answer = overtaken.tell(Tally.at(ID), new Tally.Look());
                if (answer.equals(Outcome.accepted(new Tally.Total(2, 2)))) break;
                assertThat(System.nanoTime() - end).as("it takes the log back within two minutes").isNegative();
                if (!answer.equals(Outcome.accepted(new Tally.Total(1, 1)))) continue;
                old++;
                assertThat(known).as("acknowledged by the successor before this was asked").isFalse();
            }
            acknowledged.get(1, TimeUnit.MINUTES);
            System.out.println("An owner that was overtaken gave " + old + " answers, and none after its successor had acknowledged something");
        } finally {
            overtaken.die();
            if (successor.isDone()) successor.join().die();
        }
    }

    @Test
    void aMachineThatSleptTellsNothingFromBefore() {
        var storage = new MemoryStorage();
        var slept = new AtomicLong();
        // Its own time stands still while a machine sleeps, the time of day does not.
        InstantSource clock = () -> Instant.now().plusSeconds(slept.get());
        var sleeper = new ToyShop(storage, 1, "souk.partition { trust = 1 h, min-backoff = 100 ms }\n", clock);
        try {
            add(sleeper, "before");
            var successor = new ToyShop(storage, 1, "");
            try {
                add(successor, "after");
                assertThat(sleeper.tell(Tally.at(ID), new Tally.Look())).as("it trusts itself for an hour").isEqualTo(Outcome.accepted(new Tally.Total(1, 1)));
                slept.set(Duration.ofHours(2).toSeconds());
                assertThat(sleeper.tell(Tally.at(ID), new Tally.Look())).as("the first answer").isNotEqualTo(Outcome.accepted(new Tally.Total(1, 1)));
                Awaitility.await("its successor goes on").atMost(Duration.ofSeconds(60)).until(() -> successor.tell(Tally.at(ID), new Tally.Look()), outcome -> outcome.equals(Outcome.accepted(new Tally.Total(2, 2))));
            } finally {
                successor.die();
            }
        } finally {
            sleeper.die();
        }
    }

    private static void add(ToyShop shop, String op) {
        Awaitility.await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(60)).until(() -> shop.tell(Tally.at(ID), new Tally.Add(op, 1)), outcome -> outcome instanceof Outcome.Accepted);
    }
}
