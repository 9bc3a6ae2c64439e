package souk.vendors.payouts;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Instant;
import java.util.Optional;
import souk.vendors.payouts.PayoutList.Entry;

/** The rows of {@link PayoutList} in Cassandra, those of a vendor together. */
public final class PayoutListStore extends NewestFirstStore<PayoutList, Entry> {
    public PayoutListStore(CqlSession cql, int generation) {
        super(cql, generation, "payout_list", Entry.class);
    }

    @Override
    protected Optional<Entry> entry(PayoutList row) {
        return row.payout();
    }

    @Override
    protected PayoutList row(Entry entry) {
        return new PayoutList(Optional.of(entry));
    }

    @Override
    protected String owner(Entry entry) {
        return entry.vendorId();
    }

    @Override
    protected Instant at(Entry entry) {
        return entry.at();
    }
}
