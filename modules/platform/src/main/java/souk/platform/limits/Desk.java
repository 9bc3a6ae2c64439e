package souk.platform.limits;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Where a node lends tokens of the keys that it owns, and borrows those of others. Looks ten times a second who is there.
 *
 * <p>Builds on Akka's <a href="https://doc.akka.io/docs/akka/2.8/typed/cluster.html">cluster membership</a>.
 */
public final class Desk {
    private static final String NAME = "souk-limits";
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration SWEEP = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** Shorter than it takes the others to give up a node that stands still: from then on its keys may be theirs. */
    private static final long STOOD_STILL = Duration.ofSeconds(4).toNanos();
    private static final Set<MemberStatus> SERVING = Set.of(MemberStatus.up(), MemberStatus.leaving(), MemberStatus.exiting());

    sealed interface Message {}

    record Question(Lending.Ask ask, ActorRef<Lending.Lent> replyTo) implements Message {}

    record GivenBack(Lending.Return tokens) implements Message {}

    private record Look() implements Message {}

    private record Sweep() implements Message {}

    private final Cluster cluster;
    private final String self;
    private final Limiter limiter;
    private final Lender lender;
    private volatile RulesWatch rules = RulesWatch.NONE;
    private long lookedAt = System.nanoTime();

    private Desk(ActorSystem<?> system, Limiter limiter, int most) {
        this.limiter = limiter;
        cluster = Cluster.get(system);
        self = cluster.selfMember().address().toString();
        lender = new Lender(self, most);
    }

    /** Opens this node's; the limits of its configuration hold. */
    public static Desk open(ActorSystem<?> system) {
        Config config = system.settings().config();
        int most = config.getInt("souk.http.limits.keys");
        String self = Cluster.get(system).selfMember().address().toString();
        var others = new Others(system);
        var limiter = new Limiter(self, System::nanoTime, others, Limit.configured(config), most);
        others.circle = limiter::circle;
        var desk = new Desk(system, limiter, most);
        system.systemActorOf(Behaviors.<Message>withTimers(desk::behavior), NAME, Props.empty());
        return desk;
    }

    /** What staff have set holds from now on. */
    public void obeys(RulesWatch watch) {
        rules = watch;
    }

    public Limits limits() {
        return limiter;
    }

    private Behavior<Message> behavior(TimerScheduler<Message> timers) {
        timers.startTimerWithFixedDelay(new Look(), Duration.ZERO, LOOK);
        timers.startTimerWithFixedDelay(new Sweep(), SWEEP);
        return Behaviors.receive(Message.class)
                .onMessage(Question.class, this::asked)
                .onMessage(GivenBack.class, given -> {
                    lender.giveBack(given.tokens, limiter.splits()[given.tokens.budget().ordinal()], System.nanoTime());
                    return Behaviors.same();
                })
                .onMessage(Look.class, look -> look())
                .onMessage(Sweep.class, sweep -> {
                    lender.sweep(limiter.splits(), System.nanoTime());
                    return Behaviors.same();
                }).build();
    }

    private Behavior<Message> asked(Question question) {
        long now = System.nanoTime();
        if (now - lookedAt > STOOD_STILL) look();
        question.replyTo.tell(lender.ask(question.ask, limiter.splits()[question.ask.budget().ordinal()], now));
        return Behaviors.same();
    }

    private Behavior<Message> look() {
        long now = System.nanoTime();
        if (now - lookedAt > STOOD_STILL) lender.forget();
        lookedAt = now;
        var circle = circle();
        lender.sees(circle, now);
        limiter.sees(circle);
        limiter.set(rules.rules().limits());
        limiter.sweep();
        return Behaviors.same();
    }

    private Circle circle() {
        var state = cluster.state();
        var unreachable = state.getUnreachable();
        var owners = new ArrayList<String>();
        int up = 0;
        int serving = 0;
        for (Member each : state.getMembers()) {
            if (SERVING.contains(each.status())) serving++;
            if (each.status() != MemberStatus.up()) continue;
            up++;
            if (!unreachable.contains(each)) owners.add(each.address().toString());
        }
        return new Circle(owners, Math.max(1, serving), owners.size() * 2 > up);
    }

    /** The way to the desks of all nodes, this one's too. */
    private static final class Others implements Lending {
        private final ActorSystem<?> system;
        private final Map<String, ActorRef<Message>> desks = new ConcurrentHashMap<>();
        private Supplier<Circle> circle;

        private Others(ActorSystem<?> system) {
            this.system = system;
        }

        private ActorRef<Message> owner(String key) {
            var now = circle.get();
            String owner = now.owner(key);
            if (owner == null) return null;
            desks.keySet().retainAll(now.owners());
            return desks.computeIfAbsent(owner, address -> ActorRefResolver.get(system).resolveActorRef(address + "/system/" + NAME));
        }

        @Override
        public CompletionStage<Lent> ask(Ask ask) {
            var desk = owner(ask.key());
            return desk == null ? CompletableFuture.failedFuture(new IllegalStateException("Nobody owns keys yet")) : AskPattern.ask(desk, replyTo -> new Question(ask, replyTo), PATIENCE, system.scheduler());
        }

        @Override
        public void giveBack(Return tokens) {
            var desk = owner(tokens.key());
            if (desk != null) desk.tell(new GivenBack(tokens));
        }
    }
}
