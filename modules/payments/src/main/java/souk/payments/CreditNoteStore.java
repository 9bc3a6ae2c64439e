package souk.payments;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.payments.api.CreditNoteView;
import souk.platform.reading.Shelves;
import souk.platform.reading.TableStore;

/** The rows of {@link CreditNoteList} in Cassandra, on {@link Shelves}. */
final class CreditNoteStore extends TableStore<CreditNoteList> {
    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement list;

    CreditNoteStore(CqlSession cql, int generation) {
        super(cql, generation, "credit_notes");
        write = prepare("INSERT INTO credit_notes (shelf, id, version, note) VALUES (?, ?, ?, ?) USING TIMESTAMP ?");
        read = prepare("SELECT version, note FROM credit_notes WHERE shelf = ? AND id = ?");
        list = prepare("SELECT id, note FROM credit_notes WHERE shelf = ? AND id > ? LIMIT ?");
    }

    @Override
    public CompletionStage<Optional<Versioned<CreditNoteList>>> read(String id) {
        return one(read.bind(Shelves.of(id), id));
    }

    @Override
    protected CreditNoteList form(Row row) {
        return new CreditNoteList(Optional.of(value(row, "note", CreditNoteView.class)));
    }

    @Override
    protected List<BoundStatement> insertions(String id, Versioned<CreditNoteList> row) {
        return row.row().note().map(note -> List.of(write.bind(Shelves.of(id), id, row.version(), blob(note), row.version()))).orElse(List.of());
    }

    /**
     * Some of them, in an order that means nothing and never changes.
     *
     * @param after the id at which the slice before this one ended
     */
    CompletionStage<Shelves.Slice<CreditNoteView>> slice(int limit, Optional<String> after) {
        return Shelves.slice(cql, list::bind, row -> Optional.of(value(row, "note", CreditNoteView.class)), limit, after);
    }
}
