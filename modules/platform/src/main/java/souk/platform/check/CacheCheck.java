package souk.platform.check;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import souk.platform.check.Fault.Kind;
import souk.platform.journal.Append;
import souk.platform.journal.Storage;

/**
 * Whether the pages and the checkpoint of a log say what the log says: none is ahead of it, and no page lacks what the checkpoint promises. An
 * owner may write on meanwhile: pages only go forward, and were behind the checkpoint that was read before them.
 */
final class CacheCheck {
    private static final int AT_ONCE = 500;
    private static final int TOGETHER = 8;

    private final LogCheck check;
    private final Storage storage;
    private final String log;
    private final Versions versions;
    private Storage.Caches caches;
    private Storage.Checkpoint checkpoint;
    private boolean uncertain;
    private long looked;

    CacheCheck(LogCheck check, Storage storage, String log, Versions versions) {
        this.check = check;
        this.storage = storage;
        this.log = log;
        this.versions = versions;
    }

    /** Reads which are in use, and their checkpoint. */
    void begin() {
        caches = LogCheck.insist(() -> storage.caches(log));
        checkpoint = LogCheck.insist(() -> storage.checkpoint(cache()));
    }

    private String cache() {
        return Storage.cache(log, caches.serving());
    }

    /** Up to where the pages are promised to be complete. */
    long checkpoint() {
        return checkpoint.position();
    }

    long looked() {
        return looked;
    }

    /**
     * Looks through the pages of those aggregates that this pass is about.
     *
     * @param head up to where the log was walked
     */
    void pages(Storage.Head head, boolean first) {
        if (checkpoint.position() > head.position()) {
            if (first) check.fault(Kind.CHECKPOINT_AHEAD, "The checkpoint of " + cache() + " is at " + checkpoint.position() + ", its log ends at " + head.position());
            return;
        }
        var missing = new Missing();
        var underWay = new ArrayDeque<CompletableFuture<List<Storage.PageOf>>>();
        for (int bucket = 0; bucket < Storage.BUCKETS + TOGETHER; bucket++) {
            int next = bucket;
            if (bucket < Storage.BUCKETS) underWay.add(CompletableFuture.supplyAsync(() -> some(next, Optional.empty())));
            if (bucket >= TOGETHER) bucket(bucket - TOGETHER, underWay.poll(), head, first, missing);
        }
        if (LogCheck.insist(() -> storage.caches(log)).serving() != caches.serving()) {
            // Those were made anew meanwhile, and forgotten: nothing can be said of them.
            uncertain = true;
        }
        if (!uncertain && missing.promised > missing.seen) {
            check.fault(Kind.PAGE_BEHIND, (missing.promised - missing.seen) + " aggregates of " + log + " have no page, though the checkpoint at " + checkpoint.position() + " says so");
        }
    }

    /** How many aggregates must have a page, and how many of them have one. */
    private final class Missing {
        private final long promised = versions.kept();
        private long seen;
    }

    private List<Storage.PageOf> some(int bucket, Optional<Storage.PageOf> after) {
        return LogCheck.insist(() -> storage.pages(cache(), bucket, after, AT_ONCE));
    }

    private void bucket(int bucket, CompletableFuture<List<Storage.PageOf>> begin, Storage.Head head, boolean first, Missing missing) {
        try {
            for (var some = begin.join(); !some.isEmpty(); some = some.size() < AT_ONCE ? List.of() : some(bucket, Optional.of(some.get(some.size() - 1)))) {
                for (var page : some) look(page, head, first, missing);
            }
        } catch (CompletionException e) {
            if (!(Append.cause(e) instanceof Storage.Unreadable)) throw e;
            if (first) check.fault(Kind.PAGE_UNREADABLE, Append.cause(e).getMessage());
            // The others of its bucket were not looked at.
            uncertain = true;
        }
    }

    private void look(Storage.PageOf one, Storage.Head head, boolean first, Missing missing) {
        long key = Versions.key(one.type(), one.id());
        if (!versions.concerns(key)) return;
        looked++;
        var page = one.page();
        String what = "The page of " + one.type() + "/" + one.id() + " in " + cache();
        if (versions.kept(key) > 0) missing.seen++;
        if (page.version() < versions.kept(key)) {
            check.fault(Kind.PAGE_BEHIND, what + " has version " + page.version() + ", the log has " + versions.kept(key) + " up to the checkpoint at " + checkpoint.position());
        } else if (page.position() > head.position()) {
            // Written since the walk; or by nobody.
            var later = LogCheck.insist(() -> storage.head(log));
            if (page.position() > later.position()) check.fault(Kind.PAGE_AHEAD, what + " is of position " + page.position() + ", the log ends at " + later.position());
        } else if (page.version() > versions.get(key)) {
            check.fault(Kind.PAGE_AHEAD, what + " has version " + page.version() + ", the log has " + versions.get(key));
        }
    }
}
