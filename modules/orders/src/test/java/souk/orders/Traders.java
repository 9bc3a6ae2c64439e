package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.cart.api.CartCommand;
import souk.cart.api.CartContents;
import souk.inventory.api.StockCommand;
import souk.kernel.Blueprint;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderView;
import souk.orders.api.PaymentMethod;
import souk.orders.api.ShippingAddress;
import souk.payments.TestLedger;
import souk.payments.TestPayment;
import souk.payments.TestPayments;
import souk.platform.Provider;

/** People in a {@link Shop}: they fill carts, check them out (some again and again), meddle meanwhile, and at the end the books are checked. */
final class Traders {
    static final Currency GBP = Currency.getInstance("GBP");
    private static final ShippingAddress ADDRESS = new ShippingAddress("A", "1 High St", Optional.empty(), "York", "YO1", "GB");
    private static final String[] TOKENS = {TestPayment.APPROVE, TestPayment.APPROVE, TestPayment.DECLINE, TestPayment.TIMEOUT};

    private final Shop shop;
    private final Random random;
    private final Book book;
    private final Duration hold;
    private final Map<String, Long> counted = new TreeMap<>();
    private final Map<String, Money> prices = new HashMap<>();
    private final List<String> carts = new ArrayList<>();
    private final Map<String, OrderCommand.Checkout> checkouts = new LinkedHashMap<>();
    private final Map<String, Outcome<?>> answers = new HashMap<>();

    Traders(Random random, Shop.Trouble trouble, List<Blueprint<?, ?>> types, Duration hold, Duration providerDelay) {
        this.random = random;
        this.hold = hold;
        var opened = new Book[1];
        this.shop = new Shop(random, trouble, types, s -> {
            opened[0] = new Book(s);
            return (Provider) new TestPayments(opened[0], s::now, providerDelay);
        });
        this.book = opened[0];
        shop.listen(event -> {
            if (event.log().equals("inventory.stock")) nothingIsOversold(event.id());
        });
    }

    private void nothingIsOversold(String sku) {
        var level = shop.must(StockCommand.at(sku), new StockCommand.Look());
        assertThat(level.reserved()).as("reserved of " + sku).isBetween(0L, level.onHand());
        assertThat(level.available()).as("available of " + sku).isEqualTo(level.onHand() - level.reserved());
    }

    /** The provider's book: each access takes its time, and some never come back, written or not. */
    static final class Book implements TestLedger {
        private final Map<String, Map<String, Entry>> entries = new HashMap<>();
        private final Shop shop;
        private boolean reliable;

        Book(Shop shop) {
            this.shop = shop;
        }

        private <T> CompletionStage<T> later(java.util.function.Supplier<T> what) {
            var done = new CompletableFuture<T>();
            if (reliable || !shop.chance(0.02)) {
                shop.after(shop.delay(), () -> {
                    T result = what.get();
                    if (reliable || !shop.chance(0.02)) done.complete(result);
                });
            }
            return done;
        }

        @Override
        public CompletionStage<?> add(Entry entry) {
            return later(() -> entries.computeIfAbsent(entry.paymentId(), id -> new HashMap<>())
                    .merge(entry.operation(), entry, (a, b) -> b.at().isBefore(a.at()) ? b : a));
        }

        @Override
        public CompletionStage<List<Entry>> entries(String paymentId) {
            return later(() -> now(paymentId));
        }

        @Override
        public CompletionStage<List<TestPayment>> payments(Optional<String> after, int limit) {
            throw new UnsupportedOperationException("Nobody asks here");
        }

        List<Entry> now(String paymentId) {
            return List.copyOf(entries.getOrDefault(paymentId, Map.of()).values());
        }
    }

    Shop shop() {
        return shop;
    }

    // ---- what they do

