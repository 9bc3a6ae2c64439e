package souk.platform.http;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Rejection;

/**
 * Which sessions have ended before the tokens that were given out for them. Asked for every request whose token names a session
 * ({@link Principal#session}), so it answers from memory.
 */
public interface SessionWatch {
    /** What is known of a session. */
    enum Standing {
        /** Its tokens are good until they run out. */ GOOD,
        /** It was ended: its tokens are good no more. */ ENDED,
        /** This node was not told for too long, so nobody can say. */ UNKNOWN
    }

    /** What is answered to who asks in a session of which nobody can say whether it has ended. */
    Rejection UNKNOWN = new Rejection(Rejection.Kind.OVERLOADED, "overloaded", "This node cannot tell at the moment whether this session has ended. Nothing was done, try again shortly.");

    Standing of(Principal who);

    /**
     * Why somebody may not do what is sensitive ({@link Endpoint.Draft#stepUp}): the account has a second factor, and in this session neither it nor the password was shown of late. Asked of the account
     * itself, so it is the truth on every node; nothing else of a request waits for that.
     */
    default CompletionStage<Optional<Rejection>> steppedUp(Principal who) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** The same of an account without a second factor too ({@link Endpoint.Draft#stepUpAlways}): nobody may who has not shown the password, or the factor, in this session of late. */
    default CompletionStage<Optional<Rejection>> hasSteppedUp(Principal who) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** Asks what has ended meanwhile. Called by the platform every {@code souk.http.sessions-every}; returns at once. */
    void look();

    /** Why this node, which has just started, cannot say it yet, if that is so: it is not ready then. */
    Optional<String> trouble();

    /** Of a node where no session can be ended. */
    SessionWatch NONE = new SessionWatch() {
        @Override
        public Standing of(Principal who) {
            return Standing.GOOD;
        }

        @Override
        public void look() {}

        @Override
        public Optional<String> trouble() {
            return Optional.empty();
        }
    };
}
