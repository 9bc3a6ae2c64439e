package souk.audit;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One entry of a chain.
 *
 * @param chain    its name
 * @param number   1, 2, 3 ... without a gap
 * @param at       when, by the partition's time, which never runs backwards
 * @param effect   what came of it; none of an intent
 * @param intent   the number of the entry that it ends; 0: none
 * @param previous the hash of the entry before it; {@link Canonical#NONE} of the first
 * @param hash     SHA-256 over all the rest, as {@link Canonical} has it, in hexadecimal digits
 */
public record Entry(String chain, long number, Kind kind, Instant at, Act act, Optional<Effect> effect, long intent, String previous, String hash) {
    /** What an entry says of its act. */
    public enum Kind {
        /** It is about to be done. */ INTENT,
        /** It was done, or not, as the effect says. */ OUTCOME,
        /** It was refused before anything was begun. */ REFUSED;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The entry with its hash. */
    static Entry sealed(String chain, long number, Kind kind, Instant at, Act act, Optional<Effect> effect, long intent, String previous) {
        var open = new Entry(chain, number, kind, at, act, effect, intent, previous, "");
        return new Entry(chain, number, kind, at, act, effect, intent, previous, Canonical.hash(open));
    }
}
