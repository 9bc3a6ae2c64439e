package souk.inventory;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.GONE;
import static souk.kernel.Rejection.Kind.SOLD_OUT;
import static souk.kernel.Rejection.Kind.STALE;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import souk.inventory.api.OwnedShelf;
import souk.inventory.api.Reservation;
import souk.inventory.api.StockCommand;
import souk.inventory.api.StockCounted;
import souk.inventory.api.StockEvent;
import souk.inventory.api.StockEvent.Pick;
import souk.inventory.api.StockLevel;
import souk.kernel.Blueprint;
import souk.kernel.Deadlines;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Ended;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;

/**
 * The stock of one SKU over its locations. Each command costs the logarithm of the number of reservations.
 *
 * <p><b>Why every command may come twice, late or after days, and memory is bounded all the same.</b> What is open (held, lapsed,
 * returned) is remembered until its owner ends it, and every owner is a durable process that does; so a repeated opening finds it open,
 * and a repeated ending that finds nothing was carried out before. Left is the copy of an <em>opening</em> that travels so long that it
 * comes after the ending. It is only heeded until {@code sentAt + VALID_FOR}, and an ended id is remembered until the ending's
 * {@code sentAt + REMEMBERED}. The owner stamps the opening before the ending, so the copy is too late before the id is forgotten. Both
 * times are the owner's stamps against this stock's clock, so the two clocks need not agree; REMEMBERED is longer than VALID_FOR by as
 * much as the owner's own clock may fall back when it moves to another node.
 *
 * @param held     reservations by id
 * @param expiring the same, by the time at which they lapse
 * @param lapsed   reservations whose time was over and whose owner has not ended them yet
 * @param ended    reservations whose opening could still be on its way
 * @param returns  returns whose owner may still send them again
 * @param returned returns that their owner has acknowledged and whose copy could still be on its way
 * @param version  the number of events
 * @param stows    the number of the last that each owner but the shop has said; there are few owners, and each is remembered
 */
