package souk.vendors.orders;

import java.util.ArrayList;
import java.util.List;
import souk.vendors.api.VendorOrderCommand;

/**
 * The disputes about a vendor order. Each that is over is remembered by its id for as long as the order is, also one that was refused: a late copy of what it asked for must freeze nothing, as nobody would ever thaw it. When there
 * are as many as can be remembered no dispute freezes it any more, whichever: then those that come after need not be remembered.
 *
 * @param disputeId the one that keeps it back; null: none does
 * @param times     how many have
 * @param over      those that are over
 */
record Freezing(String disputeId, int times, List<String> over) {
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

    /** Whether no dispute freezes it any more that does not do so now. */
    boolean isFull() {
        return times >= VendorOrderCommand.MOST_DISPUTES || over.size() >= VendorOrderCommand.MOST_REMEMBERED;
    }

    /** Whether it must be written down that this one is over. */
    boolean minds(String dispute) {
        return isFrozenBy(dispute) || !isOver(dispute) && !isFull();
    }

    Freezing frozen(String dispute) {
        return new Freezing(dispute, times + 1, over);
    }

    Freezing thawed(String dispute) {
        var all = new ArrayList<>(over);
        all.add(dispute);
        return new Freezing(isFrozenBy(dispute) ? null : disputeId, times, all);
    }
}
