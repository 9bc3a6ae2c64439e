package souk.platform.limits;

import java.util.Map;

/**
 * What staff have set.
 *
 * @param limits  those that differ from the configuration
 * @param blocked addresses that are not served
 */
public record Rules(Map<Budget, Limit> limits, Ranges blocked) {
    /** Nothing is set. */
    public static final Rules NONE = new Rules(Map.of(), Ranges.NONE);
}
