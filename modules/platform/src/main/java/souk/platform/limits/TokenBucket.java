package souk.platform.limits;

/** Tokens that grow with time. Not for several threads. */
final class TokenBucket {
    /** A sum of fractions may miss a whole by so much. */
    private static final double NEARLY = 1e-6;

    private double level;
    private long at;

    TokenBucket(double level, long now) {
        this.level = level;
        at = now;
    }

    /** Lets it grow until now, to {@code cap} at most. */
    void grow(double perSecond, double cap, long now) {
        if (now > at) {
            level += (now - at) / 1e9 * perSecond;
            at = now;
        }
        level = Math.min(level, Math.max(0, cap));
    }

    /** Takes so many whole tokens, or as many as there are. */
    long take(long wanted) {
        long taken = Math.max(0, Math.min(wanted, (long) (level + NEARLY)));
        level -= taken;
        return taken;
    }

    void put(double tokens) {
        level += tokens;
    }

    double level() {
        return level;
    }

    /** How many nanoseconds until there is a whole token. */
    long untilOne(double perSecond) {
        return level + NEARLY >= 1 ? 0 : (long) Math.ceil((1 - level) / perSecond * 1e9);
    }
}
