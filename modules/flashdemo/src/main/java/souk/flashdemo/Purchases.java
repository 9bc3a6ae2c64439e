package souk.flashdemo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import souk.cart.api.CartEvent;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;

/** Which orders were confirmed with claims of one sale, and of which carts these were made: the other half of its {@link Books}, from the events of carts and orders alone. */
final class Purchases {
    /** What is known of an order with claims of the sale. */
    record Bought(String orderId, String principal, String cartId, List<OrderLine> lines) {}

    private final String saleId;
    private final Map<String, OrderEvent.Opened> opened = new HashMap<>();
    private final Map<String, List<Bought>> confirmed = new TreeMap<>();
    private final Map<String, Set<String>> carts = new HashMap<>();
    private final Map<String, String> lines = new HashMap<>();
    private final Map<String, String> closedBy = new HashMap<>();

    Purchases(String saleId) {
        this.saleId = saleId;
    }

    /** Enters an event of the order with that id. */
    void enter(String id, OrderEvent event) {
        if (event instanceof OrderEvent.Opened order) {
            opened.put(id, order);
        } else if (event instanceof OrderEvent.Placed order) {
            if (ofSale(order.lines()).isEmpty()) opened.remove(id);
        } else if (event instanceof OrderEvent.Confirmed order) {
            var mine = ofSale(order.lines());
            var from = opened.get(id);
            mine.forEach(line -> confirmed.computeIfAbsent(line.claimId().get(), claim -> new ArrayList<>()).add(new Bought(id, order.principal(), from == null ? "" : from.cartId(), mine)));
        }
    }

    private List<OrderLine> ofSale(List<OrderLine> all) {
        return all.stream().filter(line -> line.claimId().filter(this::isOfSale).isPresent()).toList();
    }

    private boolean isOfSale(String claimId) {
        return claimId.startsWith(saleId + ".");
    }

    /** Enters an event of the cart with that id. */
    void enter(String id, CartEvent event) {
        if (event instanceof CartEvent.LinesAdded added) {
            for (var line : added.lines()) {
                line.claimId().filter(this::isOfSale).ifPresent(claim -> {
                    lines.put(id + "/" + line.lineId(), claim);
                    carts.computeIfAbsent(id, cart -> new HashSet<>()).add(claim);
                });
            }
        } else if (event instanceof CartEvent.LineRemoved removed) {
            var claim = lines.remove(id + "/" + removed.lineId());
            if (claim != null) carts.get(id).remove(claim);
        } else if (event instanceof CartEvent.Closed closed) {
            if (carts.containsKey(id)) closedBy.put(id, closed.orderId());
        }
    }

    /** The orders that were confirmed with this claim. */
    List<Bought> ordersOf(String claimId) {
        return confirmed.getOrDefault(claimId, List.of());
    }

    /** Claims that stand in confirmed orders. */
    Collection<String> ordered() {
        return confirmed.keySet();
    }

    /** Whether this order closed the cart that it was made from, with the claim in it. */
    boolean hadInCart(Bought order, String claimId) {
        return carts.getOrDefault(order.cartId(), Set.of()).contains(claimId) && order.orderId().equals(closedBy.get(order.cartId()));
    }
}
