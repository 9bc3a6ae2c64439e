package souk.vendors.offers;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The SKUs of which an offer was changed through this process a moment ago, so that who changes one sees it at once where shoppers are shown what was put together before. It may say too much, where there are
 * several nodes in one process: then something is put together once more.
 */
final class ChangedOffers {
    /** Nothing that shoppers are shown is older. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MANY = 10_000;
    private static final Map<String, Instant> AT = new ConcurrentHashMap<>();
    private static volatile boolean any;

    private ChangedOffers() {}

    /** Said after the change, and by the same clock as what is compared with it. */
    static void changed(String sku, Instant now) {
        any = true;
        AT.put(sku, now);
        if (AT.size() > MANY) AT.values().removeIf(at -> at.isBefore(now.minus(REMEMBERED)));
    }

    /** Whether anything was ever offered through this process: then there is something, though the list may not have heard of it. */
    static boolean any() {
        return any;
    }

    /** Whether something of these was changed then or later. */
    static boolean since(Collection<String> skus, Instant when) {
        return any && skus.stream().map(AT::get).anyMatch(at -> at != null && !at.isBefore(when));
    }
}
