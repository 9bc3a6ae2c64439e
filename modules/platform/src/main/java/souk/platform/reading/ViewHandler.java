package souk.platform.reading;

import akka.Done;
import akka.projection.javadsl.Handler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Event;
import souk.kernel.Recorded;
import souk.kernel.View;
import souk.platform.journal.Segment;
import souk.platform.reading.ViewStore.Versioned;
import souk.platform.wire.UnknownEvent;

/**
 * Brings a view's rows up to date, batch by batch. A batch is done when every row it changed is durable, each written once and all handed
 * to the store together. An event that comes again is passed over by its version, so delivery at least once has the effect of once. A row
 * whose event cannot be decoded or folded goes into quarantine and stays as it was; the other rows go on. At an event that only a newer
 * build knows the view of this log stands still, and is tried again until a node of that build has the log.
 */
final class ViewHandler<V, E extends Event> extends Handler<Batch> {
    private static final Logger LOG = LoggerFactory.getLogger(ViewHandler.class);

    private final String log;
    private final String reader;
    private final View<V, E> view;
    private final ViewStore<V> store;
    private final Supplier<CompletionStage<?>> mayWrite;
    private final ReadingContext context;
    private final Lag.Gauge gauge;
    private final Executor executor;
    private final Map<String, Versioned<V>> rows;
    private final Set<String> quarantined = ConcurrentHashMap.newKeySet();

    /** May wait for the database. */
    ViewHandler(String log, ReadingContext.BoundView<V, E> bound, int generation, ReadingContext context, Lag.Gauge gauge, Executor executor) {
        this.log = log;
        this.view = bound.view();
        this.reader = Reading.inQuarantine(view.name(), generation);
        this.store = bound.of(generation);
        this.mayWrite = bound.store() instanceof GenerationStore<V> several ? () -> context.generations().mayWrite(several.model(), generation) : () -> CompletableFuture.completedFuture(null);
        this.context = context;
        this.gauge = gauge;
        this.executor = executor;
        this.rows = Collections.synchronizedMap(recent(context.settings().rowCache(view.name())));
    }

    /**
     * The rows used last. A row's events mostly come one soon after the other; a cache that weighs how often something was used would
     * give up just the new rows.
     */
    private static <V> Map<String, V> recent(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }

    @Override
    public CompletionStage<Done> start() {
        return context.quarantine().of(reader, log).thenApply(cases -> {
            cases.forEach(each -> quarantined.add(each.id()));
            gauge.quarantined(quarantined.size());
            return Done.getInstance();
        });
    }

    @Override
    public CompletionStage<Done> process(Batch batch) {
        if (quarantined.size() > context.settings().quarantineLimit()) {
            return CompletableFuture.failedFuture(new IllegalStateException("More than " + context.settings().quarantineLimit() + " rows of " + view.name() + " in " + log
                    + " are in quarantine: the view itself is wrong. Mend it and rebuild it; the table quarantine says what happened"));
        }
        Map<String, List<Found>> byRow = new LinkedHashMap<>();
        for (Segment segment : batch.segments()) {
            for (int i = 0; i < segment.entries().size(); i++) {
                var entry = segment.entries().get(i);
                if (entry.type().equals(view.type()) && !quarantined.contains(entry.id())) {
                    byRow.computeIfAbsent(entry.id(), id -> new ArrayList<>(4)).add(new Found(segment, i));
                }
            }
        }
        return Trouble.noted(view.name() + " of " + log, gauge, mayWrite.get().thenCompose(may -> bring(byRow).orTimeout(context.settings().batchTimeout().toMillis(), TimeUnit.MILLISECONDS))
                .thenApply(all -> Done.getInstance()));
    }

