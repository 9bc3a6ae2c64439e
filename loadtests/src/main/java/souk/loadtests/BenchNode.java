package souk.loadtests;

import com.typesafe.config.ConfigFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import souk.inventory.api.StockCommand;
import souk.kernel.Outcome;
import souk.platform.Entities.Asking;
import souk.platform.RunningNode;
import souk.platform.partition.PartitionStats;
import souk.server.Souk;

/**
 * The node under load: a Souk node as in production, in a process of its own, that also answers questions on its standard input, a line
 * each: {@code stats}, {@code create <from> <count>}, {@code recount <aggregates> <commands>}, {@code stop}. Each line of an answer begins
 * with {@link #MARK}, its last one is {@link #END}; when the input ends, so does the node.
 */
final class BenchNode {
    /** What the JVM itself, or a profiler in it, writes to the standard output has no such mark. */
    static final String MARK = "@";
    static final String END = MARK + ".";
    private static final int IN_FLIGHT = 1024;

    private BenchNode() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        RunningNode node = RunningNode.start(ConfigFactory.load(), Souk.CAPABILITIES, InstantSource.system());
        answers.println(MARK + "port " + node.port());
        answers.println(END);
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

    /** Counts the stock of items, by number; from {@code wrap} on again from the first (1: never). Returns when all of it is durable. */
    private static void send(RunningNode node, long from, long until, long wrap, Asking how) throws InterruptedException {
        var room = new Semaphore(IN_FLIGHT);
        var refused = new LongAdder();
        for (long i = from; i < until; i++) {
            room.acquire();
            long item = wrap == 1 ? i : i % wrap;
            var count = new StockCommand.Count("main", 1 + i % 1000, Optional.empty(), Optional.empty());
            node.partitions().ask(StockCommand.at("load-" + item), count, how).whenComplete((outcome, failure) -> {
                if (failure != null || outcome instanceof Outcome.Refused) refused.increment();
                room.release();
            });
        }
        room.acquire(IN_FLIGHT);
        if (refused.sum() > 0) throw new IllegalStateException(refused.sum() + " commands were refused while the shop was filled");
    }
}
