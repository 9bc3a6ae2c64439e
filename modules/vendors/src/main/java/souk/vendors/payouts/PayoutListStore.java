package souk.vendors.payouts;

import com.datastax.oss.driver.api.core.CqlSession;
import souk.platform.reading.NewestFirstStore;
import souk.vendors.payouts.PayoutList.Entry;

/** The rows of {@link PayoutList} in Cassandra, those of a vendor together. */
public final class PayoutListStore extends NewestFirstStore<PayoutList, Entry> {
    public PayoutListStore(CqlSession cql, int generation) {
        super(cql, generation, "payout_list", new Form<>(Entry.class, PayoutList::payout, PayoutList::new), Entry::vendorId, Entry::at);
    }
}
