package souk.customers.account;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import souk.kernel.PersistentMap;

/**
 * From where the owner of an account has logged in.
 *
 * @param seen when last, by what tells devices apart; those of the last times
 */
public record Devices(PersistentMap<String, Instant> seen) {
    static final Devices NONE = new Devices(PersistentMap.empty());
    static final int MOST = 20;

    /** Whether this is another one than those before. The first of all is no news. */
    boolean isNew(String device) {
        return !seen.isEmpty() && !seen.containsKey(device);
    }

    Devices used(AccountEvent.DeviceUsed event) {
        var all = seen.with(event.device(), event.at());
        if (all.size() > MOST) all = all.without(seen.entrySet().stream().filter(each -> !each.getKey().equals(event.device())).min(Map.Entry.comparingByValue(Comparator.naturalOrder())).orElseThrow().getKey());
        return new Devices(all);
    }
}
