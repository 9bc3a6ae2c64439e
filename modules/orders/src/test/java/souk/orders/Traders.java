package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import souk.cart.api.CartCommand;
import souk.cart.api.CartContents;
import souk.flashsale.api.CounterCommand;
import souk.inventory.api.StockCommand;
import souk.kernel.Blueprint;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.orders.api.Commission;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderView;
import souk.orders.api.PaymentMethod;
import souk.orders.api.VendorOrders;
import souk.orders.fraud.VelocityCommand;
import souk.payments.TestPayment;
import souk.payments.TestPayments;
import souk.platform.Provider;
import souk.testkit.Simulation.Trouble;

/** People in a {@link Shop}: they fill carts, check them out (some again and again) and meddle meanwhile; what comes of it, an {@link Audit} tells. */
final class Traders {
    static final Currency GBP = Currency.getInstance("GBP");
    private static final String[] TOKENS = {TestPayment.APPROVE, TestPayment.APPROVE, TestPayment.DECLINE, TestPayment.TIMEOUT};

    private final Shop shop;
    private final Random random;
    private final Book book;
    private final Duration hold;
    private final Map<String, Long> counted = new TreeMap<>();
    private final Map<String, Money> prices = new HashMap<>();
    private final Map<String, CartCommand.VendorQuote> offers = new TreeMap<>();
    private final List<String> carts = new ArrayList<>();
    private final Map<String, OrderCommand.Checkout> checkouts = new LinkedHashMap<>();
    private final Map<String, Outcome<?>> answers = new HashMap<>();
    private final Map<String, OrderCommand.Refund> refunds = new LinkedHashMap<>();
    private final Map<String, OrderRefund> given = new HashMap<>();
    private final Map<String, List<Ware>> wanted = new HashMap<>();
    private final Set<Map.Entry<String, VendorOrders.Word>> heard = new HashSet<>();
    private final Sales sales;
    private final Counters counters = new Counters();
    private final Audit audit;
    private boolean screened;
    private int rules;

    Traders(Random random, Trouble trouble, List<Blueprint<?, ?>> types, Duration hold, Duration providerDelay) {
        this.random = random;
        this.hold = hold;
        var opened = new Book[1];
        this.shop = new Shop(random, trouble, types, s -> {
            opened[0] = new Book(s);
            Provider payments = new TestPayments(opened[0], s::now, providerDelay);
            return request -> request instanceof CommissionRequest asked ? charged(asked) : request instanceof VendorOrdersRequest told ? heard(told) : payments.call(request);
        });
        this.book = opened[0];
        this.sales = new Sales(shop);
        this.audit = new Audit(shop, book, counted, sales, carts, given);
        shop.listen(event -> {
            if (event.log().equals("inventory.stock")) audit.nothingIsOversold(event.id());
            if (event.log().equals(CounterCommand.TYPE)) sales.hears(event);
            if (event.log().equals(VelocityCommand.TYPE)) counters.hears(event);
            if (event.event() instanceof OrderEvent.Refunded given) vendorsHaveHeard(event.id(), new VendorOrders.GivenBack(given.refundId(), given.lines()));
            if (event.event() instanceof OrderEvent.Cancelled rest) vendorsHaveHeard(event.id(), new VendorOrders.Cancelled(rest.lines()));
        });
    }

    /** Whoever asks again is told otherwise, so that it shows who does. */
    private CompletableFuture<Outcome<CommissionRequest.Answer>> charged(CommissionRequest asked) {
        var each = Optional.of(new Commission(new Money(1, GBP), "all@" + ++rules));
        return CompletableFuture.completedFuture(Outcome.accepted(new CommissionRequest.Answer(asked.sales().stream().map(sale -> each).toList())));
    }

    private CompletableFuture<Outcome<Done>> heard(VendorOrdersRequest told) {
        heard.add(Map.entry(told.sold().orderId(), told.word()));
        return CompletableFuture.completedFuture(Outcome.accepted(Done.DONE));
    }

