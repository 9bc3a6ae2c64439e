package souk.analytics;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import souk.analytics.SumsStore.Place;
import souk.platform.reading.Lanes;
import souk.platform.reading.TableStore;

/**
 * The rows of {@link Sale} in Cassandra, each once by its order, and before them what they add to the sums of their log: once a row has a version nobody brings again what led to it, while sums know by themselves what is in them
 * ({@link SumsStore}). To read is to add up the sums of all logs, so it does not matter how many orders there were.
 */
final class SalesStore extends TableStore<Sale> {
    /** So many days lie together. Stored data depends on it, so it never changes. */
    static final int STRETCH = 32;
    /** By so many rows the SKUs of a day, and of days that lie together, are divided. Stored data depends on it, so it never changes. */
    private static final int SHELVES = 16;
    private static final String SHOP = "souk";
    private static final int READS_AT_ONCE = 16;
    /** Over so many stretches, some two years, it is asked first which of them there are. */
    private static final int FEW = 24;

    /** Days that lie together, of one log. */
    private record Part(String log, int stretch) {}

    /** Hears what came to something in a slot, from several threads. */
    @FunctionalInterface
    interface Heard {
        void add(Slot slot, String currency, Amounts amounts);
    }

    /** Hears what was sold of a SKU in some part of a window, less what came back, from several threads. */
    @FunctionalInterface
    interface ProductHeard {
        void add(String sku, ProductSums.OfSku of, String currency, ProductSums.Count count);
    }

    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement writeLog;
    private final PreparedStatement logs;
    private final PreparedStatement parts;
    private final SumsStore<DaySums> days;
    private final SumsStore<ProductSums> productDays;
    private final SumsStore<ProductSums> productStretches;
    /** Up to where sums have all of a log, by log: what stands there needs no look. */
    private final Map<String, Long> summed = new ConcurrentHashMap<>();

    SalesStore(CqlSession cql, int generation) {
        super(cql, generation, "analytics_orders", "analytics_days", "analytics_product_days", "analytics_product_stretches", "analytics_logs");
        write = prepare("INSERT INTO analytics_orders (id, version, sold) VALUES (?, ?, ?) USING TIMESTAMP ?");
        read = prepare("SELECT version, sold FROM analytics_orders WHERE id = ?");
        writeLog = prepare("INSERT INTO analytics_logs (shop, log) VALUES (?, ?)");
        logs = prepare("SELECT log FROM analytics_logs WHERE shop = ?");
        parts = prepare("SELECT DISTINCT log, stretch FROM analytics_days");
        days = new SumsStore<>(cql, this::prepare, "analytics_days", DaySums.class, DaySums.NONE, DaySums::plus);
        productDays = new SumsStore<>(cql, this::prepare, "analytics_product_days", ProductSums.class, ProductSums.NONE, ProductSums::plusOfDay);
        productStretches = new SumsStore<>(cql, this::prepare, "analytics_product_stretches", ProductSums.class, ProductSums.NONE, ProductSums::plusOfStretch);
    }

    // ---- written

    @Override
    public CompletionStage<Optional<Versioned<Sale>>> read(String id) {
        return one(read.bind(id));
    }

    @Override
    protected Sale form(Row row) {
        return new Sale(Optional.of(value(row, "sold", Sold.class)));
    }

