package souk.pricing;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.STALE;

import java.time.Instant;
import java.util.HashMap;
import java.util.Optional;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.pricing.api.PriceListCommand;
import souk.pricing.api.PriceListCommand.Changed;
import souk.pricing.api.PriceListCommand.Quoted;
import souk.pricing.api.PriceListEvent;
import souk.pricing.api.PriceListEvent.PriceListSet;
import souk.pricing.api.PriceListTerms;
import souk.pricing.api.PriceListView;

/**
 * A price list: what some SKUs cost those who buy by it, for a time or for ever. Whether it counts is decided here, when somebody asks,
 * by the partition's time: nothing happens when it begins or ends.
 *
 * @param version the number of events; 0: there is no such list
 * @param at      when it was changed last
 */
record PriceList(String id, long version, Instant at, Optional<PriceListTerms> terms) {

    static final Blueprint<PriceList, PriceListEvent> BLUEPRINT = Blueprint
            .of(PriceListCommand.TYPE, new PriceList("", 0, Instant.EPOCH, Optional.empty()), PriceListCommand.class, PriceListEvent.class)
            .decide("set-terms", PriceListCommand.SetTerms.class, Changed.class, PriceList::setTerms)
            .answer("look", PriceListCommand.Look.class, PriceListView.class, PriceList::look)
            .answer("quote", PriceListCommand.Quote.class, Quoted.class, PriceList::quote)
            .apply(PriceListSet.class, "pricing.price-list-set", PriceList::set)
            .build();

    private Decision<PriceList, PriceListEvent, Changed> setTerms(PriceListCommand.SetTerms set, Instant now) {
        if (set.expectedVersion().filter(expected -> expected != version).isPresent()) {
            return reject(STALE, "stale", "The price list is at version " + version + " by now, not " + set.expectedVersion().get() + ": read it again.");
        }
        var other = terms.map(PriceListTerms::currency).filter(currency -> !currency.equals(set.terms().currency()));
        if (other.isPresent()) return reject(CONFLICT, "currency-mismatch", "This price list is in " + other.get() + " and stays so: make another for " + set.terms().currency() + ".");
        boolean created = version == 0;
        if (terms.equals(Optional.of(set.terms()))) return accept(list -> new Changed(false, list.view()));
        return accept(list -> new Changed(created, list.view()), new PriceListSet(set.priceListId(), set.terms(), now));
    }

    private Outcome<PriceListView> look(PriceListCommand.Look look, Instant now) {
        return version == 0 ? unknown() : Outcome.accepted(view());
    }

    private Outcome<Quoted> quote(PriceListCommand.Quote quote, Instant now) {
        if (terms.isEmpty()) return unknown();
        var prices = new HashMap<String, Money>();
        if (terms.get().validAt(now)) for (String sku : quote.skus()) terms.get().prices().find(sku).ifPresent(price -> prices.put(sku, price));
        return Outcome.accepted(new Quoted(terms.get().currency(), prices));
    }

    private static <R> Outcome<R> unknown() {
        return Outcome.refused(Rejection.notFound("price list"));
    }

    /** What it says; of one that was never made there is nothing to be seen. */
    PriceListView view() {
        return new PriceListView(id, version, at, terms.orElseThrow());
    }

    private PriceList set(PriceListSet set) {
        return new PriceList(set.priceListId(), version + 1, set.at(), Optional.of(set.terms()));
    }
}
