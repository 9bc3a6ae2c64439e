package souk.orders;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
import souk.orders.OrderList.Entry;
import souk.platform.reading.CassandraStore;
import souk.platform.reading.Lanes;

/**
 * The rows of {@link OrderList} in Cassandra: each order once, and its id in the lists that lead to it. The lists' rows never change, so
 * whoever writes them again does no harm; a list may show an id for a moment before its order is there, and then passes it over.
 */
final class OrderListStore extends CassandraStore<OrderList> {
    private static final String SHOP = "souk";
    /** So many orders are looked at for one page; a page of a rare status may hold fewer than it could and still have a next one. */
    private static final int LOOKED_AT = 2_000;

    /** Some of the list, and after which position it goes on, if it does. */
    record Slice(List<Entry> orders, Optional<String> next) {}

    /** A place in a list. Lists are in milliseconds. */
    private record Position(Instant placedAt, String id) {
        static Position parse(String text) {
            int colon = text.indexOf(':');
            return new Position(Instant.ofEpochMilli(Long.parseLong(text.substring(0, colon))), text.substring(colon + 1));
        }

        String text() {
            return placedAt.toEpochMilli() + ":" + id;
        }
    }

    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement writeOfBuyer;
    private final PreparedStatement ofBuyer;
    private final PreparedStatement writeOfHour;
    private final PreparedStatement ofHour;
    private final PreparedStatement writeHour;
    private final PreparedStatement hours;
    private final Set<Instant> knownHours = ConcurrentHashMap.newKeySet();

    OrderListStore(CqlSession cql) {
        super(cql);
        write = cql.prepare("INSERT INTO order_list (id, version, entry) VALUES (?, ?, ?) USING TIMESTAMP ?");
        read = cql.prepare("SELECT version, entry FROM order_list WHERE id = ?");
        writeOfBuyer = cql.prepare("INSERT INTO order_list_by_buyer (principal, placed_at, id) VALUES (?, ?, ?)");
        ofBuyer = cql.prepare("SELECT placed_at, id FROM order_list_by_buyer WHERE principal = ? AND (placed_at, id) < (?, ?) LIMIT ?");
        writeOfHour = cql.prepare("INSERT INTO order_list_by_hour (hour, placed_at, id) VALUES (?, ?, ?)");
        ofHour = cql.prepare("SELECT placed_at, id FROM order_list_by_hour WHERE hour = ? AND (placed_at, id) < (?, ?) LIMIT ?");
        writeHour = cql.prepare("INSERT INTO order_list_hours (shop, hour) VALUES (?, ?)");
        hours = cql.prepare("SELECT hour FROM order_list_hours WHERE shop = ? AND hour <= ?");
    }

    @Override
    public CompletionStage<Optional<Versioned<OrderList>>> read(String id) {
        return one(read.bind(id), row -> new OrderList(Optional.of(value(row, "entry", Entry.class))));
    }

    @Override
    protected List<BoundStatement> insertions(String id, Versioned<OrderList> row) {
        return row.row().order().map(entry -> List.of(write.bind(id, row.version(), blob(entry), row.version()), writeOfBuyer.bind(entry.principal(), entry.placedAt(), id),
                writeOfHour.bind(hour(entry.placedAt()), entry.placedAt(), id))).orElse(List.of());
    }