    /** Before anybody is told that it went back; of the shop's own units nobody hears. */
    private void vendorsHaveHeard(String orderId, VendorOrders.Word word) {
        boolean theirs = word.lines().stream().anyMatch(line -> line.vendorId().isPresent());
        assertThat(heard.contains(Map.entry(orderId, word))).as("whether vendors have heard of %s: %s", orderId, word).isEqualTo(theirs);
    }

    Shop shop() {
        return shop;
    }

    Book book() {
        return book;
    }

    // ---- what they do

    /** From now on rules against fraud have something to say about most checkouts. */
    void screen() {
        screened = true;
    }

    /** From now on a rule counts all checkouts together. */
    void screen(String counter, int most) {
        screened = true;
        counters.only(counter, most);
    }

    /** From now on all checkouts are held for review. */
    void holdAll() {
        screened = true;
        counters.holdAll();
    }

    /** How many orders have come by a counter; never more in a window than it lets through. */
    int cameBy(String counter) {
        return counters.cameBy(counter);
    }

    /** What the provider has taken, in all. */
    long captured() {
        return shop.states(Order.BLUEPRINT).keySet().stream().flatMap(id -> TestPayment.of(id, book.now(id)).captured().stream()).mapToLong(Money::amount).sum();
    }

    /** A SKU with so many units, at one or two places. */
    void stock(String sku, long price, int units) {
        int here = units == 0 ? 0 : random.nextInt(units + 1);
        shop.must(StockCommand.at(sku), new StockCommand.Count("east", here, Optional.empty(), Optional.empty()));
        shop.must(StockCommand.at(sku), new StockCommand.Count("west", units - here, Optional.empty(), Optional.empty()));
        counted.put(sku, (long) units);
        prices.put(sku, new Money(price, GBP));
    }

    /** So many units of a SKU at a vendor's shelves, beside the shop's own. */
    void offers(String vendor, String sku, long price, long freight, int units) {
        shop.must(StockCommand.at(sku), new StockCommand.Stow(vendor, "home", units, 1));
        String ware = new Ware(sku, Optional.of(vendor)).under(sku);
        counted.put(ware, (long) units);
        offers.put(ware, new CartCommand.VendorQuote(sku, vendor, new Money(price, GBP), new Money(freight, GBP)));
    }

    /** All offers of vendors. */
    List<CartCommand.VendorQuote> offers() {
        return List.copyOf(offers.values());
    }

    CartCommand.NewLine line(CartCommand.VendorQuote offer, int quantity) {
        return new CartCommand.NewLine(offer.sku(), "A " + offer.sku(), quantity, offer.price(), Optional.empty(), Optional.of(offer.vendorId()), Optional.of(offer.freight()));
    }

    /** A flash sale of some more units of that SKU. */
    void sale(String sku, long price, int units, Duration timeToPay) {
        sales.open(sku, new Money(price, GBP), units, timeToPay);
    }

    /** Claims some units of a SKU's sale and puts them into the cart; nothing if there are not so many, or the cart is not to be changed. */
    void claim(String cart, String sku, int quantity) {
        sales.claim(owner(cart), sku, quantity).ifPresent(line -> shop.atOnce(CartCommand.at(cart), new CartCommand.AddLines(owner(cart), List.of(line), Optional.empty(), Optional.empty())));
    }

    /** Claims one or two units of any sale, if there is one. */
    void claimSomething(String cart) {
        if (sales.any()) claim(cart, sales.skus().get(random.nextInt(sales.skus().size())), 1 + random.nextInt(2));
    }

    /** Another cart of the same owner, with the same claims in it. */
    String twin(String cart) {
        String twin = cart + "+" + carts.size();
        var claims = sales.of(owner(cart));
        shop.must(CartCommand.at(twin), new CartCommand.Create(twin, owner(twin), GBP, Duration.ofDays(30), "f"));
        if (!claims.isEmpty()) shop.must(CartCommand.at(twin), new CartCommand.AddLines(owner(twin), claims, Optional.empty(), Optional.empty()));
        carts.add(twin);
        return twin;
    }

