package souk.payments;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.List;
import java.util.Optional;
import souk.payments.api.CreditNoteView;
import souk.platform.reading.CassandraStore;
import souk.platform.reading.ShelfStore;

/** The rows of {@link CreditNoteList} in Cassandra; the list is of all notes. */
final class CreditNoteStore extends ShelfStore<CreditNoteList, CreditNoteView> {
    CreditNoteStore(CqlSession cql, int generation) {
        super(cql, generation, "credit_notes", "note");
    }

    @Override
    protected CreditNoteList form(Row row) {
        return new CreditNoteList(Optional.of(value(row, "note", CreditNoteView.class)));
    }

    @Override
    protected List<?> columns(CreditNoteList row) {
        return row.note().map(CassandraStore::blob).stream().toList();
    }

    @Override
    protected Optional<CreditNoteView> shown(String id, CreditNoteList row) {
        return row.note();
    }
}
