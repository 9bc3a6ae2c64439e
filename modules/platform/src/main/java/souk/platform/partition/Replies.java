package souk.platform.partition;

import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.wire.Names;

/** What a partition says to those who asked; to its own commands it says nothing. */
final class Replies {
    private final Names names;
    private final PartitionStats stats;

    Replies(Names names, PartitionStats stats) {
        this.names = names;
        this.stats = stats;
    }

    /** @param command the command's wire name */
    void answer(Request request, String command, Outcome<?> outcome) {
        if (request.replyTo() != null) request.replyTo().tell(new Reply(request.correlation(), request.to().type(), command, outcome));
    }

    /** Nothing was done. */
    void turnAway(Request request) {
        stats.overloaded.increment();
        answer(request, names.command(request.to(), request.command()),
                Outcome.refused(Rejection.Kind.OVERLOADED, "overloaded", "Too much is asked at the moment, nothing was done. Try again shortly."));
    }

    /** Something may have been done. */
    void unknown(Request request, String command) {
        answer(request, command, Outcome.refused(Rejection.Kind.UNKNOWN_OUTCOME, "unknown-outcome",
                "Nobody can tell yet whether this was done. Repeat it with the same Idempotency-Key to learn it."));
    }
}
