package souk.loadtests;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How fast search is, beside what Elasticsearch itself does: the requests that the node sends it for these questions are recorded, then
 * both are asked in turn, the node over its public route and Elasticsearch directly.
 */
@Command(name = "search", description = "Measures search over the demo shop beside Elasticsearch itself, asked the same.", mixinStandardHelpOptions = true)
final class SearchBench implements Callable<Integer> {
    private static final String FACETS = "&facets=brand,category";

    @Option(names = "--clients", defaultValue = "16", description = "How many clients (default ${DEFAULT-VALUE}).")
    int clients;

    @Option(names = "--seconds", defaultValue = "8", description = "How long each window is measured (default ${DEFAULT-VALUE}).")
    int seconds;

    @Option(names = "--rounds", defaultValue = "3", description = "How many windows of each; the median counts (default ${DEFAULT-VALUE}).")
    int rounds;

    @Option(names = "--warm", defaultValue = "60", description = "Seconds of warming up, all together (default ${DEFAULT-VALUE}).")
    int warm;

    @Option(names = "--products", defaultValue = "19406", description = "How many products the shop sells (default ${DEFAULT-VALUE}: all of the demo shop).")
    int products;

    @Option(names = "--queries", description = "A file of questions, one a line (default: 200 made from the products).")
    Optional<Path> queries;

    @Option(names = "--node-option", description = "One more option for the node's JVM; may come again.")
    List<String> nodeOptions = List.of();

    /** One of the things compared. */
    private record Side(String title, InetSocketAddress address, List<Searching.Question> questions) {}

    private record Window(double perSecond, Histogram nanos, double nodeMillis, double engineMillis) {
        double millis(double percentile) {
            return nanos.getValueAtPercentile(percentile) / 1e6;
        }
    }

