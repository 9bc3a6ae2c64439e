package souk.flashsale;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import souk.flashsale.Sales.Shared;
import souk.flashsale.api.ClaimView;
import souk.flashsale.api.CounterLevel;
import souk.flashsale.api.TransferCommand;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.platform.Entities.Asking;
import souk.platform.Fresh;
import souk.platform.Node;
import souk.platform.http.Ids;

/**
 * Brings units to the counter whose customers ask for more than it has, from the one that has most, so that none is stranded while somebody asks. When no counter has any the
 * sale is sold out; a node that has seen that tells it for {@link #SEEN} without looking at the others again, so a unit that comes back elsewhere may be refused for so long.
 */
final class Rebalancing {
    /** How old a look at all counters may be. */
    private static final Duration SEEN = Duration.ofMillis(500);
    private static final long ROOM = 10_000_000;
    /** So often units are fetched for one claim before it is told that there are too few. */
    private static final int TRIES = 8;

    private record Counted(int number, int left) {}

    private final Node node;
    private final Sales sales;
    private final Fresh<String, Outcome<List<CounterLevel>>> seen = Fresh.of("flash-sale-counters", SEEN, ROOM, levels -> levels.fold(all -> 50 + 40 * all.size(), refused -> 100));
    /** A transfer under way to a counter: whoever needs units there waits for the same one. */
    private final ConcurrentHashMap<String, CompletableFuture<Integer>> underWay = new ConcurrentHashMap<>();

    Rebalancing(Node node, Sales sales) {
        this.node = node;
        this.sales = sales;
    }

    /** Asks for the claim; if its counter has too few and others have some, fetches them and asks again. */
    CompletionStage<Outcome<ClaimView>> claim(String saleId, Shared shared, int home, int quantity, Asking how, Supplier<CompletableFuture<Outcome<ClaimView>>> claim) {
        return shared.counters() == 1 ? claim.get() : claim(saleId, shared, home, quantity, how, claim, TRIES);
    }

    private CompletionStage<Outcome<ClaimView>> claim(String saleId, Shared shared, int home, int quantity, Asking how, Supplier<CompletableFuture<Outcome<ClaimView>>> claim, int tries) {
        return claim.get().thenCompose(answer -> {
            boolean tooFew = answer instanceof Outcome.Refused<ClaimView> no && no.rejection().kind() == Kind.SOLD_OUT;
            if (!tooFew || tries == 0) return CompletableFuture.completedFuture(answer);
            return fetch(saleId, shared, home, quantity, how).thenCompose(moved -> moved ? claim(saleId, shared, home, quantity, how, claim, tries - 1) : CompletableFuture.completedFuture(answer));
        });
    }

    /** Whether it is worth asking again: units have come, or another look may find some. */
    private CompletionStage<Boolean> fetch(String saleId, Shared shared, int home, int quantity, Asking how) {
        return seen.get(saleId, () -> sales.levels(saleId, shared, how), known -> known instanceof Outcome.Accepted).thenCompose(found -> {
            var richest = found.fold(levels -> richest(levels, shared, home), refused -> Optional.<Counted>empty());
            if (richest.isEmpty()) return CompletableFuture.completedFuture(false);
            String key = saleId + "." + home;
            var mine = new CompletableFuture<Integer>();
            var other = underWay.putIfAbsent(key, mine);
            if (other != null) return other.thenApply(moved -> true);
            int units = Math.max(quantity, (richest.get().left() + 1) / 2);
            String transfer = Ids.random();
            node.entities().ask(TransferCommand.at(transfer), new TransferCommand.Begin(transfer, saleId, richest.get().number(), home, units), how.toNew())
                    .whenComplete((moved, failure) -> {
                        seen.forget(saleId);
                        underWay.remove(key, mine);
                        mine.complete(failure == null ? moved.fold(TransferCommand.Moved::units, refused -> 0) : 0);
                    });
            return mine.thenApply(moved -> true);
        });
    }

    private static Optional<Counted> richest(List<CounterLevel> levels, Shared shared, int home) {
        return IntStream.range(0, levels.size()).mapToObj(index -> new Counted(Counters.number(index, shared.buckets()), levels.get(index).left()))
                .filter(counter -> counter.number() != home && counter.left() > 0).max(Comparator.comparingInt(Counted::left));
    }
}
