package souk.platform.partition;

import akka.actor.NoSerializationVerificationNeeded;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.RecoveryFailed;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.SignalHandler;
import java.util.ArrayList;
import java.util.List;
import souk.platform.journal.Segment;
import souk.platform.journal.Storage;

/**
 * The partition's log as Akka Persistence's {@code EventSourcedBehavior}: it persists the segments that the gate hands it, one at a time,
 * and on start hands the gate what the log holds beyond the checkpoint. It decides nothing and never stashes: the gate waits for
 * {@link Appended} before it hands over the next segment. When an append fails it stops, as Akka prescribes, and the gate starts another.
 *
 * <p>Builds on Akka's <a href="https://doc.akka.io/docs/akka/2.8/typed/persistence.html">event sourcing</a>.
 */
final class Log extends EventSourcedBehavior<Log.Append, Segment, Log.Tail> {

    /** Hand over the next segment. */
    record Append(Segment segment) implements NoSerializationVerificationNeeded {}

    /** What the gate hears. */
    sealed interface Heard extends PartitionMessage, NoSerializationVerificationNeeded {}

    /** The log was read to its end, from the checkpoint on that these caches have. */
    record Recovered(long incarnation, long position, Storage.Caches caches, List<Segment> tail) implements Heard {}

    /** The segment is durable and on the log. */
    record Appended(long incarnation, Segment segment) implements Heard {}

    /** What recovery has read so far; of no use afterwards. Akka never stores it: there are no snapshots of this behavior. */
    static final class Tail {
        private final Storage.Caches caches;
        private List<Segment> segments = new ArrayList<>();

        private Tail(Storage.Caches caches) {
            this.caches = caches;
        }
    }

    private final ActorRef<PartitionMessage> gate;
    private final long incarnation;
    private final String name;
    private final ActorContext<Append> context;

    private Log(String name, ActorRef<PartitionMessage> gate, long incarnation, ActorContext<Append> context) {
        super(PersistenceId.ofUniqueId(name));
        this.context = context;
        this.name = name;
        this.gate = gate;
        this.incarnation = incarnation;
    }

    /** @param incarnation tells the messages of this start from those of an earlier one */
    static Behavior<Append> create(String name, ActorRef<PartitionMessage> gate, long incarnation) {
        return Behaviors.setup(context -> new Log(name, gate, incarnation, context));
    }

    @Override
    public String journalPluginId() {
        return "souk.journal-of." + name;
    }

    @Override
    public String snapshotPluginId() {
        return "souk.checkpoints";
    }

    @Override
    public Tail emptyState() {
        return new Tail(Storage.Caches.FIRST);
    }

    /** Akka's snapshot is only the checkpoint's position here, and whose it is: what it "restores" is an empty tail. */
    @Override
    public SnapshotAdapter<Tail> snapshotAdapter() {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(Tail tail) {
                throw new UnsupportedOperationException("A log takes no snapshots");
            }

            @Override
            public Tail fromJournal(Object caches) {
                return new Tail((Storage.Caches) caches);
            }
        };
    }

    @Override
    public CommandHandler<Append, Segment, Tail> commandHandler() {
        return newCommandHandlerBuilder().forAnyState().onCommand(Append.class, (tail, append) ->
                Effect().persist(append.segment()).thenRun(after -> gate.tell(new Appended(incarnation, append.segment())))).build();
    }

    @Override
    public EventHandler<Tail, Segment> eventHandler() {
        return (tail, segment) -> {
            if (tail.segments != null) tail.segments.add(segment);
            return tail;
        };
    }

    @Override
    public SignalHandler<Tail> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), tail -> {
                    var segments = tail.segments;
                    tail.segments = null;
                    gate.tell(new Recovered(incarnation, lastSequenceNumber(context), tail.caches, segments));
                })
                .onSignal(RecoveryFailed.class, (tail, failed) -> tail.segments = null)
                .build();
    }
}
