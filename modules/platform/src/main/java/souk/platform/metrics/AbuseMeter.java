package souk.platform.metrics;

import java.util.EnumMap;
import java.util.Map;
import kamon.metric.Counter;
import souk.platform.limits.Budget;

/** What the edge counts of those who want too much, or what is not theirs. */
public final class AbuseMeter {
    private static final Map<Budget, Counter> LIMITED = new EnumMap<>(Budget.class);
    private static final Counter BLOCKED = Metrics.BLOCKED.withoutTags();
    private static final Counter FAILED_LOGINS = Metrics.FAILED_LOGINS.withoutTags();

    static {
        for (Budget each : Budget.values()) LIMITED.put(each, Metrics.LIMITED.withTag(Metrics.KIND, each.wire()));
    }

    private AbuseMeter() {}

    /** A limit was reached. */
    public static void limited(Budget of) {
        LIMITED.get(of).increment();
    }

    /** Somebody came from an address that is blocked. */
    public static void blocked() {
        BLOCKED.increment();
    }

    /** Somebody gave a wrong password. */
    public static void failedLogin() {
        FAILED_LOGINS.increment();
    }
}