    /** An hour is on the list of hours before the first order is on the list of that hour. */
    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<OrderList>> rows, int parallelism) {
        var hours = rows.values().stream().flatMap(row -> row.row().order().stream()).map(entry -> hour(entry.placedAt())).filter(hour -> !knownHours.contains(hour)).distinct().toList();
        return Lanes.each(hours, parallelism, hour -> cql.executeAsync(writeHour.bind(SHOP, hour)).thenApply(done -> knownHours.add(hour)))
                .thenCompose(known -> super.writeAll(rows, parallelism));
    }

    private static Instant hour(Instant time) {
        return time.truncatedTo(ChronoUnit.HOURS);
    }

    /**
     * A buyer's orders, newest first.
     *
     * @param limit how many at most
     * @param after the position at which the slice before this one ended
     */
    CompletionStage<Slice> ofBuyer(String principal, int limit, Optional<String> after) {
        var from = start(after);
        return positions(ofBuyer.bind(principal, from.placedAt(), from.id(), limit + 1)).thenCompose(found -> {
            boolean more = found.size() > limit;
            var page = more ? found.subList(0, limit) : found;
            return entries(page).thenApply(entries -> new Slice(entries, more ? Optional.of(page.get(limit - 1).text()) : Optional.empty()));
        });
    }

    /** The orders of the shop that are wanted, newest first; see {@link #LOOKED_AT} for how many of them at once. */
    CompletionStage<Slice> ofShop(Predicate<Entry> wanted, int limit, Optional<String> after) {
        var from = start(after);
        return cql.executeAsync(hours.bind(SHOP, hour(from.placedAt()))).thenCompose(rows -> new Search(wanted, limit, from, rows.currentPage().iterator(), rows).next());
    }

    /** Where a list starts: later than every order, or after the position. */
    private static Position start(Optional<String> after) {
        return after.map(Position::parse).orElse(new Position(Instant.parse("9999-01-01T00:00:00Z"), ""));
    }

    private CompletionStage<List<Position>> positions(BoundStatement query) {
        return cql.executeAsync(query.setPageSize(LOOKED_AT)).thenApply(rows -> {
            var found = new ArrayList<Position>();
            for (Row row : rows.currentPage()) found.add(new Position(row.getInstant("placed_at"), row.getString("id")));
            return found;
        });
    }

    /** The orders at these positions, side by side; one that is not there yet is passed over. */
    private CompletionStage<List<Entry>> entries(List<Position> positions) {
        var reads = positions.stream().map(position -> read(position.id()).toCompletableFuture()).toList();
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
                .thenApply(done -> reads.stream().flatMap(read -> read.join().stream()).flatMap(found -> found.row().order().stream()).toList());
    }

    /** Goes back through the hours, a handful of orders at a time. */
    private final class Search {
        private final Predicate<Entry> wanted;
        private final int limit;
        private final List<Entry> found = new ArrayList<>();
        private Position last;
        private Iterator<Row> hours;
        private AsyncResultSet pages;
        private Optional<Instant> hour = Optional.empty();
        private int lookedAt;

        Search(Predicate<Entry> wanted, int limit, Position from, Iterator<Row> hours, AsyncResultSet pages) {
            this.wanted = wanted;
            this.limit = limit;
            this.last = from;
            this.hours = hours;
            this.pages = pages;
        }

        CompletionStage<Slice> next() {
            if (hour.isEmpty()) {
                if (!hours.hasNext()) return moreHours();
                hour = Optional.of(hours.next().getInstant("hour"));
            }
            int wantedNow = limit + 1 - found.size();
            return positions(ofHour.bind(hour.get(), last.placedAt(), last.id(), wantedNow)).thenCompose(positions -> entries(positions).thenCompose(entries -> {
                entries.stream().filter(wanted).forEach(found::add);
                lookedAt += positions.size();
                if (positions.size() < wantedNow) hour = Optional.empty();
                if (!positions.isEmpty()) last = positions.get(positions.size() - 1);
                if (found.size() > limit) return full();
                return lookedAt >= LOOKED_AT ? CompletableFuture.completedFuture(new Slice(found, Optional.of(last.text()))) : next();
            }));
        }

        private CompletionStage<Slice> full() {
            var shown = found.subList(0, limit);
            var end = shown.get(limit - 1);
            return CompletableFuture.completedFuture(new Slice(shown, Optional.of(new Position(end.placedAt(), end.id()).text())));
        }

        private CompletionStage<Slice> moreHours() {
            if (!pages.hasMorePages()) return CompletableFuture.completedFuture(new Slice(found, Optional.empty()));
            return pages.fetchNextPage().thenCompose(more -> {
                pages = more;
                hours = more.currentPage().iterator();
                return next();
            });
        }
    }
}
