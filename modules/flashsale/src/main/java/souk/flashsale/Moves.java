package souk.flashsale;

import java.time.Instant;
import souk.kernel.Ended;
import souk.kernel.PersistentMap;

/**
 * The transfers that a counter has a part in: remembered until the transfer acknowledges, which is a durable process that does.
 *
 * @param given what it gave, by transfer
 * @param taken transfers whose units it has
 * @param over  those that are acknowledged and of which a copy could still be on its way
 */
record Moves(PersistentMap<String, Integer> given, PersistentMap<String, Boolean> taken, Ended over) {
    static final Moves NONE = new Moves(PersistentMap.empty(), PersistentMap.empty(), Ended.NONE);

    Moves {
        if (given == null) given = PersistentMap.empty();
        if (taken == null) taken = PersistentMap.empty();
        if (over == null) over = Ended.NONE;
    }

    boolean knows(String transfer) {
        return given.containsKey(transfer) || taken.containsKey(transfer);
    }

    Moves gave(String transfer, int units) {
        return new Moves(given.with(transfer, units), taken, over);
    }

    Moves took(String transfer) {
        return new Moves(given, taken.with(transfer, true), over);
    }

    Moves acknowledged(String transfer, Instant at, Instant until) {
        return new Moves(given.without(transfer), taken.without(transfer), over.with(transfer, at, until));
    }
}
