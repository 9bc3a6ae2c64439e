package souk.vendors.disputes;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import souk.kernel.View;
import souk.vendors.disputes.DisputeView.Status;

/**
 * A dispute in the lists of its order, its vendor and staff, and of those who have said something in it. What is said in it, it says itself.
 *
 * @param dispute nothing before somebody wants one
 */
public record DisputeList(Optional<Entry> dispute) {
    /** @param status opening, too, of what is not or never opened, and stands in no list but that of its buyer @param at when it was asked for, then when it was opened @param authors principals */
    record Entry(String orderId, String vendorId, Status status, Instant at, List<String> authors) {
        Entry {
            authors = List.copyOf(authors);
        }

        boolean isOpened() {
            return status != Status.OPENING;
        }

        private Entry is(Status next) {
            return new Entry(orderId, vendorId, next, at, authors);
        }

        private Entry openedAt(Instant opened) {
            return new Entry(orderId, vendorId, Status.OPEN, opened, authors);
        }

        private Entry with(String author) {
            return new Entry(orderId, vendorId, status, at, Stream.concat(authors.stream(), Stream.of(author)).distinct().toList());
        }
    }

    static final DisputeList NOTHING = new DisputeList(Optional.empty());

    public static final View<DisputeList, DisputeEvent> VIEW = View.of("vendors.dispute-list", DisputeCommand.TYPE, DisputeEvent.class, NOTHING)
            .on(DisputeEvent.Asked.class, (row, event) -> new DisputeList(Optional.of(new Entry(event.orderId(), event.vendorId(), Status.OPENING, event.at(), List.of(event.author())))))
            .on(DisputeEvent.Opened.class, (row, event) -> new DisputeList(row.dispute.map(entry -> entry.openedAt(event.at()))))
            .on(DisputeEvent.EvidenceAdded.class, (row, event) -> new DisputeList(row.dispute.map(entry -> entry.with(event.author()))))
            .on(DisputeEvent.EvidenceClosed.class, (row, event) -> row.is(Status.REVIEW))
            .on(DisputeEvent.FellOverdue.class, (row, event) -> row.is(Status.OVERDUE))
            .on(DisputeEvent.Decided.class, (row, event) -> row.is(Status.SETTLING))
            // Also one that was refused ends so, and stays unopened.
            .on(DisputeEvent.Closed.class, (row, event) -> row.dispute.filter(Entry::isOpened).isPresent() ? row.is(Status.DECIDED) : row)
            .ignore(DisputeEvent.Refused.class, DisputeEvent.RefundPlanned.class, DisputeEvent.PlanDropped.class, DisputeEvent.Refunded.class, DisputeEvent.Delayed.class)
            .build();

    private DisputeList is(Status status) {
        return new DisputeList(dispute.map(entry -> entry.is(status)));
    }
}