    /** A SKU with so many units, at one or two places. */
    void stock(String sku, long price, int units) {
        int here = units == 0 ? 0 : random.nextInt(units + 1);
        shop.must(StockCommand.at(sku), new StockCommand.Count("east", here, Optional.empty(), Optional.empty()));
        shop.must(StockCommand.at(sku), new StockCommand.Count("west", units - here, Optional.empty(), Optional.empty()));
        counted.put(sku, (long) units);
        prices.put(sku, new Money(price, GBP));
    }

    List<String> skus() {
        return List.copyOf(counted.keySet());
    }

    String cart(List<CartCommand.NewLine> lines) {
        String id = "cart-" + carts.size();
        shop.must(CartCommand.at(id), new CartCommand.Create(id, owner(id), GBP, Duration.ofDays(30), "f"));
        if (!lines.isEmpty()) shop.must(CartCommand.at(id), new CartCommand.AddLines(owner(id), lines, Optional.empty(), Optional.empty()));
        carts.add(id);
        return id;
    }

    private static String owner(String cart) {
        return "owner-of-" + cart;
    }

    CartCommand.NewLine line(String sku, int quantity) {
        return new CartCommand.NewLine(sku, "A " + sku, quantity, prices.get(sku));
    }

    void checkout(String cart, String key, String token) {
        String orderId = cart + "/" + key;
        var command = checkouts.computeIfAbsent(orderId, id -> {
            var seen = shop.must(CartCommand.at(cart), new CartCommand.Look(owner(cart)));
            var quotes = new HashMap<String, Money>();
            seen.lines().forEach(line -> quotes.put(line.sku(), prices.get(line.sku())));
            return new OrderCommand.Checkout(orderId, "body", owner(cart), cart, seen.version(), "a@b.example", ADDRESS, new PaymentMethod("test", token), quotes, List.of(), hold);
        });
        shop.tell(OrderCommand.at(orderId), command, answer -> answered(orderId, answer));
    }

    void cancel(String cart, String key) {
        shop.tell(OrderCommand.at(cart + "/" + key), new OrderCommand.Cancel(Optional.of(owner(cart))), done -> {});
    }

    /** The same key has one answer, whoever hears it when; only "pending" may become the truth. */
    private void answered(String orderId, Outcome<?> answer) {
        boolean open = answer.fold(view -> ((OrderView) view).status() != OrderStatus.CONFIRMED, refusal -> refusal.kind().passing());
        if (open) return;
        var before = answers.putIfAbsent(orderId, answer.map(Traders::whatCounts));
        if (before != null) assertThat(answer.map(Traders::whatCounts)).as(orderId).isEqualTo(before);
    }

    private static Object whatCounts(Object reply) {
        var view = (OrderView) reply;
        return List.of(view.id(), view.status(), view.number(), view.lines(), view.totals(), view.placedAt());
    }

    /** Something that people or machines do at the wrong moment. */
    void meddle() {
        String cart = carts.get(random.nextInt(carts.size()));
        var order = checkouts.isEmpty() ? null : List.copyOf(checkouts.keySet()).get(random.nextInt(checkouts.size()));
        switch (random.nextInt(9)) {
            case 0, 1 -> shop.tell(CartCommand.at(cart), new CartCommand.AddLines(owner(cart), List.of(line(anySku(), 1)), Optional.empty(), Optional.empty()), done -> {});
            case 2 -> shop.tell(CartCommand.at(cart), new CartCommand.RemoveLine(owner(cart), "1", Optional.empty()), done -> {});
            case 3 -> prices.computeIfPresent(anySku(), (sku, price) -> new Money(1 + random.nextInt(500), GBP));
            case 4, 5 -> { if (order != null) shop.tell(OrderCommand.at(order), new OrderCommand.Cancel(Optional.of(checkouts.get(order).principal())), done -> {}); }
            case 6 -> { if (order != null) shop.tell(OrderCommand.at(order), new OrderCommand.Steer(OrderCommand.Steering.COMPENSATE), done -> {}); }
            case 7 -> { if (order != null) shop.tell(OrderCommand.at(order), new OrderCommand.Steer(OrderCommand.Steering.RETRY), done -> {}); }
            default -> { if (order != null) checkout(checkouts.get(order).cartId(), order.substring(order.indexOf('/') + 1), "same as before"); }
        }
    }

