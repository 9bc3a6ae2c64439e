package souk.testkit;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import souk.kernel.Event;
import souk.kernel.Recorded;
import souk.kernel.View;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.journal.LogReader;
import souk.platform.journal.Segment;
import souk.platform.journal.SegmentCodec;
import souk.platform.reading.ViewStore;
import souk.platform.reading.ViewStore.Versioned;
import souk.platform.wire.Names;

/**
 * Compares every view's stored rows, and every history's, with what the logs say: it walks each log from its head back to its start by the segments' own
 * links, folds every event in memory and reads every row. It shares nothing with the code that feeds the views but the folds, the stores
 * and the stored forms. It also checks the logs themselves: the versions of every aggregate are 1, 2, 3 ... without a gap.
 *
 * <p>Rows of aggregates that no log knows are not found: a {@link ViewStore} cannot list them.
 */
public final class ViewsEqualLog {
    private static final int READS_AT_ONCE = 128;
    private static final int SHOWN = 30;

    /** A row that is not what the log says. */
    public record Difference(String view, String id, Optional<Versioned<?>> expected, Optional<Versioned<?>> stored) {
        @Override
        public String toString() {
            return view + " of " + id + "\n    log:   " + expected.map(Object::toString).orElse("no row") + "\n    store: " + stored.map(Object::toString).orElse("no row");
        }
    }

    /**
     * What a comparison found.
     *
     * @param faults what is wrong with the logs themselves
     */
    public record Finding(long events, long rows, List<Difference> differences, List<String> faults) {
        public boolean equal() {
            return differences.isEmpty() && faults.isEmpty();
        }

        @Override
        public String toString() {
            var text = new StringBuilder(events + " events, " + rows + " rows of views, " + differences.size() + " differences, " + faults.size() + " faults of logs");
            faults.stream().limit(SHOWN).forEach(each -> text.append("\n  ").append(each));
            differences.stream().limit(SHOWN).forEach(each -> text.append("\n  ").append(each));
            return text.toString();
        }
    }

    private record Link(UUID id, UUID previous) {}

    private static final class Expected<V, E extends Event> {
        private final View<V, E> view;
        private final ViewStore<V> store;
        private final Map<String, Versioned<V>> rows = new HashMap<>();
        private final Set<String> stuck = new HashSet<>();

        private Expected(View<V, E> view, ViewStore<V> store) {
            this.view = view;
            this.store = store;
        }

        private static <V, E extends Event> Expected<V, E> of(Capability.ViewBinding<V, E> binding, Node node) {
            return new Expected<>(binding.view(), binding.store().apply(node));
        }

        /** An event that cannot be read or folded leaves its row as it was, for good. */
        private void fold(Segment segment, int index, Names names) {
            var entry = segment.entries().get(index);
            if (!entry.type().equals(view.type()) || stuck.contains(entry.id())) return;
            try {
                Event event = names.decode(entry);
                if (!view.concerns(event)) return;
                V before = rows.containsKey(entry.id()) ? rows.get(entry.id()).row() : view.empty();
                var recorded = new Recorded<>(entry.id(), entry.version(), segment.log(), segment.position(), index, segment.now(), entry.cause(), view.events().cast(event));
                rows.put(entry.id(), new Versioned<>(view.apply(before, recorded), entry.version()));
            } catch (RuntimeException e) {
                stuck.add(entry.id());
            }
        }
    }

    private final CqlSession cql;
    private final Names names;
    private final List<Expected<?, ?>> views = new ArrayList<>();
    private final HistoriesEqualLog histories;
    private final PreparedStatement links;
    private final PreparedStatement bodies;
    private Map<String, Link> foldedUpTo = Map.of();
    private long events;
    private final List<String> faults = new ArrayList<>();

    /**
     * @param node         whose session holds the logs and the views' tables; its configuration is the stores'
     * @param capabilities all of the shop's
     */
    public ViewsEqualLog(Node node, List<Capability> capabilities) {
        cql = node.cql();
        names = new Names(capabilities);
        capabilities.forEach(capability -> capability.views().forEach(binding -> views.add(Expected.of(binding, node))));
        histories = new HistoriesEqualLog(node, capabilities);
        links = cql.prepare("SELECT position, id, previous FROM segment WHERE log = ? AND chunk = ?");
        bodies = cql.prepare("SELECT position, id, body FROM segment WHERE log = ? AND chunk = ?");
    }

