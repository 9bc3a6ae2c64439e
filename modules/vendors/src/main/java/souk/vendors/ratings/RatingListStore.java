package souk.vendors.ratings;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import souk.platform.reading.Lanes;
import souk.platform.reading.Shelves.Slice;
import souk.platform.reading.TableStore;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.ratings.RatingList.Entry;

/**
 * The rows of {@link RatingList} in Cassandra: each rating once, by its id, and its stars at its place in the list of its vendor, newest first; and who has said it. A place never changes, so the stars there are one contribution each, and what they
 * come to is added up by the database when somebody asks.
 */
public final class RatingListStore extends TableStore<RatingList> {
    /** What a vendor's ratings come to. @param stars of all of them */
    record Sum(long count, long stars) {}

    private record Place(Instant at, String id) {
        private static final Place FIRST = new Place(Instant.parse("9999-01-01T00:00:00Z"), "");

        private static Place parse(String text) {
            int colon = text.indexOf(':');
            return new Place(Instant.ofEpochMilli(Long.parseLong(text.substring(0, colon))), text.substring(colon + 1));
        }

        private String text() {
            return at.toEpochMilli() + ":" + id;
        }
    }

    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement writePlace;
    private final PreparedStatement places;
    private final PreparedStatement sum;
    private final PreparedStatement writeOfPerson;
    private final PreparedStatement ofPerson;

    public RatingListStore(CqlSession cql, int generation) {
        super(cql, generation, "rating_list", "rating_places", "ratings_of_person");
        write = prepare("INSERT INTO rating_list (id, version, entry) VALUES (?, ?, ?) USING TIMESTAMP ?");
        read = prepare("SELECT version, entry FROM rating_list WHERE id = ?");
        writePlace = prepare("INSERT INTO rating_places (vendor, at, id, stars) VALUES (?, ?, ?, ?) USING TIMESTAMP ?");
        writeOfPerson = prepare("INSERT INTO ratings_of_person (person, id) VALUES (?, ?)");
        ofPerson = prepare("SELECT id FROM ratings_of_person WHERE person = ?");
        places = prepare("SELECT at, id FROM rating_places WHERE vendor = ? AND (at, id) < (?, ?) LIMIT ?");
        sum = prepare("SELECT count(stars) AS ratings, sum(stars) AS total FROM rating_places WHERE vendor = ?");
    }

    @Override
    public CompletionStage<Optional<Versioned<RatingList>>> read(String id) {
        return one(read.bind(id));
    }

    @Override
    protected RatingList form(Row row) {
        return new RatingList(Optional.of(value(row, "entry", Entry.class)));
    }

    @Override
    protected List<BoundStatement> insertions(String id, Versioned<RatingList> row) {
        return row.row().rating().map(entry -> List.of(write.bind(id, row.version(), blob(entry), row.version()))).orElse(List.of());
    }

    /** The places before the rows: once a row has a version nobody writes what led to it again. */
    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<RatingList>> rows, int parallelism) {
        var places = rows.entrySet().stream().flatMap(row -> row.getValue().row().rating().stream()
                .flatMap(entry -> Stream.of(writePlace.bind(entry.vendorId(), entry.ratedAt(), row.getKey(), entry.stars(), row.getValue().version()), writeOfPerson.bind(entry.author(), row.getKey())))).toList();
        return Lanes.each(places, parallelism, cql::executeAsync).thenCompose(there -> super.writeAll(rows, parallelism));
    }

    /** The ids of all that somebody has said, in no order. */
    CompletionStage<List<String>> ofPerson(String person) {
        var ids = new ArrayList<String>();
        return cql.executeAsync(ofPerson.bind(person)).thenCompose(rows -> page(rows, row -> ids.add(row.getString("id")))).thenApply(read -> ids);
    }

    private static CompletionStage<?> page(AsyncResultSet rows, Consumer<Row> heard) {
        rows.currentPage().forEach(heard);
        return rows.hasMorePages() ? rows.fetchNextPage().thenCompose(more -> page(more, heard)) : CompletableFuture.completedFuture(null);
    }

    /** What all ratings of a vendor come to. */
    CompletionStage<Sum> sum(String vendor) {
        return cql.executeAsync(sum.bind(vendor)).thenApply(rows -> {
            var row = rows.one();
            return new Sum(row.getLong("ratings"), row.getInt("total"));
        });
    }

    /** Some of a vendor's, newest first; one that is only being written is passed over. @param after the place at which the slice before this one ended */
    CompletionStage<Slice<Entry>> ofVendor(String vendor, int limit, Optional<String> after) {
        var from = after.map(Place::parse).orElse(Place.FIRST);
        return cql.executeAsync(places.bind(vendor, from.at, from.id, limit + 1).setPageSize(limit + 1)).thenCompose(rows -> {
            var found = new ArrayList<Place>();
            for (Row row : rows.currentPage()) found.add(new Place(row.getInstant("at"), row.getString("id")));
            var next = found.size() > limit ? Optional.of(found.get(limit - 1).text()) : Optional.<String>empty();
            var reads = found.stream().limit(limit).map(place -> read(place.id).toCompletableFuture()).toList();
            return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
                    .thenApply(done -> new Slice<>(reads.stream().flatMap(each -> each.join().stream()).flatMap(row -> row.row().rating().stream()).toList(), next));
        });
    }

    static String id(Entry entry) {
        return VendorOrderCommand.id(entry.orderId(), entry.vendorId());
    }
}
