package souk.platform.reading;

import akka.Done;
import akka.projection.javadsl.Handler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import souk.platform.history.Archive;
import souk.platform.history.History;
import souk.platform.history.HistoryStore;
import souk.platform.journal.Segment;

/**
 * Copies the events of one type into its {@link Archive}, batch by batch, undecoded. A batch is done when all of it is durable; what
 * comes again is written again, and is the same.
 */
final class HistoryHandler extends Handler<Batch> {
    private final String log;
    private final Archive<?, ?> archive;
    private final Supplier<CompletionStage<?>> isWritten;
    private final ReadingSettings settings;
    private final Lag.Gauge gauge;

    /** May wait for the database. */
    HistoryHandler(String log, ReadingContext.BoundHistory kept, int generation, ReadingContext context, Lag.Gauge gauge) {
        this.log = log;
        this.archive = kept.archives().apply(generation);
        this.isWritten = kept.several() ? () -> context.generations().isWritten(History.ALL, generation) : () -> CompletableFuture.completedFuture(null);
        this.settings = context.settings();
        this.gauge = gauge;
    }

    @Override
    public CompletionStage<Done> process(Batch batch) {
        Map<String, List<HistoryStore.Row>> byId = new LinkedHashMap<>();
        for (Segment segment : batch.segments()) {
            for (var entry : segment.entries()) {
                if (!entry.type().equals(archive.type())) continue;
                byId.computeIfAbsent(entry.id(), id -> new ArrayList<>(4)).add(new HistoryStore.Row(entry.version(), segment.now(), segment.position(), entry.cause(),
                        entry.name(), entry.eventVersion(), entry.body()));
            }
        }
        return Trouble.noted(Reading.history(archive.type()) + " of " + log, gauge, isWritten.get().thenCompose(may -> archive.add(log, byId)).toCompletableFuture()
                .thenCompose(written -> Lanes.each(byId.entrySet(), settings.parallelism(), each -> archive.keepUp(log, each.getKey(), each.getValue())))
                .orTimeout(settings.batchTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(all -> Done.getInstance()));
    }
}
