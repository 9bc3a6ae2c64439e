package souk.vendors;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.platform.reading.Shelves;
import souk.platform.reading.TableStore;
import souk.vendors.VendorList.Entry;
import souk.vendors.api.VendorStatus;

/** The rows of {@link VendorList} in Cassandra, on {@link Shelves}, and which of them are whose. */
final class VendorListStore extends TableStore<VendorList> {
    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement list;
    private final PreparedStatement listOfStatus;
    private final PreparedStatement writeOfAccount;
    private final PreparedStatement ofAccount;

    VendorListStore(CqlSession cql, int generation) {
        super(cql, generation, "vendor_list", "vendors_of_account");
        write = prepare("INSERT INTO vendor_list (shelf, id, status, version, vendor) VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?");
        read = prepare("SELECT version, vendor FROM vendor_list WHERE shelf = ? AND id = ?");
        list = prepare("SELECT id, vendor FROM vendor_list WHERE shelf = ? AND id > ? LIMIT ?");
        // Filters within one shelf: a shop has thousands of vendors, not millions.
        listOfStatus = prepare("SELECT id, vendor FROM vendor_list WHERE shelf = ? AND id > ? AND status = ? LIMIT ? ALLOW FILTERING");
        writeOfAccount = prepare("INSERT INTO vendors_of_account (account, id) VALUES (?, ?)");
        ofAccount = prepare("SELECT id FROM vendors_of_account WHERE account = ? AND id > ? LIMIT ?");
    }

    @Override
    public CompletionStage<Optional<Versioned<VendorList>>> read(String id) {
        return one(read.bind(Shelves.of(id), id));
    }

    @Override
    protected VendorList form(Row row) {
        return new VendorList(Optional.of(entry(row)));
    }

    @Override
    protected List<BoundStatement> insertions(String id, Versioned<VendorList> row) {
        return row.row().vendor().map(entry -> List.of(write.bind(Shelves.of(id), id, entry.status().name(), row.version(), blob(entry), row.version()), writeOfAccount.bind(entry.ownerId(), id))).orElse(List.of());
    }

    /**
     * Some vendors, in an order that means nothing and never changes.
     *
     * @param status only these; all if empty
     * @param after  the id at which the slice before this one ended
     */
    CompletionStage<Shelves.Slice<Entry>> slice(Optional<VendorStatus> status, int limit, Optional<String> after) {
        return Shelves.slice(cql, (shelf, from, room) -> status.map(only -> listOfStatus.bind(shelf, from, only.name(), room)).orElseGet(() -> list.bind(shelf, from, room)), row -> Optional.of(entry(row)), limit, after);
    }

    /** Some of those for which an account has applied, in such an order. One that is only being written is passed over. */
    CompletionStage<Shelves.Slice<Entry>> ofAccount(String account, int limit, Optional<String> after) {
        return cql.executeAsync(ofAccount.bind(account, after.orElse(""), limit + 1).setPageSize(limit + 1)).thenCompose(rows -> {
            var ids = new ArrayList<String>();
            for (Row row : rows.currentPage()) ids.add(row.getString("id"));
            Optional<String> next = ids.size() > limit ? Optional.of(ids.get(limit - 1)) : Optional.empty();
            var reads = ids.stream().limit(limit).map(id -> read(id).toCompletableFuture()).toList();
            return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
                    .thenApply(done -> new Shelves.Slice<>(reads.stream().flatMap(found -> found.join().stream()).flatMap(row -> row.row().vendor().stream()).toList(), next));
        });
    }

    private static Entry entry(Row row) {
        return value(row, "vendor", Entry.class);
    }
}
