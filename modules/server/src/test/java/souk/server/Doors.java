package souk.server;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;

/**
 * The nodes of a shop as visitors know them who do not give up: a request that is not answered, or answered "come again", is sent again with the same Idempotency-Key to the next node,
 * as {@code Retry-After} says, for at most {@link #PATIENCE}: who then has no answer is a failure.
 */
final class Doors {
    static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration ONE_REQUEST = Duration.ofSeconds(25);
    private static final Duration NOBODY_THERE = Duration.ofMillis(100);

    private final List<HttpSpec> doors = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> sentAgain = new TreeMap<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicLong longest = new AtomicLong();

    Doors(List<URI> nodes) {
        nodes.forEach(this::mayGoTo);
    }

    /** There is one more node to go to. */
    void mayGoTo(URI node) {
        doors.add(HttpSpec.at(node.toString()).patient(ONE_REQUEST));
    }

    /** A new guest of the shop, who begins at one of the doors. */
    Visitor visitor(int door) {
        return new Visitor(door);
    }

    /** How many requests were answered, and what was sent again. */
    @Override
    public String toString() {
        synchronized (sentAgain) {
            return answers + " requests answered, the slowest after " + Pulse.seconds(longest.get()) + "; sent again because of " + (sentAgain.isEmpty() ? "nothing" : sentAgain);
        }
    }

    /** One of them, at one of the doors. */
    final class Visitor {
        private final String token;
        private int door;

        private Visitor(int number) {
            door = number;
            token = insist(visitor -> visitor, "/v1/sessions", "{}").answers(201).text("token");
        }

        /** What every door answers about this, again and again for half a minute. */
        String looks(String path) {
            var seen = new StringBuilder();
            for (int i = 0; i < 30; i++) {
                for (var each : doors) {
                    try {
                        seen.append(each.withToken(token).get(path).status()).append(' ');
                    } catch (RuntimeException | AssertionError nobody) {
                        seen.append("- ");
                    }
                }
                seen.append("| ");
                LockSupport.parkNanos(1_000_000_000L);
            }
            return seen.toString();
        }

        /** Posts this until it has an answer. */
        HttpSpecAnswer insist(UnaryOperator<HttpSpec> how, String path, String body) {
            long began = System.nanoTime();
            Object last;
            while (true) {
                long pause = NOBODY_THERE.toNanos();
                try {
                    var visitor = doors.get(Math.floorMod(door, doors.size()));
                    var answer = how.apply(token == null ? visitor : visitor.withToken(token)).post(path, body);
                    if (answer.status() != 503) {
                        answers.incrementAndGet();
                        longest.accumulateAndGet(System.nanoTime() - began, Math::max);
                        return answer;
                    }
                    pause = TimeUnit.SECONDS.toNanos(Long.parseLong(answer.header("Retry-After")));
                    last = answer.text("code");
                } catch (UncheckedIOException nobody) {
                    last = nobody.getCause().getClass().getSimpleName() + (nobody.getCause().getMessage() == null ? "" : " (" + nobody.getCause().getMessage().split(":")[0] + ")");
                }
                synchronized (sentAgain) {
                    sentAgain.merge(last.toString(), 1, Integer::sum);
                }
                door++;
                if (System.nanoTime() + pause - began > PATIENCE.toNanos()) throw new AssertionError("No answer to POST " + path + " within " + PATIENCE + ", the last was " + last);
                LockSupport.parkNanos(pause);
            }
        }
    }
}
