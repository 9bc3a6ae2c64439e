package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import souk.cart.api.CartCommand;
import souk.cart.api.CartContents;
import souk.inventory.api.OwnedShelf;
import souk.inventory.api.StockCommand;
import souk.inventory.api.StockLevel;
import souk.kernel.Money;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderStatus;
import souk.payments.TestPayment;

/**
 * Whether orders, payments, stock and carts of a {@link Shop} agree.
 *
 * @param counted how many units of each SKU there were
 * @param sales   of further units
 * @param carts   the carts that were made
 * @param given   the refunds that staff was told were done, by id
 */
record Audit(Shop shop, Book book, Map<String, Long> counted, Sales sales, List<String> carts, Map<String, OrderRefund> given) {
    /** At any time. */
    void nothingIsOversold(String sku) {
        var all = shop.must(StockCommand.at(sku), new StockCommand.Look());
        nothingIsOversold(sku, all);
        all.others().stream().map(at -> OwnedShelf.ownerOf(at.location())).distinct().forEach(vendor -> nothingIsOversold(sku + "@" + vendor, all.of(vendor)));
    }

    private static void nothingIsOversold(String ware, StockLevel level) {
        assertThat(level.reserved()).as("reserved of " + ware).isBetween(0L, level.onHand());
        assertThat(level.available()).as("available of " + ware).isEqualTo(level.onHand() - level.reserved());
    }

    /** What lies there of a ware, as {@link Ware#under} names it for its SKU. */
    private StockLevel level(String ware) {
        int at = ware.indexOf('@');
        var all = shop.must(StockCommand.at(at < 0 ? ware : ware.substring(0, at)), new StockCommand.Look());
        return at < 0 ? all : all.of(ware.substring(at + 1));
    }

    private static String name(Ware ware) {
        return ware.under(ware.sku());
    }

    /** Everything agrees with everything. */
    void holds() {
        var sold = new TreeMap<String, Long>();
        var claimed = new TreeMap<String, Long>();
        var closedBy = new HashMap<String, String>();
        var refunds = new HashMap<String, OrderRefund>();
        for (var entry : shop.states(Order.BLUEPRINT).entrySet()) {
            var order = entry.getValue();
            if (order.status() == OrderStatus.NONE) continue;
            assertThat(order.status().resting()).as("%s is at rest: %s", entry.getKey(), order).isTrue();
            assertThat(CheckoutProcess.next(order)).as("what %s still wants", entry.getKey()).isEmpty();
            assertThat(order.behind()).as("%s is on the list of late ones", entry.getKey()).isFalse();
            claimsHold(order, claimed);
            var payment = TestPayment.of(order.id(), book.now(order.id()));
            if (order.status() == OrderStatus.REJECTED) {
                assertThat(payment.net()).as("taken for %s, rejected", order.id()).isZero();
                continue;
            }
            long total = order.placed().lines().stream().map(OrderLine::total).reduce(Money.zero(Traders.GBP), Money::plus).amount();
            assertThat(order.placed().lines().stream().flatMap(line -> line.vendor().stream()).map(part -> part.commission().orElseThrow().rule()).distinct()).as("rules that lines of %s bear", order.id()).hasSizeLessThanOrEqualTo(1);
            long freight = order.placed().lines().stream().flatMap(line -> line.vendor().stream()).mapToLong(part -> part.freight().amount()).sum();
            assertThat(order.placed().totals().shipping().amount()).isEqualTo(freight);
            total += freight;
            assertThat(order.placed().totals().total().amount()).isEqualTo(total);
            assertThat(payment.captured().map(Money::amount).orElse(0L)).as("captured for %s", order.id()).isEqualTo(total);
            assertThat(payment.net()).as("kept for %s", order.id()).isEqualTo(total - order.view().refunded().orElseThrow().amount());
            refundsHold(order, total);
            order.refunds().all().forEach(refund -> refunds.put(refund.id(), refund));
            if (order.status() == OrderStatus.CONFIRMED) order.quantities().forEach((ware, quantity) -> sold.merge(name(ware), (long) quantity, Long::sum));
            order.refunds().all().forEach(refund -> refund.lines().forEach(line -> {
                // Of a cancelled order only what was given back and did not return is gone; of one that stands, what returned is not.
                if (refund.restock() != (order.status() == OrderStatus.CANCELLED)) sold.merge(name(Ware.of(line)), (long) (refund.restock() ? -line.quantity() : line.quantity()), Long::sum);
            }));
            assertThat(closedBy.put(order.opened().cartId(), order.id())).as("another order of %s", order.opened().cartId()).isNull();
        }
        assertThat(refunds).as("refunds that staff was told of").containsAllEntriesOf(given);
        counted.forEach((sku, units) -> {
            var level = level(sku);
            assertThat(level.reserved()).as("reserved of " + sku).isZero();
            // What a sale has sold is with a buyer, or has come back into the stock.
            assertThat(sales.sold(sku)).as("sold in the sale of " + sku).isEqualTo(claimed.getOrDefault(sku, 0L));
            assertThat(level.onHand()).as("on hand of " + sku).isEqualTo(units + sales.sold(sku) - sold.getOrDefault(sku, 0L)).isNotNegative();
        });
        for (String cart : carts) {
            var contents = shop.must(CartCommand.at(cart), new CartCommand.Look(Traders.owner(cart)));
            var order = Optional.ofNullable(closedBy.get(cart));
            assertThat(contents.status()).as("%s of %s", cart, order).isEqualTo(order.isPresent() ? CartContents.Status.CLOSED : CartContents.Status.OPEN);
            assertThat(contents.orderId()).isEqualTo(order);
        }
        nothingIsLeftIn("held", "lapsed", "returns");
    }

