package souk.platform.partition;

import akka.actor.typed.ActorRef;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.platform.Trace;

/**
 * A command on its way to its aggregate.
 *
 * @param to          the aggregate
 * @param command     what is asked
 * @param replyTo     who waits for the answer
 * @param correlation tells the asker which of its questions is answered
 * @param deadline    by {@link System#nanoTime()} of this node; between nodes the time left travels
 * @param cause       what caused it; stored beside the events
 * @param fresh       nothing can be stored under that id yet
 * @param since       nothing of the aggregate is older than this position of its log; 0: it may be
 * @param trace       the request that it is part of
 */
public record Request(Address<?> to, Command<?> command, ActorRef<Reply> replyTo, long correlation, long deadline, String cause, boolean fresh, long since, Trace trace)
        implements PartitionMessage {

    /** A command that is part of no request that is known. */
    public Request(Address<?> to, Command<?> command, ActorRef<Reply> replyTo, long correlation, long deadline, String cause, boolean fresh) {
        this(to, command, replyTo, correlation, deadline, cause, fresh, 0, Trace.NONE);
    }

    /** Whether nobody waits for the answer any more. */
    boolean late() {
        return System.nanoTime() - deadline > 0;
    }
}
