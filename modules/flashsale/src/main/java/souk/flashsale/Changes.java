package souk.flashsale;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.STALE;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Instant;
import souk.flashsale.api.SaleCommand;
import souk.flashsale.api.SaleEvent;
import souk.flashsale.api.SaleStatus;
import souk.flashsale.api.SaleTerms;
import souk.flashsale.api.SaleView;
import souk.kernel.Decision;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;

/**
 * How staff has changed a sale before it began.
 *
 * @param said    what each change said, a fingerprint, by its id: so that each counts once, however often and late it comes
 * @param last    the id of the last one
 * @param asked   the one whose time is being booked; null if none is
 * @param refusal why the last one was not made; null if it was
 */
record Changes(PersistentMap<String, String> said, String last, SaleEvent.ChangeAsked asked, Rejection refusal) {
    /** So often a sale can be changed: all of it is remembered. */
    static final int MOST = 200;

    static final Changes NONE = new Changes(PersistentMap.empty(), "", null, null);

    Changes {
        if (said == null) said = PersistentMap.empty();
        if (last == null) last = "";
    }

    static Decision<Sale, SaleEvent, SaleView> decide(Sale sale, SaleCommand.Change change, Instant now) {
        if (!sale.cameAbout()) return reject(Rejection.notFound("flash sale"));
        var changes = sale.changes();
        var before = changes.said.get(change.changeId());
        if (before != null && !before.equals(change.fingerprint())) return reject(Sale.keyReused());
        if (before != null && !changes.last.equals(change.changeId())) return reject(CONFLICT, "change-superseded", "This change was answered, and another one came after it: look at the sale.");
        if (before != null) return accept(Sale::view);
        if (sale.status() == SaleStatus.BOOKING || sale.status() == SaleStatus.CHANGING) return reject(Sale.changing());
        if (sale.status() != SaleStatus.SCHEDULED || !now.isBefore(sale.created().terms().startsAt())) return reject(CONFLICT, "sale-started", "This sale begins in a moment, has begun or is over: only one that is still to come can be changed.");
        if (change.expectedVersion().isPresent() && change.expectedVersion().get() != sale.version()) {
            return reject(STALE, "stale", "The sale is at version " + sale.version() + " now, not " + change.expectedVersion().get() + ". Read it again.");
        }
        if (changes.said.size() >= MOST) return reject(CONFLICT, "too-many-changes", "A sale can be changed " + MOST + " times: call it off and plan another one.");
        return decide(sale, change, sale.created().terms(), now);
    }

    /** All of it at once, or first its time if that is another one. */
    private static Decision<Sale, SaleEvent, SaleView> decide(Sale sale, SaleCommand.Change change, SaleTerms before, Instant now) {
        var startsAt = change.startsAt().orElse(before.startsAt());
        var endsAt = change.endsAt().orElse(before.endsAt());
        var price = change.price().orElse(before.price());
        if (!price.currency().equals(before.price().currency())) return reject(CONFLICT, "currency-mismatch", "This sale's price is in " + before.price().currency() + ": let the new one be in it too.");
        if (!startsAt.isBefore(endsAt)) return reject(UNPROCESSABLE, "bad-times", "This sale would start at " + startsAt + " and end at " + endsAt + ": let it end later.");
        if (!endsAt.isAfter(now)) return reject(UNPROCESSABLE, "already-over", "This sale would be over already: let it end in the future.");
        var terms = new SaleTerms(before.sku(), before.name(), price, change.perCustomer().orElse(before.perCustomer()), startsAt, endsAt, change.claimTtl().orElse(before.claimTtl()));
        int units = change.quantity().orElse(sale.quantity());
        int counters = change.quantity().isPresent() ? Counters.needed(units, change.unitsPerCounter(), sale.created().buckets()) : sale.created().counters();
        var asked = new SaleEvent.ChangeAsked(change.changeId(), terms, units, counters, change.fingerprint(), sale.changes().said.size() + 1, now);
        boolean sameTime = startsAt.equals(before.startsAt()) && endsAt.equals(before.endsAt());
        return sameTime ? accept(Sale::view, asked, new SaleEvent.Changed(terms, units, counters, now)) : accept(Sale::view, asked);
    }

    Changes asked(SaleEvent.ChangeAsked event) {
        return new Changes(said.with(event.changeId(), event.fingerprint()), event.changeId(), event, null);
    }

    Changes made() {
        return new Changes(said, last, null, null);
    }

    Changes refused(Rejection why) {
        return new Changes(said, last, null, why);
    }
}
