package souk.platform.limits;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Nodes that lend and borrow, in a time of their own: messages take a while, views of who is there differ for a while. Repeatable by its seed. */
final class Town {
    static final long MS = 1_000_000L;
    static final long SECOND = 1000 * MS;
    private static final long MISSED = 4 * SECOND;
    private static final int MOST = 1000;

    private record Event(long at, long number, Runnable what) {}

    /** What a client was told, when. */
    record Told(long at, Verdict verdict) {}


    final class Node {
        final String name;
        final Lender lender;
        final Limiter limiter;
        boolean dead;
        boolean cut;
        /** Since when it is dead, or cut off. */
        private long lostAt;

        private Node(String name, Map<Budget, Limit> limits) {
            this.name = name;
            lender = new Lender(name, MOST);
            limiter = new Limiter(name, () -> now, new Post(this), limits, MOST);
        }

        private void sees(Circle circle) {
            if (dead) return;
            if (debug) System.out.println(now / MS + " " + name + " sees " + circle + " owner " + circle.owner("ann"));
            lender.sees(circle, now);
            limiter.sees(circle);
        }

        private void tick() {
            if (dead) return;
            limiter.sweep();
            if (random.nextInt(50) == 0) lender.sweep(limiter.splits(), now);
            in(100 * MS, this::tick);
        }
    }

    private final class Post implements Lending {
        private final Node from;

        private Post(Node from) {
            this.from = from;
        }

        private Node owner(String key) {
            String owner = from.limiter.circle().owner(key);
            return owner == null ? null : nodes.get(owner);
        }

        private boolean reaches(Node to) {
            return to != null && !to.dead && !from.dead && (to == from || !to.cut && !from.cut);
        }

        @Override
        public CompletionStage<Lent> ask(Ask ask) {
            var answer = new CompletableFuture<Lent>();
            var to = owner(ask.key());
            in(SECOND, () -> answer.completeExceptionally(new IllegalStateException("too late")));
            in(delay(), () -> {
                asked++;
                if (!reaches(to)) return;
                var lent = to.lender.ask(ask, to.limiter.splits()[ask.budget().ordinal()], now);
                if (debug && lent.granted() > 0) System.out.println(now / MS + " " + to.name + " lends " + lent + " to " + from.name);
                in(delay(), () -> {
                    if (reaches(to)) answer.complete(lent);
                });
            });
            return answer;
        }

        @Override
        public void giveBack(Return tokens) {
            var to = owner(tokens.key());
            if (debug) System.out.println(now / MS + " back " + tokens);
            in(delay(), () -> {
                if (reaches(to)) to.lender.giveBack(tokens, to.limiter.splits()[tokens.budget().ordinal()], now);
            });
        }
    }

    static boolean debug;
    final Random random;
    final Map<String, Node> nodes = new HashMap<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.number, b.number));
    private final Map<Budget, Limit> limits;
    long now = 1;
    long asked;
    private long numbered;

    Town(long seed, int count, Map<Budget, Limit> limits) {
        random = new Random(seed);
        this.limits = limits;
        for (int i = 0; i < count; i++) add();
        nodes.values().forEach(each -> each.sees(circle(each)));
        // All have been there for long.
        run(4 * SECOND);
    }

    Node add() {
        var node = new Node("node-" + nodes.size(), limits);
        nodes.put(node.name, node);
        node.tick();
        return node;
    }

    /** Those that visitors are sent to. */
    List<Node> alive() {
        return nodes.values().stream().filter(each -> !each.dead && !each.limiter.circle().owners().isEmpty()).sorted((a, b) -> a.name.compareTo(b.name)).toList();
    }

    private Circle circle(Node of) {
        var up = nodes.values().stream().filter(each -> !each.dead || !removed.contains(each)).toList();
        var seen = up.stream().filter(each -> each == of || !isMissed(each) && !isMissed(of)).map(each -> each.name).collect(Collectors.toList());
        return new Circle(seen, Math.max(1, up.size()), seen.size() * 2 > up.size());
    }

    /** Heartbeats are missed for four seconds before anybody says so. */
    private boolean isMissed(Node node) {
        return (node.dead || node.cut) && now - node.lostAt >= MISSED;
    }

    private final List<Node> removed = new ArrayList<>();

    /** Things have changed: each node sees it in its own time, between so much and a second later. */
    private void spread(long after) {
        for (Node each : nodes.values()) in(after + (long) (random.nextDouble() * SECOND), () -> each.sees(circle(each)));
    }

    /** One comes. */
    void join() {
        add();
        spread(0);
    }

    /** One dies without a word: noticed after four seconds, removed after ten. */
    void kill(Node node) {
        node.dead = true;
        node.lostAt = now;
        spread(MISSED);
        in(10 * SECOND, () -> {
            removed.add(node);
            spread(0);
        });
    }

    /** The network around one breaks, and is well again later; its clients still reach it. */
    void cut(Node node, long lasting) {
        if (node.cut) return;
        node.cut = true;
        node.lostAt = now;
        spread(MISSED);
        in(lasting, () -> {
            node.cut = false;
            spread(SECOND);
        });
    }

    long delay() {
        return (long) (random.nextDouble() * random.nextDouble() * 20 * MS);
    }

    void in(long after, Runnable what) {
        events.add(new Event(now + after, numbered++, what));
    }

    void run(long time) {
        long end = now + time;
        while (!events.isEmpty() && events.peek().at <= end) {
            var next = events.poll();
            now = next.at;
            next.what.run();
        }
        now = end;
    }

    /** A request; what it is told is noted when it is. */
    void request(Node at, Budget budget, String key, List<Told> told) {
        at.limiter.take(budget, key).thenAccept(verdict -> { told.add(new Told(now, verdict)); if (debug && verdict.granted()) System.out.println(now / MS + " granted at " + at.name); });
    }
}
