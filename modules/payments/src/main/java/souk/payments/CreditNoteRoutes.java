package souk.payments;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.payments.api.CreditNoteCommand;
import souk.payments.api.CreditNoteView;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.KeyUse;
import souk.platform.http.Principal;
import souk.platform.http.body.Email;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;
import souk.platform.privacy.PersonalData;
import souk.platform.reading.Served;

/** Credit notes for staff: on record, not to be spent. */
final class CreditNoteRoutes {
    private static final Access STAFF = Access.staff("finance", "orders");
    private static final String TYPE = "credit-note:";
    private static final Answer ERASED = Answer.refused(new Rejection(Kind.GONE, "erased", "What was on record under this Idempotency-Key was erased."));

    record CreditForm(@Email String email, @Whole(min = 1) Money amount, @Text(max = 500) String reason) {}

    /**
     * A credit note.
     *
     * @param version  the number of events so far
     * @param email    whose credit it is; absent once that person was erased, and so is the reason
     * @param issuedAt when it was put on record
     */
    record CreditNoteBody(String id, long version, Optional<String> email, Money amount, Optional<String> reason, Instant issuedAt) {}

    private final Node node;
    private final Served<CreditNoteStore> notes;

    private CreditNoteRoutes(Node node) {
        this.node = node;
        notes = Served.of(node, CreditNoteList.VIEW, CreditNoteStore::new);
    }

    static List<Endpoint> of(Node node) {
        var routes = new CreditNoteRoutes(node);
        return List.of(
                Endpoint.post("/v1/admin/credits").summary("Put a credit note on record; it cannot be spent").roles(STAFF).body(CreditForm.class).idempotencyKey(KeyUse.REQUIRED)
                        .answers(201, CreditNoteBody.class).refuses(Kind.UNPROCESSABLE, "idempotency-key-reused").refuses(Kind.GONE, "erased")
                        .stepUp().handle(routes::issue),
                Endpoint.get("/v1/admin/credits/{id}").summary("A credit note").roles(STAFF).answers(200, CreditNoteBody.class).refuses(Kind.NOT_FOUND, "not-found")
                        .handle(routes::look),
                Endpoint.get("/v1/admin/credits").summary("All credit notes, in an order that means nothing and never changes").roles(STAFF).paged().answersPageOf(CreditNoteBody.class)
                        .handle(routes::list));
    }

    /** Those that were issued to the address of the account, however it is written. */
    static PersonalData personalData(Node node, Function<Principal, CompletionStage<Outcome<Optional<String>>>> mails) {
        var routes = new CreditNoteRoutes(node);
        var ofPerson = Served.of(node, CreditNoteList.OF_PERSON, CreditNotesOfPersonStore::new);
        return (person, asking) -> mails.apply(person).thenCompose(known -> known.<CompletionStage<Outcome<List<CreditNoteBody>>>>fold(
                mail -> mail.isEmpty() ? CompletableFuture.completedFuture(Outcome.accepted(List.of()))
                        : ofPerson.ask(store -> store.of(node.persons().reader(mail.get()))).thenApply(notes -> Outcome.accepted(notes.stream().map(routes::body).toList())),
                refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal))));
    }

    private CreditNoteBody body(CreditNoteView note) {
        return new CreditNoteBody(note.id(), note.version(), node.persons().open(note.email(), String.class), note.amount(), node.persons().open(note.reason(), String.class), note.issuedAt());
    }

    private CompletionStage<Answer> issue(Call<CreditForm> call) {
        var form = call.body();
        // With the address its notes are erased; one that was erased before has a new note under a key of its own.
        var key = node.persons().key(node.persons().reader(form.email())).or(() -> node.persons().key(TYPE + call.newId()));
        if (key.isEmpty()) return CompletableFuture.completedFuture(ERASED);
        var issue = new CreditNoteCommand.Issue(call.newId(), key.get().digest(call.fingerprint()), call.fingerprint(), key.get().seal(form.email()), form.amount(), key.get().seal(form.reason()));
        return call.reply(node.entities().ask(CreditNoteCommand.at(call.newId()), issue, call.asking()), note -> Answer.created("/v1/admin/credits/" + note.id(), body(note)).etag(note.version()));
    }

    private CompletionStage<Answer> look(Call<Void> call) {
        return call.reply(node.entities().ask(CreditNoteCommand.at(call.path("id")), new CreditNoteCommand.Look(), call.asking()), note -> Answer.ok(body(note)).etag(note.version()));
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        return notes.ask(store -> store.slice(call.limit(), call.cursor())).thenApply(slice -> Answer.ok(call.page(slice.items().stream().map(this::body).toList(), slice.next())));
    }
}