    @Override
    protected List<BoundStatement> insertions(String id, Versioned<Sale> row) {
        return row.row().sold().map(sold -> List.of(write.bind(id, row.version(), blob(sold), row.version()))).orElse(List.of());
    }

    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<Sale>> rows, int parallelism) {
        var movements = rows.values().stream().flatMap(row -> row.row().sold().stream()).flatMap(sold -> sold.movements().stream()).filter(each -> each.position() > summed.getOrDefault(each.log(), 0L)).toList();
        return sum(movements, parallelism).thenCompose(done -> {
            movements.forEach(each -> summed.merge(each.log(), each.position(), Math::max));
            return super.writeAll(rows, parallelism);
        });
    }

    private CompletionStage<?> sum(List<Movement> movements, int parallelism) {
        // A log is on the list before anything of it can be seen.
        return Lanes.each(movements.stream().map(Movement::log).filter(log -> !summed.containsKey(log)).distinct().toList(), parallelism, log -> cql.executeAsync(writeLog.bind(SHOP, log)))
                .thenCompose(known -> Lanes.each(additions(movements), parallelism, Supplier::get));
    }

    /** Each to one row. */
    List<Supplier<CompletionStage<?>>> additions(List<Movement> movements) {
        var byDay = new HashMap<Place, List<Movement>>();
        var ofProducts = new HashMap<Place, List<Movement>>();
        var ofStretches = new HashMap<Place, List<Movement>>();
        for (Movement each : movements) {
            int day = Slot.day(each.at());
            byDay.computeIfAbsent(new Place(each.log(), stretch(day), day), place -> new ArrayList<>()).add(each);
            int placed = Slot.day(each.placedAt());
            each.items().stream().collect(Collectors.groupingBy(item -> shelf(item.sku()))).forEach((shelf, items) -> {
                var some = each.of(items);
                ofProducts.computeIfAbsent(new Place(each.log(), placed, shelf), place -> new ArrayList<>()).add(some);
                ofStretches.computeIfAbsent(new Place(each.log(), stretch(placed), shelf), place -> new ArrayList<>()).add(some);
            });
        }
        var all = new ArrayList<Supplier<CompletionStage<?>>>();
        byDay.forEach((place, some) -> all.add(() -> days.add(place, some)));
        ofProducts.forEach((place, some) -> all.add(() -> productDays.add(place, some)));
        ofStretches.forEach((place, some) -> all.add(() -> productStretches.add(place, some)));
        return all;
    }

    static int stretch(int day) {
        return Math.floorDiv(day, STRETCH);
    }

    static int shelf(String sku) {
        return Math.floorMod(sku.hashCode(), SHELVES);
    }

    // ---- read

    /** What all logs came to in each slot of a window. */
    CompletionStage<?> each(Window window, Question question, Heard heard) {
        int first = Slot.day(window.from());
        int last = Slot.day(window.to());
        return parts(first, last).thenCompose(parts -> Lanes.each(parts, READS_AT_ONCE, part -> days.each(part.log, part.stretch, first, last, question, (day, sums) -> sums.byQuarter().forEach((quarter, amounts) -> {
            var slot = new Slot(day, quarter);
            if (window.contains(slot.start())) amounts.forEach((currency, came) -> heard.add(slot, currency, came));
        }))));
    }

    /** What was sold in a window, less what came back of it until now: days that lie together where all of them are within, otherwise day by day. */
    CompletionStage<?> eachProduct(Window window, Question question, ProductHeard heard) {
        int first = Slot.day(window.from());
        int last = Slot.day(window.to());
        return parts(first, last).thenCompose(parts -> {
            var reads = new ArrayList<Supplier<CompletionStage<?>>>();
            for (Part part : parts) {
                int begins = part.stretch * STRETCH;
                if (!Slot.start(begins).isBefore(window.from()) && !Slot.start(begins + STRETCH).isAfter(window.to())) {
                    reads.add(() -> productStretches.each(part.log, part.stretch, 0, SHELVES, question, (shelf, sums) -> tell(sums, quarter -> true, heard)));
                    continue;
                }
                IntStream.range(Math.max(first, begins), Math.min(last + 1, begins + STRETCH)).forEach(day -> reads.add(
                        () -> productDays.each(part.log, day, 0, SHELVES, question, (shelf, sums) -> tell(sums, quarter -> window.contains(new Slot(day, quarter).start()), heard))));
            }
            return Lanes.each(reads, READS_AT_ONCE, Supplier::get);
        });
    }

    private static void tell(ProductSums sums, IntPredicate wanted, ProductHeard heard) {
        sums.bySku().forEach((sku, of) -> of.byQuarter().forEach((quarter, counts) -> {
            if (wanted.test(quarter)) counts.forEach((currency, count) -> heard.add(sku, of, currency, count));
        }));
    }

    /** Where something of these days may be. Of many it is asked first where there is anything, so that a question costs what there is, however long its window. Every order that was sold is in the sums of the day on which it was placed. */
    private CompletionStage<List<Part>> parts(int first, int last) {
        int from = stretch(first);
        int to = stretch(last);
        if (to - from < FEW) return rows(logs.bind(SHOP), row -> row.getString("log")).thenApply(all -> IntStream.rangeClosed(from, to).boxed().flatMap(stretch -> all.stream().map(log -> new Part(log, stretch))).toList());
        return rows(parts.bind(), row -> new Part(row.getString("log"), row.getInt("stretch"))).thenApply(all -> all.stream().filter(part -> part.stretch >= from && part.stretch <= to).toList());
    }

    private <T> CompletionStage<List<T>> rows(BoundStatement query, Function<Row, T> form) {
        return cql.executeAsync(query).thenCompose(rows -> rows(rows, form, new ArrayList<>()));
    }

    private static <T> CompletionStage<List<T>> rows(AsyncResultSet rows, Function<Row, T> form, List<T> found) {
        rows.currentPage().forEach(row -> found.add(form.apply(row)));
        return rows.hasMorePages() ? rows.fetchNextPage().thenCompose(more -> rows(more, form, found)) : CompletableFuture.completedFuture(found);
    }
}
