package souk.loadtests;

import static souk.loadtests.Request.bytes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import souk.loadtests.Beside.Crowd;
import souk.loadtests.Beside.Round;

/** What people who buy notice of a flood of wrong passwords. */
@Command(name = "logins", description = "Measures checkouts alone, beside a flood of log-ins with wrong passwords from many addresses, and alone again.", mixinStandardHelpOptions = true)
final class LogIns extends Phases implements Callable<Integer> {
    private static final byte[] SESSIONS = bytes("/v1/sessions");

    @Option(names = "--clients", defaultValue = "16", description = "How many people buy (default ${DEFAULT-VALUE}).")
    int clients;

    @Option(names = "--work", defaultValue = "CHECKOUT", description = "What they do: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    Work work;

    @Option(names = "--connections", defaultValue = "32", description = "How many log in at a time (default ${DEFAULT-VALUE}).")
    int connections;

    @Option(names = "--rate", defaultValue = "0", description = "How many log-ins they begin in a second (default: as many as are answered).")
    int rate;

    @Option(names = "--addresses", defaultValue = "10000", description = "From how many addresses (default ${DEFAULT-VALUE}); as X-Forwarded-For of a proxy that the node trusts.")
    int addresses;

    @Option(names = "--accounts", defaultValue = "10000", description = "To how many accounts, none of which exists, which takes as long as if it did (default ${DEFAULT-VALUE}).")
    int accounts;

    @Option(names = "--raised", description = "With limits so high that no log-in is refused for coming too often; without it as they are.")
    boolean raised;

    /** How many log-ins came to what, by status. */
    private final ConcurrentHashMap<Integer, LongAdder> answers = new ConcurrentHashMap<>();
    private long names;

    @Override
    public Integer call() {
        String load = Cpu.load();
        var goods = Goods.first(products);
        var options = new ArrayList<>(List.of("-Dsouk.http.trusted-proxies=127.0.0.1"));
        if (raised) options.addAll(List.of("-Dsouk.http.limits.login.per-minute=6000000", "-Dsouk.http.limits.login.burst=6000000"));
        options.addAll(nodeOptions);
        var done = new ArrayList<Round>();
        try (Site site = Site.open(options)) {
            site.sell(goods);
            var crowd = new Crowd(() -> IntStream.range(0, clients).mapToObj(i -> work.shopper(goods, Sales.NONE, "logins-" + names++)).toList(), site.guests(clients), Duration.ZERO);
            var flood = new Crowd(() -> Stream.generate(() -> new Guessing(new SplittableRandom(names++))).limit(connections).toList(), Collections.nCopies(connections, null), rate == 0 ? Duration.ZERO : Duration.ofSeconds(connections).dividedBy(rate));
            var beside = new Beside(site, Bench.WRITE_RAMP, Duration.ofSeconds(seconds));
            beside.warm(crowd, flood, Duration.ofSeconds(warm));
            answers.clear();
            for (int i = 0; i < rounds; i++) done.add(beside.round(crowd, flood));
        }
        System.out.printf("%d clients: %s; %d rounds of phases of %d s; load average before the run %s.%n%n", clients, work.title, rounds, seconds, load);
        Beside.print(System.out, done, work.title, "a flood of log-ins");
        System.out.printf("Log-ins with wrong passwords, %d at a time to %,d accounts from %,d addresses%s: %,.1f a second; by answer: %s.%n", connections, accounts, addresses, raised ? ", limits raised" : "", Beside.perSecond(done, Round::others),
                new TreeMap<>(answers).entrySet().stream().map(each -> each.getKey() + " " + meaning(each.getKey()) + " " + each.getValue()).collect(Collectors.joining(", ")));
        var complaints = Beside.complaints(done);
        complaints.forEach(each -> System.err.println("WRONG: " + each));
        return complaints.isEmpty() ? 0 : 1;
    }

    private static String meaning(int status) {
        return switch (status) {
            case 401 -> "(looked at)";
            case 429 -> "(too often)";
            default -> "(not now)";
        };
    }

    /** Tries a password, each time somebody else's and from somewhere else. */
    private final class Guessing implements Shopper {
        private final SplittableRandom random;

        Guessing(SplittableRandom random) {
            this.random = random;
        }

        @Override
        public Move next(Request request) {
            int from = random.nextInt(addresses);
            byte[] body = bytes("{\"email\":\"somebody-" + random.nextInt(accounts) + "@shop.example\",\"password\":\"not the password " + random.nextInt(100) + "\"}");
            request.sendFor(bytes("10." + (from >> 16 & 255) + "." + (from >> 8 & 255) + "." + (from & 255)), Request.POST, null, body, SESSIONS);
            return Move.BEGINS;
        }

        @Override
        public boolean answered(Response response) throws Unexpected {
            int status = response.status();
            if (status != 401 && status != 429 && status != 503) throw new Unexpected("Expected 401, 429 or 503", response);
            answers.computeIfAbsent(status, key -> new LongAdder()).increment();
            return true;
        }
    }
}
