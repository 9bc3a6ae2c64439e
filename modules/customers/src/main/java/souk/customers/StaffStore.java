package souk.customers;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.customers.staff.StaffCommand.Member;
import souk.platform.reading.Shelves;
import souk.platform.reading.TableStore;

/** The rows of {@link StaffList} in Cassandra, on {@link Shelves}. A row whose roles were taken away stays and says so. */
final class StaffStore extends TableStore<StaffList> {
    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement list;

    StaffStore(CqlSession cql, int generation) {
        super(cql, generation, "staff_list");
        write = prepare("INSERT INTO staff_list (shelf, id, version, member) VALUES (?, ?, ?, ?) USING TIMESTAMP ?");
        read = prepare("SELECT version, member FROM staff_list WHERE shelf = ? AND id = ?");
        list = prepare("SELECT id, member FROM staff_list WHERE shelf = ? AND id > ? LIMIT ?");
    }

    @Override
    public CompletionStage<Optional<Versioned<StaffList>>> read(String id) {
        return one(read.bind(Shelves.of(id), id));
    }

    @Override
    protected StaffList form(Row row) {
        return new StaffList(Optional.of(value(row, "member", Member.class)));
    }

    @Override
    protected List<BoundStatement> insertions(String id, Versioned<StaffList> row) {
        return row.row().member().map(member -> List.of(write.bind(Shelves.of(id), id, row.version(), blob(member), row.version()))).orElse(List.of());
    }

    /**
     * Some of those who work here, in an order that means nothing and never changes.
     *
     * @param after the id at which the slice before this one ended
     */
    CompletionStage<Shelves.Slice<Member>> slice(int limit, Optional<String> after) {
        return Shelves.slice(cql, list::bind, row -> form(row).working(), limit, after);
    }
}
