package souk.orders.affiliates;

import java.util.Optional;
import souk.kernel.View;
import souk.orders.api.AffiliateCommand;

/**
 * An affiliate in the list of staff.
 *
 * @param affiliate nothing before it was made
 */
public record AffiliateList(Optional<Entry> affiliate) {
    record Entry(String code, String name, int basisPoints, boolean suspended) {}

    /** The list of all. */
    public static final View<AffiliateList, AffiliateEvent> VIEW = View.of("orders.affiliate-list", AffiliateCommand.TYPE, AffiliateEvent.class, new AffiliateList(Optional.empty()))
            .on(AffiliateEvent.TermsSet.class, (row, event) -> new AffiliateList(Optional.of(new Entry(event.code(), event.name(), event.basisPoints(), row.affiliate.map(Entry::suspended).orElse(false)))))
            .on(AffiliateEvent.Suspended.class, (row, event) -> row.is(true))
            .on(AffiliateEvent.Reinstated.class, (row, event) -> row.is(false))
            .build();

    private AffiliateList is(boolean suspended) {
        return new AffiliateList(affiliate.map(entry -> new Entry(entry.code, entry.name, entry.basisPoints, suspended)));
    }
}
