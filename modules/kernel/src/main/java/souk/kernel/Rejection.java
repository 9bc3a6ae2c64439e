package souk.kernel;

import java.util.List;
import java.util.Map;

/**
 * A refusal, as a value: nothing was changed.
 *
 * @param kind    what sort of refusal; decides the HTTP status (one table in the platform)
 * @param code    stable, kebab-case, for programs ({@code sold-out})
 * @param detail  one sentence for people: what is wrong and what to do
 * @param members what the refusal is about, by name ({@code skus -> [A, B]}); added to the problem document as they are
 */
public record Rejection(Kind kind, String code, String detail, Map<String, List<String>> members) {

    /** The sorts of refusal. */
    public enum Kind {
        /** The request makes no sense whatever the state is. */ INVALID,
        /** Nobody proved who asks. */ UNAUTHENTICATED,
        /** A payment was declined. */ DECLINED,
        /** The asker may not do this. */ DENIED,
        /** There is no such thing, or not for this asker. */ NOT_FOUND,
        /** The thing is in a state that forbids it. */ CONFLICT,
        /** There is not enough left. */ SOLD_OUT,
        /** It was there and has ended. */ GONE,
        /** The asker looked at an older version. */ STALE,
        /** Well formed, but cannot be carried out as it stands. */ UNPROCESSABLE,
        /** Too many requests by this asker. */ LIMITED,
        /** Not now: nothing was done, try again later. */ OVERLOADED,
        /** It may or may not have been done: repeat with the same key to learn which. */ UNKNOWN_OUTCOME,
        /** Our own mistake: a rule failed; nothing was changed and the log says more. */ FAULT;

        /** Whether the same command may be sent again as it is and may then succeed: the refusal says nothing about the state. */
        public boolean passing() {
            return this == OVERLOADED || this == UNKNOWN_OUTCOME;
        }
    }

    public Rejection {
        members = Map.copyOf(members);
    }

    public Rejection(Kind kind, String code, String detail) {
        this(kind, code, detail, Map.of());
    }

    /** The same refusal, naming what it is about. */
    public Rejection about(String member, List<String> values) {
        var more = new java.util.HashMap<>(members);
        more.put(member, List.copyOf(values));
        return new Rejection(kind, code, detail, more);
    }

    /** There is no such thing, or not for this asker. */
    public static Rejection notFound(String what) {
        return new Rejection(Kind.NOT_FOUND, "not-found", "There is no such " + what + ".");
    }
}
