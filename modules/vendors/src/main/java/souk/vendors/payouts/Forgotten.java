package souk.vendors.payouts;

import java.time.Duration;
import java.time.Instant;
import souk.kernel.PersistentMap;

/**
 * Which versions of vendor orders said that nothing is due, each for an hour and more, so that an older word that comes late is not heeded: a young and an old generation, as in {@link souk.kernel.Ended}, which
 * has no versions.
 *
 * @param young those since the generations changed
 * @param since when they did
 */
record Forgotten(PersistentMap<String, Long> young, Instant since, PersistentMap<String, Long> old) {
    private static final Duration LONG = Duration.ofHours(1);

    static final Forgotten NOTHING = new Forgotten(PersistentMap.empty(), Instant.EPOCH, PersistentMap.empty());

    /** The version that said so last; 0 if none is remembered. */
    long version(String id) {
        return young.find(id).or(() -> old.find(id)).orElse(0L);
    }

    Forgotten with(String id, long version, Instant at) {
        if (since.plus(LONG).isBefore(at)) return new Forgotten(PersistentMap.<String, Long>empty().with(id, version), at, since.plus(LONG.multipliedBy(2)).isBefore(at) ? PersistentMap.empty() : young);
        return new Forgotten(young.with(id, version), since, old);
    }

    /** It is due again, so what is due knows its version. */
    Forgotten without(String id) {
        return new Forgotten(young.without(id), since, old.without(id));
    }
}
