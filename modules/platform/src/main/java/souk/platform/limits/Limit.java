package souk.platform.limits;

import com.typesafe.config.Config;
import java.util.EnumMap;
import java.util.Map;

/**
 * A token bucket: in any time of {@code t} seconds at most {@code burst + t * perSecond} are let through.
 *
 * @param perSecond more than 0, at most {@value #MOST}
 * @param burst     how many at once, at least 1
 */
public record Limit(double perSecond, long burst) {
    /** The highest there is, of both. */
    public static final long MOST = 10_000_000;

    public Limit {
        if (!(perSecond > 0 && perSecond <= MOST) || burst < 1 || burst > MOST) throw new IllegalArgumentException("No limit: " + perSecond + " a second, " + burst + " at once");
    }

    Limit times(int factor) {
        return new Limit(Math.min(MOST, perSecond * factor), Math.min(MOST, burst * factor));
    }

    /** Those of the configuration, {@code souk.http.limits}, which hold until others are set. */
    public static Map<Budget, Limit> configured(Config config) {
        var all = new EnumMap<Budget, Limit>(Budget.class);
        for (Budget each : Budget.named()) {
            var own = config.getConfig("souk.http.limits." + each.wire());
            all.put(each, new Limit(own.getDouble("per-minute") / 60, own.getLong("burst")));
        }
        return all;
    }
}
