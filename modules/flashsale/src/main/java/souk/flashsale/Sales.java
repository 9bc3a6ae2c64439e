package souk.flashsale;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.CounterLevel;
import souk.flashsale.api.SaleCommand;
import souk.flashsale.api.SaleView;
import souk.flashsale.room.WaitingRoom;
import souk.kernel.Address;
import souk.kernel.Outcome;
import souk.platform.Entities.Asking;
import souk.platform.Fresh;
import souk.platform.Node;

/** Asks a sale and its counters, as if they were one. */
final class Sales {
    /** How a sale is shared out never changes when it has begun, so a node asks once. */
    private static final Duration REMEMBERED = Duration.ofHours(1);
    /** Who waits for a sale asks often, and until then hardly anything changes: so old may be what a node says of a sale that has not begun. */
    private static final Duration AWAITED = Duration.ofMillis(500);
    private static final long ROOM = 1_000_000;

    /**
     * How a sale's customers find their counter.
     *
     * @param waitingRoom whether they have to wait for their turn before
     * @param settled     whether it stays like that: not before it is prepared, when no counter has anything to give
     * @param startsAt    before which none of them gives anything
     */
    record Shared(int counters, int buckets, boolean waitingRoom, boolean settled, Instant startsAt) {
        private static Shared of(SaleView sale, boolean waitingRoom) {
            return new Shared(sale.counters(), sale.buckets(), waitingRoom, !sale.status().open(), sale.terms().startsAt());
        }

        /** Whether there is no use in asking a counter. */
        boolean isToCome(Instant now) {
            return !settled || now.isBefore(startsAt);
        }
    }

    private final Node node;
    private final Fresh<String, Outcome<Shared>> shared = Fresh.of("flash-sales", REMEMBERED, ROOM, known -> 100);
    private final Fresh<String, Outcome<Boolean>> rooms = Fresh.of("flash-sale-rooms", REMEMBERED, ROOM, known -> 100);
    private final Fresh<String, Outcome<SaleView>> awaited = Fresh.of("flash-sales-awaited", AWAITED, ROOM, known -> 500);

    Sales(Node node) {
        this.node = node;
    }

    /** How the sale is shared out; refused with {@code not-found}. While it is still to come that costs the sale next to nothing, and from its first instant on what is not settled is asked for anew. */
    CompletionStage<Outcome<Shared>> shared(String saleId, Asking how) {
        return shared.get(saleId, () -> early(saleId, how).thenCompose(found -> ifFound(found, sale -> waitingRoom(sale, how).thenApply(known -> known.map(room -> Shared.of(sale, room))))),
                known -> known.fold(Shared::settled, refused -> false));
    }

    /** Whether a sale has one never changes, so a node asks once. */
    private CompletionStage<Outcome<Boolean>> waitingRoom(SaleView sale, Asking how) {
        return rooms.get(sale.id(), () -> WaitingRoom.exists(node, sale.id(), how), known -> known instanceof Outcome.Accepted);
    }

    /** The sale as it stands, for everybody. One that is still to come is shown as it was a moment ago. */
    CompletionStage<Outcome<SaleStanding>> shown(String saleId, Asking how) {
        return early(saleId, how).thenCompose(found -> ifFound(found, sale -> isAwaited(sale)
                ? waitingRoom(sale, how).thenApply(known -> known.map(room -> SaleStanding.awaited(sale, room, node.clock().instant()))) : standing(sale, how)));
    }

    private static <A, B> CompletionStage<Outcome<B>> ifFound(Outcome<A> found, Function<A, CompletionStage<Outcome<B>>> then) {
        return found.fold(then, refused -> CompletableFuture.completedFuture(Outcome.refused(refused)));
    }

    /** The sale as it is, or as it was {@link #AWAITED} ago if it is still to come: a storm of those who cannot wait ends here. */
    private CompletionStage<Outcome<SaleView>> early(String saleId, Asking how) {
        return awaited.get(saleId, () -> look(saleId, how), found -> found.fold(this::isAwaited, refused -> false)).thenCompose(found -> {
            // Looked at before its first instant, which has come since: what was true a moment ago is not any more.
            boolean passed = found.fold(sale -> sale.now().isBefore(sale.terms().startsAt()) && !isAwaited(sale), refused -> false);
            if (!passed) return CompletableFuture.completedFuture(found);
            awaited.forget(saleId);
            return look(saleId, how);
        });
    }

    private boolean isAwaited(SaleView sale) {
        return sale.status().before() && node.clock().instant().isBefore(sale.terms().startsAt());
    }

    /** It was changed by way of this node. */
    void changed(String saleId) {
        awaited.forget(saleId);
    }

    private CompletableFuture<Outcome<SaleView>> look(String saleId, Asking how) {
        return node.entities().ask(SaleCommand.at(saleId), new SaleCommand.Look(), how);
    }

    /** The sale as it stands; refused with {@code not-found}. */
    CompletionStage<Outcome<SaleStanding>> standing(String saleId, Asking how) {
        return look(saleId, how).thenCompose(found -> ifFound(found, sale -> standing(sale, how)));
    }

    /** The same, of a sale that was just looked at. */
    CompletionStage<Outcome<SaleStanding>> standing(SaleView sale, Asking how) {
        return waitingRoom(sale, how).thenCompose(known -> ifFound(known, room -> levels(sale.id(), Shared.of(sale, room), how).thenApply(found -> found.map(levels -> standing(sale, room, levels)))));
    }

    private static SaleStanding standing(SaleView sale, boolean waitingRoom, List<CounterLevel> levels) {
        return new SaleStanding(sale, waitingRoom, sale.version() + sum(levels, CounterLevel::version), sum(levels, CounterLevel::left), sum(levels, CounterLevel::claimed), sum(levels, CounterLevel::sold));
    }

    /** The sale and its counters. */
    static List<Address<?>> addresses(SaleView sale) {
        return Stream.concat(Stream.of(SaleCommand.at(sale.id())), IntStream.range(0, sale.counters()).mapToObj(index -> CounterCommand.at(sale.id(), Counters.number(index, sale.buckets())))).<Address<?>>map(each -> each).toList();
    }

    private static long sum(List<CounterLevel> levels, ToLongFunction<CounterLevel> what) {
        return levels.stream().mapToLong(what).sum();
    }

    /** How each counter of a sale stands, the i-th being number {@link Counters#number} of i. */
    CompletionStage<Outcome<List<CounterLevel>>> levels(String saleId, Shared shared, Asking how) {
        var asked = IntStream.range(0, shared.counters())
                .mapToObj(index -> node.entities().ask(CounterCommand.at(saleId, Counters.number(index, shared.buckets())), new CounterCommand.Look(), how)).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> {
            var levels = new ArrayList<CounterLevel>();
            for (var answer : asked) {
                if (answer.join() instanceof Outcome.Refused<CounterLevel> no) return Outcome.refused(no.rejection());
                levels.add(((Outcome.Accepted<CounterLevel>) answer.join()).reply());
            }
            return Outcome.accepted(levels);
        });
    }
}
