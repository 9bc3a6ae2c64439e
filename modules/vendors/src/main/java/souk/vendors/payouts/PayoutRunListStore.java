package souk.vendors.payouts;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.platform.reading.Shelves.Slice;
import souk.vendors.payouts.PayoutRunList.Entry;

/** The rows of {@link PayoutRunList} in Cassandra, all of the shop together. */
public final class PayoutRunListStore extends NewestFirstStore<PayoutRunList, Entry> {
    private static final String SHOP = "souk";

    public PayoutRunListStore(CqlSession cql, int generation) {
        super(cql, generation, "payout_run_list", Entry.class);
    }

    /** Some runs, newest first. @param after the place at which the slice before this one ended */
    CompletionStage<Slice<Listed<Entry>>> ofShop(int limit, Optional<String> after) {
        return ofOwner(SHOP, limit, after);
    }

    @Override
    protected Optional<Entry> entry(PayoutRunList row) {
        return row.run();
    }

    @Override
    protected PayoutRunList row(Entry entry) {
        return new PayoutRunList(Optional.of(entry));
    }

    @Override
    protected String owner(Entry entry) {
        return SHOP;
    }

    @Override
    protected Instant at(Entry entry) {
        return entry.startedAt();
    }
}
