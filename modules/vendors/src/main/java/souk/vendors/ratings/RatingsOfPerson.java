package souk.vendors.ratings;

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
import souk.platform.reading.Served;
import souk.vendors.ratings.RatingRoutes.OwnRating;

/** How a person has rated vendors. What was said before it was changed is not told again: it stands in the log, locked with the same key. */
public final class RatingsOfPerson implements PersonalData {
    private final Node node;
    private final Served<RatingListStore> ratings;

    private RatingsOfPerson(Node node) {
        this.node = node;
        ratings = Served.of(node, RatingList.VIEW, RatingListStore::new);
    }

    public static PersonalData of(Node node) {
        return new RatingsOfPerson(node);
    }

    @Override
    public CompletionStage<Outcome<List<OwnRating>>> of(Principal person, Asking asking) {
        return ratings.ask(store -> store.ofPerson(person.id())).thenCompose(ids -> {
            var asked = ids.stream().map(id -> node.entities().ask(RatingCommand.at(id), new RatingCommand.Look(), asking).toCompletableFuture()).toList();
            return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> {
                Optional<Rejection> refusal = asked.stream().flatMap(each -> each.join().<Optional<Rejection>>fold(rating -> Optional.empty(), Optional::of).stream()).filter(why -> why.kind() != Kind.NOT_FOUND).findFirst();
                if (refusal.isPresent()) return Outcome.refused(refusal.get());
                return Outcome.accepted(asked.stream().flatMap(each -> each.join().<Optional<OwnRating>>fold(rating -> Optional.of(OwnRating.of(rating, node.persons())), why -> Optional.empty()).stream()).toList());
            });
        });
    }
}
