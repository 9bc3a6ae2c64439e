package souk.vendors.corrections;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.platform.reading.Shelves.Slice;
import souk.vendors.corrections.CorrectionList.Entry;
import souk.vendors.payouts.NewestFirstStore;

/** The rows of {@link CorrectionList} in Cassandra, all of the shop together. */
public final class CorrectionListStore extends NewestFirstStore<CorrectionList, Entry> {
    private static final String SHOP = "souk";

    public CorrectionListStore(CqlSession cql, int generation) {
        super(cql, generation, "commission_correction_list", Entry.class);
    }

    /** Some corrections, newest first. @param after the place at which the slice before this one ended */
    CompletionStage<Slice<Listed<Entry>>> ofShop(int limit, Optional<String> after) {
        return ofOwner(SHOP, limit, after);
    }

    @Override
    protected Optional<Entry> entry(CorrectionList row) {
        return row.correction();
    }

    @Override
    protected CorrectionList row(Entry entry) {
        return new CorrectionList(Optional.of(entry));
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
