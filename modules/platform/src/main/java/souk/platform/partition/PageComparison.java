package souk.platform.partition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;
import souk.platform.journal.Append;
import souk.platform.journal.Storage;
import souk.platform.partition.Resident.Key;
import souk.platform.wire.Codec;
import souk.platform.wire.Names;

/** Compares pages that were made anew with those in use, which may go on meanwhile. */
final class PageComparison {
    private static final int EXAMPLES = 10;

    private final Names names;
    private final long position;
    private long pages;
    private long equal;
    private long older;
    private long newer;
    private long differing;
    private final List<String> examples = new ArrayList<>();

    /** @param position of the log, up to which the new ones were made */
    PageComparison(Names names, long position) {
        this.names = names;
        this.position = position;
    }

    /**
     * Compares those of a bucket.
     *
     * @param inUse hands over the pages in use
     * @param made  hands over the new ones
     */
    void bucket(int bucket, Consumer<Consumer<Storage.PageOf>> inUse, Consumer<Consumer<Storage.PageOf>> made) {
        var others = new HashMap<Key, Storage.Page>();
        try {
            inUse.accept(page -> others.put(new Key(page.type(), page.id()), page.page()));
        } catch (RuntimeException e) {
            if (!(Append.cause(e) instanceof Storage.Unreadable)) throw e;
            differs("Bucket " + bucket + " could not be read beyond some page: " + Append.cause(e).getMessage());
        }
        made.accept(page -> compare(page, others.remove(new Key(page.type(), page.id()))));
        others.forEach((key, page) -> {
            if (page.position() > position) newer++;
            else differs("There was a page of " + key + ", but no event of it up to position " + position);
        });
    }

    private void compare(Storage.PageOf made, Storage.Page other) {
        pages++;
        var page = made.page();
        String name = made.type() + "/" + made.id();
        if (other == null || other.version() < page.version()) older++;
        else if (other.version() > page.version()) newer++;
        else if (other.form() != page.form()) differs("The page of " + name + " was of form " + other.form() + ", and is of " + page.form());
        else if (same(made, other)) equal++;
        else differs("The page of " + name + " at version " + page.version() + " was not what its events come to");
    }

    private boolean same(Storage.PageOf made, Storage.Page other) {
        if (Arrays.equals(made.page().body(), other.body())) return true;
        var state = names.blueprint(made.type()).state();
        try {
            return Codec.decode(other.body(), state).equals(Codec.decode(made.page().body(), state));
        } catch (RuntimeException unreadable) {
            return false;
        }
    }

    private void differs(String what) {
        differing++;
        if (examples.size() < EXAMPLES) examples.add(what);
    }

    /** What was found. */
    PageRebuild.Result result(String log, int generation, long upTo, long events) {
        return new PageRebuild.Result(log, generation, upTo, events, pages, equal, older, newer, differing, List.copyOf(examples));
    }
}
