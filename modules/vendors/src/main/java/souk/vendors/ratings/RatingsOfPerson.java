package souk.vendors.ratings;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.orders.api.TakenOrders;
import souk.orders.api.TakenOrders.Taken;
import souk.platform.Entities.Asking;
import souk.platform.Node;
import souk.platform.http.Principal;
import souk.platform.privacy.PersonalData;
import souk.platform.reading.Served;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.ratings.RatingRoutes.OwnRating;

/** How a person has rated vendors, also as the guest whose order the person has taken over. What was said before it was changed is not told again: it stands in the log, locked with the same key. */
public final class RatingsOfPerson implements PersonalData {
    private final Node node;
    private final TakenOrders taken;
    private final Served<RatingListStore> ratings;

    private RatingsOfPerson(Node node, TakenOrders taken) {
        this.node = node;
        this.taken = taken;
        ratings = Served.of(node, RatingList.VIEW, RatingListStore::new);
    }

    /** @param taken the orders of guests that are accounts' now: what a guest has said about one is its account's */
    public static PersonalData of(Node node, TakenOrders taken) {
        return new RatingsOfPerson(node, taken);
    }

    @Override
    public CompletionStage<Outcome<List<OwnRating>>> of(Principal person, Asking asking) {
        return taken.of(person.id()).thenCompose(orders -> ids(person.id(), orders)).thenCompose(ids -> {
            var asked = ids.stream().map(id -> node.entities().ask(RatingCommand.at(id), new RatingCommand.Look(), asking).toCompletableFuture()).toList();
            return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> {
                Optional<Rejection> refusal = asked.stream().flatMap(each -> each.join().<Optional<Rejection>>fold(rating -> Optional.empty(), Optional::of).stream()).filter(why -> why.kind() != Kind.NOT_FOUND).findFirst();
                if (refusal.isPresent()) return Outcome.refused(refusal.get());
                return Outcome.accepted(asked.stream().flatMap(each -> each.join().<Optional<OwnRating>>fold(rating -> Optional.of(OwnRating.of(rating, node.persons())), why -> Optional.empty()).stream()).toList());
            });
        });
    }

    /** Each once: one that a guest began the account may have changed. */
    private CompletionStage<Set<String>> ids(String person, List<Taken> orders) {
        var guests = orders.stream().map(Taken::guest).distinct().map(guest -> said(guest).thenApply(ids -> ids.stream().filter(id -> orders.contains(new Taken(VendorOrderCommand.order(id), guest))).toList()).toCompletableFuture());
        var asked = Stream.concat(Stream.of(said(person).toCompletableFuture()), guests).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(done -> asked.stream().flatMap(each -> each.join().stream()).collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    private CompletionStage<List<String>> said(String author) {
        return ratings.ask(store -> store.ofPerson(author));
    }
}
