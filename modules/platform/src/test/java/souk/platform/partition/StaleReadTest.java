package souk.platform.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import souk.kernel.Outcome;

/**
 * An owner that was overtaken and knows nothing of it answers questions for no longer than {@code souk.partition.trust} from its memory; from then on it
 * asks first, finds out, and reads the log anew.
 */
class StaleReadTest {
    private static final String ID = "asked";

    @Test
    void anOverlookedSuccessorIsNoticedWhenTheTrustIsOver() {
        var storage = new MemoryStorage();
        Duration trust = Duration.ofMillis(1_500);
        var overtaken = new ToyShop(storage, 1, "souk.partition { trust = 1500 ms, min-backoff = 100 ms }\n");
        try {
            add(overtaken, "before");
            var successor = new ToyShop(storage, 1, "");
            try {
                add(successor, "after");
                long overtakenAt = System.nanoTime();
                int old = 0;
                while (true) {
                    long asked = System.nanoTime();
                    var answer = overtaken.tell(Tally.at(ID), new Tally.Look());
                    if (answer.equals(Outcome.accepted(new Tally.Total(2, 2)))) break;
                    if (!answer.equals(Outcome.accepted(new Tally.Total(1, 1)))) continue;
                    old++;
                    assertThat(Duration.ofNanos(asked - overtakenAt)).as("age of what it tells").isLessThanOrEqualTo(trust);
                }
                System.out.println("An owner that was overtaken gave " + old + " old answers, none of them older than " + trust.toMillis() + " ms");
            } finally {
                successor.die();
            }
        } finally {
            overtaken.die();
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
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> sleeper.tell(Tally.at(ID), new Tally.Look()), outcome -> outcome.equals(Outcome.accepted(new Tally.Total(2, 2))));
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
