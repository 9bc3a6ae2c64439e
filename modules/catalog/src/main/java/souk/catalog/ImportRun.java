package souk.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.catalog.Lines.Line;
import souk.catalog.api.ImportCommand;
import souk.catalog.api.ImportCommand.Progress;
import souk.catalog.api.ImportCommand.Reject;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.http.body.Reading;

/**
 * One run of an import: reads lines, puts their products side by side, and notes how far it is.
 *
 * <p>Memory is flat: at most {@value #SIDE_BY_SIDE} products, or {@value #MOST_BYTES} bytes of them and one more, are under way, at
 * most {@value #WINDOW} lines lie beyond the first that is not done, and {@link #take} completes only when there is room for more.
 * Lines that speak of the same product or SKU are carried out in their order, so that the outcome is that of going line by line.
 */
final class ImportRun {
    static final int SIDE_BY_SIDE = 256;
    static final int MOST_BYTES = 8 << 20;
    static final int WINDOW = 2_048;
    /** Lines noted together: the run after a crash does at most these and the window again. */
    static final int NOTED_TOGETHER = 500;
    private static final int LONGEST_DETAIL = 200;

    /** What a run needs from outside. Both try again by themselves, for a while, what is refused for a passing reason. */
    interface Shop {
        CompletionStage<Outcome<?>> put(String productId, ProductForm product);

        <R> CompletionStage<Outcome<R>> note(ImportCommand<R> command);
    }

    /** What became of a line; a blank one is neither imported nor rejected. */
    private record Ended(boolean imported, Optional<Reject> rejected) {
        static final Ended IMPORTED = new Ended(true, Optional.empty());
        static final Ended BLANK = new Ended(false, Optional.empty());

