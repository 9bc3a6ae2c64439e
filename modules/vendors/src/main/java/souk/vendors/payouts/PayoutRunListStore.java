package souk.vendors.payouts;

import com.datastax.oss.driver.api.core.CqlSession;
import souk.platform.reading.NewestFirstStore;
import souk.vendors.payouts.PayoutRunList.Entry;

/** The rows of {@link PayoutRunList} in Cassandra, all of the shop together. */
public final class PayoutRunListStore extends NewestFirstStore<PayoutRunList, Entry> {
    public PayoutRunListStore(CqlSession cql, int generation) {
        super(cql, generation, "payout_run_list", new Form<>(Entry.class, PayoutRunList::run, PayoutRunList::new), Entry::startedAt);
    }
}
