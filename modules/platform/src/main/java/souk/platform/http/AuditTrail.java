package souk.platform.http;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;
import souk.kernel.Rejection;

/**
 * Where it is kept what staff does, and what others try to do in their place: the edge says so before ({@link #begin}) and after ({@link #end}), or that it was refused.
 * Each is durable when its stage completes with a yes. At most one capability of a shop has one.
 */
public interface AuditTrail {
    /**
     * Something that is about to be done, or was refused. Secrets and what shoppers say of themselves are not in it: see {@link Redacted}.
     *
     * @param call       the same for a retry with the same Idempotency-Key, else drawn at random
     * @param repeatable whether there can be such a retry
     * @param who        who asks; {@link Principal#NOBODY} without a good token
     * @param address    where from, as digits
     * @param agent      the User-Agent
     * @param route      method and path template
     * @param path       as it was asked for, with its query
     * @param entity     what sort of thing it is about, as the path has it: {@code products}
     * @param entityId   which; empty if there is none yet
     * @param body       the request's body, as JSON
     * @param version    the thing's version before, or the one that the client named; empty if nobody knows
     * @param before     the thing before, as JSON, where it can be read
     * @param request    the request's id, which is the cause of the events it leads to
     * @param trace      the trace's id
     */
    record Deed(String call, boolean repeatable, Principal who, String address, String agent, String route, String path, String entity, String entityId, String body, String version, String before,
            String request, String trace) {}

    /**
     * What came of it.
     *
     * @param status   of the answer
     * @param code     of its problem; empty if it was none
     * @param entityId the thing's id, if the answer says it
     * @param version  its version after
     * @param after    the answer's body, as JSON
     */
    record Effect(int status, String code, String entityId, String version, String after) {}

    /** That it is kept, by which {@link #end} knows it again. */
    interface Begun {}

    /** Somebody is about to do this. Refused: nobody can keep it now, and it must not be done. */
    CompletionStage<Outcome<Begun>> begin(Deed deed);

    /** It was done, and this came of it. False: nobody knows whether that is kept; what {@link #begin} kept says then that it was begun. */
    CompletionStage<Boolean> end(Begun begun, Effect effect);

    /** Somebody tried, and was refused before anything was begun. Completes when it is kept, or nobody can; too many of the same sort at once are counted only. */
    CompletionStage<?> refused(Deed deed, Effect effect);

    /** Keeps nothing. */
    AuditTrail NONE = new AuditTrail() {
        @Override
        public CompletionStage<Outcome<Begun>> begin(Deed deed) {
            return CompletableFuture.completedFuture(Outcome.refused(new Rejection(Rejection.Kind.FAULT, "internal-error", "There is no audit log.")));
        }

        @Override
        public CompletionStage<Boolean> end(Begun begun, Effect effect) {
            return CompletableFuture.completedFuture(false);
        }

        @Override
        public CompletionStage<?> refused(Deed deed, Effect effect) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    };
}
