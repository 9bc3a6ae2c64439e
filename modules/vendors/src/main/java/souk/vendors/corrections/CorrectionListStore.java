package souk.vendors.corrections;

import com.datastax.oss.driver.api.core.CqlSession;
import souk.platform.reading.NewestFirstStore;
import souk.vendors.corrections.CorrectionList.Entry;

/** The rows of {@link CorrectionList} in Cassandra, all of the shop together. */
public final class CorrectionListStore extends NewestFirstStore<CorrectionList, Entry> {
    public CorrectionListStore(CqlSession cql, int generation) {
        super(cql, generation, "commission_correction_list", new Form<>(Entry.class, CorrectionList::correction, CorrectionList::new), Entry::startedAt);
    }
}