record Stock(Shelves shelves, PersistentMap<String, Hold> held, Deadlines expiring, PersistentMap<String, Boolean> lapsed, Ended ended,
        PersistentMap<String, Boolean> returns, Ended returned, long version, PersistentMap<String, Long> stows) {

    /** Units held for an owner. */
    record Hold(List<Pick> picks, Instant expiresAt) {
        Hold {
            picks = List.copyOf(picks);
        }
    }

    static final Duration REMEMBERED = StockCommand.VALID_FOR.plusSeconds(15);
    /** So many lapse in one event, so that it stays small; the next wake-up takes the next. */
    static final int LAPSING = 200;

    static final Stock EMPTY = new Stock(Shelves.NONE, PersistentMap.empty(), Deadlines.NONE, PersistentMap.empty(), Ended.NONE, PersistentMap.empty(), Ended.NONE, 0, PersistentMap.empty());

    static final Blueprint<Stock, StockEvent> BLUEPRINT = Blueprint.of("inventory.stock", EMPTY, StockCommand.class, StockEvent.class)
            .decide("count", StockCommand.Count.class, StockCounted.class, Stock::count)
            .decide("stow", StockCommand.Stow.class, StockCounted.class, Stock::stow)
            .decide("reserve", StockCommand.Reserve.class, Reservation.class, Stock::reserve)
            .decide("commit", StockCommand.Commit.class, Done.class, Stock::commit)
            .decide("release", StockCommand.Release.class, Done.class, Stock::release)
            .decide("restock", StockCommand.Restock.class, Done.class, Stock::restock)
            .decide("acknowledge", StockCommand.Acknowledge.class, Done.class, Stock::acknowledge)
            .decide("expire", StockCommand.Expire.class, Done.class, Stock::expire)
            .answer("look", StockCommand.Look.class, StockLevel.class, Stock::look)
            .apply(StockEvent.Counted.class, "inventory.stock-counted", Stock::counted)
            .apply(StockEvent.Stowed.class, "inventory.stock-stowed", Stock::stowed)
            .apply(StockEvent.Reserved.class, "inventory.stock-reserved", Stock::reserved)
            .apply(StockEvent.Committed.class, "inventory.stock-committed", Stock::committed)
            .apply(StockEvent.Released.class, "inventory.stock-released", Stock::released)
            .apply(StockEvent.Lapsed.class, "inventory.stock-lapsed", Stock::lapsed)
            .apply(StockEvent.Restocked.class, "inventory.stock-restocked", Stock::restocked)
            .apply(StockEvent.Acknowledged.class, "inventory.return-acknowledged", Stock::acknowledged)
            .wakes(stock -> stock.expiring.first(), StockCommand.Expire::new)
            .build();

    Stock {
        if (shelves == null) shelves = Shelves.NONE;
        if (held == null) held = PersistentMap.empty();
        if (expiring == null) expiring = Deadlines.NONE;
        if (lapsed == null) lapsed = PersistentMap.empty();
        if (ended == null) ended = Ended.NONE;
        if (returns == null) returns = PersistentMap.empty();
        if (returned == null) returned = Ended.NONE;
        if (stows == null) stows = PersistentMap.empty();
    }

    private Decision<Stock, StockEvent, StockCounted> count(StockCommand.Count count, Instant now) {
        if (count.expectedVersion().isPresent() && count.expectedVersion().get() != version) {
            return reject(STALE, "stale", "The stock is at version " + version + " by now, not " + count.expectedVersion().get() + ": read it again.");
        }
        var before = shelves.find(count.location());
        long incoming = count.incoming().orElse(before.map(Shelves.Shelf::incoming).orElse(0L));
        if (before.isPresent() && before.get().onHand() == count.onHand() && before.get().incoming() == incoming) {
            return accept(stock -> new StockCounted(stock.level(), false));
        }
        if (before.isEmpty() && shelves.size() == Shelves.MOST) {
            return reject(UNPROCESSABLE, "too-many-locations", "A SKU can lie at " + Shelves.MOST + " locations, and this one does.");
        }
        return accept(stock -> new StockCounted(stock.level(), before.isEmpty()), new StockEvent.Counted(count.location(), count.onHand(), incoming));
    }

    private Decision<Stock, StockEvent, StockCounted> stow(StockCommand.Stow stow, Instant now) {
        if (stow.number() <= stows.find(stow.owner()).orElse(0L)) return accept(stock -> new StockCounted(stock.level(), false));
        String location = OwnedShelf.at(stow.owner(), stow.location());
        if (shelves.hasNoRoomFor(stow.owner(), location, stow.onHand())) {
            return reject(UNPROCESSABLE, "too-many-locations", "This SKU lies at as many locations of others as it can, or what lay at yours is still held for too many orders.");
        }
        boolean created = shelves.find(location).isEmpty();
        return accept(stock -> new StockCounted(stock.level(), created), new StockEvent.Stowed(stow.owner(), location, stow.onHand(), stow.number()));
    }

    private Decision<Stock, StockEvent, Reservation> reserve(StockCommand.Reserve reserve, Instant now) {
        var id = reserve.reservationId();
        if (held.containsKey(id)) return accept(stock -> stock.reservation(id));
        if (lapsed.containsKey(id)) return reject(expired());
        if (ended.has(id)) return reject(GONE, "reservation-ended", "This reservation has ended already.");
        if (now.isAfter(reserve.sentAt().plus(StockCommand.VALID_FOR)) || !reserve.expiresAt().isAfter(now)) {
            return reject(GONE, "too-late", "This reservation came too late. Nothing is held; try again.");
        }
        return shelves.allocate(reserve.quantity(), reserve.of())
                .<Decision<Stock, StockEvent, Reservation>>map(picks -> accept(stock -> stock.reservation(id), new StockEvent.Reserved(id, picks, reserve.expiresAt())))
                .orElseGet(() -> reject(soldOut(reserve)));
    }

    private Decision<Stock, StockEvent, Done> commit(StockCommand.Commit commit, Instant now) {
        var id = commit.reservationId();
        var hold = held.get(id);
        if (hold != null) return accept(stock -> Done.DONE, new StockEvent.Committed(id, hold.picks(), now, commit.sentAt().plus(REMEMBERED)));
        if (lapsed.containsKey(id)) return reject(expired());
        return accept(stock -> Done.DONE);
    }

    private Decision<Stock, StockEvent, Done> release(StockCommand.Release release, Instant now) {
        var id = release.reservationId();
        var until = release.sentAt().plus(REMEMBERED);
        var hold = held.get(id);
        if (hold != null) return accept(stock -> Done.DONE, new StockEvent.Released(id, hold.picks(), now, until));
        if (!lapsed.containsKey(id) && (ended.has(id) || now.isAfter(until))) return accept(stock -> Done.DONE);
        return accept(stock -> Done.DONE, new StockEvent.Released(id, List.of(), now, until));
    }

    private Decision<Stock, StockEvent, Done> restock(StockCommand.Restock restock, Instant now) {
        var id = restock.returnId();
        if (returns.containsKey(id)) return accept(stock -> Done.DONE);
        if (returned.has(id)) return reject(GONE, "return-ended", "This return has ended already.");
        if (now.isAfter(restock.sentAt().plus(StockCommand.VALID_FOR))) return reject(GONE, "too-late", "This return came too late and nothing was done.");
        if (restock.of().isPresent()) return accept(stock -> Done.DONE, new StockEvent.Restocked(id, shelves.firstLocationOf(restock.of().get()), restock.quantity()));
        var location = restock.location().isPresent() ? restock.location().filter(name -> shelves.find(name).isPresent()) : shelves.firstLocation();
        return location
                .<Decision<Stock, StockEvent, Done>>map(name -> accept(stock -> Done.DONE, new StockEvent.Restocked(id, name, restock.quantity())))
                .orElseGet(() -> reject(Rejection.notFound("location")));
    }

    private Decision<Stock, StockEvent, Done> acknowledge(StockCommand.Acknowledge acknowledge, Instant now) {
        var id = acknowledge.returnId();
        if (!returns.containsKey(id)) return accept(stock -> Done.DONE);
        return accept(stock -> Done.DONE, new StockEvent.Acknowledged(id, now, acknowledge.sentAt().plus(REMEMBERED)));
    }

    private Decision<Stock, StockEvent, Done> expire(StockCommand.Expire expire, Instant now) {
        var due = expiring.due(now, LAPSING).stream().map(id -> new StockEvent.LapsedHold(id, held.get(id).picks())).toList();
        return due.isEmpty() ? accept(stock -> Done.DONE) : accept(stock -> Done.DONE, new StockEvent.Lapsed(due));
    }

    private Outcome<StockLevel> look(StockCommand.Look look, Instant now) {
        return Outcome.accepted(level());
    }

    private Stock counted(StockEvent.Counted counted) {
        return next(shelves.counted(counted.location(), counted.onHand(), counted.incoming()), held, expiring, lapsed, ended, returns, returned);
    }

    private Stock stowed(StockEvent.Stowed stowed) {
        return new Stock(shelves.stowed(stowed.owner(), stowed.location(), stowed.onHand()), held, expiring, lapsed, ended, returns, returned, version + 1, stows.with(stowed.owner(), stowed.number()));
    }

    private Stock reserved(StockEvent.Reserved reserved) {
        return next(shelves.moved(reserved.picks(), 0, 1), held.with(reserved.reservationId(), new Hold(reserved.picks(), reserved.expiresAt())),
                expiring.with(reserved.reservationId(), reserved.expiresAt()), lapsed, ended, returns, returned);
    }

    private Stock committed(StockEvent.Committed committed) {
        return unheld(committed.reservationId(), shelves.moved(committed.picks(), -1, -1), lapsed, ended.with(committed.reservationId(), committed.at(), committed.until()));
    }

    private Stock released(StockEvent.Released released) {
        var id = released.reservationId();
        return unheld(id, shelves.moved(released.picks(), 0, -1), lapsed.without(id), ended.with(id, released.at(), released.until()));
    }

    private Stock lapsed(StockEvent.Lapsed event) {
        var after = this;
        for (var hold : event.holds()) {
            after = after.unheld(hold.reservationId(), after.shelves.moved(hold.picks(), 0, -1), after.lapsed.with(hold.reservationId(), true), after.ended);
        }
        return new Stock(after.shelves, after.held, after.expiring, after.lapsed, after.ended, after.returns, after.returned, version + 1, stows);
    }

    private Stock restocked(StockEvent.Restocked restocked) {
        var back = List.of(new Pick(restocked.location(), restocked.quantity()));
        return next(shelves.moved(back, 1, 0), held, expiring, lapsed, ended, returns.with(restocked.returnId(), true), returned);
    }

    private Stock acknowledged(StockEvent.Acknowledged acknowledged) {
        return next(shelves, held, expiring, lapsed, ended, returns.without(acknowledged.returnId()), returned.with(acknowledged.returnId(), acknowledged.at(), acknowledged.until()));
    }

    /** After a reservation is no longer held, if it was. */
    private Stock unheld(String id, Shelves nextShelves, PersistentMap<String, Boolean> nextLapsed, Ended nextEnded) {
        var hold = held.get(id);
        return next(nextShelves, held.without(id), hold == null ? expiring : expiring.without(id, hold.expiresAt()), nextLapsed, nextEnded, returns, returned);
    }

    private Stock next(Shelves nextShelves, PersistentMap<String, Hold> nextHeld, Deadlines nextExpiring, PersistentMap<String, Boolean> nextLapsed, Ended nextEnded,
            PersistentMap<String, Boolean> nextReturns, Ended nextReturned) {
        return new Stock(nextShelves, nextHeld, nextExpiring, nextLapsed, nextEnded, nextReturns, nextReturned, version + 1, stows);
    }

    StockLevel level() {
        return shelves.level(version);
    }

    private Reservation reservation(String id) {
        var hold = held.get(id);
        return new Reservation(id, hold.picks(), hold.expiresAt());
    }

    private Rejection soldOut(StockCommand.Reserve reserve) {
        long left = shelves.available(reserve.of());
        var detail = left == 0 ? reserve.sku() + " is sold out." : "Only " + left + " of " + reserve.sku() + " can be had.";
        return new Rejection(SOLD_OUT, "sold-out", detail).about("skus", List.of(reserve.sku()));
    }

    private static Rejection expired() {
        return new Rejection(GONE, "reservation-expired", "The time of this reservation is over; its units can be had by others again.");
    }
}