    List<String> skus() {
        return counted.keySet().stream().filter(ware -> !offers.containsKey(ware)).toList();
    }

    String cart(List<CartCommand.NewLine> lines) {
        String id = "cart-" + carts.size();
        shop.must(CartCommand.at(id), new CartCommand.Create(id, owner(id), GBP, Duration.ofDays(30), "f"));
        if (!lines.isEmpty()) shop.must(CartCommand.at(id), new CartCommand.AddLines(owner(id), lines, Optional.empty(), Optional.empty()));
        carts.add(id);
        return id;
    }

    static String owner(String cart) {
        int twin = cart.indexOf('+');
        return "owner-of-" + (twin < 0 ? cart : cart.substring(0, twin));
    }

    CartCommand.NewLine line(String sku, int quantity) {
        return new CartCommand.NewLine(sku, "A " + sku, quantity, prices.get(sku));
    }

    void checkout(String cart, String key, String token) {
        String orderId = cart + "/" + key;
        var command = checkouts.computeIfAbsent(orderId, id -> {
            var seen = shop.must(CartCommand.at(cart), new CartCommand.Look(owner(cart)));
            var quotes = new HashMap<String, Money>();
            seen.lines().stream().filter(CartContents.Line::atShopsPrice).forEach(line -> quotes.put(line.sku(), prices.get(line.sku())));
            var theirs = seen.lines().stream().flatMap(line -> line.vendorId().stream().map(vendor -> offers.get(new Ware(line.sku(), line.vendorId()).under(line.sku())))).distinct().toList();
            wanted.put(id, seen.lines().stream().map(line -> new Ware(line.sku(), line.vendorId())).distinct().sorted().toList());
            return new OrderCommand.Checkout(orderId, "body", "unkeyed", owner(cart), cart, seen.version(), Samples.EMAIL, Samples.SEALED_ADDRESS, new PaymentMethod("test", token), quotes, List.of(), hold,
                    screened ? counters.anyScreening(random) : Optional.empty(), Optional.empty(), theirs);
        });
        shop.tell(OrderCommand.at(orderId), command, answer -> answered(orderId, answer));
    }

    void cancel(String cart, String key) {
        shop.tell(OrderCommand.at(cart + "/" + key), new OrderCommand.Cancel(Optional.of(owner(cart))), done -> {});
    }

    /** Staff gives some of an order back; the same refund again: the same units. */
    void refund(String orderId, String refundId, List<OrderCommand.Units> units, boolean restock) {
        var command = refunds.computeIfAbsent(refundId, id -> new OrderCommand.Refund(id, units.toString(), units, restock, Optional.empty()));
        shop.tell(OrderCommand.at(orderId), command, answer -> {
            var parts = answer.fold(view -> ((OrderView) view).refunds(), refusal -> List.<OrderRefund>of());
            parts.stream().filter(part -> part.id().equals(refundId) && part.at().isPresent()).forEach(mine -> {
                var before = given.putIfAbsent(refundId, mine);
                if (before != null) assertThat(mine).as(refundId).isEqualTo(before);
            });
        });
    }

