package souk.platform.partition;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import souk.platform.journal.Storage;

/**
 * What {@link souk.platform.journal.CassandraStorage} promises, in memory, for tests that need many runs; {@code StorageTest} holds
 * both to the same promises. Outlives the actor systems of a test, as a database does.
 */
public class MemoryStorage implements Storage {
    private static final Comparator<Appointment> ORDER = Comparator.comparing(Appointment::at).thenComparing(Appointment::type).thenComparing(Appointment::id);
    private static final Comparator<Page> LATER = Comparator.comparingLong(Page::position)
            .thenComparing(page -> page.scheduledAt().orElse(Instant.MAX));
    private static final Comparator<PageOf> BY_NAME = Comparator.comparing(PageOf::type).thenComparing(PageOf::id);
    private static final Comparator<Checkpoint> FURTHER = Comparator.comparingLong(Checkpoint::position).thenComparing(Checkpoint::handled);

    /** The tables, which several views of one database share. */
    private static final class Tables {
        private final Map<String, Head> heads = new HashMap<>();
        private final Map<String, TreeMap<Long, Map<UUID, Row>>> segments = new HashMap<>();
        private final Map<String, Caches> caches = new HashMap<>();
        private final Map<String, TreeMap<String, PageOf>> pages = new HashMap<>();
        private final Map<String, Checkpoint> checkpoints = new HashMap<>();
        private final Map<String, TreeSet<Appointment>> agendas = new HashMap<>();
    }

    private final Tables tables;

    public MemoryStorage() {
        tables = new Tables();
    }

    /** Another way to the same database. */
    protected MemoryStorage(MemoryStorage same) {
        tables = same.tables;
    }

    /** Runs one statement; tests override it to fail, delay or lose it. */
    protected <T> CompletionStage<T> run(String statement, Supplier<T> effect) {
        return CompletableFuture.supplyAsync(() -> atomically(effect));
    }

    /** The log that is meant by a name. */
    protected String log(String name) {
        return name;
    }

    /** Looks at, or changes, everything at one moment. */
    protected final <T> T atomically(Supplier<T> effect) {
        synchronized (tables) {
            return effect.get();
        }
    }

    /** Everything that is stored of a log. */
    final Snapshot look(String log) {
        return atomically(() -> {
            String cache = Storage.cache(log, tables.caches.getOrDefault(log, Caches.FIRST).serving());
            var pages = new HashMap<String, Page>();
            tables.pages.getOrDefault(cache, new TreeMap<>()).forEach((name, page) -> pages.put(name, page.page()));
            return new Snapshot(tables.heads.getOrDefault(log, Head.NONE),
                    tables.segments.getOrDefault(log, new TreeMap<>()).values().stream().flatMap(rows -> rows.values().stream()).toList(), pages,
                    tables.checkpoints.getOrDefault(cache, Checkpoint.NONE), List.copyOf(tables.agendas.getOrDefault(cache, new TreeSet<>(ORDER))));
        });
    }

    @Override
    public CompletionStage<Head> head(String log) {
        return run("head", () -> tables.heads.getOrDefault(log(log), Head.NONE));
    }

    @Override
    public CompletionStage<?> insert(String log, Row row) {
        return run("insert", () -> tables.segments.computeIfAbsent(log(log), l -> new TreeMap<>()).computeIfAbsent(row.position(), p -> new HashMap<>()).put(row.id(), row));
    }

    @Override
    public CompletionStage<Head> move(String log, Head from, Head to) {
        return run("move", () -> {
            Head current = tables.heads.getOrDefault(log(log), Head.NONE);
            if (current.equals(from)) tables.heads.put(log(log), to);
            return current.equals(from) ? to : current;
        });
    }

    @Override
    public CompletionStage<List<Row>> rows(String log, long from, long to) {
        return run("rows", () -> tables.segments.getOrDefault(log(log), new TreeMap<>()).subMap(from, true, to, true).values().stream()
                .flatMap(rows -> rows.values().stream()).toList());
    }

    @Override
    public CompletionStage<Caches> caches(String log) {
        return run("caches", () -> tables.caches.getOrDefault(log(log), Caches.FIRST));
    }

