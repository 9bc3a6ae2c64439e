package souk.flashsale;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.GONE;
import static souk.kernel.Rejection.Kind.SOLD_OUT;

import java.time.Instant;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.CounterEvent;
import souk.flashsale.api.TransferCommand;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Ended;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;

/**
 * The transfers that a counter has a part in, and what it does when they ask: remembered until the transfer acknowledges, which is a durable process that does.
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

    // ---- what a counter decides when a transfer asks

    static Decision<Counter, CounterEvent, TransferCommand.Moved> give(Counter counter, CounterCommand.Give give, Instant now) {
        var id = give.transferId();
        var moves = counter.moves();
        if (moves.given.containsKey(id)) return accept(after -> new TransferCommand.Moved(after.moves().given.get(id)));
        if (moves.over.has(id)) return reject(GONE, "transfer-ended", "This transfer is over.");
        if (now.isAfter(give.sentAt().plus(CounterCommand.VALID_FOR))) return reject(tooLate());
        if (counter.round() > 0 || counter.terms().isEmpty()) return reject(counter.notLive(now));
        if (counter.left() == 0) return reject(SOLD_OUT, "sold-out", "Nothing is left here.");
        return accept(after -> new TransferCommand.Moved(after.moves().given.get(id)), new CounterEvent.Gave(id, Math.min(counter.left(), give.units())));
    }

    static Decision<Counter, CounterEvent, Done> take(Counter counter, CounterCommand.Take take, Instant now) {
        var moves = counter.moves();
        if (moves.taken.containsKey(take.transferId()) || moves.over.has(take.transferId())) return done();
        return now.isAfter(take.sentAt().plus(CounterCommand.VALID_FOR)) ? reject(tooLate()) : done(new CounterEvent.Took(take.transferId(), take.units()));
    }

    static Decision<Counter, CounterEvent, Done> withdraw(Counter counter, CounterCommand.Withdraw withdraw, Instant now) {
        var id = withdraw.transferId();
        var moves = counter.moves();
        var until = withdraw.sentAt().plus(Held.REMEMBERED);
        int given = moves.given.getOrDefault(id, 0);
        if (given == 0 && (moves.over.has(id) || now.isAfter(until))) return done();
        return done(new CounterEvent.GiveWithdrawn(id, given, now, until));
    }

    static Decision<Counter, CounterEvent, Done> acknowledge(Counter counter, CounterCommand.Acknowledge acknowledge, Instant now) {
        var id = acknowledge.transferId();
        boolean known = counter.moves().given.containsKey(id) || counter.moves().taken.containsKey(id);
        return known ? done(new CounterEvent.MoveAcknowledged(id, now, acknowledge.sentAt().plus(Held.REMEMBERED))) : done();
    }

    private static Rejection tooLate() {
        return new Rejection(GONE, "too-late", "This came too late and nothing was done.");
    }

    private static Decision<Counter, CounterEvent, Done> done(CounterEvent... events) {
        return accept(counter -> Done.DONE, events);
    }

    // ---- how its events change them

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
