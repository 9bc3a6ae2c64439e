package souk.orders;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import souk.orders.OrderList.Entry;
import souk.platform.reading.Lanes;
import souk.platform.reading.TableStore;

/**
 * The rows of {@link OrderList} in Cassandra: each order once, with those of its owner, and where it is in the list of its hour. The rows of
 * that list never change, so whoever writes them again does no harm; it may show a place for a moment before the order is there, and then
 * passes it over. They name who placed the order: one that is not there is looked for where it is now.
 *
 * <p>An order that has another owner moves: it is written there, then it is deleted here. Whoever dies in between leaves two, of which the older one counts, so that it is done again.
 */
final class OrderListStore extends TableStore<OrderList> {
    private static final String SHOP = "souk";
    /** So many orders are looked at for one page; a page of a rare status may hold fewer than it could and still have a next one. */
    private static final int LOOKED_AT = 2_000;

    /** Some of the list, and after which position it goes on, if it does. */
    record Slice(List<Entry> orders, Optional<String> next) {
        /** Of more than fit. */
        private static Slice of(List<Entry> found, int limit) {
            var last = found.get(limit - 1);
            return new Slice(found.subList(0, limit), Optional.of(new Position(last.placedAt(), last.id()).text()));
        }
    }

    private final PreparedStatement write;
    private final PreparedStatement delete;
    private final PreparedStatement read;
    private final PreparedStatement readOfBuyer;
    private final PreparedStatement ofBuyer;
    private final PreparedStatement writeOfHour;
    private final PreparedStatement ofHour;
    private final PreparedStatement writeHour;
    private final PreparedStatement hours;
    private final Set<Instant> knownHours = ConcurrentHashMap.newKeySet();

    OrderListStore(CqlSession cql, int generation) {
        super(cql, generation, "order_list", "order_list_by_hour", "order_list_hours");
        write = prepare("INSERT INTO order_list (principal, placed_at, id, version, entry) VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?");
        delete = prepare("DELETE FROM order_list USING TIMESTAMP ? WHERE principal = ? AND placed_at = ? AND id = ?");
        read = prepare("SELECT version, entry FROM order_list WHERE id = ?");
        readOfBuyer = prepare("SELECT entry FROM order_list WHERE principal = ? AND placed_at = ? AND id = ?");
        ofBuyer = prepare("SELECT entry FROM order_list WHERE principal = ? AND (placed_at, id) < (?, ?) LIMIT ?");
        writeOfHour = prepare("INSERT INTO order_list_by_hour (hour, placed_at, id, principal) VALUES (?, ?, ?, ?)");
        ofHour = prepare("SELECT placed_at, id, principal FROM order_list_by_hour WHERE hour = ? AND (placed_at, id) < (?, ?) LIMIT ?");
        writeHour = prepare("INSERT INTO order_list_hours (shop, hour) VALUES (?, ?)");
        hours = prepare("SELECT hour FROM order_list_hours WHERE shop = ? AND hour <= ?");
    }

    @Override
    public CompletionStage<Optional<Versioned<OrderList>>> read(String id) {
        return placed(id).thenApply(found -> found.map(row -> new Versioned<>(form(row), row.getLong("version"))));
    }

    /** Where an order is; if it is in two places, the older one of them. */
    private CompletionStage<Optional<Row>> placed(String id) {
        return cql.executeAsync(read.bind(id)).thenApply(rows -> StreamSupport.stream(rows.currentPage().spliterator(), false).min(Comparator.comparingLong(row -> row.getLong("version"))));
    }

    @Override
    protected OrderList form(Row row) {
        return new OrderList(Optional.of(entry(row)));
    }

    @Override
    protected List<BoundStatement> insertions(String id, Versioned<OrderList> row) {
        return row.row().order().map(entry -> List.of(write.bind(entry.principal(), entry.placedAt(), id, row.version(), blob(entry), row.version()),
                writeOfHour.bind(hour(entry.placedAt()), entry.placedAt(), id, entry.placedBy().orElse(entry.principal())))).orElse(List.of());
    }

    /** An hour is on the list of hours before the first order is on the list of that hour. */
    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<OrderList>> rows, int parallelism) {
        var hours = rows.values().stream().flatMap(row -> row.row().order().stream()).map(entry -> hour(entry.placedAt())).filter(hour -> !knownHours.contains(hour)).distinct().toList();
        return Lanes.each(hours, parallelism, hour -> cql.executeAsync(writeHour.bind(SHOP, hour)).thenApply(done -> knownHours.add(hour)))
                .thenCompose(known -> super.writeAll(rows, parallelism)).thenCompose(written -> Lanes.each(moved(rows), parallelism, cql::executeAsync));
    }

    private List<BoundStatement> moved(Map<String, Versioned<OrderList>> rows) {
        var all = new ArrayList<BoundStatement>();
        rows.forEach((id, row) -> row.row().order().ifPresent(entry -> entry.placedBy().ifPresent(before -> all.add(delete.bind(row.version(), before, entry.placedAt(), id)))));
        return all;
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
        var from = after.map(Position::parse).orElse(Position.FIRST);
        return cql.executeAsync(ofBuyer.bind(principal, from.placedAt(), from.id(), limit + 1).setPageSize(limit + 1)).thenApply(rows -> {
            var found = new ArrayList<Entry>();
            for (Row row : rows.currentPage()) found.add(entry(row));
            return found.size() > limit ? Slice.of(found, limit) : new Slice(found, Optional.empty());
        });
    }

    /** The orders of the shop that are wanted, newest first; see {@link #LOOKED_AT} for how many of them at once. */
    CompletionStage<Slice> ofShop(Predicate<Entry> wanted, int limit, Optional<String> after) {
        var from = after.map(Position::parse).orElse(Position.FIRST);
        return cql.executeAsync(hours.bind(SHOP, hour(from.placedAt()))).thenCompose(rows -> new Search(wanted, limit, from, rows.currentPage().iterator(), rows).next());
    }

    /** The orders at these places, side by side; one that is not there yet is passed over. */
    private CompletionStage<List<Entry>> entries(List<Row> places) {
        var reads = places.stream().map(place -> cql.executeAsync(readOfBuyer.bind(place.getString("principal"), place.getInstant("placed_at"), place.getString("id")))
                .thenCompose(rows -> {
                    var there = rows.one();
                    return there != null ? CompletableFuture.completedFuture(Optional.of(entry(there))) : placed(place.getString("id")).thenApply(found -> found.map(OrderListStore::entry));
                }).toCompletableFuture()).toList();
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).thenApply(done -> reads.stream().flatMap(read -> read.join().stream()).toList());
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
            return cql.executeAsync(ofHour.bind(hour.get(), last.placedAt(), last.id(), wantedNow).setPageSize(wantedNow)).thenCompose(rows -> {
                var places = new ArrayList<Row>();
                rows.currentPage().forEach(places::add);
                return entries(places).thenCompose(entries -> {
                    entries.stream().filter(wanted).forEach(found::add);
                    lookedAt += places.size();
                    if (places.size() < wantedNow) hour = Optional.empty();
                    if (!places.isEmpty()) last = position(places.get(places.size() - 1));
                    if (found.size() > limit) return CompletableFuture.completedFuture(Slice.of(found, limit));
                    return lookedAt >= LOOKED_AT ? CompletableFuture.completedFuture(new Slice(found, Optional.of(last.text()))) : next();
                });
            });
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

    private static Entry entry(Row row) {
        return value(row, "entry", Entry.class);
    }

    private static Position position(Row row) {
        return new Position(row.getInstant("placed_at"), row.getString("id"));
    }
}
