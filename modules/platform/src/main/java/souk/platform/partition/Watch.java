package souk.platform.partition;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.List;
import souk.kernel.Address;

/**
 * Asks a partition to tell {@code watcher} of every confirmed change of some of its aggregates, for a while: whoever wants to go on hearing
 * says it again, which also reaches a partition that has moved or begun anew. What a partition did not know to be watched it tells of at
 * once, because it may have changed before.
 *
 * @param log   whose partition
 * @param what  aggregates of that log, at most {@value #MOST}
 * @param lasts how long it is remembered
 */
public record Watch(String log, List<Address<?>> what, Duration lasts, ActorRef<Changed> watcher) implements PartitionMessage {
    /** More do not go into one message between nodes. */
    static final int MOST = 500;

    public Watch {
        what = List.copyOf(what);
    }
}
