package souk.vendors.orders;

import java.time.Duration;
import java.time.Instant;

/**
 * What the vendor's account knows of how a vendor order stands.
 *
 * @param standing the version in which it came to stand as it does
 * @param told     the latest version of which the account knows
 * @param tries    how often the account has refused to hear of it
 * @param until    when it is told again; null: now
 */
record Telling(long standing, long told, int tries, Instant until) {
    static final Telling NOTHING = new Telling(0, 0, 0, null);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** Whether the account knows. */
    boolean isDone() {
        return told >= standing;
    }

    /** It stands otherwise since that version. */
    Telling changed(long version) {
        return new Telling(version, told, 0, null);
    }

    Telling heard(long version) {
        return new Telling(standing, Math.max(told, version), 0, null);
    }

    Telling delayed(int times, Instant time) {
        return new Telling(standing, told, times, time);
    }

    /** How long nobody tells it after so many refusals. */
    static Duration pause(int tries) {
        var pause = Duration.ofSeconds(1L << Math.min(tries - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
