package souk.payments;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.payments.api.CreditNoteView;
import souk.platform.journal.Rows;
import souk.platform.reading.TableStore;

/** The rows of {@link CreditNoteList#OF_PERSON} in Cassandra: the notes of each person. One from before there were keys names nobody, and is nobody's. */
final class CreditNotesOfPersonStore extends TableStore<CreditNoteList> {
    private static final String NOBODY = "";

    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement ofPerson;

    CreditNotesOfPersonStore(CqlSession cql, int generation) {
        super(cql, generation, "credit_notes_of_person");
        write = prepare("INSERT INTO credit_notes_of_person (person, id, version, note) VALUES (?, ?, ?, ?) USING TIMESTAMP ?");
        read = prepare("SELECT version, note FROM credit_notes_of_person WHERE id = ?");
        ofPerson = prepare("SELECT note FROM credit_notes_of_person WHERE person = ?");
    }

    @Override
    public CompletionStage<Optional<Versioned<CreditNoteList>>> read(String id) {
        return one(read.bind(id));
    }

    @Override
    protected CreditNoteList form(Row row) {
        return new CreditNoteList(Optional.of(note(row)));
    }

    @Override
    protected List<BoundStatement> insertions(String id, Versioned<CreditNoteList> row) {
        return row.row().note().map(note -> List.of(write.bind(note.email().person().orElse(NOBODY), id, row.version(), blob(note), row.version()))).orElse(List.of());
    }

    /** All notes of one person. @param person who reads the mail of the address that they were issued to */
    CompletionStage<List<CreditNoteView>> of(String person) {
        return cql.executeAsync(ofPerson.bind(person)).thenCompose(rows -> Rows.all(rows, CreditNotesOfPersonStore::note));
    }

    private static CreditNoteView note(Row row) {
        return value(row, "note", CreditNoteView.class);
    }
}
