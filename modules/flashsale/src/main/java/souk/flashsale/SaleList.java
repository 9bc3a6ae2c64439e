package souk.flashsale;

import java.util.Optional;
import souk.flashsale.api.SaleCommand;
import souk.flashsale.api.SaleEvent;
import souk.flashsale.api.SaleTerms;
import souk.kernel.View;

/**
 * A sale in the list of staff. What it has left its counters know.
 *
 * @param sale nothing before it was planned
 */
record SaleList(Optional<Entry> sale) {

    /** Where a sale stands, as staff look for it. */
    enum Phase {
        /** It is in no list: its time is not its own yet, or never will be. */ NONE,
        SCHEDULED,
        /** From its opening until it is closed, sold out or not. */ LIVE,
        ENDED
    }

    /**
     * One line of the list.
     *
     * @param quantity units on offer
     * @param returned units that have gone back to the stock
     */
    record Entry(String id, Phase phase, SaleTerms terms, int quantity, int counters, int buckets, long returned, boolean calledOff) {
        private Entry in(Phase next) {
            return new Entry(id, next, terms, quantity, counters, buckets, returned, calledOff);
        }

        private Entry of(int units) {
            return new Entry(id, phase, terms, units, counters, buckets, returned, calledOff);
        }

        private Entry over(boolean off) {
            return new Entry(id, Phase.ENDED, terms, quantity, counters, buckets, returned, off);
        }

        private Entry returned(int units) {
            return new Entry(id, phase, terms, quantity, counters, buckets, returned + units, calledOff);
        }

        private Entry changed(SaleEvent.Changed event) {
            return new Entry(id, phase, event.terms(), event.quantity(), event.counters(), buckets, returned, calledOff);
        }
    }

    static final View<SaleList, SaleEvent> VIEW = View.of("flashsale.sale-list", SaleCommand.TYPE, SaleEvent.class, new SaleList(Optional.empty()))
            .on(SaleEvent.Created.class, (row, event) -> new SaleList(Optional.of(new Entry(event.saleId(), Phase.NONE, event.terms(), event.quantity(), event.counters(), event.buckets(), 0, false))))
            .on(SaleEvent.Booked.class, (row, event) -> new SaleList(row.sale().map(sale -> sale.in(Phase.SCHEDULED))))
            .on(SaleEvent.Changed.class, (row, event) -> new SaleList(row.sale().map(sale -> sale.changed(event))))
            .on(SaleEvent.Cut.class, (row, event) -> new SaleList(row.sale().map(sale -> sale.of(event.quantity()))))
            .on(SaleEvent.Opened.class, (row, event) -> new SaleList(row.sale().map(sale -> sale.in(Phase.LIVE))))
            .on(SaleEvent.Closed.class, (row, event) -> new SaleList(row.sale().map(sale -> sale.over(event.calledOff()))))
            .on(SaleEvent.CalledOff.class, (row, event) -> new SaleList(row.sale().map(sale -> sale.over(true))))
            .on(SaleEvent.Returned.class, (row, event) -> new SaleList(row.sale().map(sale -> sale.returned(event.units()))))
            .ignore(SaleEvent.Rejected.class, SaleEvent.ChangeAsked.class, SaleEvent.ChangeRefused.class, SaleEvent.Started.class, SaleEvent.Reserved.class, SaleEvent.FoundShort.class,
                    SaleEvent.Taken.class, SaleEvent.Readied.class, SaleEvent.Collected.class, SaleEvent.Acknowledged.class, SaleEvent.Resumed.class, SaleEvent.Ended.class, SaleEvent.Delayed.class)
            .build();
}
