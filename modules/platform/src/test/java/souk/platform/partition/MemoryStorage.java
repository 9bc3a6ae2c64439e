package souk.platform.partition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import souk.platform.journal.Storage;

/**
 * What {@link souk.platform.journal.CassandraStorage} promises, in memory, for tests that need many runs; {@code StorageTest} holds
 * both to the same promises. Outlives the actor systems of a test, as a database does.
 */
public class MemoryStorage implements Storage {
    private final Map<String, Head> heads = new HashMap<>();
    private final Map<String, TreeMap<Long, Map<java.util.UUID, Row>>> segments = new HashMap<>();
    private final Map<String, Page> pages = new HashMap<>();
    private final Map<String, Checkpoint> checkpoints = new HashMap<>();
    private final Map<String, TreeSet<Appointment>> agendas = new HashMap<>();

    /** Runs one statement; tests override it to fail, delay or lose it. */
    protected <T> CompletionStage<T> run(String statement, Supplier<T> effect) {
        return CompletableFuture.supplyAsync(() -> atomically(effect));
    }

    protected final synchronized <T> T atomically(Supplier<T> effect) {
        return effect.get();
    }

    @Override
    public CompletionStage<Head> head(String log) {
        return run("head", () -> heads.getOrDefault(log, Head.NONE));
    }

    @Override
    public CompletionStage<?> insert(String log, Row row) {
        return run("insert", () -> segments.computeIfAbsent(log, l -> new TreeMap<>()).computeIfAbsent(row.position(), p -> new HashMap<>()).put(row.id(), row));
    }

    @Override
    public CompletionStage<Head> move(String log, Head from, Head to) {
        return run("move", () -> {
            Head current = heads.getOrDefault(log, Head.NONE);
            if (current.equals(from)) heads.put(log, to);
            return current.equals(from) ? to : current;
        });
    }

    @Override
    public CompletionStage<List<Row>> rows(String log, long from, long to) {
        return run("rows", () -> segments.getOrDefault(log, new TreeMap<>()).subMap(from, true, to, true).values().stream().flatMap(rows -> rows.values().stream()).toList());
    }

    @Override
    public CompletionStage<Optional<Page>> page(String type, String id) {
        return run("page", () -> Optional.ofNullable(pages.get(type + "/" + id)));
    }

    @Override
    public CompletionStage<?> writePage(String type, String id, Page page) {
        return run("writePage", () -> pages.merge(type + "/" + id, page, (old, its) -> its.position() >= old.position() ? its : old));
    }

    @Override
    public CompletionStage<Checkpoint> checkpoint(String log) {
        return run("checkpoint", () -> checkpoints.getOrDefault(log, Checkpoint.NONE));
    }

    @Override
    public CompletionStage<?> writeCheckpoint(String log, Checkpoint checkpoint) {
        return run("writeCheckpoint", () -> checkpoints.merge(log, checkpoint, (old, its) -> its.position() >= old.position() ? its : old));
    }

    @Override
    public CompletionStage<List<Appointment>> agenda(String log, Instant from, Instant to) {
        return run("agenda", () -> new ArrayList<>(agendas.getOrDefault(log, new TreeSet<>(ORDER)).stream()
                .filter(a -> !a.at().isBefore(from) && a.at().isBefore(to)).toList()));
    }

    private static final java.util.Comparator<Appointment> ORDER =
            java.util.Comparator.comparing(Appointment::at).thenComparing(Appointment::type).thenComparing(Appointment::id);

    @Override
    public CompletionStage<?> appoint(String log, Appointment appointment) {
        return run("appoint", () -> agendas.computeIfAbsent(log, l -> new TreeSet<>(ORDER)).add(appointment));
    }

    @Override
    public CompletionStage<?> forgetAgendaBefore(String log, Instant from, Instant before) {
        Instant day = before.truncatedTo(java.time.temporal.ChronoUnit.DAYS);
        return run("forgetAgenda", () -> agendas.getOrDefault(log, new TreeSet<>(ORDER)).removeIf(a -> a.at().isBefore(day)));
    }
}
