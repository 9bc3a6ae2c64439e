package souk.platform.limits;

/**
 * What a budget says.
 *
 * @param granted   whether one was taken
 * @param limit     what holds
 * @param remaining how many are left, as far as this node knows
 * @param reset     after so many seconds the budget is whole again
 * @param retry     after so many seconds it is worth while to come again, where none was taken
 * @param insistent whether so many were refused of late that whoever asks does not heed that
 */
public record Verdict(boolean granted, Limit limit, long remaining, int reset, int retry, boolean insistent) {
    /** One was taken. */
    static Verdict granted(Limit limit, long remaining, int reset) {
        return new Verdict(true, limit, remaining, reset, 0, false);
    }
}
