package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import souk.cart.api.CartCommand;
import souk.cart.api.CartContents;
import souk.inventory.api.StockCommand;
import souk.kernel.Money;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderStatus;
import souk.payments.TestPayment;

/**
 * Whether orders, payments, stock and carts of a {@link Shop} agree.
 *
 * @param counted how many units of each SKU there were
 * @param carts   the carts that were made
 */
record Audit(Shop shop, Book book, Map<String, Long> counted, List<String> carts) {
    /** At any time. */
    void nothingIsOversold(String sku) {
        var level = shop.must(StockCommand.at(sku), new StockCommand.Look());
        assertThat(level.reserved()).as("reserved of " + sku).isBetween(0L, level.onHand());
        assertThat(level.available()).as("available of " + sku).isEqualTo(level.onHand() - level.reserved());
    }

    /** Everything agrees with everything. */
    void holds() {
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
            long total = order.placed().lines().stream().map(OrderLine::total).reduce(Money.zero(Traders.GBP), Money::plus).amount();
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
            var contents = shop.must(CartCommand.at(cart), new CartCommand.Look(Traders.owner(cart)));
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
}
