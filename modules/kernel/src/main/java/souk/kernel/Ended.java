package souk.kernel;

import java.time.Instant;

/**
 * Remembers which ids have ended, each at least until its own time, and forgets them without being told to: a young and an old
 * generation, and when nothing in the old one is needed any more, the young one takes its place. One insertion per id, no index by
 * time; what is remembered are at most the ids that ended within two such times.
 *
 * @param young      ids that ended since the generations changed
 * @param youngUntil when the last of them may be forgotten
 * @param old        ids that ended before
 * @param oldUntil   when the last of them may be forgotten
 */
public record Ended(PersistentMap<String, Boolean> young, Instant youngUntil, PersistentMap<String, Boolean> old, Instant oldUntil) {
    public static final Ended NONE = new Ended(PersistentMap.empty(), Instant.EPOCH, PersistentMap.empty(), Instant.EPOCH);

    public Ended {
        if (young == null) young = PersistentMap.empty();
        if (youngUntil == null) youngUntil = Instant.EPOCH;
        if (old == null) old = PersistentMap.empty();
        if (oldUntil == null) oldUntil = Instant.EPOCH;
    }

    public boolean has(String id) {
        return young.containsKey(id) || old.containsKey(id);
    }

    /** With this id, which ended {@code at} and must be remembered {@code until} then. */
    public Ended with(String id, Instant at, Instant until) {
        if (oldUntil.isBefore(at)) return new Ended(PersistentMap.<String, Boolean>empty().with(id, true), until, young, youngUntil);
        return new Ended(young.with(id, true), until.isAfter(youngUntil) ? until : youngUntil, old, oldUntil);
    }

    public int size() {
        return young.size() + old.size();
    }
}
