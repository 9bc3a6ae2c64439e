package souk.orders.affiliates;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.List;
import java.util.Optional;
import souk.orders.affiliates.AffiliateList.Entry;
import souk.platform.reading.ShelfStore;

/** The rows of {@link AffiliateList} in Cassandra. */
public final class AffiliateListStore extends ShelfStore<AffiliateList, Entry> {
    public AffiliateListStore(CqlSession cql, int generation) {
        super(cql, generation, "affiliate_list", "affiliate");
    }

    @Override
    protected AffiliateList form(Row row) {
        return new AffiliateList(Optional.of(value(row, "affiliate", Entry.class)));
    }

    @Override
    protected List<?> columns(AffiliateList row) {
        return row.affiliate().map(entry -> List.of(blob(entry))).orElse(List.of());
    }

    @Override
    protected Optional<Entry> shown(String id, AffiliateList row) {
        return row.affiliate();
    }
}
