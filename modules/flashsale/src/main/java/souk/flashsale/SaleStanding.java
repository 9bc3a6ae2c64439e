package souk.flashsale;

import java.time.Instant;
import souk.flashsale.api.SaleView;
import souk.flashsale.api.SaleStatus;

/**
 * A sale and its counters, added up.
 *
 * @param waitingRoom whether customers have to wait for their turn
 * @param version the sum of all their versions: it grows with every change
 * @param left    units that can be claimed
 * @param claimed units that are somebody's, and not paid
 * @param sold    units that are paid
 */
record SaleStanding(SaleView sale, boolean waitingRoom, long version, long left, long claimed, long sold) {
    /** One that has not begun, so that its counters have nothing to say. */
    static SaleStanding awaited(SaleView sale, boolean waitingRoom, Instant now) {
        return new SaleStanding(new SaleView(sale.id(), sale.version(), sale.status(), sale.terms(), sale.quantity(), sale.counters(), sale.buckets(), sale.returned(), now), waitingRoom, sale.version(),
                sale.quantity(), 0, 0);
    }

    /** What shoppers are told, by the sale's clock. */
    String state() {
        boolean ready = sale.status() == SaleStatus.READY && !sale.now().isBefore(sale.terms().startsAt());
        if (sale.status().before() && !ready) return "scheduled";
        if (sale.status() != SaleStatus.LIVE && !ready || !sale.now().isBefore(sale.terms().endsAt())) return "ended";
        return left == 0 ? "sold-out" : "live";
    }

    /** Of a sale that is over nothing is left to be claimed. */
    long onOffer() {
        return sale.status() == SaleStatus.READY || sale.status() == SaleStatus.LIVE ? left : sale.status().before() ? sale.quantity() : 0;
    }
}
