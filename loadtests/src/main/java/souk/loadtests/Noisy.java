package souk.loadtests;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import souk.loadtests.Beside.Crowd;
import souk.loadtests.Beside.Round;

/** What well-behaved clients notice of one who wants much more than there is for one. */
@Command(name = "noisy", description = "Measures how long well-behaved clients wait alone, beside one that asks as fast as it can and is answered 429, and alone again.", mixinStandardHelpOptions = true)
final class Noisy extends Phases implements Callable<Integer> {
    private static final byte[] PATH = Request.bytes("/v1/products/");

    @Option(names = "--clients", defaultValue = "10", description = "How many well-behaved clients (default ${DEFAULT-VALUE}).")
    int clients;

    @Option(names = "--rate", defaultValue = "10", description = "How many operations each of them begins in a second (default ${DEFAULT-VALUE}).")
    int rate;

    @Option(names = "--work", defaultValue = "ADD", description = "What they do: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    Work work;

    @Option(names = "--limit", defaultValue = "100", description = "How many requests a second each client may send, and as many at once (default ${DEFAULT-VALUE}).")
    int limit;

    @Option(names = "--connections", defaultValue = "8", description = "On how many connections the noisy one asks (default ${DEFAULT-VALUE}).")
    int connections;

    @Option(names = "--noise", defaultValue = "0", description = "How many requests a second it sends (default: as many as are answered).")
    int noise;

    private final AtomicLong granted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private long names;

    @Override
    public Integer call() {
        String load = Cpu.load();
        var goods = Goods.first(products);
        var limits = List.of("-Dsouk.http.limits.guest.per-minute=" + limit * 60, "-Dsouk.http.limits.guest.burst=" + limit);
        var done = new ArrayList<Round>();
        try (Site site = Site.open(Stream.concat(limits.stream(), nodeOptions.stream()).toList())) {
            site.sell(goods);
            var tokens = site.guests(clients);
            String one = site.guests(1).get(0);
            var crowd = new Crowd(() -> IntStream.range(0, clients).mapToObj(i -> work.shopper(goods, Sales.NONE, "noisy-" + names++)).toList(), tokens, Duration.ofSeconds(1).dividedBy(rate));
            var loud = new Crowd(() -> Stream.generate(() -> new Loud(goods)).limit(connections).toList(), Collections.nCopies(connections, one), noise == 0 ? Duration.ZERO : Duration.ofSeconds(connections).dividedBy(noise));
            var beside = new Beside(site, work.writes() ? Bench.WRITE_RAMP : Bench.READ_RAMP, Duration.ofSeconds(seconds));
            beside.warm(crowd, loud, Duration.ofSeconds(warm));
            granted.set(0);
            refused.set(0);
            for (int i = 0; i < rounds; i++) done.add(beside.round(crowd, loud));
        }
        System.out.printf("%d clients, each with a session of its own and %d times a second: %s; %d rounds of phases of %d s; load average before the run %s.%n%n", clients, rate, work.title, rounds, seconds, load);
        Beside.print(System.out, done, work.title, "a noisy client");
        System.out.printf("The noisy client, on %d connections, asked %,.0f times a second; of its requests %,d were let through and %,d refused (429), where one client may send %d a second.%n", connections, Beside.perSecond(done, Round::others), granted.get(), refused.get(), limit);
        var complaints = Beside.complaints(done);
        complaints.forEach(each -> System.err.println("WRONG: " + each));
        return complaints.isEmpty() ? 0 : 1;
    }

    /** Asks for a product again at once, whatever the answer. */
    private final class Loud implements Shopper {
        private final Goods goods;

        Loud(Goods goods) {
            this.goods = goods;
        }

        @Override
        public Move next(Request request) {
            request.get(PATH, goods.ids()[0]);
            return Move.BEGINS;
        }

        @Override
        public boolean answered(Response response) throws Unexpected {
            if (response.status() == 200) granted.incrementAndGet();
            else if (response.status() == 429) refused.incrementAndGet();
            else throw new Unexpected("Expected 200 or 429", response);
            return true;
        }
    }
}
