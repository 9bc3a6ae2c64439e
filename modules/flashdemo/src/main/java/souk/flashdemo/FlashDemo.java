package souk.flashdemo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import souk.cart.api.CartCommand;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.SaleCommand;
import souk.orders.api.OrderCommand;
import souk.platform.check.EventsOfShop;

/**
 * One sale of a product of its own, from its planning to its audit: {@link #run}, then {@link #verify}. Closing it calls the sale off if that was not done, so that no claim is left behind.
 * Its product stays as a draft, as what was sold stands in orders.
 */
public final class FlashDemo implements AutoCloseable {
    static final String CURRENCY = "GBP";
    private static final int PENCE = 4_999;
    private static final int SALE_PENCE = 999;
    /** Longer than it takes; if this process is killed meanwhile, the sale ends then. */
    private static final Duration LASTS = Duration.ofMinutes(30);
    private static final Duration DRAWN_EVERY = Duration.ofMillis(200);
    private static final Duration LOOKED_EVERY = Duration.ofMillis(250);
    private static final Duration STARTING = Duration.ofMillis(200);
    private static final Set<String> TYPES = Set.of(SaleCommand.TYPE, CounterCommand.TYPE, CartCommand.at("any").type(), OrderCommand.TYPE);

    private final Shop shop;
    private final EventsOfShop events;
    private final Plan plan;
    private final Board board;
    private final String sku = "FLASH-DEMO-" + Long.toString(System.currentTimeMillis(), 36).toUpperCase(Locale.ROOT);
    private final Map<String, Long> before;
    private final List<Told> told = new ArrayList<>();
    private volatile String saleId;
    private boolean calledOff;
    private long leftAtEnd;

    private FlashDemo(Shop shop, EventsOfShop events, Plan plan, Board board) {
        this.shop = shop;
        this.events = events;
        this.plan = plan;
        this.board = board;
        this.before = events.ends();
    }

    /** Where requests that are sent again are counted; {@link Shop#at} wants it before there is a demo. */
    public static final class Repeats implements Runnable {
        private volatile Board board;

        @Override
        public void run() {
            var told = board;
            if (told != null) told.repeated();
        }
    }

    /**
     * A demo in this shop; nothing is done yet.
     *
     * @param events  of the same shop
     * @param repeats what the shop was told at its making
     */
    public static FlashDemo of(Shop shop, EventsOfShop events, Plan plan, Repeats repeats) {
        var board = new Board(plan.units());
        repeats.board = board;
        return new FlashDemo(shop, events, plan, board);
    }