    /** The claims of an order are sold to it: all of them if it came about, else those whose units it had to put into the stock. */
    private void claimsHold(Order order, Map<String, Long> claimed) {
        if (order.placed() == null) {
            assertThat(sales.soldTo(order.id())).as("claims sold to %s, which has no lines", order.id()).isEmpty();
            return;
        }
        var holdings = order.holdings();
        var sold = IntStream.range(0, holdings.size()).filter(i -> order.status() != OrderStatus.REJECTED || order.failed().committed().contains(i)).mapToObj(holdings::get)
                .filter(Holding::claimed).toList();
        assertThat(sales.soldTo(order.id())).as("claims sold to %s", order.id()).containsExactlyInAnyOrderElementsOf(sold.stream().map(claim -> claim.claimId().orElseThrow()).toList());
        sold.forEach(claim -> claimed.merge(claim.sku(), (long) claim.quantity(), Long::sum));
    }

    /** Each refund is once in the provider's book, as the order has it, and what is left of a cancelled order too; together never more than was taken. */
    private void refundsHold(Order order, long total) {
        var expected = new TreeMap<String, Long>();
        order.refunds().all().forEach(refund -> {
            assertThat(refund.at()).as("when %s was done", refund.id()).isPresent();
            if (!refund.amount().isZero()) expected.put("refund:" + refund.id(), refund.amount().amount());
        });
        long parts = expected.values().stream().mapToLong(Long::longValue).sum();
        assertThat(parts).as("given back of %s", order.id()).isLessThanOrEqualTo(total);
        if (order.status() == OrderStatus.CANCELLED && parts < total) expected.put("refund:cancel", total - parts);
        var found = new TreeMap<String, Long>();
        book.now(order.id()).stream().filter(entry -> entry.operation().startsWith("refund:")).forEach(entry -> found.put(entry.operation(), entry.amount().orElseThrow().amount()));
        assertThat(found).as("the book's refunds of %s", order.id()).isEqualTo(expected);
        order.refunds().units().forEach((ware, units) -> assertThat(units).as("units of %s given back", ware).isLessThanOrEqualTo(order.quantities().get(ware)));
    }

    /** Memory of reservations and returns that nobody will ever end would grow for ever. */
    private void nothingIsLeftIn(String... maps) {
        shop.json("inventory.stock").forEach((sku, json) -> {
            for (String map : maps) assertThat(json).as("%s of %s", map, sku).containsPattern("\"" + map + "\" : \\{ \\}");
        });
    }
}
