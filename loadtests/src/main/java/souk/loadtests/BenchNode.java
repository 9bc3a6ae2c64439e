package souk.loadtests;

import com.typesafe.config.ConfigFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.inventory.api.StockCommand;
import souk.kernel.Outcome;
import souk.platform.Entities.Asking;
import souk.platform.RunningNode;
import souk.platform.partition.PartitionStats;
import souk.server.Souk;

/**
 * The node under load: a Souk node as in production, in a process of its own, that also answers questions on its standard input, a line
 * each: {@code stats}, {@code create <from> <count>}, {@code recount <aggregates> <commands>},
 * {@code claim <sale> <customers> <counters>}, {@code count} and {@code counted} for a window of those claims, {@code stop}. Each line of an answer begins
 * with {@link #MARK}, its last one is {@link #END}; when the input ends, so does the node.
 */
final class BenchNode {
    /** What the JVM itself, or a profiler in it, writes to the standard output has no such mark. */
    static final String MARK = "@";
    static final String END = MARK + ".";
    private static final int IN_FLIGHT = 1024;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private BenchNode() {}

    public static void main(String[] args) {
        try {
            run();
        } catch (IOException | InterruptedException | RuntimeException e) {
            e.printStackTrace();
            // Whoever asked waits for the end of our output.
            Runtime.getRuntime().halt(1);
        }
    }

    private static void run() throws IOException, InterruptedException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        RunningNode node = RunningNode.start(ConfigFactory.load(), Souk.CAPABILITIES, InstantSource.system());
        answers.println(MARK + "port " + node.port());
        answers.println(END);
        ClaimsInside claims = null;
        var questions = new BufferedReader(new InputStreamReader(System.in));
        for (String line = questions.readLine(); line != null && !line.equals("stop"); line = questions.readLine()) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "stats" -> node.partitions().stats().forEach((log, stats) -> answers.println(MARK + log + counts(stats)));
                case "create" -> {
                    long from = Long.parseLong(words[1]);
                    send(node, from, from + Long.parseLong(words[2]), 1, Asking.DEFAULT.toNew());
                }
                case "recount" -> send(node, 0, Long.parseLong(words[2]), Long.parseLong(words[1]), Asking.DEFAULT);
                case "claim" -> {
                    claims = new ClaimsInside(node, words[1]);
                    claims.begin(Integer.parseInt(words[2]), Stream.of(words[3].split(",")).mapToInt(Integer::parseInt).toArray());
                }
                case "count" -> claims.count();
                case "counted" -> answers.println(MARK + claims.counted());
                default -> throw new IllegalArgumentException("No such question: " + line);
            }
            answers.println(END);
        }
        node.close();
    }

    private static String counts(PartitionStats stats) {
        var counts = Map.ofEntries(Map.entry("commands", stats.commands), Map.entry("refused", stats.refused), Map.entry("questions", stats.questions),
                Map.entry("segments", stats.segments), Map.entry("events", stats.events), Map.entry("decideNanos", stats.decideNanos),
                Map.entry("appendNanos", stats.appendNanos), Map.entry("pagesRead", stats.pagesRead), Map.entry("pagesWritten", stats.pagesWritten),
                Map.entry("calls", stats.calls), Map.entry("callsRepeated", stats.callsRepeated), Map.entry("restarts", stats.restarts));
        return counts.entrySet().stream().map(each -> " " + each.getKey() + "=" + each.getValue().sum()).collect(Collectors.joining());
    }

    /**
     * Counts the stock of items, by number; with {@code wrap} on again from the first after so many (1: never). What is turned away because too
     * much is asked is asked again. Returns when all of it is durable.
     */
    private static void send(RunningNode node, long from, long until, long wrap, Asking how) throws InterruptedException {
        var room = new Semaphore(IN_FLIGHT);
        var again = new ConcurrentLinkedQueue<Long>();
        for (long i = from; i < until; i++) {
            room.acquire();
            count(node, wrap == 1 ? i : i % wrap, how, room, again);
            resend(node, room, again);
        }
        room.acquire(IN_FLIGHT);
        while (!again.isEmpty()) {
            room.release(IN_FLIGHT);
            resend(node, room, again);
            room.acquire(IN_FLIGHT);
        }
    }

    private static void resend(RunningNode node, Semaphore room, ConcurrentLinkedQueue<Long> again) throws InterruptedException {
        if (again.isEmpty()) return;
        LockSupport.parkNanos(PAUSE.toNanos());
        for (Long item = again.poll(); item != null; item = again.poll()) {
            room.acquire();
            count(node, item, Asking.DEFAULT, room, again);
        }
    }

    private static void count(RunningNode node, long item, Asking how, Semaphore room, ConcurrentLinkedQueue<Long> again) {
        var count = new StockCommand.Count("main", ThreadLocalRandom.current().nextInt(1_000_000), Optional.empty(), Optional.empty());
        node.partitions().ask(StockCommand.at("load-" + item), count, how).thenAccept(outcome -> {
            if (outcome instanceof Outcome.Refused<?> refused) {
                if (!refused.rejection().kind().passing()) throw new IllegalStateException("Stock could not be counted: " + refused.rejection());
                again.add(item);
            }
            room.release();
        }).exceptionally(failure -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
            return null;
        });
    }
}
