package souk.vendors.ratings;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import souk.platform.reading.EntryStore;
import souk.platform.reading.Place;
import souk.platform.reading.Shelves.Slice;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.ratings.RatingList.Entry;

/**
 * The rows of {@link RatingList} in Cassandra: each rating once, by its id, and its stars at its place in the list of its vendor, newest first; and who has said it. A place never changes, so the stars there are one contribution each, and what they
 * come to is added up by the database when somebody asks.
 */
public final class RatingListStore extends EntryStore<RatingList, Entry> {
    /** What a vendor's ratings come to. @param stars of all of them */
    record Sum(long count, long stars) {}

    private final PreparedStatement writePlace;
    private final PreparedStatement places;
    private final PreparedStatement sum;
    private final PreparedStatement writeOfPerson;
    private final PreparedStatement ofPerson;

    public RatingListStore(CqlSession cql, int generation) {
        super(cql, generation, new Form<>(Entry.class, RatingList::rating, RatingList::new), "rating_list", "rating_places", "ratings_of_person");
        writePlace = prepare("INSERT INTO rating_places (vendor, at, id, stars) VALUES (?, ?, ?, ?) USING TIMESTAMP ?");
        writeOfPerson = prepare("INSERT INTO ratings_of_person (person, id) VALUES (?, ?)");
        ofPerson = prepare("SELECT id FROM ratings_of_person WHERE person = ?");
        places = prepare("SELECT at, id FROM rating_places WHERE vendor = ? AND (at, id) < (?, ?) LIMIT ?");
        sum = prepare("SELECT count(stars) AS ratings, sum(stars) AS total FROM rating_places WHERE vendor = ?");
    }

    @Override
    protected Stream<BoundStatement> before(String id, Entry entry, long version) {
        return Stream.of(writePlace.bind(entry.vendorId(), entry.ratedAt(), id, entry.stars(), version), writeOfPerson.bind(entry.author(), id));
    }

    /** The ids of all that somebody has said, in no order. */
    CompletionStage<List<String>> ofPerson(String person) {
        return ids(ofPerson.bind(person));
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
        var from = Place.after(after);
        return cql.executeAsync(places.bind(vendor, from.at(), from.id(), limit + 1).setPageSize(limit + 1)).thenCompose(rows -> {
            var found = new ArrayList<Place>();
            for (Row row : rows.currentPage()) found.add(Place.of(row, "at"));
            var next = found.size() > limit ? Optional.of(found.get(limit - 1).text()) : Optional.<String>empty();
            return entries(found.stream().limit(limit).map(Place::id).toList()).thenApply(entries -> new Slice<>(entries.stream().flatMap(Optional::stream).toList(), next));
        });
    }

    static String id(Entry entry) {
        return VendorOrderCommand.id(entry.orderId(), entry.vendorId());
    }
}
