package souk.platform.partition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import souk.kernel.Event;
import souk.platform.journal.Segment;
import souk.platform.journal.Storage;
import souk.platform.partition.Resident.Key;
import souk.platform.wire.Codec;
import souk.platform.wire.Names;

/**
 * The aggregates in memory, least recently used first out, and the events beyond the checkpoint that wait for their aggregates to be
 * read. Only the partition's own thread comes here.
 */
final class Residents {
    private record TailEntry(long position, Segment.Entry entry) {}

    private static final int LOOK_AT = 64;

    private final Names names;
    private final int limit;
    private final LinkedHashMap<Key, Resident> byKey = new LinkedHashMap<>(1024, 0.75f, true);
    private final Set<Resident> dirty = new LinkedHashSet<>();
    private final Map<Integer, Set<Resident>> dirtyByBucket = new HashMap<>();
    private final Map<Key, List<TailEntry>> tail = new HashMap<>();
    private final Map<Key, Long> held = new HashMap<>();
    /** The last position at which something changed that is not in memory any more. */
    private long forgottenUpTo;

    /**
     * @param limit how many are kept
     * @param end   the position up to which the log was written by owners before
     */
    Residents(Names names, int limit, long end) {
        this.names = names;
        this.limit = limit;
        this.forgottenUpTo = end;
    }

    /** The aggregate if it is in memory, read or being read. */
    Resident find(Key key) {
        return byKey.get(key);
    }

    /**
     * Whether every aggregate whose first event lies beyond this position is in memory, so that one that is not has none.
     *
     * @param position 0: one of any age is meant, of which nobody can say that
     */
    boolean haveAllBegunSince(long position) {
        return position > 0 && position >= forgottenUpTo;
    }

    /** A new resident that is not ready. */
    Resident admit(Key key) {
        var resident = new Resident(key, names.blueprint(key.type()));
        byKey.put(key, resident);
        return resident;
    }

    /** A resident of whom nothing can be stored yet. */
    Resident fresh(Key key) {
        Resident resident = admit(key);
        resident.ready = true;
        return resident;
    }

    void forget(Key key) {
        byKey.remove(key);
    }

    /**
     * Forgets those who were not used for longest, as far as nothing is lost by it. Those who must stay count as used, so that they do
     * not stand in the way of the others. Only at the end of a message: whoever still holds a resident would go on with one of two.
     */
    void evict() {
        if (byKey.size() <= limit) return;
        var stay = new ArrayList<Key>();
        var eldest = byKey.values().iterator();
        for (int looked = 0; byKey.size() > limit && looked < LOOK_AT && eldest.hasNext(); looked++) {
            Resident resident = eldest.next();
            if (resident.evictable()) {
                forgottenUpTo = Math.max(forgottenUpTo, resident.changedAt);
                eldest.remove();
            } else {
                stay.add(resident.key);
            }
        }
        stay.forEach(byKey::get);
    }

    /** Keeps what the log holds beyond the checkpoint until the aggregates are read. */
    void keepTail(List<Segment> segments) {
        for (Segment segment : segments) {
            for (Segment.Entry entry : segment.entries()) {
                tail.computeIfAbsent(new Key(entry.type(), entry.id()), k -> new ArrayList<>(2)).add(new TailEntry(segment.position(), entry));
            }
        }
        // Nobody here can bring these to their pages: they stay beyond the checkpoint until a version starts that knows them.
        tail.forEach((key, events) -> {
            if (!names.hosts(key.type())) held.put(key, events.get(0).position());
        });
        tail.keySet().removeAll(held.keySet());
    }

    /** The aggregates that have events in the tail. */
    List<Key> tailKeys() {
        return List.copyOf(tail.keySet());
    }

    /**
     * Makes a resident ready from its page and its events in the tail, each only on the version before it.
     *
     * @return whether it can be used; otherwise it is in quarantine and says why
     */
    boolean restore(Resident resident, Storage.Page page) {
        List<TailEntry> events = tail.getOrDefault(resident.key, List.of());
        resident.ready = true;
        try {
            if (page != null) {
                if (page.form() != resident.blueprint.pageVersion()) {
                    throw new IllegalStateException("its page has form " + page.form() + ", this version reads " + resident.blueprint.pageVersion() + ": rebuild the pages");
                }
                resident.become(Codec.decode(page.body(), resident.blueprint.state()), page.version());
                resident.changedAt = page.position();
                resident.pageBytes = page.body().length;
            }
            for (TailEntry each : events) {
                if (each.entry().version() <= resident.version()) continue;
                if (each.entry().version() != resident.version() + 1) {
                    throw new IllegalStateException("event " + each.entry().version() + " at position " + each.position() + " follows version " + resident.version());
                }
                Event event = names.decode(each.entry());
                resident.replay(event);
                resident.logged += each.entry().weight();
                resident.changed(each.position());
            }
        } catch (RuntimeException e) {
            quarantine(resident, String.valueOf(e.getMessage()));
            return false;
        }
        tail.remove(resident.key);
        if (resident.dirty()) addDirty(resident);
        return true;
    }

    /** It cannot be used. The checkpoint must not pass what its page lacks: a later version may be able to read it. */
    void quarantine(Resident resident, String why) {
        resident.ready = true;
        resident.quarantine = Optional.of(why);
        resident.unflushedFrom = 0;
        var events = tail.remove(resident.key);
        if (events != null) held.put(resident.key, events.get(0).position());
    }

    /** The aggregates that hold the checkpoint back, with the position that it cannot pass. */
    Map<Key, Long> held() {
        return held;
    }

    /** It is behind its page, or its page is to be written again: it is last in the queue of those. */
    void markDirty(Resident resident) {
        if (resident.dirty() || resident.revisit) addDirty(resident);
    }

    /** Its page was not written: others first. */
    void toTheEnd(Resident resident) {
        markClean(resident);
        addDirty(resident);
    }

    void markClean(Resident resident) {
        if (!dirty.remove(resident)) return;
        var beside = dirtyByBucket.get(resident.bucket);
        beside.remove(resident);
        if (beside.isEmpty()) dirtyByBucket.remove(resident.bucket);
    }

    private void addDirty(Resident resident) {
        if (dirty.add(resident)) dirtyByBucket.computeIfAbsent(resident.bucket, bucket -> new LinkedHashSet<>()).add(resident);
    }

    /** Those whose page is behind or is to be written again, in the order of {@link Resident#dirtySince}. */
    Set<Resident> dirty() {
        return dirty;
    }

    /** The same of one bucket, itself among them. */
    Set<Resident> dirtyBeside(Resident resident) {
        return dirtyByBucket.get(resident.bucket);
    }

    int size() {
        return byKey.size();
    }

    Iterable<Resident> all() {
        return byKey.values();
    }

    /** The first position that some page does not contain yet; {@link Long#MAX_VALUE} if every page is complete, or held back for good. */
    long firstUnflushed() {
        long first = Long.MAX_VALUE;
        for (Resident resident : dirty) if (resident.dirty()) first = Math.min(first, resident.unflushedFrom);
        for (List<TailEntry> events : tail.values()) first = Math.min(first, events.get(0).position());
        return first;
    }

    /** The first position that an unreadable aggregate's page does not contain; {@link Long#MAX_VALUE} if there is none. */
    long firstHeld() {
        long first = Long.MAX_VALUE;
        for (long position : held.values()) first = Math.min(first, position);
        return first;
    }
}