    private String anySku() {
        return skus().get(random.nextInt(counted.size()));
    }

    String anyToken() {
        return TOKENS[random.nextInt(TOKENS.length)];
    }

    /** Quiet now; everything under way comes to its end. */
    void settleDown() {
        shop.calmDown();
        book.reliable = true;
        shop.run(Duration.ofHours(2));
    }

    // ---- the books

    /** The orders by status, for counting. */
    Map<OrderStatus, List<Order>> orders() {
        var byStatus = new HashMap<OrderStatus, List<Order>>();
        shop.states(Order.BLUEPRINT).values().forEach(order -> byStatus.computeIfAbsent(order.status(), s -> new ArrayList<>()).add(order));
        return byStatus;
    }

    /** Everything agrees with everything. */
    void audit() {
        var sold = new TreeMap<String, Long>();
        var closedBy = new HashMap<String, String>();
        for (var entry : shop.states(Order.BLUEPRINT).entrySet()) {
            var order = entry.getValue();
            if (order.status() == OrderStatus.NONE) continue;
            assertThat(order.status().resting()).as("%s is at rest: %s", entry.getKey(), order).isTrue();
            assertThat(CheckoutProcess.next(order)).as("what %s still wants", entry.getKey()).isEmpty();
            assertThat(order.behind()).as("%s is on the list of late ones", entry.getKey()).isFalse();
            var payment = TestPayment.of(order.id(), book.now(order.id()));
            if (order.status() == OrderStatus.REJECTED) {
                assertThat(payment.net()).as("taken for %s, rejected", order.id()).isZero();
                continue;
            }
            long total = order.placed().lines().stream().map(OrderLine::total).reduce(Money.zero(GBP), Money::plus).amount();
            assertThat(order.placed().totals().total().amount()).isEqualTo(total);
            assertThat(payment.captured().map(Money::amount).orElse(0L)).as("captured for %s", order.id()).isEqualTo(total);
            assertThat(payment.net()).as("kept for %s", order.id()).isEqualTo(order.status() == OrderStatus.CONFIRMED ? total : 0);
            if (order.status() == OrderStatus.CONFIRMED) order.quantities().forEach((sku, quantity) -> sold.merge(sku, (long) quantity, Long::sum));
            assertThat(closedBy.put(order.opened().cartId(), order.id())).as("another order of %s", order.opened().cartId()).isNull();
        }
        counted.forEach((sku, units) -> {
            var level = shop.must(StockCommand.at(sku), new StockCommand.Look());
            assertThat(level.reserved()).as("reserved of " + sku).isZero();
            assertThat(level.onHand()).as("on hand of " + sku).isEqualTo(units - sold.getOrDefault(sku, 0L)).isNotNegative();
        });
        for (String cart : carts) {
            var contents = shop.must(CartCommand.at(cart), new CartCommand.Look(owner(cart)));
            var order = Optional.ofNullable(closedBy.get(cart));
            assertThat(contents.status()).as("%s of %s", cart, order).isEqualTo(order.isPresent() ? CartContents.Status.CLOSED : CartContents.Status.OPEN);
            assertThat(contents.orderId()).isEqualTo(order);
        }
        nothingIsLeftIn("held", "lapsed", "returns");
    }

    /** Memory of reservations and returns that nobody will ever end would grow for ever. */
    private void nothingIsLeftIn(String... maps) {
        shop.json("inventory.stock").forEach((sku, json) -> {
            for (String map : maps) assertThat(json).as("%s of %s", map, sku).containsPattern("\"" + map + "\" : \\{ \\}");
        });
    }

    /** The refusals of the rejected orders. */
    List<Rejection> refusals() {
        return orders().getOrDefault(OrderStatus.REJECTED, List.of()).stream().map(Order::rejection).toList();
    }
}
