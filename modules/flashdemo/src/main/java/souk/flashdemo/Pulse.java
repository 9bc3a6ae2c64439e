package souk.flashdemo;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * How it goes at one moment.
 *
 * @param since     since this phase began
 * @param buyers    how many of them are done with this phase
 * @param claims    claims that were answered for good
 * @param perSecond of them in the last second; when the sale is over, on the average from its first to its last
 * @param p50       milliseconds until the answer for good, repeats and their pauses too
 * @param left      units that the shop says can be claimed
 * @param granted   units that buyers were granted
 * @param refused   claims and checkouts that were refused, by reason
 * @param paid      units that are paid
 * @param repeated  requests that were sent again, as the shop was busy or away
 */
public record Pulse(Phase phase, Duration since, int buyers, long claims, double perSecond, double p50, double p99, long left, long granted, Map<String, Long> refused, long paid, long repeated) {
    /** What is going on. */
    public enum Phase {
        /** Each of them opens a session. */ ARRIVING("the buyers arrive"),
        /** They claim, and pay. */ LIVE("the sale is live"),
        /** The last one has gone. */ OVER("the sale is over");

        private final String words;

        Phase(String words) {
            this.words = words;
        }

        /** For people. */
        public String words() {
            return words;
        }
    }

    public Pulse {
        refused = new TreeMap<>(refused);
    }
}