    /** Every row is folded first, so that the store is handed all of them at once. */
    private CompletableFuture<?> bring(Map<String, List<Found>> byRow) {
        int parallelism = context.settings().parallelism();
        var folded = new ConcurrentLinkedQueue<Folded<V>>();
        return Lanes.each(byRow.entrySet(), parallelism, events -> update(events.getKey(), events.getValue()).thenAccept(row -> row.ifPresent(folded::add))).thenCompose(all -> {
            var changed = new HashMap<String, Versioned<V>>();
            folded.stream().filter(Folded::changed).forEach(row -> changed.put(row.id, row.after));
            return changed.isEmpty() ? CompletableFuture.completedFuture(null) : store.writeAll(changed, parallelism);
        }).thenCompose(written -> {
            // A batch that took too long and was begun again may still end here, after the one that overtook it.
            folded.forEach(row -> rows.merge(row.id, row.after, (before, now) -> now.version() >= before.version() ? now : before));
            // Only now, as the events of a row in quarantine are passed over: what came before must be stored.
            return Lanes.each(folded.stream().flatMap(row -> row.stuck.stream()).toList(), parallelism, this::quarantine);
        });
    }

    private record Found(Segment segment, int index) {
        Segment.Entry entry() {
            return segment.entries().get(index);
        }
    }

    /** An event that cannot be decoded or folded. */
    private record Stuck(Found found, Throwable error) {}

    /**
     * A row after the events of a batch.
     *
     * @param stuck why it is brought no further; its version is that of the event before
     */
    private record Folded<V>(String id, Versioned<V> after, boolean changed, Optional<Stuck> stuck) {}

    private CompletionStage<Optional<Folded<V>>> update(String id, List<Found> events) {
        Versioned<V> cached = rows.get(id);
        if (cached != null) return CompletableFuture.completedFuture(Optional.of(fold(id, cached, events)));
        var none = new Versioned<>(view.empty(), 0);
        // From the first event on, a row needs no reading: should there be a newer one (these events come again), writing older ones does not undo it.
        if (events.get(0).entry().version() == 1) return CompletableFuture.completedFuture(Optional.of(fold(id, none, events)));
        // Nor does a row that none of them changes.
        if (events.stream().noneMatch(this::mayConcern)) return CompletableFuture.completedFuture(Optional.empty());
        // Not in the store's own thread: decoding would hold up its other answers.
        return store.read(id).thenApplyAsync(stored -> Optional.of(fold(id, stored.orElse(none), events)), executor);
    }

    /** Also what cannot be decoded: its row goes into quarantine. */
    private boolean mayConcern(Found found) {
        try {
            return view.concerns(context.events().decode(found.entry()));
        } catch (RuntimeException | StackOverflowError e) {
            return true;
        }
    }

    private Folded<V> fold(String id, Versioned<V> from, List<Found> events) {
        V row = from.row();
        long version = from.version();
        Optional<Stuck> stuck = Optional.empty();
        for (Found found : events) {
            var entry = found.entry();
            if (entry.version() <= version) continue;
            try {
                Event event = context.events().decode(entry);
                if (!view.concerns(event)) continue;
                var segment = found.segment();
                row = view.apply(row, new Recorded<>(id, entry.version(), log, segment.position(), found.index(), segment.now(), entry.cause(), view.events().cast(event)));
                version = entry.version();
            } catch (UnknownEvent newer) {
                // No mistake in the row: the log's next owner, or the one after it, reads this.
                throw newer;
            } catch (RuntimeException | StackOverflowError e) {
                stuck = Optional.of(new Stuck(found, e));
                break;
            }
        }
        return new Folded<>(id, new Versioned<>(row, version), version > from.version(), stuck);
    }

    private CompletionStage<?> quarantine(Stuck stuck) {
        var entry = stuck.found.entry();
        var segment = stuck.found.segment;
        LOG.error("{} cannot show {} of {} (version {}, segment {} of {}): this row is in quarantine and stays as it was before", view.name(), entry.name(), entry.id(),
                entry.version(), segment.position(), log, stuck.error);
        // Its time is the segment's, so that the same case found again is the same row.
        return context.quarantine().add(reader, log, entry.id(), entry.version(), stuck.error, segment.now()).thenRun(() -> {
            quarantined.add(entry.id());
            gauge.quarantined(quarantined.size());
        });
    }
}
