package souk.platform.live;

import akka.actor.NoSerializationVerificationNeeded;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Address;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.metrics.LiveMeter;
import souk.platform.partition.Changed;

/**
 * A node's feed: which topics its sockets watch, and when each is asked for. A topic is asked when somebody begins to watch it, when a
 * partition says that it has changed, and every ten seconds, because words may be lost: the aggregates are the truth, this is only fast. However
 * many watch it and however often it changes, there is one question at a time and a least time between two, the longer the more watch it; its
 * answer is written once.
 */
final class Feed extends AbstractBehavior<Feed.Message> {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** What a feed is told. */
    sealed interface Message extends NoSerializationVerificationNeeded {}

    /**
     * A socket watches a topic from now on.
     *
     * @param since the version that it has already, or null
     */
    record Join(Socket socket, Channel.Key key, String since) implements Message {}

    /** It does not any more. */
    record Leave(Socket socket, Channel.Key key) implements Message {}

    private record Told(Changed word) implements Message {}

    private record Ask(Channel channel) implements Message {}

    private record Answered(Channel channel, Outcome<Topic.Shown> outcome, Throwable failure) implements Message {}

    private enum Tick implements Message { LOOK, RENEW }

    /** The way to the partitions: {@code Partitions::watch}. */
    @FunctionalInterface
    interface Watching {
        void watch(Collection<Address<?>> what, Duration lasts, ActorRef<Changed> watcher);
    }

    private final TimerScheduler<Message> timers;
    private final Map<String, Topic> topics;
    private final Watching watching;
    private final LiveSettings settings;
    private final InstantSource clock;
    private final ActorRef<Changed> ear;
    private final Map<Channel.Key, Channel> channels = new HashMap<>();
    private final Map<Address<?>, Set<Channel>> byAddress = new HashMap<>();

    private Feed(ActorContext<Message> context, TimerScheduler<Message> timers, Map<String, Topic> topics, Watching watching, LiveSettings settings, InstantSource clock) {
        super(context);
        this.timers = timers;
        this.topics = topics;
        this.watching = watching;
        this.settings = settings;
        this.clock = clock;
        ear = context.messageAdapter(Changed.class, Told::new);
        timers.startTimerWithFixedDelay(Tick.LOOK, LOOK_EVERY);
        timers.startTimerWithFixedDelay(Tick.RENEW, settings.renew());
    }