        static Ended rejected(Line line, String code, String detail) {
            String shortened = detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) + "..." : detail;
            return new Ended(false, Optional.of(new Reject(line.number(), code, shortened)));
        }
    }

    private final Shop shop;
    private final Function<byte[], Reading<ProductForm>> reader;
    private final String run;
    private final long skip;
    private final Turns turns = new Turns();
    private final Map<Long, Ended> ended = new HashMap<>();
    private final List<Reject> rejected = new ArrayList<>();
    private final CompletableFuture<Rejection> stopped = new CompletableFuture<>();
    private CompletionStage<?> noting = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> room = CompletableFuture.completedFuture(null);
    private final CompletableFuture<Void> quiet = new CompletableFuture<>();
    private boolean ending;
    private int underWay;
    private long bytesUnderWay;
    private long taken;
    private long through;
    private long noted;
    private long imported;

    /** @param begun what the import answered when this run began: it goes on from there */
    ImportRun(Shop shop, Function<byte[], Reading<ProductForm>> reader, String run, Progress begun) {
        this.shop = shop;
        this.reader = reader;
        this.run = run;
        skip = begun.lines();
        taken = through = noted = skip;
    }

    /** Takes lines; complete when there is room for more. Once the run cannot go on they are passed over. */
    CompletionStage<Void> take(List<Line> lines) {
        return take(lines, 0);
    }

    private CompletionStage<Void> take(List<Line> lines, int from) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).number() <= skip) continue;
            if (stopped.isDone()) break;
            var hasRoom = take(lines.get(i));
            int next = i + 1;
            if (!hasRoom.isDone()) return hasRoom.thenCompose(yes -> take(lines, next));
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> take(Line line) {
        synchronized (this) {
            taken = line.number();
        }
        if (line.blank()) {
            end(line, Ended.BLANK);
        } else if (line.cut()) {
            end(line, Ended.rejected(line, "body-too-large", "A line has at most " + Lines.LONGEST + " bytes."));
        } else {
            read(line);
        }
        return roomForMore();
    }

    private void read(Line line) {
        try {
            var reading = reader.apply(line.bytes());
            if (reading.good() && reading.value().id().isPresent()) put(line, reading.value().id().get(), reading.value());
            else end(line, unreadable(line, reading));
        } catch (RuntimeException defect) {
            stopped.completeExceptionally(defect);
        }
    }

    private static Ended unreadable(Line line, Reading<ProductForm> reading) {
        if (reading.good()) return Ended.rejected(line, "bad-request", "id: missing: A product in an import has an id.");
        if (reading.badJson() != null) return Ended.rejected(line, "bad-json", reading.badJson());
        return Ended.rejected(line, "bad-request", reading.faults().stream()
                .map(fault -> fault.field() + ": " + fault.code().wire() + ": " + fault.detail()).collect(Collectors.joining(" ")));
    }

    private void put(Line line, String id, ProductForm product) {
        synchronized (this) {
            underWay++;
            bytesUnderWay += line.bytes().length;
        }
        var things = Stream.concat(Stream.of("product " + id), product.variants().stream().map(variant -> "sku " + variant.sku())).toList();
        turns.inTurn(things, () -> shop.put(id, product)).whenComplete((outcome, failure) -> {
            if (failure != null) stopped.completeExceptionally(failure);
            else outcome.fold(accepted -> end(line, Ended.IMPORTED), refusal -> refused(line, refusal));
            giveRoom(line);
        });
    }

    /** A refusal for the moment is not the line's fault: the run ends, and the next one does this line again. */
    private boolean refused(Line line, Rejection refusal) {
        return refusal.kind().passing() ? stopped.complete(refusal) : end(line, Ended.rejected(line, refusal.code(), refusal.detail()));
    }

    /** Moves on over the lines that are done, and notes it when they are many. */
    private synchronized boolean end(Line line, Ended how) {
        ended.put(line.number(), how);
        Ended next;
        while ((next = ended.remove(through + 1)) != null) {
            through++;
            if (next.imported()) imported++;
            next.rejected().ifPresent(rejected::add);
            if (through - noted >= NOTED_TOGETHER) note();
        }
        return true;
    }

    private void note() {
        var advance = new ImportCommand.Advance(run, noted, through, imported, rejected);
        noted = through;
        imported = 0;
        rejected.clear();
        noting = noting.thenCompose(before -> shop.note(advance)).handle((outcome, failure) -> failure != null
                ? stopped.completeExceptionally(failure)
                : outcome.<Boolean>fold(progress -> true, stopped::complete));
    }

    private synchronized boolean full() {
        return !stopped.isDone() && (underWay >= SIDE_BY_SIDE || bytesUnderWay >= MOST_BYTES || taken - through >= WINDOW);
    }

    private synchronized CompletableFuture<Void> roomForMore() {
        if (full() && room.isDone()) room = new CompletableFuture<>();
        return full() ? room : CompletableFuture.completedFuture(null);
    }

    private void giveRoom(Line line) {
        CompletableFuture<Void> waiting;
        boolean last;
        synchronized (this) {
            underWay--;
            bytesUnderWay -= line.bytes().length;
            waiting = full() ? null : room;
            last = ending && underWay == 0;
        }
        if (waiting != null) waiting.complete(null);
        if (last) quiet.complete(null);
    }

    /**
     * There are no more lines: waits for all that is under way and notes it.
     *
     * @return how far the whole import is; refused if the run could not go on
     */
    CompletionStage<Outcome<Progress>> end() {
        return settle().thenCompose(done -> stopped.isDone() ? stopped.thenApply(Outcome::<Progress>refused) : shop.note(new ImportCommand.End(run)));
    }

    /** The lines broke off: waits for all that is under way and notes it, so that the next run need not do it again. */
    CompletionStage<?> settle() {
        synchronized (this) {
            ending = true;
            if (underWay == 0) quiet.complete(null);
        }
        return quiet.thenCompose(all -> {
            synchronized (this) {
                if (through > noted) note();
                return noting;
            }
        });
    }

    /** Every line up to this one is done. */
    synchronized long through() {
        return through;
    }
}