    @Override
    public CompletionStage<Boolean> replaceCaches(String log, Caches from, Caches to) {
        return run("replaceCaches", () -> {
            boolean as = tables.caches.getOrDefault(log(log), Caches.FIRST).equals(from);
            if (as) tables.caches.put(log(log), to);
            return as;
        });
    }

    @Override
    public CompletionStage<Optional<Page>> page(String log, String type, String id) {
        return run("page", () -> Optional.ofNullable(tables.pages.getOrDefault(log(log), new TreeMap<>()).get(type + "/" + id)).map(PageOf::page));
    }

    @Override
    public CompletionStage<List<PageOf>> pages(String log, int bucket, Optional<PageOf> after, int most) {
        return run("pages", () -> tables.pages.getOrDefault(log(log), new TreeMap<>()).values().stream().filter(page -> Storage.bucket(page.type(), page.id()) == bucket)
                .sorted(BY_NAME).filter(page -> after.isEmpty() || BY_NAME.compare(page, after.get()) > 0).limit(most).toList());
    }

    @Override
    public CompletionStage<?> forgetCaches(String log) {
        return run("forgetCaches", () -> {
            tables.pages.remove(log(log));
            tables.agendas.remove(log(log));
            tables.checkpoints.remove(Storage.making(log(log)));
            return tables.checkpoints.remove(log(log));
        });
    }

    @Override
    public CompletionStage<?> writePages(String log, int bucket, List<PageOf> pages) {
        for (PageOf each : pages) {
            if (Storage.bucket(each.type(), each.id()) != bucket) throw new IllegalArgumentException(each + " does not belong to bucket " + bucket);
        }
        return run("writePages", () -> {
            for (PageOf each : pages) {
                var page = each.page();
                var stored = new Page(page.position(), page.version(), page.form(), page.scheduledAt().map(MemoryStorage::millis), page.body());
                tables.pages.computeIfAbsent(log(log), l -> new TreeMap<>()).merge(each.type() + "/" + each.id(), new PageOf(each.type(), each.id(), stored),
                        (old, its) -> LATER.compare(its.page(), old.page()) > 0 ? its : old);
            }
            return null;
        });
    }

    @Override
    public CompletionStage<Checkpoint> checkpoint(String log) {
        return run("checkpoint", () -> tables.checkpoints.getOrDefault(log(log), Checkpoint.NONE));
    }

    @Override
    public CompletionStage<?> writeCheckpoint(String log, Checkpoint checkpoint) {
        var stored = new Checkpoint(checkpoint.position(), millis(checkpoint.handled()));
        return run("writeCheckpoint", () -> tables.checkpoints.merge(log(log), stored, (old, its) -> FURTHER.compare(its, old) > 0 ? its : old));
    }

    @Override
    public CompletionStage<List<Appointment>> agenda(String log, Instant from, Instant to) {
        return run("agenda", () -> new ArrayList<>(tables.agendas.getOrDefault(log(log), new TreeSet<>(ORDER)).stream()
                .filter(a -> !a.at().isBefore(from) && a.at().isBefore(to)).toList()));
    }

    @Override
    public CompletionStage<?> appoint(String log, List<Appointment> appointments) {
        return run("appoint", () -> {
            var agenda = tables.agendas.computeIfAbsent(log(log), l -> new TreeSet<>(ORDER));
            for (Appointment each : appointments) {
                var stored = new Appointment(millis(each.at()), each.type(), each.id(), each.due());
                if (stored.due() == Due.STEP) agenda.remove(stored);
                agenda.add(stored);
            }
            return null;
        });
    }

    @Override
    public CompletionStage<?> forgetAgendaBefore(String log, Instant from, Instant before) {
        Instant first = from.truncatedTo(ChronoUnit.DAYS);
        Instant day = before.truncatedTo(ChronoUnit.DAYS);
        return run("forgetAgenda", () -> tables.agendas.getOrDefault(log(log), new TreeSet<>(ORDER)).removeIf(a -> !a.at().isBefore(first) && a.at().isBefore(day)));
    }

    private static Instant millis(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }
}
