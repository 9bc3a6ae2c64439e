package souk.vendors.offers;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;
import souk.platform.reading.Shelves.Slice;
import souk.platform.reading.TableStore;
import souk.vendors.offers.OfferList.Entry;

/** The rows of {@link OfferList} in Cassandra, those of a SKU together, and which SKUs each vendor has ever offered. */
public final class OfferListStore extends TableStore<OfferList> {
    /** A row that says nothing any more stays so long: far longer than a write of an older version can come late. */
    private static final int KEPT = (int) Duration.ofDays(7).toSeconds();
    /** So many of a SKU are read; of more than its stock has shelves for none could be had. */
    private static final int MOST_OF_SKU = 300;

    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement ofSku;
    private final PreparedStatement any;
    private final PreparedStatement writeOfVendor;
    private final PreparedStatement ofVendor;

    public OfferListStore(CqlSession cql, int generation) {
        super(cql, generation, "offer_list", "offers_of_vendor");
        write = prepare("INSERT INTO offer_list (sku, vendor, version, offer) VALUES (?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?");
        read = prepare("SELECT version, offer FROM offer_list WHERE sku = ? AND vendor = ?");
        ofSku = prepare("SELECT offer FROM offer_list WHERE sku = ? LIMIT ?");
        any = prepare("SELECT sku FROM offer_list LIMIT 1");
        writeOfVendor = prepare("INSERT INTO offers_of_vendor (vendor, sku) VALUES (?, ?)");
        ofVendor = prepare("SELECT sku FROM offers_of_vendor WHERE vendor = ? AND sku > ? LIMIT ?");
    }

    @Override
    public CompletionStage<Optional<Versioned<OfferList>>> read(String id) {
        int colon = id.indexOf(':');
        return one(read.bind(id.substring(colon + 1), id.substring(0, colon)));
    }

    @Override
    protected OfferList form(Row row) {
        return row.isNull("offer") ? OfferList.NOTHING : new OfferList(Optional.of(value(row, "offer", Entry.class)));
    }

    @Override
    protected boolean says(OfferList row) {
        return row.offer().isPresent();
    }

    @Override
    protected List<BoundStatement> insertions(String id, Versioned<OfferList> row) {
        int colon = id.indexOf(':');
        String vendor = id.substring(0, colon);
        String sku = id.substring(colon + 1);
        var offer = row.row().offer();
        return List.of(write.bind(sku, vendor, row.version(), offer.map(entry -> blob(entry)).orElse(null), row.version(), offer.isPresent() ? 0 : KEPT), writeOfVendor.bind(vendor, sku));
    }

    /** The offers of a SKU. */
    CompletionStage<List<Entry>> ofSku(String sku) {
        return cql.executeAsync(ofSku.bind(sku, MOST_OF_SKU).setPageSize(MOST_OF_SKU))
                .thenApply(rows -> StreamSupport.stream(rows.currentPage().spliterator(), false).flatMap(row -> form(row).offer().stream()).toList());
    }

    /** Whether there is, or lately was, any offer of anything. */
    CompletionStage<Boolean> any() {
        return cql.executeAsync(any.bind()).thenApply(rows -> rows.one() != null);
    }

    /**
     * Some of a vendor's offers, by SKU; there may be fewer, and more to come, where some were withdrawn.
     *
     * @param after the SKU at which the slice before this one ended
     */
    CompletionStage<Slice<Entry>> ofVendor(String vendor, int limit, Optional<String> after) {
        return cql.executeAsync(ofVendor.bind(vendor, after.orElse(""), limit + 1).setPageSize(limit + 1)).thenCompose(rows -> {
            var skus = new ArrayList<String>();
            for (Row row : rows.currentPage()) skus.add(row.getString("sku"));
            Optional<String> next = skus.size() > limit ? Optional.of(skus.get(limit - 1)) : Optional.empty();
            var reads = skus.stream().limit(limit).map(sku -> one(read.bind(sku, vendor)).toCompletableFuture()).toList();
            return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
                    .thenApply(done -> new Slice<>(reads.stream().flatMap(found -> found.join().stream()).flatMap(row -> row.row().offer().stream()).toList(), next));
        });
    }
}
