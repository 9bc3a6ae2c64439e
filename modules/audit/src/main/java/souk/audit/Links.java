package souk.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** A chain being followed from its first entry to its last: says of which entry something is wrong. Memory does not grow with the chain. */
final class Links {
    /**
     * An entry as it was found.
     *
     * @param hash     as it stands there
     * @param computed as it is of what stands there
     * @param label    which it is, for people
     */
    record Found(long number, String at, String previous, String hash, String computed, String label) {}

    private final BiConsumer<Long, String> fault;
    private final TreeMap<Long, Anchors.Anchor> anchors = new TreeMap<>();
    private long next = 1;
    private String previous = Canonical.NONE;
    private long entries;
    private long anchored;
    private String from = "";
    private String to = "";
    private List<String> troubles = new ArrayList<>();

    /** @param fault is told the number of an entry, and what is wrong */
    Links(Map<Long, Anchors.Anchor> anchors, BiConsumer<Long, String> fault) {
        this.anchors.putAll(anchors);
        this.fault = fault;
    }

    /** Something could not be read where the next entry should be. */
    void trouble(String what) {
        troubles.add(what);
    }

    void follow(Found entry) {
        entries++;
        if (from.isEmpty()) from = entry.at;
        to = entry.at;
        place(entry);
        if (!entry.hash.equals(entry.computed)) fault.accept(entry.number, entry.label + " was changed: its hash is not that of what it says");
        var anchor = anchors.get(entry.number);
        if (anchor != null) {
            anchored = Math.max(anchored, entry.number);
            if (!anchor.hash().equals(entry.hash)) fault.accept(entry.number, entry.label + " is not the one that was anchored at " + anchor.at() + ": it, or one before it, was made anew");
        }
        next = Math.max(next, entry.number + 1);
        previous = entry.hash;
        troubles = new ArrayList<>();
    }

    private void place(Found entry) {
        String because = troubles.isEmpty() ? "" : " (" + String.join("; ", troubles) + ")";
        if (entry.number > next) fault.accept(next, (entry.number == next + 1 ? "entry " + next + " is" : "entries " + next + " to " + (entry.number - 1) + " are") + " missing before " + entry.label + because);
        else if (entry.number < next) fault.accept(entry.number, entry.label + " stands where entry " + next + " should" + because);
        else if (!entry.previous.equals(previous)) fault.accept(entry.number, entry.label + " does not go on from the entry that stands before it" + because);
        else troubles.forEach(trouble -> fault.accept(entry.number, "before " + entry.label + ": " + trouble));
    }

    /** An export says what its last entry is. */
    void closes(Canonical.End end) {
        if (end.entries() != next - 1) fault.accept(next, "the export says that it has " + end.entries() + " entries, but the last in it is " + (next - 1));
        else if (!end.hash().equals(previous)) fault.accept(next - 1, "the export says that its last entry is another one than entry " + (next - 1));
    }

    /** An export ends without saying so. */
    void breaksOff() {
        fault.accept(next, "the export was cut off after entry " + (next - 1) + ": it has no last line that says how many entries there are. Export again; one that an older version made has none");
    }

    /** The chain has no more. */
    void end() {
        troubles.forEach(trouble -> fault.accept(next, "where entry " + next + " should be: " + trouble));
        if (anchors.isEmpty() || anchors.lastKey() < next) return;
        var last = anchors.lastEntry().getValue();
        fault.accept(next, "the end was cut off: the last entry is " + (next - 1) + ", but " + last.number() + " was anchored at " + last.at());
    }

    Verification.OfChain result(String chain) {
        return new Verification.OfChain(chain, entries, from, to, anchored);
    }
}