    @Override
    public Integer call() throws Exception {
        var goods = Goods.first(products);
        var asked = queries.map(Questions::of).orElseGet(() -> Questions.about(goods, 200));
        var complaints = new ArrayList<String>();
        try (Site site = Site.open(nodeOptions)) {
            site.sell(goods);
            awaitIndex(site);
            List<Searching.Question> plain;
            List<Searching.Question> counted;
            try (Recorder recorder = Recorder.before(site.elasticsearch().url())) {
                site.restart(List.of("-Dsouk.search.fresh-for=0s", "-Dsouk.elasticsearch.url=" + recorder.url()));
                plain = record(site, recorder, asked, "");
                counted = record(site, recorder, asked, FACETS);
            }
            // What is kept for a second would be compared with what is searched.
            site.restart(List.of("-Dsouk.search.fresh-for=0s"));
            var engine = new InetSocketAddress("127.0.0.1", site.elasticsearch().url().getPort());
            var sides = List.of(
                    new Side("Elasticsearch", engine, plain),
                    new Side("Souk", site.node().address(), asked.stream().map(q -> Searching.Question.ofNode(q, "")).toList()),
                    new Side("Elasticsearch, with facets", engine, counted),
                    new Side("Souk, with facets", site.node().address(), asked.stream().map(q -> Searching.Question.ofNode(q, FACETS)).toList()));
            System.err.println("The index is there. Warming up for " + warm + " s");
            for (Side side : sides) measure(site, side, Duration.ofMillis(1000L * warm / sides.size()), complaints);
            String load = Cpu.load();
            var windows = new ArrayList<List<Window>>();
            sides.forEach(side -> windows.add(new ArrayList<>()));
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < sides.size(); i++) {
                    var window = measure(site, sides.get(i), Duration.ofSeconds(seconds), complaints);
                    windows.get(i).add(window);
                    System.err.printf(Locale.ROOT, "Round %d, %s: %.0f/s%n", round + 1, sides.get(i).title, window.perSecond);
                }
            }
            print(sides, windows, asked.size(), load);
        }
        complaints.forEach(each -> System.err.println("WRONG: " + each));
        return complaints.isEmpty() ? 0 : 1;
    }

    private void print(List<Side> sides, List<List<Window>> windows, int questions, String load) {
        System.out.printf(Locale.ROOT, "%,d products, %d questions, %d clients, median of %d windows of %d s, load average before %s, after %s%n%n", products, questions, clients, rounds, seconds, load,
                Cpu.load());
        System.out.println("| Asked | per second | of Elasticsearch | p50 ms | p95 ms | p99 ms | CPU-ms each: node | Elasticsearch |\n|---|---|---|---|---|---|---|---|");
        for (int i = 0; i < sides.size(); i++) {
            var own = windows.get(i);
            double rate = median(own, Window::perSecond);
            System.out.printf(Locale.ROOT, "| %s | %,.0f | %.0f %% | %.1f | %.1f | %.1f | %.2f | %.2f |%n", sides.get(i).title, rate, 100 * rate / median(windows.get(i - i % 2), Window::perSecond),
                    median(own, w -> w.millis(50)), median(own, w -> w.millis(95)), median(own, w -> w.millis(99)), median(own, Window::nodeMillis), median(own, Window::engineMillis));
        }
    }

    private static double median(List<Window> windows, java.util.function.ToDoubleFunction<Window> what) {
        double[] values = windows.stream().mapToDouble(what).sorted().toArray();
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    private Window measure(Site site, Side side, Duration window, List<String> complaints) {
        var list = new ArrayList<Shopper>();
        for (int i = 0; i < clients; i++) list.add(new Searching(side.questions, new SplittableRandom(i)));
        long[] node = new long[2];
        long[] engine = new long[2];
        var measured = ClosedLoop.run(List.of(side.address), list, Collections.nCopies(clients, null), Duration.ofSeconds(1), window,
                () -> read(site, node, engine, 0), () -> read(site, node, engine, 1));
        if (measured.errors() > 0) complaints.add(measured.errors() + " errors of " + side.title + ", such as: " + measured.complaints());
        return new Window(measured.perSecond(), measured.nanos(), (double) (node[1] - node[0]) / measured.operations(), (double) (engine[1] - engine[0]) / measured.operations());
    }

    private static void read(Site site, long[] node, long[] engine, int at) {
        node[at] = Cpu.millis(site.node().pid());
        engine[at] = Cpu.millis(site.elasticsearch().pid());
    }

    /** Asks each question once and finds what the node made of it: exactly one search. */
    private static List<Searching.Question> record(Site site, Recorder recorder, List<String> asked, String more) throws IOException, InterruptedException {
        var http = HttpClient.newHttpClient();
        // The node reads its own settings when it is first asked; those searches are nobody's question.
        search(http, site, asked.get(0), more);
        recorder.take();
        var questions = new ArrayList<Searching.Question>();
        for (String q : asked) {
            search(http, site, q, more);
            var searches = recorder.take();
            if (searches.size() != 1) throw new IllegalStateException("For \"" + q + "\" the node searched " + searches.size() + " times: this comparison knows only one");
            questions.add(Searching.Question.ofEngine(searches.get(0)));
        }
        return questions;
    }

    private static String search(HttpClient http, Site site, String q, String more) throws IOException, InterruptedException {
        var answer = http.send(HttpRequest.newBuilder(site.node().url().resolve(URI.create(Searching.Question.path(q, more)))).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) throw new IllegalStateException("A search for \"" + q + "\" was answered " + answer.statusCode() + ": " + answer.body());
        return answer.body();
    }

    private void awaitIndex(Site site) throws IOException, InterruptedException {
        var http = HttpClient.newHttpClient();
        long deadline = System.nanoTime() + Duration.ofMinutes(6).toNanos();
        String answer = search(http, site, "", "");
        while (!answer.contains("\"total\":" + products + ",")) {
            if (System.nanoTime() > deadline) throw new IllegalStateException("The index does not hold all products after six minutes: " + answer.substring(0, Math.min(200, answer.length())));
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            answer = search(http, site, "", "");
        }
    }
}
