package souk.vendors.disputes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.orders.api.TakenOrders;
import souk.orders.api.TakenOrders.Taken;
import souk.platform.Entities.Asking;
import souk.platform.Node;
import souk.platform.http.Principal;
import souk.platform.privacy.PersonalData;
import souk.platform.privacy.Persons;
import souk.platform.reading.Served;

/** What a person has said in disputes, as buyer, also as the guest whose order the person has taken over, for a vendor or of the staff; not what others said. */
public final class DisputesOfPerson implements PersonalData {
    /** What somebody said in one dispute. */
    record Words(String disputeId, String orderId, String vendorId, List<Said> said) {
        private static Words of(DisputeWords words, Persons persons) {
            return new Words(words.id(), words.orderId(), words.vendorId(), words.said().stream().map(each -> new Said(each.at(), persons.open(each.text(), String.class))).toList());
        }
    }

    record Said(Instant at, Optional<String> text) {}

    private final Node node;
    private final TakenOrders taken;
    private final Served<DisputeListStore> lists;

    private DisputesOfPerson(Node node, TakenOrders taken) {
        this.node = node;
        this.taken = taken;
        lists = Served.of(node, DisputeList.VIEW, DisputeListStore::new);
    }

    /** @param taken the orders of guests that are accounts' now: what a guest has said about one is its account's */
    public static PersonalData of(Node node, TakenOrders taken) {
        return new DisputesOfPerson(node, taken);
    }

    @Override
    public CompletionStage<Outcome<List<Words>>> of(Principal person, Asking asking) {
        return taken.of(person.id()).thenCompose(orders -> {
            var asked = new ArrayList<CompletableFuture<Outcome<List<Words>>>>();
            asked.add(said(person.id(), words -> true, asking).toCompletableFuture());
            orders.stream().map(Taken::guest).distinct().forEach(guest -> asked.add(said(guest, words -> orders.contains(new Taken(words.orderId(), guest)), asking).toCompletableFuture()));
            return all(asked).thenApply(said -> said.map(parts -> parts.stream().flatMap(List::stream).toList()));
        });
    }

    /** What an author has said, where it is wanted. */
    private CompletionStage<Outcome<List<Words>>> said(String author, Predicate<DisputeWords> wanted, Asking asking) {
        return lists.ask(store -> store.ofPerson(author)).thenCompose(ids -> all(ids.stream().map(id -> node.entities().ask(DisputeCommand.at(id), new DisputeCommand.LookAsAuthor(author), asking)
                .thenApply(DisputesOfPerson::orNone).toCompletableFuture()).toList()).thenApply(said -> said.map(all -> all.stream().flatMap(Optional::stream).filter(wanted).map(words -> Words.of(words, node.persons())).toList())));
    }

    private static Outcome<Optional<DisputeWords>> orNone(Outcome<DisputeWords> seen) {
        return seen.fold(words -> Outcome.accepted(Optional.of(words)), refusal -> refusal.kind() == Kind.NOT_FOUND ? Outcome.accepted(Optional.empty()) : Outcome.refused(refusal));
    }

    /** All of them, or the first refusal. */
    private static <R> CompletionStage<Outcome<List<R>>> all(List<CompletableFuture<Outcome<R>>> asked) {
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(done -> {
            var replies = new ArrayList<R>();
            var refusal = asked.stream().flatMap(each -> each.join().<Optional<Rejection>>fold(reply -> {
                replies.add(reply);
                return Optional.empty();
            }, Optional::of).stream()).toList();
            return refusal.isEmpty() ? Outcome.accepted(replies) : Outcome.refused(refusal.get(0));
        });
    }
}
