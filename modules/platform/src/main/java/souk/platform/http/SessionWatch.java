package souk.platform.http;

import java.util.Optional;
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
