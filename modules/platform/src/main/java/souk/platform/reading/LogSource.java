package souk.platform.reading;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.japi.Pair;
import akka.projection.javadsl.SourceProvider;
import akka.stream.javadsl.Source;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A log as a source of batches for one view or reaction; the offset is the position of a batch's last segment. Batches form by
 * themselves: what was confirmed while the last one was dealt with is the next.
 *
 * <p>Builds on Akka Projections' <a href="https://doc.akka.io/docs/akka-projection/1.2/">SourceProvider</a>.
 */
final class LogSource extends SourceProvider<Long, Batch> {
    private final Tail tail;
    private final Tail.Seat seat;
    private final Lag.Gauge gauge;
    private final Duration pace;
    private final ActorSystem<?> system;

    /** @param events after how many a batch of what is in memory ends */
    LogSource(Tail tail, String type, int events, Lag.Gauge gauge, Duration pace, ActorSystem<?> system) {
        this.tail = tail;
        this.seat = tail.seat(type, events, gauge);
        this.gauge = gauge;
        this.pace = pace;
        this.system = system;
    }

    /** Where a run of the source stands. */
    private record Place(long from, long notBefore) {}

    @Override
    public CompletionStage<Source<Batch, NotUsed>> source(Supplier<CompletionStage<Optional<Long>>> offset) {
        return offset.get().thenApply(saved -> {
            long done = saved.orElse(0L);
            gauge.begins(done);
            return Source.unfoldAsync(new Place(done + 1, System.nanoTime()), this::next);
        });
    }

    private CompletionStage<Optional<Pair<Place, Batch>>> next(Place place) {
        return inTime(place.notBefore).thenCompose(now -> Trouble.noted("Reading the log", gauge, tail.next(seat, place.from))).thenApply(found -> found.map(batch -> Pair.create(
                new Place(batch.last() + 1, batch.more() ? System.nanoTime() : System.nanoTime() + pace.toNanos()), batch)));
    }

    private CompletionStage<Void> inTime(long notBefore) {
        long left = notBefore - System.nanoTime();
        var time = new CompletableFuture<Void>();
        if (left <= 0) time.complete(null);
        else system.scheduler().scheduleOnce(Duration.ofNanos(left), () -> time.complete(null), system.executionContext());
        return time;
    }

    @Override
    public Long extractOffset(Batch batch) {
        return batch.last();
    }

    @Override
    public long extractCreationTime(Batch batch) {
        return batch.now().toEpochMilli();
    }
}
