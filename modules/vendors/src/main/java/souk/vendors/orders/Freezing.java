package souk.vendors.orders;

import java.util.ArrayList;
import java.util.List;

/**
 * The disputes about a vendor order. One that is over is remembered by its id, so a late copy of what it asked for freezes nothing any more.
 *
 * @param disputeId the one that keeps it back; null: none does
 * @param times     how many have
 * @param over      the latest of those that are over
 */
record Freezing(String disputeId, int times, List<String> over) {
    /** So many that are over are remembered. */
    static final int REMEMBERED = 32;

    static final Freezing NONE = new Freezing(null, 0, List.of());

    Freezing {
        over = List.copyOf(over);
    }

    boolean isFrozen() {
        return disputeId != null;
    }

    boolean isFrozenBy(String dispute) {
        return dispute.equals(disputeId);
    }

    boolean isOver(String dispute) {
        return over.contains(dispute);
    }

    Freezing frozen(String dispute) {
        return new Freezing(dispute, times + 1, over);
    }

    Freezing thawed(String dispute) {
        var all = new ArrayList<>(over);
        all.add(dispute);
        return new Freezing(isFrozenBy(dispute) ? null : disputeId, times, all.size() > REMEMBERED ? all.subList(all.size() - REMEMBERED, all.size()) : all);
    }
}
