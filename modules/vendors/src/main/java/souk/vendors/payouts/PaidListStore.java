package souk.vendors.payouts;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.platform.reading.NewestFirstStore;
import souk.platform.reading.Shelves.Slice;
import souk.vendors.payouts.PaidList.Entry;

/** The rows of {@link PaidList} in Cassandra, those of a day (UTC) together. */
public final class PaidListStore extends NewestFirstStore<PaidList, Entry> {
    public PaidListStore(CqlSession cql, int generation) {
        super(cql, generation, "payout_paid_list", new Form<>(Entry.class, PaidList::paid, PaidList::new), paid -> day(paid.paidAt()), Entry::paidAt);
    }

    private static String day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC).toString();
    }

    /** Some that were paid on a day, the latest first. @param after the place at which the slice before this one ended */
    CompletionStage<Slice<Listed<Entry>>> ofDay(LocalDate day, int limit, Optional<String> after) {
        return ofOwner(day.toString(), limit, after);
    }
}
