package souk.server.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * Sends a node what it does not expect, from several connections at once, and looks at every answer. What is sent follows from the seed and from what the shop
 * answers; each finding is told with the bytes of its request.
 */
public final class Fuzzing {
    /** A node hashes one password at a time, and everybody would wait for that. */
    private static final Set<String> HASHING = Set.of("POST /v1/accounts", "POST /v1/vendors/applications", "POST /v1/sessions", "POST /v1/sessions/step-up", "POST /v1/password-resets/confirm", "POST /v1/me/erasure", "PUT /v1/me/password");
    /** Those who work; their random numbers are their own. */
    private final int workers;
    private final URI node;
    private final Contract contract;
    private final List<Visitor> visitors;
    private final Known known = new Known();
    private final Judge judge;
    private final Pace pace;
    private final long seed;
    private Predicate<String> routes = name -> true;
    private final AtomicLong requests = new AtomicLong();
    private final Histogram nanos = new SynchronizedHistogram(TimeUnit.MINUTES.toNanos(2), 2);

    /**
     * @param visitors  in whose names requests are made
     * @param secrets   that no answer may hold
     * @param perSecond how many requests, at most
     * @param pause     the name of a file while which is there nothing is sent; empty: none
     */
    public Fuzzing(URI node, JsonNode contract, List<Visitor> visitors, List<String> secrets, long seed, int workers, int perSecond, String pause) {
        this.node = node;
        this.contract = new Contract(contract);
        this.visitors = visitors;
        this.seed = seed;
        this.workers = workers;
        judge = new Judge(this.contract, visitors, secrets);
        pace = new Pace(perSecond, pause);
    }

    /** Only of these routes, by method and path as the contract has them; bare bytes and WebSockets come anyhow. */
    public Fuzzing only(Predicate<String> wanted) {
        routes = wanted;
        return this;
    }

    /** Something real that requests may be about. */
    public void knows(String sort, String word) {
        known.note(sort, word);
    }

    /** Sends so many requests that are hardly HTTP, one after the other, in nobody's name: none of them may do anything. */
    public void attacks(int many) {
        var raw = new RawBytes(new SplittableRandom(seed), judge, node);
        var nobody = visitors.stream().filter(visitor -> visitor.token() == null).findFirst().orElseThrow();
        for (int i = 0; i < many; i++) {
            pace.await();
            requests.incrementAndGet();
            raw.attack(nobody);
        }
    }