    static ActorRef<Message> start(ActorSystem<?> system, Map<String, Topic> topics, Watching watching, LiveSettings settings, InstantSource clock) {
        Behavior<Message> feed = Behaviors.setup(context -> Behaviors.withTimers(timers -> new Feed(context, timers, topics, watching, settings, clock)));
        return system.systemActorOf(Behaviors.supervise(feed).onFailure(SupervisorStrategy.resume()), "souk-feed", Props.empty());
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Join.class, this::onJoin)
                .onMessage(Leave.class, this::onLeave)
                .onMessage(Told.class, this::onTold)
                .onMessage(Ask.class, this::onAsk)
                .onMessage(Answered.class, this::onAnswered)
                .onMessageEquals(Tick.LOOK, this::onLook)
                .onMessageEquals(Tick.RENEW, this::onRenew)
                .build();
    }

    // ---- who watches ----

    private Behavior<Message> onJoin(Join join) {
        Channel channel = channels.get(join.key());
        if (channel == null) {
            int colon = join.key().name().indexOf(':');
            channel = new Channel(join.key(), topics.get(join.key().name().substring(0, colon)), join.key().name().substring(colon + 1));
            channels.put(join.key(), channel);
            count();
        }
        channel.join(join.socket(), join.since());
        wants(channel);
        return this;
    }

    private Behavior<Message> onLeave(Leave leave) {
        Channel channel = channels.get(leave.key());
        if (channel == null) return this;
        channel.leave(leave.socket());
        if (channel.isEmpty()) drop(channel);
        return this;
    }

    private void drop(Channel channel) {
        channels.remove(channel.key);
        timers.cancel(channel);
        channel.watched.forEach(address -> forget(address, channel));
        count();
    }

    private void forget(Address<?> address, Channel channel) {
        var there = byAddress.get(address);
        there.remove(channel);
        if (there.isEmpty()) byAddress.remove(address);
    }

    private void count() {
        LiveMeter.topics(channels.size());
    }

    // ---- when it is asked for ----

    private Behavior<Message> onTold(Told told) {
        for (Address<?> each : told.word().what()) byAddress.getOrDefault(each, Set.of()).forEach(this::wants);
        return this;
    }

    private Behavior<Message> onLook() {
        long now = System.nanoTime();
        for (Channel channel : channels.values()) if (!channel.isAsking() && channel.askAt - now < 0) wants(channel);
        return this;
    }

    /** There is a reason to ask: now, or when the last question is answered, or when it is long enough ago. */
    private void wants(Channel channel) {
        if (channel.isAsking()) channel.askAgain();
        else arrange(channel, settings.pace(channel.audience()).toNanos() - (System.nanoTime() - channel.askedAt));
    }

    private void arrange(Channel channel, long nanos) {
        if (channel.arranged) return;
        if (nanos <= 0) {
            ask(channel);
            return;
        }
        channel.arranged = true;
        timers.startSingleTimer(channel, new Ask(channel), Duration.ofNanos(nanos));
    }

    private Behavior<Message> onAsk(Ask ask) {
        ask.channel().arranged = false;
        if (channels.get(ask.channel().key) == ask.channel() && !ask.channel().isAsking()) ask(ask.channel());
        return this;
    }

    private void ask(Channel channel) {
        LiveMeter.asked();
        getContext().pipeToSelf(channel.ask(), (outcome, failure) -> new Answered(channel, outcome, failure));
    }

    private Behavior<Message> onAnswered(Answered answered) {
        Channel channel = answered.channel();
        if (channels.get(channel.key) != channel) return this;
        try {
            if (answered.failure() != null) failed(channel, answered.failure());
            else if (answered.outcome() instanceof Outcome.Accepted<Topic.Shown> known) show(channel, known.reply());
            else refused(channel, ((Outcome.Refused<Topic.Shown>) answered.outcome()).rejection());
        } catch (RuntimeException e) {
            failed(channel, e);
        }
        if (channel.isEmpty()) drop(channel);
        return this;
    }

    private void failed(Channel channel, Throwable failure) {
        LOG.error("{} cannot be shown; it is tried again", channel.key.name(), failure);
        later(channel);
    }

    private void show(Channel channel, Topic.Shown shown) {
        // Not all at the same moment, though many came at once.
        channel.askAt = System.nanoTime() + (long) (settings.askAgain().toNanos() * ThreadLocalRandom.current().nextDouble(0.8, 1));
        restsOn(channel, shown.of());
        channel.show(shown, clock.instant());
        if (channel.wantsMore()) wants(channel);
    }

    private void refused(Channel channel, Rejection why) {
        if (why.kind().passing()) {
            later(channel);
            return;
        }
        channel.end(why);
        if (channel.wantsMore()) wants(channel);
    }

    private void later(Channel channel) {
        channel.noAnswer();
        arrange(channel, settings.retry().toNanos());
    }

    // ---- where it comes from ----

    private void restsOn(Channel channel, List<Address<?>> addresses) {
        var before = channel.watched;
        if (before.size() == addresses.size() && before.containsAll(addresses)) return;
        var unknown = addresses.stream().filter(each -> !byAddress.containsKey(each)).toList();
        // Of these the partition will say at once that they may have changed. Of the others, a word that came meanwhile went to those who watched before.
        if (!unknown.isEmpty()) watching.watch(unknown, settings.remembered(), ear);
        if (unknown.size() < addresses.size()) channel.askAgain();
        channel.watched = Set.copyOf(addresses);
        for (Address<?> each : before) if (!channel.watched.contains(each)) forget(each, channel);
        for (Address<?> each : channel.watched) byAddress.computeIfAbsent(each, address -> new HashSet<>(2)).add(channel);
    }

    private Behavior<Message> onRenew() {
        if (!byAddress.isEmpty()) watching.watch(byAddress.keySet(), settings.remembered(), ear);
        return this;
    }
}
