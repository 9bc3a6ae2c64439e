package souk.platform.partition;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import souk.kernel.Blueprint;
import souk.kernel.Event;
import souk.platform.journal.Segment;
import souk.platform.journal.Storage;
import souk.platform.partition.PageRebuild.Unreadable;
import souk.platform.partition.Resident.Key;
import souk.platform.wire.Codec;
import souk.platform.wire.Names;

/**
 * The aggregates of a log, told anew by its segments one after the other. Memory is bounded as a partition's is, by {@link PartitionSettings#residents}: the others are read back
 * from the pages that were made of them.
 */
final class Folding {
    /** An aggregate as of the last segment that tells of it. */
    static final class Folded {
        final Key key;
        final Blueprint<?, ?> blueprint;
        private Object state;
        private long version;
        private long position;

        private Folded(Key key, Blueprint<?, ?> blueprint) {
            this.key = key;
            this.blueprint = blueprint;
            this.state = blueprint.empty();
        }

        Object state() {
            return state;
        }

        /** It names no appointment, though one may stand: then its owner makes another with the next page, and one too many changes nothing. */
        Storage.PageOf page() {
            return new Storage.PageOf(key.type(), key.id(), new Storage.Page(position, version, blueprint.pageVersion(), Optional.empty(), Codec.encode(state)));
        }
    }

    private final Storage storage;
    private final Names names;
    private final String log;
    private final String cache;
    private final PartitionSettings settings;
    private final Patience patience;
    private final BooleanSupplier overtaken;
    private final LinkedHashMap<Key, Folded> folded = new LinkedHashMap<>(1024, 0.75f, true);
    private final LinkedHashSet<Folded> changed = new LinkedHashSet<>();
    private long position;
    private Instant now = Instant.EPOCH;
    private long changedBytes;
    private long events;

    /**
     * @param cache     where the pages are from which it reads back
     * @param position  of the log, up to which these are complete
     * @param overtaken whether others may have forgotten some of them meanwhile
     */
    Folding(Storage storage, Names names, String log, String cache, long position, PartitionSettings settings, Patience patience, BooleanSupplier overtaken) {
        this.storage = storage;
        this.names = names;
        this.log = log;
        this.cache = cache;
        this.position = position;
        this.settings = settings;
        this.patience = patience;
        this.overtaken = overtaken;
    }

    /**
     * Goes on with these segments.
     *
     * @throws Unreadable when one of them cannot be read by this version
     */
    void fold(List<Segment> next) {
        load(next);
        next.forEach(this::fold);
    }

    private void fold(Segment segment) {
        for (Segment.Entry entry : segment.entries()) {
            var key = new Key(entry.type(), entry.id());
            Folded one = folded.computeIfAbsent(key, k -> new Folded(k, names.blueprint(k.type())));
            // It was here before, and its page was written after the checkpoint.
            if (entry.version() <= one.version) continue;
            if (entry.version() != one.version + 1) {
                if (overtaken.getAsBoolean()) throw new IllegalStateException("The pages of " + log + " were made anew by others meanwhile, and once more after that, so these are of no use any more.");
                throw new Unreadable("In " + log + ", segment " + segment.position() + ", version " + entry.version() + " of " + key + " follows " + one.version + ".", null);
            }
            try {
                one.state = applied(one, names.decode(entry));
            } catch (RuntimeException | StackOverflowError e) {
                throw new Unreadable("In " + log + ", segment " + segment.position() + ", " + entry.name() + " of " + key + " (version " + entry.version() + ") cannot be read: " + e.getMessage() + ".", e);
            }
            one.version++;
            one.position = segment.position();
            changed.add(one);
            changedBytes += entry.weight();
            events++;
        }
        position = segment.position();
        now = segment.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @SuppressWarnings("unchecked")
    private static Object applied(Folded one, Event event) {
        return ((Blueprint<Object, Event>) one.blueprint).apply(one.state, event);
    }

    /** Reads back what these segments go on with and is not in memory. */
    private void load(List<Segment> segments) {
        var missing = new LinkedHashMap<Key, Long>();
        for (Segment segment : segments) {
            for (Segment.Entry entry : segment.entries()) {
                var key = new Key(entry.type(), entry.id());
                if (!names.hosts(entry.type())) throw new Unreadable("In " + log + ", segment " + segment.position() + ", is " + key + ", and nobody here hosts " + entry.type() + ".", null);
                if (!folded.containsKey(key)) missing.putIfAbsent(key, entry.version());
            }
        }
        missing.values().removeIf(first -> first == 1);
        patience.together(settings.loadTogether(), missing.keySet(), key -> storage.page(cache, key.type(), key.id()).thenAccept(found -> found.ifPresent(page -> {
            var one = new Folded(key, names.blueprint(key.type()));
            one.state = Codec.decode(page.body(), one.blueprint.state());
            one.version = page.version();
            one.position = page.position();
            synchronized (folded) {
                folded.put(key, one);
            }
        })));
    }

    /** Those that are ahead of their pages. */
    Set<Folded> changed() {
        return changed;
    }

    /** Whether so much is ahead of its pages that these should be written. */
    boolean crowded() {
        return changedBytes > settings.flushBytes() || changed.size() > settings.residents() / 2;
    }

    /** All pages are written. */
    void written() {
        changed.clear();
        changedBytes = 0;
    }

    /** Forgets those whose turn was longest ago, as far as their pages have them. */
    void evict() {
        var eldest = folded.values().iterator();
        while (folded.size() > settings.residents() && eldest.hasNext()) if (!changed.contains(eldest.next())) eldest.remove();
    }

    /** Of the log, up to where it has come. */
    long position() {
        return position;
    }

    /** The time of the last segment. */
    Instant now() {
        return now;
    }

    /** How many events were folded here. */
    long events() {
        return events;
    }
}