    /**
     * Makes the product, lets the buyers come, opens the sale, and returns when the last of them has gone and the sale is called off.
     *
     * @param view is told some times a second how it goes, by one thread at a time, and once when it is over
     * @throws IOException when the shop refuses to set it up, or is away for long
     */
    public Pulse run(Consumer<Pulse> view) throws IOException, InterruptedException {
        stock();
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(2, FlashDemo::daemon);
        ExecutorService crowd = Executors.newFixedThreadPool(plan.concurrency(), FlashDemo::daemon);
        ExecutorService beside = Executors.newCachedThreadPool(FlashDemo::daemon);
        try {
            clock.scheduleWithFixedDelay(() -> view.accept(board.pulse()), 0, DRAWN_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            var tokens = all(crowd, plan.buyers(), number -> {
                String token = shop.guest();
                board.done();
                return token;
            });
            open();
            board.enters(Pulse.Phase.LIVE);
            clock.scheduleWithFixedDelay(this::look, 0, LOOKED_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            var winners = new AtomicLong();
            told.addAll(all(crowd, plan.buyers(), number -> new Buyer(shop, board, plan, number, tokens.get(number)).shops(saleId, winners, beside)));
        } finally {
            List.of(clock, crowd, beside).forEach(ExecutorService::shutdownNow);
            clock.awaitTermination(10, TimeUnit.SECONDS);
        }
        leftAtEnd = sale().path("left").asLong();
        board.left(leftAtEnd);
        board.enters(Pulse.Phase.OVER);
        callOff();
        var last = board.pulse();
        view.accept(last);
        return last;
    }

    /** Compares what stands in the logs with what the shop said. After {@link #run}. */
    public Verdict verify() throws IOException, InterruptedException {
        if (told.isEmpty()) throw new IllegalStateException("The sale comes first");
        var books = new Books(saleId);
        long inStock = shop.look("/v1/stock/" + sku).expect(200).body().path("available").asLong();
        events.after(before, TYPES, books::enter);
        return Audit.of(plan, books, told, new Audit.Said(leftAtEnd, inStock));
    }

    /** The sale's id, once there is one. */
    public String saleId() {
        return saleId;
    }

    public String sku() {
        return sku;
    }

    private void stock() throws IOException, InterruptedException {
        shop.asStaff("PUT", "/v1/admin/products/" + sku, null, product("published")).expect(200, 201);
        shop.asStaff("PUT", "/v1/admin/stock/" + sku + "/flash-demo", null, Map.of("onHand", plan.units())).expect(200, 201);
    }

    private Map<String, Object> product(String status) {
        return Map.of("name", "Flash sale demo", "category", "flash sale demo", "status", status, "variants", List.of(Map.of("sku", sku, "price", Map.of("amount", PENCE, "currency", CURRENCY))));
    }

    private void open() throws IOException, InterruptedException {
        var now = Instant.now();
        Map<String, Object> sale = new HashMap<>(Map.of("sku", sku, "price", Map.of("amount", SALE_PENCE, "currency", CURRENCY), "quantity", plan.units(), "perCustomer", plan.perCustomer(),
                "startsAt", now.toString(), "endsAt", now.plus(LASTS).toString(), "claimTtlSeconds", LASTS.toSeconds()));
        if (plan.buckets() > 1) sale.put("buckets", plan.buckets());
        saleId = shop.asStaff("POST", "/v1/admin/flash-sales", "open-" + sku, sale).expect(201).text("id");
        // It starts at once, if our clock and the shop's are the same.
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!sale().path("state").asText().equals("live")) {
            if (System.nanoTime() > end) throw new IOException("The sale " + saleId + " does not open: it is " + sale());
            LockSupport.parkNanos(STARTING.toNanos());
        }
    }

    private JsonNode sale() throws IOException, InterruptedException {
        return shop.asStaff("GET", "/v1/flash-sales/" + saleId, null, null).expect(200).body();
    }

    /** For the view only, so what cannot be seen now is seen the next time. */
    private void look() {
        try {
            var answer = shop.look("/v1/flash-sales/" + saleId);
            if (answer.status() == 200) board.left(answer.body().path("left").asLong());
        } catch (IOException e) {
            board.repeated();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void callOff() throws IOException, InterruptedException {
        if (saleId == null || calledOff) return;
        shop.asStaff("POST", "/v1/admin/flash-sales/" + saleId + "/cancel", null, null).expect(200);
        calledOff = true;
        shop.asStaff("PUT", "/v1/admin/products/" + sku, null, product("draft")).expect(200, 201);
    }

    /** Calls the sale off if it still goes on. */
    @Override
    public void close() throws IOException {
        try {
            callOff();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is done with each of them. */
    @FunctionalInterface
    private interface Task<T> {
        T with(int number) throws IOException, InterruptedException;
    }

    /** Does it with all, as many at a time as the pool has threads. When one fails no more are begun. */
    private static <T> List<T> all(ExecutorService pool, int number, Task<T> task) throws IOException, InterruptedException {
        var failed = new AtomicBoolean();
        List<Callable<T>> tasks = new ArrayList<>(number);
        for (int i = 0; i < number; i++) {
            int each = i;
            tasks.add(() -> {
                if (failed.get()) return null;
                boolean done = false;
                try {
                    T result = task.with(each);
                    done = true;
                    return result;
                } finally {
                    if (!done) failed.set(true);
                }
            });
        }
        List<T> done = new ArrayList<>(number);
        try {
            for (Future<T> each : pool.invokeAll(tasks)) done.add(each.get());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        }
        return done;
    }

    private static Thread daemon(Runnable task) {
        var thread = new Thread(task, "flash-demo");
        thread.setDaemon(true);
        return thread;
    }
}
