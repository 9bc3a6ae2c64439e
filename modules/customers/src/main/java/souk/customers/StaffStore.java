package souk.customers;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.List;
import java.util.Optional;
import souk.customers.staff.StaffCommand.Member;
import souk.platform.reading.CassandraStore;
import souk.platform.reading.ShelfStore;

/** The rows of {@link StaffList} in Cassandra; the list is of those who work here. A row whose roles were taken away stays and says so. */
final class StaffStore extends ShelfStore<StaffList, Member> {
    StaffStore(CqlSession cql, int generation) {
        super(cql, generation, "staff_list", "member");
    }

    @Override
    protected StaffList form(Row row) {
        return new StaffList(Optional.of(value(row, "member", Member.class)));
    }

    @Override
    protected List<?> columns(StaffList row) {
        return row.member().map(CassandraStore::blob).stream().toList();
    }

    @Override
    protected Optional<Member> shown(String id, StaffList row) {
        return row.working();
    }
}
