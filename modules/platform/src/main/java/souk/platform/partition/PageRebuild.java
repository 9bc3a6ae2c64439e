package souk.platform.partition;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import souk.kernel.Blueprint;
import souk.platform.journal.LogReader;
import souk.platform.journal.Segment;
import souk.platform.journal.Storage;
import souk.platform.partition.Folding.Folded;
import souk.platform.partition.Resident.Key;
import souk.platform.wire.Codec;
import souk.platform.wire.Names;

/**
 * Makes the caches of a log (pages, checkpoint, agenda) anew from its first segment, in a generation of their own, compares the pages with
 * those in use, and says that the new ones are to be read from now on. Nothing that anybody reads meanwhile is touched, so it does not
 * matter whether the log is owned, by whom, and where this one ends by a crash: whoever calls it next goes on from its checkpoint, and two
 * at once write the same. An owner that serves hears of it with its next {@link Wake} and starts again on the new ones.
 *
 * <p>Memory is bounded as a partition's is, see {@link Folding}.
 */
public final class PageRebuild {
    private static final int SEGMENTS_AT_ONCE = 50;
    private static final int PAGES_AT_ONCE = 500;

    /** How far it is: a position of the log, and where the log ends; and how many pages were looked through since. */
    public record Progress(String log, long position, long head, long lookedThrough) {}

    /**
     * What came of it.
     *
     * @param generation that is read from now on
     * @param position   of the log, up to which its pages were made
     * @param events     that were folded
     * @param pages      that there are now
     * @param equal      those among them that were there before, with the same version and the same state
     * @param older      those whose page was of an earlier version, or not written yet: the log's tail has what it lacked
     * @param newer      those that have gone on meanwhile
     * @param differing  those whose page said something else of the same version, could not be read, or was of a thing that is not in the log
     * @param examples   some of them, in words
     */
    public record Result(String log, int generation, long position, long events, long pages, long equal, long older, long newer, long differing, List<String> examples) {}

