package souk.loadtests;

import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import souk.loadtests.ClosedLoop.Measured;

/** The same work alone, with others beside it who would like to have the node for themselves, and alone again. */
final class Beside {
    /** Those beside it begin so much before the window, and end so much after it. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    /**
     * Who works.
     *
     * @param shoppers anew for each phase
     * @param pace     as {@link ClosedLoop#run} has it
     */
    record Crowd(Supplier<List<? extends Shopper>> shoppers, List<String> tokens, Duration pace) {
        private Measured works(List<InetSocketAddress> targets, Duration ramp, Duration window) {
            return ClosedLoop.run(targets, shoppers.get(), tokens, pace, ramp, window, () -> { }, () -> { });
        }
    }

    /** What was measured in one round: alone, with the others, alone again. */
    record Round(Measured before, Measured during, Measured after, Measured others) {}

    private final Site site;
    private final Duration ramp;
    private final Duration window;

    Beside(Site site, Duration ramp, Duration window) {
        this.site = site;
        this.ramp = ramp;
        this.window = window;
    }

    /** What nobody counts: the node compiles what it will have to do, and who is beside is seen once. */
    void warm(Crowd crowd, Crowd others, Duration time) {
        crowd.works(site.addresses(), Duration.ZERO, time.dividedBy(2));
        others.works(site.addresses(), Duration.ZERO, time.dividedBy(8));
        crowd.works(site.addresses(), Duration.ZERO, time.dividedBy(4));
    }

    Round round(Crowd crowd, Crowd others) {
        var before = crowd.works(site.addresses(), ramp, window);
        var beside = CompletableFuture.supplyAsync(() -> others.works(site.addresses(), MARGIN, ramp.plus(window)), job -> new Thread(job, "beside").start());
        var during = crowd.works(site.addresses(), ramp.plus(MARGIN), window);
        return new Round(before, during, crowd.works(site.addresses(), ramp, window), beside.join());
    }

    /** Prints a row a phase, all rounds together, and how the second compares with what the first and the third have in the mean. */
    static void print(PrintStream out, List<Round> rounds, String what, String beside) {
        out.printf("| %s | per second | p50 ms | p95 ms | p99 ms |%n|---|---|---|---|---|%n", what);
        row(out, "alone", rounds, Round::before);
        row(out, beside, rounds, Round::during);
        row(out, "alone again", rounds, Round::after);
        double alone = (p95(rounds, Round::before) + p95(rounds, Round::after)) / 2;
        double rate = (perSecond(rounds, Round::before) + perSecond(rounds, Round::after)) / 2;
        out.printf("%nWith %s the 95th percentile is %.2f times what it is alone, and there are %.2f times as many a second. Alone it was %.2f times as high the second time.%n", beside,
                p95(rounds, Round::during) / alone, perSecond(rounds, Round::during) / rate, p95(rounds, Round::after) / p95(rounds, Round::before));
    }

    private static void row(PrintStream out, String phase, List<Round> rounds, Function<Round, Measured> which) {
        var all = nanos(rounds, which);
        out.printf("| %s | %,.1f | %.1f | %.1f | %.1f |%n", phase, perSecond(rounds, which), all.getValueAtPercentile(50) / 1e6, all.getValueAtPercentile(95) / 1e6, all.getValueAtPercentile(99) / 1e6);
    }

    private static double p95(List<Round> rounds, Function<Round, Measured> which) {
        return nanos(rounds, which).getValueAtPercentile(95) / 1e6;
    }

    private static Histogram nanos(List<Round> rounds, Function<Round, Measured> which) {
        var all = new Histogram(Duration.ofSeconds(60).toNanos(), 3);
        rounds.forEach(round -> all.add(which.apply(round).nanos()));
        return all;
    }

    static double perSecond(List<Round> rounds, Function<Round, Measured> which) {
        return rounds.stream().mapToDouble(round -> which.apply(round).perSecond()).average().orElseThrow();
    }

    /** Answers that should not have been. */
    static List<String> complaints(List<Round> rounds) {
        var all = new ArrayList<String>();
        for (Round round : rounds) for (var each : List.of(round.before, round.during, round.after, round.others)) if (each.errors() > 0) all.add(each.errors() + " errors, such as: " + each.complaints());
        return all;
    }
}
