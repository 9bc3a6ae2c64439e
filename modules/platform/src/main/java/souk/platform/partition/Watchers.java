package souk.platform.partition;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import souk.kernel.Address;
import souk.platform.partition.Resident.Key;

/**
 * Who wants to hear of changes of which aggregates of a partition. Kept in memory only: what is lost with a partition is said again
 * ({@link Watch}). Only the partition's own thread comes here.
 */
final class Watchers {
    private static final long LOOK_EVERY = Duration.ofSeconds(1).toNanos();

    /** By aggregate, until when each watcher is remembered, by {@link System#nanoTime}. */
    private final Map<Key, Map<ActorRef<Changed>, Long>> byKey = new HashMap<>();
    private long lookedAt = System.nanoTime();

    void watch(Watch watch) {
        long until = System.nanoTime() + watch.lasts().toNanos();
        var begun = new ArrayList<Address<?>>();
        for (Address<?> each : watch.what()) {
            if (byKey.computeIfAbsent(new Key(each.type(), each.id()), key -> new HashMap<>(2)).put(watch.watcher(), until) == null) begun.add(each);
        }
        if (!begun.isEmpty()) watch.watcher().tell(new Changed(begun));
    }

    /** What these are now is durable: one word to each watcher for all of them. */
    void changed(Set<Resident> residents) {
        if (byKey.isEmpty()) return;
        Map<ActorRef<Changed>, List<Address<?>>> words = new HashMap<>();
        for (Resident resident : residents) {
            var watchers = byKey.get(resident.key);
            if (watchers == null) continue;
            var address = new Address<>(resident.key.type(), resident.key.id());
            for (var watcher : watchers.keySet()) words.computeIfAbsent(watcher, w -> new ArrayList<>(1)).add(address);
        }
        words.forEach((watcher, what) -> watcher.tell(new Changed(what)));
    }

    /** Forgets who has not said it again in time. */
    void forgetOverdue() {
        long now = System.nanoTime();
        if (byKey.isEmpty() || now - lookedAt < LOOK_EVERY) return;
        lookedAt = now;
        byKey.values().removeIf(watchers -> {
            watchers.values().removeIf(until -> until - now < 0);
            return watchers.isEmpty();
        });
    }
}
