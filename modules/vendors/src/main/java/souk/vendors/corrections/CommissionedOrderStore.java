package souk.vendors.corrections;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import souk.platform.reading.EntryStore;
import souk.platform.reading.Lanes;
import souk.platform.reading.Place;
import souk.platform.reading.Shelves.Slice;
import souk.vendors.corrections.CommissionedOrder.Entry;

/** The rows of {@link CommissionedOrder} in Cassandra: each order by its id, and the same by hours of its placement, so that no partition of the database grows with the age of the shop. */
public final class CommissionedOrderStore extends EntryStore<CommissionedOrder, Entry> {
    private static final String SHOP = "souk";
    private static final long HOUR = Duration.ofHours(1).toMillis();
    /** So many hours, and orders, are looked at for one slice; one of a rare rule may hold fewer than it could and still have a next one. */
    private static final int HOURS = 500;
    private static final int LOOKED_AT = 10_000;
    private static final int AT_ONCE = 1_000;

    private final PreparedStatement writePlace;
    private final PreparedStatement places;
    private final PreparedStatement writeHour;
    private final PreparedStatement hours;
    private final Set<Instant> known = ConcurrentHashMap.newKeySet();

    public CommissionedOrderStore(CqlSession cql, int generation) {
        super(cql, generation, new Form<>(Entry.class, CommissionedOrder::order, CommissionedOrder::new), "commissioned_orders", "commissioned_places", "commissioned_hours");
        writePlace = prepare("INSERT INTO commissioned_places (hour, placed_at, id, entry) VALUES (?, ?, ?, ?) USING TIMESTAMP ?");
        places = prepare("SELECT placed_at, id, entry FROM commissioned_places WHERE hour = ? AND (placed_at, id) > (?, ?) LIMIT ?");
        writeHour = prepare("INSERT INTO commissioned_hours (shop, hour) VALUES (?, ?)");
        hours = prepare("SELECT hour FROM commissioned_hours WHERE shop = ? AND hour >= ? AND hour <= ? LIMIT ?");
    }

    private static Instant hour(Instant time) {
        return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), HOUR) * HOUR);
    }

    @Override
    protected Stream<BoundStatement> beside(String id, Entry entry, long version) {
        return Stream.of(writePlace.bind(hour(entry.placedAt()), entry.placedAt(), id, blob(entry), version));
    }

    /** An hour is known to be in the list of hours before anything is put into it. */
    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<CommissionedOrder>> rows, int parallelism) {
        var missing = entries(rows).map(entry -> hour(entry.placedAt())).filter(hour -> !known.contains(hour)).distinct().toList();
        return Lanes.each(missing, parallelism, hour -> cql.executeAsync(writeHour.bind(SHOP, hour)).thenApply(done -> known.add(hour))).thenCompose(there -> super.writeAll(rows, parallelism));
    }

    /**
     * The ids of some orders placed in some time that are wanted, the earliest first.
     *
     * @param from  its first instant
     * @param to    the instant behind its last; one that is placed in the same millisecond may be among them
     * @param after the place at which the slice before this one ended
     */
    CompletionStage<Slice<String>> placed(Instant from, Instant to, Predicate<Entry> wanted, int limit, Optional<String> after) {
        var begin = after.map(Place::parse).orElseGet(() -> new Place(Instant.ofEpochMilli(from.toEpochMilli()), ""));
        return cql.executeAsync(hours.bind(SHOP, hour(begin.at()), hour(to), HOURS).setPageSize(HOURS)).thenCompose(rows -> {
            var found = StreamSupport.stream(rows.currentPage().spliterator(), false).map(row -> row.getInstant("hour")).toList();
            return new Search(to, wanted, limit, begin, found).next();
        });
    }

    /** Goes on through the hours. */
    private final class Search {
        private final Instant to;
        private final Predicate<Entry> wanted;
        private final int limit;
        private final Iterator<Instant> starts;
        private final boolean more;
        private final List<String> found = new ArrayList<>();
        private Place last;
        private Optional<Instant> hour = Optional.empty();
        private int lookedAt;

        private Search(Instant to, Predicate<Entry> wanted, int limit, Place begin, List<Instant> hours) {
            this.to = to;
            this.wanted = wanted;
            this.limit = limit;
            this.last = begin;
            this.starts = hours.iterator();
            this.more = hours.size() == HOURS;
        }

        private CompletionStage<Slice<String>> next() {
            if (hour.isEmpty()) {
                if (!starts.hasNext()) return CompletableFuture.completedFuture(new Slice<>(found, more ? Optional.of(last.text()) : Optional.empty()));
                hour = Optional.of(starts.next());
            }
            return cql.executeAsync(places.bind(hour.get(), last.at(), last.id(), AT_ONCE).setPageSize(AT_ONCE)).thenCompose(rows -> {
                int seen = 0;
                for (Row row : rows.currentPage()) {
                    seen++;
                    if (row.getInstant("placed_at").isAfter(to)) return CompletableFuture.completedFuture(new Slice<>(found, Optional.empty()));
                    last = Place.of(row, "placed_at");
                    if (wanted.test(entry(row))) found.add(last.id());
                    if (found.size() == limit) return CompletableFuture.completedFuture(new Slice<>(found, Optional.of(last.text())));
                }
                lookedAt += seen;
                if (seen < AT_ONCE) {
                    // Nothing is placed in an hour that is over, so the next one begins behind it.
                    last = new Place(hour.get().plusMillis(HOUR), "");
                    hour = Optional.empty();
                }
                return lookedAt >= LOOKED_AT ? CompletableFuture.completedFuture(new Slice<>(found, Optional.of(last.text()))) : next();
            });
        }
    }
}
