package souk.flashsale;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import souk.flashsale.Held.Stage;
import souk.flashsale.api.CounterCommand;
import souk.kernel.Deadlines;
import souk.kernel.PersistentMap;

/**
 * The claims that a counter remembers, and what follows from them.
 *
 * @param held  by the own part of their ids
 * @param used  units that each customer has, paid or not
 * @param ended how many of each customer's claims have ended and are remembered
 * @param due   when the time of which claim is over
 * @param open  units of open and attached claims
 * @param sold  units that are paid
 */
record Claims(PersistentMap<String, Held> held, PersistentMap<String, Integer> used, PersistentMap<String, Integer> ended, Deadlines due, int open, int sold) {
    static final Claims NONE = new Claims(PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty(), Deadlines.NONE, 0, 0);

    Claims {
        if (held == null) held = PersistentMap.empty();
        if (used == null) used = PersistentMap.empty();
        if (ended == null) ended = PersistentMap.empty();
        if (due == null) due = Deadlines.NONE;
    }

    /** Null if there is none of that name, or it was forgotten. */
    Held get(String key) {
        return held.get(key);
    }

    int size() {
        return held.size();
    }

    int usedBy(String customer) {
        return used.getOrDefault(customer, 0);
    }

    int endedOf(String customer) {
        return ended.getOrDefault(customer, 0);
    }

    /** Who has units that are not paid: looks at each claim. */
    int customers() {
        return (int) held.values().stream().filter(Held::holdsUnits).map(Held::customer).distinct().count();
    }

    /** Those of one customer: looks at each claim. */
    List<CounterCommand.TheirClaim> of(String customer, String counterId) {
        return held.entrySet().stream().filter(claim -> claim.getValue().isOf(customer)).map(claim -> claim.getValue().told(counterId + "." + claim.getKey())).toList();
    }

    /** The claims that stand there. */
    List<String> inStage(Stage stage) {
        return held.entrySet().stream().filter(claim -> claim.getValue().stage() == stage).map(Map.Entry::getKey).toList();
    }

    Claims opened(String key, Held claim) {
        return new Claims(held.with(key, claim), added(used, claim.customer(), claim.quantity()), ended, due.with(key, claim.due()), open + claim.quantity(), sold);
    }

    /** Its units are where they were. */
    Claims changed(String key, Held claim) {
        return new Claims(held.with(key, claim), used, ended, due.without(key, held.get(key).due()).with(key, claim.due()), open, sold);
    }

    /** Something is noted about it, whatever its stage: a sold one's time is never over. */
    Claims noted(String key, Held claim) {
        return held.get(key).stage() == Stage.SOLD ? new Claims(held.with(key, claim), used, ended, due, open, sold) : changed(key, claim);
    }

    Claims sold(String key, String orderId) {
        var claim = held.get(key);
        return new Claims(held.with(key, claim.sold(orderId)), used, ended, due.without(key, claim.due()), open - claim.quantity(), sold + claim.quantity());
    }

    /** The units of an open or attached claim go back. */
    Claims ended(String key, Instant at) {
        var before = held.get(key);
        var claim = before.ended(at);
        return new Claims(held.with(key, claim), added(used, claim.customer(), -claim.quantity()), added(ended, claim.customer(), 1), due.without(key, before.due()).with(key, claim.due()),
                open - claim.quantity(), sold);
    }

    /** It ended long ago. */
    Claims forgotten(String key) {
        var claim = held.get(key);
        return new Claims(held.without(key), used, added(ended, claim.customer(), -1), due.without(key, claim.due()), open, sold);
    }

    private static PersistentMap<String, Integer> added(PersistentMap<String, Integer> counts, String customer, int more) {
        int sum = counts.getOrDefault(customer, 0) + more;
        return sum == 0 ? counts.without(customer) : counts.with(customer, sum);
    }
}
