package souk.loadtests;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** Windows of work that are measured at the node of a site. */
final class Windows {
    private static final Duration CALM = Duration.ofMillis(2500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** A claim that has run out is remembered for some 50 seconds. */
    private static final Duration FORGOTTEN = Sales.HELD.plusSeconds(55);
    /** What a node writes for itself in that time. */
    private static final int STILL = 2;

    private final Site site;
    private final Goods goods;
    private final Sales sales;
    private final List<String> tokens;
    private final List<String> complaints = new ArrayList<>();
    private long shoppers;
    private boolean claims;
    private long claimed;

    /** @param tokens of as many guests as there are clients at most */
    Windows(Site site, Goods goods, Sales sales, List<String> tokens) {
        this.site = site;
        this.goods = goods;
        this.sales = sales;
        this.tokens = tokens;
    }

    /** Answers that should not have been; each of them makes a run fail, at its end. */
    List<String> complaints() {
        return complaints;
    }

    List<String> tokens() {
        return tokens;
    }

    /** One window, after so long in which the same was done. */
    Sample measure(Work work, int clients, Duration before, Duration window) {
        return measure(work, sales, clients, before, window);
    }

    /** The same with other sales. */
    Sample measure(Work work, Sales sales, int clients, Duration before, Duration window) {
        var list = new ArrayList<Shopper>();
        for (int i = 0; i < clients; i++) list.add(work.shopper(goods, sales, "shopper-" + shoppers++));
        var began = new Reading[1];
        var ended = new Reading[1];
        var measured = ClosedLoop.run(site.addresses(), list, tokens.subList(0, clients), before, window, () -> began[0] = reading(), () -> ended[0] = reading());
        if (work == Work.CLAIM) {
            claims = true;
            claimed = System.nanoTime();
        }
        if (measured.errors() > 0) complaints.add(measured.errors() + " errors in " + work.title + " with " + clients + " clients, such as: " + measured.complaints());
        return sample(measured.seconds(), measured.operations(), measured.nanos(), began[0], ended[0]);
    }

    /** A window of claims within the node, without HTTP, by so many customers who are shared out over these counters of a sale. */
    Sample inside(String sale, List<Integer> counters, int customers, Duration before, Duration window) {
        site.node().ask("claim " + sale + " " + customers + " " + counters.stream().map(String::valueOf).collect(Collectors.joining(",")));
        pause(before);
        var began = reading();
        site.node().ask("count");
        pause(window);
        String[] counted = site.node().ask("counted").get(0).split(" ", 3);
        var ended = reading();
        claims = true;
        claimed = System.nanoTime();
        if (!counted[2].isEmpty()) complaints.add("Claims within the node failed: " + counted[2]);
        var nanos = Histogram.decodeFromByteBuffer(ByteBuffer.wrap(Base64.getDecoder().decode(counted[1])), 0);
        return sample(Long.parseLong(counted[0]) / 1e9, nanos.getTotalCount(), nanos, began, ended);
    }

    private static void pause(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) LockSupport.parkNanos(left);
    }

    private static Sample sample(double seconds, long operations, Histogram nanos, Reading began, Reading ended) {
        return new Sample(seconds, operations, nanos, ended.node - began.node, ended.cassandra - began.cassandra, ended.own - began.own, Sample.between(began.stats, ended.stats),
                Sample.grown(began.statements, ended.statements));
    }

    private record Reading(long node, long cassandra, long own, Map<String, Map<String, Long>> stats, Map<String, Long> statements) {}

    private Reading reading() {
        var stats = site.node().stats();
        var statements = site.statements();
        return new Reading(Cpu.millis(site.node().pid()), Cpu.millis(site.cassandra().pid()), Cpu.millis(ProcessHandle.current().pid()), stats, statements);
    }

    /** What the last work has left over is not the next one's. */
    void awaitQuiet() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long before = -STILL - 1;
        for (long now = written(); now > before + STILL && System.nanoTime() < deadline; now = written()) {
            before = now;
            LockSupport.parkNanos(CALM.toNanos());
        }
    }

    /** Until the claims of the last window have not only run out, which is done after a few seconds, but are forgotten too. */
    void awaitForgotten() {
        if (!claims) return;
        claims = false;
        while (System.nanoTime() - claimed < FORGOTTEN.toNanos()) LockSupport.parkNanos(CALM.toNanos());
        awaitQuiet();
    }

    private long written() {
        return site.node().stats().values().stream().mapToLong(counts -> counts.get("pagesWritten") + counts.get("segments")).sum();
    }
}
