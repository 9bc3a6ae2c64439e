package souk.vendors.disputes;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Entities.Asking;
import souk.platform.Node;
import souk.platform.http.Principal;
import souk.platform.privacy.PersonalData;
import souk.platform.privacy.Persons;
import souk.platform.reading.Served;

/** What a person has said in disputes, as buyer, for a vendor or of the staff; not what others said. */
public final class DisputesOfPerson implements PersonalData {
    /** What somebody said in one dispute. */
    record Words(String disputeId, String orderId, String vendorId, List<Said> said) {
        private static Words of(DisputeWords words, Persons persons) {
            return new Words(words.id(), words.orderId(), words.vendorId(), words.said().stream().map(each -> new Said(each.at(), persons.open(each.text(), String.class))).toList());
        }
    }

    record Said(Instant at, Optional<String> text) {}

    private final Node node;
    private final Served<DisputeListStore> lists;

    private DisputesOfPerson(Node node) {
        this.node = node;
        lists = Served.of(node, DisputeList.VIEW, DisputeListStore::new);
    }

    public static PersonalData of(Node node) {
        return new DisputesOfPerson(node);
    }

    @Override
    public CompletionStage<Outcome<List<Words>>> of(Principal person, Asking asking) {
        return lists.ask(store -> store.ofPerson(person.id())).thenCompose(ids -> {
            var asked = ids.stream().map(id -> node.entities().ask(DisputeCommand.at(id), new DisputeCommand.LookAsAuthor(person.id()), asking).toCompletableFuture()).toList();
            return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> {
                Optional<Rejection> refusal = asked.stream().flatMap(each -> each.join().<Optional<Rejection>>fold(words -> Optional.empty(), Optional::of).stream()).filter(why -> why.kind() != Kind.NOT_FOUND).findFirst();
                if (refusal.isPresent()) return Outcome.refused(refusal.get());
                return Outcome.accepted(asked.stream().flatMap(each -> each.join().<Optional<Words>>fold(words -> Optional.of(Words.of(words, node.persons())), why -> Optional.empty()).stream()).toList());
            });
        });
    }
}