    /** The log holds something that this version cannot read, so it cannot say what the aggregate is; the caches in use stay. */
    public static final class Unreadable extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        Unreadable(String what, Throwable cause) {
            super(what + " The pages in use stay as they are. Rebuild with a version that can read it.", cause);
        }
    }

    private final Storage storage;
    private final Names names;
    private final String log;
    private final PartitionSettings settings;
    private final Consumer<Progress> told;
    private final LogReader reader;
    private final Patience patience;

    private int generation;
    private String cache;
    private Folding folding;
    /** Everything of the new agenda is at this time or later; until it is known what is in it, nothing is. */
    private Optional<Instant> handled = Optional.empty();
    private long lookedThrough;

    /** @param told is told now and then how far it is */
    public PageRebuild(Storage storage, Names names, String log, PartitionSettings settings, Consumer<Progress> told) {
        this.storage = storage;
        this.names = names;
        this.log = log;
        this.settings = settings;
        this.told = told;
        this.reader = new LogReader(storage);
        this.patience = new Patience(settings);
    }

    /**
     * Does it, and returns when a start reads the new caches. Statements that fail are repeated for some seconds.
     *
     * @return empty when the log has nothing in it
     * @throws Unreadable       when the log cannot be read by this version
     * @throws RuntimeException when the database does not answer; call it again, it goes on where it was
     */
    public Optional<Result> run() {
        var head = patience.insist(() -> storage.head(log));
        if (head.position() == 0) return Optional.empty();
        var caches = begin();
        generation = caches.making();
        cache = Storage.cache(log, generation);
        long begun = Math.max(patience.insist(() -> storage.checkpoint(cache)).position(), patience.insist(() -> storage.checkpoint(Storage.making(cache))).position());
        folding = new Folding(storage, names, log, cache, begun, settings, patience, this::overtaken);
        fold(head);
        flush();
        appoint();
        var comparison = new PageComparison(names, folding.position());
        String serving = Storage.cache(log, caches.serving());
        for (int bucket = 0; bucket < Storage.BUCKETS; bucket++) {
            int of = bucket;
            comparison.bucket(bucket, take -> each(serving, of, take), take -> each(cache, of, take));
        }
        // What was written meanwhile, so that the next start finds little beyond the checkpoint.
        long before;
        do {
            before = folding.position();
            fold(patience.insist(() -> storage.head(log)));
            flush();
        } while (folding.position() - before > LogReader.CHUNK);
        take(caches);
        return Optional.of(comparison.result(log, generation, folding.position(), folding.events()));
    }

    private Storage.Caches begin() {
        while (true) {
            var caches = patience.insist(() -> storage.caches(log));
            if (caches.making() != 0) return caches;
            var to = new Storage.Caches(caches.serving(), caches.serving() + 1, caches.oldest());
            patience.insist(() -> storage.replaceCaches(log, caches, to));
        }
    }

    private void take(Storage.Caches caches) {
        while (true) {
            var current = patience.insist(() -> storage.caches(log));
            if (current.serving() >= generation) return;
            patience.insist(() -> storage.replaceCaches(log, current, new Storage.Caches(caches.making(), 0, current.oldest())));
        }
    }

    // ---- folding ----

    private void fold(Storage.Head head) {
        var next = read(head, folding.position() + 1);
        while (folding.position() < head.position()) {
            List<Segment> some = next.join();
            long after = some.get(some.size() - 1).position() + 1;
            next = after > head.position() ? null : read(head, after);
            folding.fold(some);
            if (folding.crowded()) flush();
            folding.evict();
            told.accept(new Progress(log, folding.position(), head.position(), lookedThrough));
        }
    }

    /** The next are on their way while these are folded. */
    private CompletableFuture<List<Segment>> read(Storage.Head head, long from) {
        if (from > head.position()) return null;
        return CompletableFuture.supplyAsync(() -> patience.insist(() -> reader.read(log, from, SEGMENTS_AT_ONCE, head)));
    }

    // ---- writing ----

    private void flush() {
        if (handled.isPresent()) {
            var due = new ArrayList<Storage.Appointment>();
            for (Folded one : folding.changed()) due(one.blueprint, one.state(), one.key).ifPresent(due::add);
            make(due);
        }
        var byBucket = new TreeMap<Integer, List<Folded>>();
        for (Folded one : folding.changed()) byBucket.computeIfAbsent(Storage.bucket(one.key.type(), one.key.id()), bucket -> new ArrayList<>()).add(one);
        var statements = new ArrayList<Supplier<CompletionStage<?>>>();
        byBucket.forEach((bucket, all) -> {
            var pages = new ArrayList<Storage.PageOf>();
            long bytes = 0;
            for (Folded one : all) {
                var page = one.page();
                if (bytes > settings.flushStatement()) {
                    statements.add(writing(bucket, pages));
                    pages.clear();
                    bytes = 0;
                }
                pages.add(page);
                bytes += page.page().body().length;
            }
            statements.add(writing(bucket, pages));
        });
        patience.together(settings.flushTogether(), statements, Supplier::get);
        folding.written();
        checkpoint();
    }

    /**
     * While its agenda is not there, it is for nobody but whoever goes on with this: of two at once the other may have made the caches ready,
     * and an owner may read them already. The last segment always stays beyond it, as a start takes its time from there.
     */
    private void checkpoint() {
        long position = folding.position();
        if (position <= 1) return;
        if (handled.isEmpty()) patience.insist(() -> storage.writeCheckpoint(Storage.making(cache), new Storage.Checkpoint(position - 1, Instant.EPOCH)));
        else if (!taken()) patience.insist(() -> storage.writeCheckpoint(cache, new Storage.Checkpoint(position - 1, handled.get())));
    }

    /** Whether somebody else was faster, and these caches are an owner's by now. */
    private boolean taken() {
        return patience.insist(() -> storage.caches(log)).serving() >= generation;
    }

    /** Whether others have made the caches after these too: then what these go on with may have been forgotten by an owner who reads the next ones. */
    private boolean overtaken() {
        return patience.insist(() -> storage.caches(log)).serving() > generation;
    }

    private Supplier<CompletionStage<?>> writing(int bucket, List<Storage.PageOf> pages) {
        var some = List.copyOf(pages);
        return () -> storage.writePages(cache, bucket, some);
    }

    /** Goes through all pages, and makes an appointment for each that somebody must look at even if nobody asks for it. */
    private void appoint() {
        // Not before the first of them is made, or the checkpoint would promise what is not there.
        Instant from = folding.now();
        eachPage(cache, page -> {
            var blueprint = names.blueprint(page.type());
            return due(blueprint, Codec.decode(page.page().body(), blueprint.state()), new Key(page.type(), page.id())).stream().toList();
        }, this::make);
        handled = Optional.of(from);
        checkpoint();
    }

    /** As {@link Pages} would make it, were what is due or under way looked at only now. */
    private Optional<Storage.Appointment> due(Blueprint<?, ?> blueprint, Object state, Key key) {
        Instant now = folding.now();
        Optional<Instant> wakeAt = guarded(() -> blueprint.wakeAt(state), Optional.of(now));
        boolean underWay = blueprint.isProcess() && guarded(() -> blueprint.next(state, now).isPresent(), true);
        if (underWay || wakeAt.filter(at -> !at.isAfter(now)).isPresent()) return Optional.of(new Storage.Appointment(now, key.type(), key.id(), Storage.Due.STEP));
        return wakeAt.map(at -> new Storage.Appointment(at.truncatedTo(ChronoUnit.MILLIS).equals(at) ? at : at.truncatedTo(ChronoUnit.MILLIS).plusMillis(1), key.type(), key.id(), Storage.Due.WAKE));
    }

    /** What a rule cannot say now its partition asks again: it must only not be forgotten. */
    private static <T> T guarded(Supplier<T> rule, T otherwise) {
        try {
            return rule.get();
        } catch (RuntimeException e) {
            return otherwise;
        }
    }

    private void make(Collection<Storage.Appointment> appointments) {
        var all = new ArrayList<>(appointments);
        var some = new ArrayList<List<Storage.Appointment>>();
        for (int from = 0; from < all.size(); from += PAGES_AT_ONCE) some.add(all.subList(from, Math.min(all.size(), from + PAGES_AT_ONCE)));
        patience.together(settings.flushTogether(), some, each -> storage.appoint(cache, each));
    }

    // ---- looking through ----

    private void each(String of, int bucket, Consumer<Storage.PageOf> take) {
        Optional<Storage.PageOf> last = Optional.empty();
        List<Storage.PageOf> some;
        do {
            var after = last;
            some = patience.insist(() -> storage.pages(of, bucket, after, PAGES_AT_ONCE));
            some.forEach(take);
            lookedThrough += some.size();
            if (!some.isEmpty()) last = Optional.of(some.get(some.size() - 1));
            told.accept(new Progress(log, folding.position(), folding.position(), lookedThrough));
        } while (some.size() == PAGES_AT_ONCE);
    }

    private void eachPage(String of, Function<Storage.PageOf, List<Storage.Appointment>> due, Consumer<Collection<Storage.Appointment>> take) {
        for (int bucket = 0; bucket < Storage.BUCKETS; bucket++) {
            var found = new ArrayList<Storage.Appointment>();
            each(of, bucket, page -> {
                found.addAll(due.apply(page));
                if (found.size() >= PAGES_AT_ONCE) {
                    take.accept(found);
                    found.clear();
                }
            });
            take.accept(found);
        }
    }
}