    /** Compares everything, as it is now. */
    public Finding compare() {
        fold();
        var differences = new ArrayList<Difference>();
        long rows = 0;
        for (var view : views) {
            rows += view.rows.size();
            differences.addAll(compare(view));
        }
        rows += histories.rows();
        differences.addAll(histories.compare());
        return new Finding(events, rows, differences, List.copyOf(faults));
    }

    /**
     * Waits until every view equals the log, once nothing is written any more.
     *
     * @throws AssertionError naming what is different when the time is over
     */
    public Finding awaitEqual(Duration within) throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        Finding finding = compare();
        while (!finding.equal()) {
            if (System.nanoTime() > end) throw new AssertionError("After " + within + " the views do not equal the log: " + finding);
            Thread.sleep(250);
            finding = compare();
        }
        return finding;
    }

    private void fold() {
        Map<String, Link> heads = new HashMap<>();
        Map<String, Long> positions = new HashMap<>();
        cql.execute("SELECT log, position, segment FROM head").forEach(row -> {
            heads.put(row.getString(0), new Link(row.getUuid(2), null));
            positions.put(row.getString(0), row.getLong(1));
        });
        if (heads.equals(foldedUpTo)) return;
        events = 0;
        faults.clear();
        histories.clear();
        views.forEach(view -> {
            view.rows.clear();
            view.stuck.clear();
        });
        heads.forEach((log, head) -> fold(log, positions.get(log), head.id));
        foldedUpTo = heads;
    }

    private void fold(String log, long last, UUID head) {
        Map<Long, List<Link>> byPosition = new HashMap<>();
        for (long chunk = 0; chunk <= last / LogReader.CHUNK; chunk++) {
            cql.execute(links.bind(log, chunk)).forEach(row -> byPosition.computeIfAbsent(row.getLong(0), p -> new ArrayList<>(1)).add(new Link(row.getUuid(1), row.getUuid(2))));
        }
        Map<Long, UUID> chain = new HashMap<>();
        UUID id = head;
        for (long position = last; position >= 1; position--) {
            UUID wanted = id;
            var link = byPosition.getOrDefault(position, List.of()).stream().filter(each -> each.id.equals(wanted)).findFirst();
            if (link.isEmpty()) {
                faults.add(log + " has no segment " + position + " with the id " + wanted);
                return;
            }
            chain.put(position, wanted);
            id = link.get().previous;
        }
        Map<String, Long> versions = new HashMap<>();
        for (long chunk = 0; chunk <= last / LogReader.CHUNK; chunk++) {
            for (var row : cql.execute(bodies.bind(log, chunk))) {
                long position = row.getLong(0);
                if (!row.getUuid(1).equals(chain.get(position))) continue;
                var body = new byte[row.getByteBuffer(2).remaining()];
                row.getByteBuffer(2).get(body);
                fold(SegmentCodec.decode(log, position, row.getUuid(1), body), versions);
            }
        }
    }

    private void fold(Segment segment, Map<String, Long> versions) {
        for (int i = 0; i < segment.entries().size(); i++) {
            var entry = segment.entries().get(i);
            events++;
            long before = Optional.ofNullable(versions.put(entry.type() + "/" + entry.id(), entry.version())).orElse(0L);
            if (entry.version() != before + 1) {
                faults.add(segment.log() + ", segment " + segment.position() + ": version " + entry.version() + " of " + entry.type() + "/" + entry.id() + " follows " + before);
            }
            for (var view : views) view.fold(segment, i, names);
            histories.fold(segment, i);
        }
    }

    private static <V> List<Difference> compare(Expected<V, ?> view) {
        var differences = new ArrayList<Difference>();
        var free = new Semaphore(READS_AT_ONCE);
        var reads = new ArrayList<CompletableFuture<?>>();
        view.rows.forEach((id, expected) -> {
            free.acquireUninterruptibly();
            reads.add(view.store.read(id).toCompletableFuture().whenComplete((stored, failure) -> free.release()).thenAccept(stored -> {
                // A row that is not there reads as the empty one, so a store need not keep that: of most things a list has nothing to say.
                if (stored.isPresent() ? stored.get().equals(expected) : expected.row().equals(view.view.empty())) return;
                synchronized (differences) {
                    differences.add(new Difference(view.view.name(), id, Optional.of(expected), stored.map(row -> row)));
                }
            }));
        });
        CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new)).join();
        return differences;
    }
}
