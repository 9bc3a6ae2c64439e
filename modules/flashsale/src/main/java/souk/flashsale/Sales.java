package souk.flashsale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
    /** How a sale is shared out never changes, so a node asks once. */
    private static final Duration REMEMBERED = Duration.ofHours(1);
    private static final long ROOM = 1_000_000;

    /**
     * How a sale's customers find their counter.
     *
     * @param waitingRoom whether they have to wait for their turn before
     */
    record Shared(int counters, int buckets, boolean waitingRoom) {}

    private final Node node;
    private final Fresh<String, Outcome<Shared>> shared = Fresh.of("flash-sales", REMEMBERED, ROOM, known -> 100);

    Sales(Node node) {
        this.node = node;
    }

    /** How the sale is shared out; refused with {@code not-found}. */
    CompletionStage<Outcome<Shared>> shared(String saleId, Asking how) {
        return shared.get(saleId, () -> look(saleId, how).thenCompose(found -> found.<CompletionStage<Outcome<Shared>>>fold(sale -> shared(sale, how), refused -> CompletableFuture.completedFuture(Outcome.refused(refused)))),
                known -> known instanceof Outcome.Accepted);
    }

    private CompletionStage<Outcome<Shared>> shared(SaleView sale, Asking how) {
        return WaitingRoom.exists(node, sale.id(), how).thenApply(found -> found.map(room -> new Shared(sale.counters(), sale.buckets(), room)));
    }

    private CompletableFuture<Outcome<SaleView>> look(String saleId, Asking how) {
        return node.entities().ask(SaleCommand.at(saleId), new SaleCommand.Look(), how);
    }

    /** The sale as it stands; refused with {@code not-found}. */
    CompletionStage<Outcome<SaleStanding>> standing(String saleId, Asking how) {
        return look(saleId, how).thenCompose(found -> found.<CompletionStage<Outcome<SaleStanding>>>fold(sale -> standing(sale, how), refused -> CompletableFuture.completedFuture(Outcome.refused(refused))));
    }

    /** The same, of a sale that was just looked at. */
    CompletionStage<Outcome<SaleStanding>> standing(SaleView sale, Asking how) {
        return shared.get(sale.id(), () -> shared(sale, how), known -> known instanceof Outcome.Accepted).thenCompose(known -> known.<CompletionStage<Outcome<SaleStanding>>>fold(
                share -> levels(sale.id(), share, how).thenApply(found -> found.map(levels -> standing(sale, share, levels))), refused -> CompletableFuture.completedFuture(Outcome.refused(refused))));
    }

    private static SaleStanding standing(SaleView sale, Shared share, List<CounterLevel> levels) {
        return new SaleStanding(sale, share.waitingRoom(), sale.version() + sum(levels, CounterLevel::version), sum(levels, CounterLevel::left), sum(levels, CounterLevel::claimed), sum(levels, CounterLevel::sold));
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
