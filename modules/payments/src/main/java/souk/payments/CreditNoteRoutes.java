package souk.payments;

import java.util.List;
import java.util.concurrent.CompletionStage;
import souk.kernel.Money;
import souk.kernel.Rejection.Kind;
import souk.payments.api.CreditNoteCommand;
import souk.payments.api.CreditNoteView;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.KeyUse;
import souk.platform.http.body.Email;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;
import souk.platform.reading.Served;

/** Credit notes for staff: on record, not to be spent. */
final class CreditNoteRoutes {
    private static final Access STAFF = Access.staff("finance", "orders");

    record CreditForm(@Email String email, @Whole(min = 1) Money amount, @Text(max = 500) String reason) {}

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
                        .answers(201, CreditNoteView.class).refuses(Kind.UNPROCESSABLE, "idempotency-key-reused")
                        .stepUp().handle(routes::issue),
                Endpoint.get("/v1/admin/credits/{id}").summary("A credit note").roles(STAFF).answers(200, CreditNoteView.class).refuses(Kind.NOT_FOUND, "not-found")
                        .handle(routes::look),
                Endpoint.get("/v1/admin/credits").summary("All credit notes, in an order that means nothing and never changes").roles(STAFF).paged().answersPageOf(CreditNoteView.class)
                        .handle(routes::list));
    }

    private CompletionStage<Answer> issue(Call<CreditForm> call) {
        var form = call.body();
        var issue = new CreditNoteCommand.Issue(call.newId(), call.fingerprint(), form.email(), form.amount(), form.reason());
        return call.reply(node.entities().ask(CreditNoteCommand.at(call.newId()), issue, call.asking()), note -> Answer.created("/v1/admin/credits/" + note.id(), note).etag(note.version()));
    }

    private CompletionStage<Answer> look(Call<Void> call) {
        return call.reply(node.entities().ask(CreditNoteCommand.at(call.path("id")), new CreditNoteCommand.Look(), call.asking()), note -> Answer.ok(note).etag(note.version()));
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        return notes.ask(store -> store.slice(call.limit(), call.cursor())).thenApply(slice -> Answer.ok(call.page(slice.items(), slice.next())));
    }
}
