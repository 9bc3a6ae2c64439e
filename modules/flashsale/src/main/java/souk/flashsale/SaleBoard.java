package souk.flashsale;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.catalog.api.Deals;
import souk.platform.Node;
import souk.platform.reading.Served;

/**
 * What a node knows of the sales that are not over: their times and prices, read again when somebody asks and it is older than {@link #FRESH}. A sale that was planned so long before
 * begins and ends here by the clock alone. One reads for all who ask. While the database is slow or gone the last that was known is told, so that only sales are late by it.
 */
final class SaleBoard implements Deals {
    private static final Logger LOG = LoggerFactory.getLogger(SaleBoard.class);
    /** What is older is read again. */
    private static final Duration FRESH = Duration.ofMillis(250);
    /** What is older nobody is told who could be told better within {@link #PATIENCE}. */
    private static final Duration OLD = Duration.ofMillis(750);
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private record Seen(Known known, long asOf) {}

    private static final class Reading extends CompletableFuture<Known> {
        private final long begun = System.nanoTime();
    }

    private final Served<SaleListStore> list;
    private final AtomicReference<Reading> reading = new AtomicReference<>();
    private volatile Seen seen = new Seen(Known.NOTHING, System.nanoTime() - Duration.ofDays(1).toNanos());

    private SaleBoard(Node node) {
        list = Served.of(node, SaleList.VIEW, SaleListStore::new);
    }

    static Deals of(Node node) {
        return new SaleBoard(node);
    }

    @Override
    public CompletionStage<Known> known() {
        var last = seen;
        long now = System.nanoTime();
        if (now - last.asOf() < FRESH.toNanos()) return CompletableFuture.completedFuture(last.known());
        var read = read();
        long patience = PATIENCE.toNanos() - (now - read.begun);
        if (now - last.asOf() < OLD.toNanos() || patience <= 0) return CompletableFuture.completedFuture(last.known());
        return read.copy().exceptionally(failure -> last.known()).completeOnTimeout(last.known(), patience, TimeUnit.NANOSECONDS);
    }

    private Reading read() {
        var mine = new Reading();
        var other = reading.compareAndExchange(null, mine);
        if (other != null) return other;
        // The first one prepares its statements, which fails at once without a database.
        CompletableFuture.completedFuture(list).thenCompose(sales -> sales.ask(SaleListStore::notOver)).whenComplete((sales, failure) -> {
            if (failure != null) LOG.debug("The sales that are not over cannot be read", failure);
            else seen = new Seen(new Known(sales.stream().collect(groupingBy(sale -> sale.terms().sku(), mapping(SaleBoard::deal, toList())))), mine.begun);
            reading.set(null);
            if (failure != null) mine.completeExceptionally(failure);
            else mine.complete(seen.known());
        });
        return mine;
    }

    private static Deal deal(SaleList.Entry sale) {
        return new Deal(sale.id(), sale.terms().price(), sale.terms().startsAt(), sale.terms().endsAt());
    }
}
