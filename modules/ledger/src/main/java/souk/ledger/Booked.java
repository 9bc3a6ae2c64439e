package souk.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.View;
import souk.ledger.api.Leg;
import souk.ledger.api.TransactionCommand;
import souk.ledger.api.TransactionEvent;
import souk.orders.api.OrderCommand;

/**
 * A transaction in the books, whole: one row, so that whoever adds rows up adds balanced ones. What all of them come to is not kept in any row of this view;
 * {@link LedgerStore} sums what lies beside each other in a log.
 *
 * @param entry nothing before it is booked
 */
record Booked(Optional<Entry> entry) {
    static final Booked NOTHING = new Booked(Optional.empty());

    /**
     * One line of the journal.
     *
     * @param log      in which it stands
     * @param position of its segment there
     * @param index    its place in the segment
     * @param at       the segment's time, which never runs backwards within a log
     * @param order    the order that it is about, if it is about one
     */
    record Entry(String id, String log, long position, int index, Instant at, String kind, Optional<String> order, List<Leg> legs) {
        Entry {
            legs = List.copyOf(legs);
        }
    }

    static final View<Booked, TransactionEvent> VIEW = View.of("ledger.journal", TransactionCommand.TYPE, TransactionEvent.class, NOTHING)
            .onRecorded(TransactionEvent.Posted.class, (row, posted) -> {
                var event = posted.event();
                return new Booked(Optional.of(new Entry(posted.id(), posted.log(), posted.position(), posted.index(), posted.at(), event.kind(),
                        Optional.of(event.why()).filter(why -> why.type().equals(OrderCommand.TYPE)).map(why -> why.id()), event.legs())));
            })
            .ignore(TransactionEvent.RestAsked.class, TransactionEvent.NothingLeft.class)
            .build();
}
