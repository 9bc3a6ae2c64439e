package souk.vendors.disputes;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Stream;
import souk.platform.reading.EntryStore;
import souk.platform.reading.Place;
import souk.platform.reading.Shelves.Slice;
import souk.vendors.disputes.DisputeList.Entry;

/**
 * The rows of {@link DisputeList} in Cassandra: each dispute once, by its id, and its place in three lists, newest first: that of its order, of its vendor, and of the shop; and who has said something in it. A place never changes. Disputes are few (some a day), so
 * a list is one partition of the database.
 */
public final class DisputeListStore extends EntryStore<DisputeList, Entry> {
    private static final String SHOP = "souk";
    /** So many are looked at for one page; a page may hold fewer than it could and still have a next one. */
    private static final int LOOKED_AT = 1_000;

    private final PreparedStatement writePlace;
    private final PreparedStatement places;
    private final PreparedStatement writeOfPerson;
    private final PreparedStatement ofPerson;

    public DisputeListStore(CqlSession cql, int generation) {
        super(cql, generation, new Form<>(Entry.class, DisputeList::dispute, DisputeList::new), "dispute_list", "dispute_places", "disputes_of_person");
        writePlace = prepare("INSERT INTO dispute_places (owner, at, id) VALUES (?, ?, ?)");
        writeOfPerson = prepare("INSERT INTO disputes_of_person (person, id) VALUES (?, ?)");
        ofPerson = prepare("SELECT id FROM disputes_of_person WHERE person = ?");
        places = prepare("SELECT at, id FROM dispute_places WHERE owner = ? AND (at, id) < (?, ?) LIMIT ?");
    }

    @Override
    protected Stream<BoundStatement> before(String id, Entry entry, long version) {
        var listed = entry.isOpened() ? Stream.of(ofOrder(entry.orderId()), ofVendor(entry.vendorId()), SHOP).map(owner -> writePlace.bind(owner, entry.at(), id)) : Stream.<BoundStatement>empty();
        return Stream.concat(listed, entry.authors().stream().map(author -> writeOfPerson.bind(author, id)));
    }

    /** Of whose list it is. */
    static String ofOrder(String orderId) {
        return "order:" + orderId;
    }

    static String ofVendor(String vendorId) {
        return "vendor:" + vendorId;
    }

    static String ofShop() {
        return SHOP;
    }

    /** The ids of all in which somebody has said something, in no order. */
    CompletionStage<List<String>> ofPerson(String person) {
        return ids(ofPerson.bind(person));
    }

    /** The ids of some of a list that are wanted, newest first. @param after the place at which the slice before this one ended */
    CompletionStage<Slice<String>> slice(String owner, Predicate<Entry> wanted, int limit, Optional<String> after) {
        return more(owner, wanted, limit, Place.after(after), new ArrayList<>(), 0);
    }

    private CompletionStage<Slice<String>> more(String owner, Predicate<Entry> wanted, int limit, Place from, List<Place> found, int lookedAt) {
        int room = limit + 1 - found.size();
        return cql.executeAsync(places.bind(owner, from.at(), from.id(), room).setPageSize(room)).thenCompose(rows -> {
            var seen = new ArrayList<Place>();
            for (Row row : rows.currentPage()) seen.add(Place.of(row, "at"));
            return entries(seen.stream().map(Place::id).toList()).thenCompose(entries -> {
                for (int i = 0; i < seen.size(); i++) if (entries.get(i).filter(Entry::isOpened).filter(wanted).isPresent()) found.add(seen.get(i));
                if (found.size() > limit) return done(found.subList(0, limit), Optional.of(found.get(limit - 1)));
                if (seen.size() < room) return done(found, Optional.empty());
                var last = seen.get(seen.size() - 1);
                return lookedAt + seen.size() >= LOOKED_AT ? done(found, Optional.of(last)) : more(owner, wanted, limit, last, found, lookedAt + seen.size());
            });
        });
    }

    private static CompletionStage<Slice<String>> done(List<Place> found, Optional<Place> last) {
        return CompletableFuture.completedFuture(new Slice<>(found.stream().map(Place::id).toList(), last.map(Place::text)));
    }
}
