package souk.vendors.orders;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
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
import souk.platform.reading.EntryStore;
import souk.platform.reading.Lanes;
import souk.platform.reading.Place;
import souk.platform.reading.Shelves.Slice;
import souk.vendors.orders.VendorOrderList.Entry;

/**
 * The rows of {@link VendorOrderList} in Cassandra: each vendor order once, by its id, and its place in two lists, that of its vendor and that of the shop. A place never changes, so whoever writes it again does no harm; it may
 * be there for a moment before the vendor order is, and is passed over then. A list is cut into spans of time, so that no partition of the database grows with the age of the shop: a vendor's into months, the shop's into hours.
 */
public final class VendorOrderListStore extends EntryStore<VendorOrderList, Entry> {
    private static final String SHOP = "souk";
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration HOUR = Duration.ofHours(1);
    /** So many are looked at for one page; a page of a rare status may hold fewer than it could and still have a next one. */
    private static final int LOOKED_AT = 2_000;

    /** A list, by whose it is, over some time. */
    private record Span(String owner, Instant start) {
        private static Span of(String owner, Instant time) {
            long length = (owner.equals(SHOP) ? HOUR : MONTH).toMillis();
            return new Span(owner, Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), length) * length));
        }

        private static Stream<Span> both(Entry entry) {
            return Stream.of(of(SHOP, entry.placedAt()), of(entry.vendorId(), entry.placedAt()));
        }
    }

    private final PreparedStatement writePlace;
    private final PreparedStatement places;
    private final PreparedStatement writeSpan;
    private final PreparedStatement spans;
    private final Set<Span> known = ConcurrentHashMap.newKeySet();

    public VendorOrderListStore(CqlSession cql, int generation) {
        super(cql, generation, new Form<>(Entry.class, VendorOrderList::order, VendorOrderList::new), "vendor_order_list", "vendor_order_places", "vendor_order_spans");
        writePlace = prepare("INSERT INTO vendor_order_places (owner, span, placed_at, id) VALUES (?, ?, ?, ?)");
        places = prepare("SELECT placed_at, id FROM vendor_order_places WHERE owner = ? AND span = ? AND (placed_at, id) < (?, ?) LIMIT ?");
        writeSpan = prepare("INSERT INTO vendor_order_spans (owner, span) VALUES (?, ?)");
        spans = prepare("SELECT span FROM vendor_order_spans WHERE owner = ? AND span <= ?");
    }

    @Override
    protected Stream<BoundStatement> beside(String id, Entry entry, long version) {
        return Span.both(entry).map(span -> writePlace.bind(span.owner, span.start, entry.placedAt(), id));
    }

    /** A span is known to be in its list before anything is put into it. */
    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<VendorOrderList>> rows, int parallelism) {
        var missing = entries(rows).flatMap(Span::both).filter(span -> !known.contains(span)).distinct().toList();
        return Lanes.each(missing, parallelism, span -> cql.executeAsync(writeSpan.bind(span.owner, span.start)).thenApply(done -> known.add(span)))
                .thenCompose(there -> super.writeAll(rows, parallelism));
    }

    /** Some of those of a vendor that are wanted, newest first; see {@link #LOOKED_AT} for how many of them at once. @param after the place at which the slice before this one ended */
    CompletionStage<Slice<Entry>> ofVendor(String vendor, Predicate<Entry> wanted, int limit, Optional<String> after) {
        return slice(vendor, wanted, limit, after);
    }

    /** The same of all vendors. */
    CompletionStage<Slice<Entry>> ofShop(Predicate<Entry> wanted, int limit, Optional<String> after) {
        return slice(SHOP, wanted, limit, after);
    }

    private CompletionStage<Slice<Entry>> slice(String owner, Predicate<Entry> wanted, int limit, Optional<String> after) {
        var from = Place.after(after);
        return cql.executeAsync(spans.bind(owner, from.at())).thenCompose(rows -> new Search(owner, wanted, limit, from, rows).next());
    }

    /** Goes back through the spans of a list, a handful of places at a time. */
    private final class Search {
        private final String owner;
        private final Predicate<Entry> wanted;
        private final int limit;
        private final List<Entry> found = new ArrayList<>();
        private Place last;
        private AsyncResultSet pages;
        private Iterator<Row> starts;
        private Optional<Instant> span = Optional.empty();
        private int lookedAt;

        private Search(String owner, Predicate<Entry> wanted, int limit, Place from, AsyncResultSet pages) {
            this.owner = owner;
            this.wanted = wanted;
            this.limit = limit;
            this.last = from;
            this.pages = pages;
            this.starts = pages.currentPage().iterator();
        }

        private CompletionStage<Slice<Entry>> next() {
            if (span.isEmpty()) {
                if (!starts.hasNext()) return moreSpans();
                span = Optional.of(starts.next().getInstant("span"));
            }
            int room = limit + 1 - found.size();
            return cql.executeAsync(places.bind(owner, span.get(), last.at(), last.id(), room).setPageSize(room)).thenCompose(rows -> {
                var seen = new ArrayList<Place>();
                for (Row row : rows.currentPage()) seen.add(Place.of(row, "placed_at"));
                return entries(seen.stream().map(Place::id).toList()).thenCompose(entries -> taken(seen, entries.stream().flatMap(Optional::stream).toList(), room));
            });
        }

        private CompletionStage<Slice<Entry>> taken(List<Place> seen, List<Entry> entries, int room) {
            entries.stream().filter(wanted).forEach(found::add);
            lookedAt += seen.size();
            if (seen.size() < room) span = Optional.empty();
            if (!seen.isEmpty()) last = seen.get(seen.size() - 1);
            if (found.size() > limit) {
                var end = found.get(limit - 1);
                return CompletableFuture.completedFuture(new Slice<>(List.copyOf(found.subList(0, limit)), Optional.of(new Place(end.placedAt(), end.id()).text())));
            }
            return lookedAt >= LOOKED_AT ? CompletableFuture.completedFuture(new Slice<>(found, Optional.of(last.text()))) : next();
        }

        private CompletionStage<Slice<Entry>> moreSpans() {
            if (!pages.hasMorePages()) return CompletableFuture.completedFuture(new Slice<>(found, Optional.empty()));
            return pages.fetchNextPage().thenCompose(more -> {
                pages = more;
                starts = more.currentPage().iterator();
                return next();
            });
        }
    }
}