    /** Some units of some SKUs, often more than are left, of an order somebody checked out. */
    private void refundSomething(String orderId) {
        var units = new TreeMap<Ware, OrderCommand.Units>();
        var bought = wanted.get(orderId);
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            var ware = bought.isEmpty() || random.nextInt(10) == 0 ? Ware.own(anySku()) : bought.get(random.nextInt(bought.size()));
            units.put(ware, new OrderCommand.Units(ware.sku(), 1 + random.nextInt(2), ware.vendor()));
        }
        refund(orderId, orderId + "/refund-" + random.nextInt(4), List.copyOf(units.values()), random.nextInt(4) > 0);
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
        switch (random.nextInt(screened ? 24 : 18)) {
            case 0, 1 -> shop.tell(CartCommand.at(cart), new CartCommand.AddLines(owner(cart), List.of(line(anySku(), 1)), Optional.empty(), Optional.empty()), done -> {});
            case 2 -> shop.tell(CartCommand.at(cart), new CartCommand.RemoveLine(owner(cart), "1", Optional.empty()), done -> {});
            case 3 -> {
                prices.computeIfPresent(anySku(), (sku, price) -> new Money(1 + random.nextInt(500), GBP));
                if (random.nextBoolean()) offers.replaceAll((ware, offer) -> new CartCommand.VendorQuote(offer.sku(), offer.vendorId(), new Money(1 + random.nextInt(500), GBP), new Money(random.nextInt(90), GBP)));
            }
            case 4, 5 -> { if (order != null) shop.tell(OrderCommand.at(order), new OrderCommand.Cancel(Optional.of(checkouts.get(order).principal())), done -> {}); }
            case 6 -> { if (order != null) shop.tell(OrderCommand.at(order), new OrderCommand.Steer(OrderCommand.Steering.COMPENSATE), done -> {}); }
            case 8, 9, 10, 11 -> { if (order != null) refundSomething(order); }
            case 7 -> { if (order != null) shop.tell(OrderCommand.at(order), new OrderCommand.Steer(OrderCommand.Steering.RETRY), done -> {}); }
            case 12 -> shop.tell(CartCommand.at(cart), new CartCommand.AssignPriceList("trade", GBP, Optional.empty()), done -> {});
            case 13 -> shop.tell(CartCommand.at(cart), new CartCommand.RemovePriceList(Optional.empty()), done -> {});
            case 14 -> claimSomething(cart);
            case 15 -> sales.of(owner(cart)).stream().findFirst().ifPresent(claim -> sales.giveBack(owner(cart), claim));
            case 16 -> sales.of(owner(cart)).forEach(claim -> shop.tell(CartCommand.at(cart), new CartCommand.AddLines(owner(cart), List.of(claim), Optional.empty(), Optional.empty()), done -> {}));
            case 18, 19, 20 -> { if (order != null) review(order, true); }
            case 21, 22 -> { if (order != null) review(order, false); }
            default -> { if (order != null) checkout(checkouts.get(order).cartId(), order.substring(order.indexOf('/') + 1), "same as before"); }
        }
    }

    /** Staff decides about an order that is perhaps held. */
    void review(String orderId, boolean approved) {
        shop.tell(OrderCommand.at(orderId), new OrderCommand.Review(approved, "staff"), done -> {});
    }

    private String anySku() {
        return skus().get(random.nextInt(skus().size()));
    }

    String anyToken() {
        return TOKENS[random.nextInt(TOKENS.length)];
    }

    /** Quiet now; everything under way comes to its end. */
    void settleDown() {
        shop.calmDown();
        book.becomeReliable();
        shop.run(Duration.ofHours(2));
    }

    // ---- the books

    /** The orders by status, for counting. */
    Map<OrderStatus, List<Order>> orders() {
        var byStatus = new HashMap<OrderStatus, List<Order>>();
        shop.states(Order.BLUEPRINT).values().forEach(order -> byStatus.computeIfAbsent(order.status(), s -> new ArrayList<>()).add(order));
        return byStatus;
    }

    /** How many claims were sold to this order. */
    long sold(Order order) {
        return order.opened() == null ? 0 : sales.soldTo(order.id()).size();
    }

    /** Everything agrees with everything. */
    void audit() {
        audit.holds();
        shop.states(Order.BLUEPRINT).values().forEach(counters::holds);
    }

    /** The refusals of the rejected orders. */
    List<Rejection> refusals() {
        return orders().getOrDefault(OrderStatus.REJECTED, List.of()).stream().map(Order::rejection).toList();
    }
}
