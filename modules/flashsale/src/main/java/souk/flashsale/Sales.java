package souk.flashsale;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.CounterLevel;
import souk.flashsale.api.SaleCommand;
import souk.flashsale.api.SaleView;
import souk.kernel.Outcome;
import souk.platform.Entities.Asking;
import souk.platform.Fresh;
import souk.platform.Node;

/** Asks a sale and its counters, as if they were one. */
final class Sales {
    /** How a sale is shared out never changes, so a node asks once. */
    private static final Duration REMEMBERED = Duration.ofHours(1);
    private static final long ROOM = 1_000_000;

    /** How a sale's customers find their counter. */
    record Shared(int counters, int buckets) {}

    private final Node node;
    private final Fresh<String, Outcome<Shared>> shared = Fresh.of("flash-sales", REMEMBERED, ROOM, known -> 100);

    Sales(Node node) {
        this.node = node;
    }

    /** How the sale is shared out; refused with {@code not-found}. */
    CompletionStage<Outcome<Shared>> shared(String saleId, Asking how) {
        return shared.get(saleId, () -> look(saleId, how).thenApply(found -> found.map(sale -> new Shared(sale.counters(), sale.buckets()))), known -> known instanceof Outcome.Accepted);
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
        var asked = IntStream.range(0, sale.counters())
                .mapToObj(index -> node.entities().ask(CounterCommand.at(sale.id(), Counters.number(index, sale.buckets())), new CounterCommand.Look(), how)).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> {
            long version = sale.version();
            long left = 0;
            long claimed = 0;
            long sold = 0;
            for (var answer : asked) {
                if (answer.join() instanceof Outcome.Refused<CounterLevel> no) return Outcome.refused(no.rejection());
                var level = ((Outcome.Accepted<CounterLevel>) answer.join()).reply();
                version += level.version();
                left += level.left();
                claimed += level.claimed();
                sold += level.sold();
            }
            return Outcome.accepted(new SaleStanding(sale, version, left, claimed, sold));
        });
    }
}
