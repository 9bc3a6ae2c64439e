package souk.platform.live;

import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import souk.kernel.Address;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.http.Edge;
import souk.platform.http.Health;
import souk.platform.http.Principal;
import souk.platform.http.Tokens;
import souk.platform.journal.Storage;
import souk.platform.partition.Tally;
import souk.platform.partition.ToyShop;

/** A node with toys to watch: {@code tally:<id>} for all, {@code own:<owner>-...} for one, {@code pair:<id>+<id>} of two, {@code big:<id>} in large frames, {@code unheard:<id>} of which nobody tells. */
final class LiveShop implements AutoCloseable {
    private static final String SETTINGS = """
            souk.http { port = 0, token-key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", notice = 0 s, akka.socket-options.so-send-buffer-size = 8k }
            """;
    private static final int LOGS = 4;
    private static final String PADDING = "x".repeat(100_000);

    record State(String id, long sum) {}

    record Big(long sum, String padding) {}

    record Pair(long first, long second) {}

    final ToyShop toys;
    final int port;
    final AtomicInteger questions = new AtomicInteger();
    private final Tokens tokens;
    private int ops;

    LiveShop(Storage storage, String settings) {
        this(storage, settings, null);
    }

    /** @param member a node of the shop that this one joins */
    LiveShop(Storage storage, String settings, LiveShop member) {
        toys = new ToyShop(ToyShop.TOYS, storage, LOGS, SETTINGS + settings, member == null ? null : member.toys);
        var system = toys.system();
        tokens = Tokens.of(system.settings().config(), Clock.systemUTC());
        var endpoints = LiveRoutes.of(system, Map.of(
                "tally", Topic.forAll(this::look),
                "own", Topic.forOwner((id, owner) -> id.startsWith(owner + "-") ? look(id) : CompletableFuture.completedFuture(Outcome.refused(Rejection.notFound("tally")))),
                "pair", Topic.forAll(this::pair),
                "big", Topic.forAll(id -> total(id).thenApply(outcome -> outcome.map(total -> new Topic.Shown(total.count(), new Big(total.sum(), PADDING), Tally.at(id))))),
                "unheard", Topic.forAll(id -> total(id).thenApply(outcome -> outcome.map(total -> new Topic.Shown("" + total.count(), new State(id, total.sum()), List.of()))))),
                toys.partitions(), Clock.systemUTC());
        port = Edge.start(system, endpoints, new Health(), Clock.systemUTC()).toCompletableFuture().join().port();
    }

    private CompletionStage<Outcome<Topic.Shown>> look(String id) {
        return total(id).thenApply(outcome -> outcome.map(total -> new Topic.Shown(total.count(), new State(id, total.sum()), Tally.at(id))));
    }

    private CompletionStage<Outcome<Topic.Shown>> pair(String ids) {
        String[] both = ids.split("\\+");
        return total(both[0]).thenCombine(total(both[1]), (a, b) -> a.fold(first -> b.map(second -> new Topic.Shown(first.count() + "." + second.count(), new Pair(first.sum(), second.sum()),
                List.<Address<?>>of(Tally.at(both[0]), Tally.at(both[1])))), Outcome::refused));
    }

    private CompletionStage<Outcome<Tally.Total>> total(String id) {
        questions.incrementAndGet();
        if (id.equals("none")) return CompletableFuture.completedFuture(Outcome.refused(Rejection.notFound("tally")));
        return toys.partitions().ask(Tally.at(id), new Tally.Look(), Topic.ASKING);
    }

    /** Adds a number, for certain. */
    void add(String id, long number) {
        var add = new Tally.Add(port + "-" + ops++, number);
        await("a number is added").atMost(Client.PATIENCE).pollDelay(Duration.ZERO).until(() -> toys.tell(Tally.at(id), add) instanceof Outcome.Accepted);
    }

    String token(String id, Duration lifetime) {
        return tokens.issue(new Principal(id, Principal.Kind.GUEST), lifetime).token();
    }

    /** A client that reads everything. */
    Client client(String... protocols) {
        return Client.of(port, protocols);
    }

    /** A client with somebody's token. */
    Client clientOf(String id) {
        return client("souk.v1", "bearer." + token(id, Duration.ofHours(1)));
    }

    @Override
    public void close() {
        toys.close();
    }
}
