package souk.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Personal;
import souk.kernel.Recorded;
import souk.payments.api.CreditNoteEvent;
import souk.platform.reading.ViewStore.Versioned;
import souk.testkit.TestKeyspace;

/** The list of credit notes in the real Cassandra. */
class CreditNoteStoreTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static CqlSession cql;

    @BeforeAll
    static void open() {
        cql = TestKeyspace.open("credit_notes_test", "schema/payments.cql");
    }

    @AfterAll
    static void close() {
        cql.close();
    }

    private static CreditNoteList row(String id) {
        var issued = new CreditNoteEvent.Issued(id, "body", Personal.sealed("mail:anna", "AMAIL"), Money.of(250, "GBP"), Personal.sealed("mail:anna", "AWHY"), NOON);
        return CreditNoteList.VIEW.apply(CreditNoteList.VIEW.empty(), new Recorded<>(id, 1, "payments-0", 1, 0, NOON, "", issued));
    }

    @Test
    void notesAreFoundByWhoseTheyAre() {
        var store = new CreditNotesOfPersonStore(cql, 1);
        for (int i = 0; i < 3; i++) store.write("own-" + i, new Versioned<>(row("own-" + i), 1)).toCompletableFuture().join();
        assertThat(store.read("own-1").toCompletableFuture().join()).contains(new Versioned<>(row("own-1"), 1));
        assertThat(store.of("mail:anna").toCompletableFuture().join()).extracting(note -> note.id()).containsExactlyInAnyOrder("own-0", "own-1", "own-2");
        assertThat(store.of("mail:bert").toCompletableFuture().join()).isEmpty();
    }

    @Test
    void eachNoteIsListedOnceHoweverOftenItIsWritten() {
        var store = new CreditNoteStore(cql, 1);
        var ids = new ArrayList<String>();
        for (int i = 0; i < 50; i++) {
            ids.add("note-" + i);
            for (int twice = 0; twice < 2; twice++) store.write("note-" + i, new Versioned<>(row("note-" + i), 1)).toCompletableFuture().join();
        }
        assertThat(store.read("note-7").toCompletableFuture().join()).contains(new Versioned<>(row("note-7"), 1));
        assertThat(store.read("nothing").toCompletableFuture().join()).isEmpty();
        var seen = new ArrayList<String>();
        Optional<String> after = Optional.empty();
        do {
            var page = store.slice(7, after).toCompletableFuture().join();
            page.items().forEach(note -> seen.add(note.id()));
            after = page.next();
        } while (after.isPresent());
        assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
    }
}
