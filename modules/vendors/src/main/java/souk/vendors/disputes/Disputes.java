package souk.vendors.disputes;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Stream;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.KeyUse;
import souk.platform.http.body.Text;
import souk.platform.reading.Served;
import souk.vendors.disputes.DisputeCommand.Side;

/** What all routes of disputes do alike, whoever asks. */
final class Disputes {
    /** The longest text. */
    static final int LONGEST = 2_000;
    private static final Rejection ERASED = new Rejection(Kind.GONE, "erased", "What was known of this person was erased.");

    /** @param text what somebody says: locked with their key */
    record EvidenceForm(@Text(max = LONGEST) String text) {}

    private final Node node;
    private final Served<DisputeListStore> lists;

    Disputes(Node node) {
        this.node = node;
        lists = Served.of(node, DisputeList.VIEW, DisputeListStore::new);
    }

    /** How evidence is declared. */
    static Endpoint.Draft<EvidenceForm> evidence(Endpoint.Draft<Void> route) {
        return route.body(EvidenceForm.class).idempotencyKey(KeyUse.OPTIONAL).answers(201, DisputeBody.class).refuses(Kind.NOT_FOUND).refuses(Kind.CONFLICT, "evidence-closed").refuses(Kind.GONE, "erased")
                .refuses(Kind.UNPROCESSABLE, "idempotency-key-reused", "too-much-evidence");
    }

    <R> CompletionStage<Outcome<R>> ask(Call<?> call, String id, DisputeCommand<R> command) {
        return node.entities().ask(DisputeCommand.at(id), command, call.asking());
    }

    Answer shown(int status, DisputeView dispute) {
        return Answer.of(status, DisputeBody.of(dispute, node.persons())).etag(dispute.version());
    }

    /** The list says which there are; how each stands it says itself. */
    CompletionStage<Outcome<Answer>> list(Call<?> call, String owner, Side side, Predicate<DisputeList.Entry> wanted) {
        return lists.ask(store -> store.slice(owner, wanted, call.limit(), call.cursor())).thenCompose(slice -> {
            var asked = slice.items().stream().map(id -> ask(call, id, new DisputeCommand.Look(side)).toCompletableFuture()).toList();
            return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> {
                var refusal = asked.stream().flatMap(each -> each.join().fold(seen -> Stream.<Rejection>empty(), Stream::of)).filter(each -> each.kind().passing()).findFirst();
                if (refusal.isPresent()) return Outcome.<Answer>refused(refusal.get());
                List<DisputeBody> found = asked.stream().flatMap(each -> each.join().fold(seen -> Stream.of(DisputeBody.of(seen, node.persons())), refused -> Stream.<DisputeBody>empty())).toList();
                return Outcome.accepted(Answer.ok(call.page(found, slice.next())));
            });
        });
    }

    /** @param person with whose key it is locked */
    CompletionStage<Outcome<DisputeView>> add(Call<EvidenceForm> call, String id, Side side, String person) {
        return node.persons().key(person).map(key -> ask(call, id, new DisputeCommand.AddEvidence(call.newId(), key.digest(call.fingerprint()), side, call.owner(), key.seal(call.body().text())))).orElseGet(Disputes::erased);
    }

    static <R> CompletionStage<Outcome<R>> erased() {
        return CompletableFuture.completedFuture(Outcome.refused(ERASED));
    }
}