    /** Works while it is so; it may be called again, and goes on with other numbers. */
    public void run(BooleanSupplier goesOn) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        long begun = requests.get();
        for (int i = 0; i < workers; i++) {
            var random = new SplittableRandom(seed * 1_000_003 + begun * 31 + i);
            pool.execute(() -> {
                try (var worker = new Worker(random)) {
                    while (goesOn.getAsBoolean()) worker.step();
                } catch (IOException | RuntimeException | Error broken) {
                    judge.find("the fuzzing itself: " + broken, Arrays.toString(broken.getStackTrace()));
                }
            });
        }
        pool.shutdown();
        if (!pool.awaitTermination(1, TimeUnit.DAYS)) throw new IllegalStateException("A worker does not end");
    }

    public boolean paused() {
        return pace.paused();
    }

    /** What is wrong, each sort of it with its first example. */
    public Map<String, String> findings() {
        return judge.findings();
    }

    /** How many answers came by status and code. */
    public Map<String, Long> counts() {
        return judge.counts();
    }

    public long requests() {
        return requests.get();
    }

    public long seed() {
        return seed;
    }

    @Override
    public String toString() {
        return "%,d requests with seed %d (paused for %d s), answers in ms: p50 %.1f, p99 %.1f, at most %.0f; %d sorts of findings".formatted(requests.get(), seed, pace.rested().toSeconds(), nanos.getValueAtPercentile(50) / 1e6, nanos.getValueAtPercentile(99) / 1e6,
                nanos.getMaxValue() / 1e6, judge.findings().size());
    }

    /** The routes that were never answered well: what is behind them was hardly tried. */
    public List<String> neverWell() {
        return contract.operations.stream().map(Contract.Operation::name).filter(name -> !judge.counts().containsKey("well " + name)).sorted(Comparator.naturalOrder()).toList();
    }

    private final class Worker implements AutoCloseable {
        private final SplittableRandom random;
        private final Requests made;
        private final Journeys journeys;
        private final RawBytes raw;
        private final WildSockets sockets;
        private Wire wire;
        private boolean used;

        Worker(SplittableRandom random) {
            this.random = random;
            made = new Requests(contract, known, random);
            journeys = new Journeys(contract, known, random, made);
            raw = new RawBytes(random, judge, node);
            sockets = new WildSockets(random, known, judge, node);
        }

        void step() {
            var who = Words.one(random, visitors);
            int kind = random.nextInt(100);
            if (kind < 50) exchange(made.valued(operation(who), who));
            else if (kind < 78) exchange(made.mutated(operation(who), who));
            else if (kind < 90) {
                turn();
                raw.attack(who);
            } else if (kind < 93) {
                turn();
                sockets.talk(who);
            } else if (who.token() != null) {
                journeys.travel(who, this::exchange);
            }
        }

        private void turn() {
            pace.await();
            requests.incrementAndGet();
        }

        /** Mostly one that this visitor may use. */
        private Contract.Operation operation(Visitor who) {
            while (true) {
                var operation = Words.one(random, contract.operations);
                if (HASHING.contains(operation.name()) && random.nextInt(5) > 0) continue;
                if (!routes.test(operation.name()) || operation.template().equals("/v1/ws") || operation.template().endsWith("/audit/export") && random.nextInt(20) > 0) continue;
                if (operation.allows(who.kind, who.role) || random.nextInt(20) == 0) return operation;
            }
        }

        /** @return the answer's JSON, missing for none */
        private JsonNode exchange(Sent sent) {
            if (!routes.test(sent.operation().name())) return MissingNode.getInstance();
            turn();
            long begun = System.nanoTime();
            Wire.Answer answer = null;
            try {
                answer = answered(sent);
            } catch (SocketTimeoutException silence) {
                judge.find("no answer from " + sent.operation().name(), sent, null);
                drop();
            } catch (IOException broken) {
                // What was done to it may make the node end the connection, right requests may not.
                judge.count("cut: " + sent.what());
                if (sent.straight()) judge.find("no answer but " + broken.getClass().getSimpleName() + " from " + sent.operation().name(), sent + " " + broken.getMessage());
                drop();
            }
            if (answer == null) return MissingNode.getInstance();
            nanos.recordValue(Math.min(System.nanoTime() - begun, nanos.getHighestTrackableValue()));
            if (answer.header("connection").contains("close")) drop();
            return told(sent, answer);
        }

        private JsonNode told(Sent sent, Wire.Answer answer) {
            JsonNode json = judge.judge(sent, answer);
            if (answer.status() < 300 && sent.straight()) {
                judge.count("well " + sent.operation().name());
                known.learn(sent.operation().template(), json);
                if (!answer.header("etag").isEmpty()) known.note("etag", answer.header("etag"));
            }
            String code = answer.status() == 401 || answer.status() == 403 ? json.path("code").asText() : "";
            if (code.equals("unauthenticated") || code.equals("step-up-required")) sent.who().renew();
            return json;
        }

        /** On a connection that may have been used before: then it may have been closed meanwhile. */
        private Wire.Answer answered(Sent sent) throws IOException {
            boolean head = sent.method().equals("HEAD");
            if (used) {
                try {
                    wire.sends(sent.bytes());
                    var answer = wire.reads(head);
                    if (answer != null) return answer;
                } catch (SocketTimeoutException silence) {
                    throw silence;
                } catch (SocketException closed) {
                    judge.count("connection closed");
                }
                drop();
            }
            if (wire == null) wire = new Wire(node);
            try {
                wire.sends(sent.bytes());
            } catch (SocketException closedBefore) {
                // It may have said why.
            }
            var answer = wire.reads(head);
            if (answer == null) throw new IOException("The connection ended");
            used = true;
            return answer;
        }

        private void drop() {
            try {
                close();
            } catch (IOException gone) {
                // So it is.
            }
            wire = null;
            used = false;
        }

        @Override
        public void close() throws IOException {
            if (wire != null) wire.close();
        }
    }
}
