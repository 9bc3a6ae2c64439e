package souk.orders;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import souk.flashsale.api.CounterCommand;
import souk.inventory.api.StockCommand;
import souk.kernel.Address;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.kernel.Step.Call;
import souk.orders.api.OrderLine;

/**
 * What an order holds while it is being placed: units in the stock, the shop's own or a vendor's, or a claim of a flash sale, which is not about stock. Why each
 * of its calls may be repeated is said at the steps of {@link CheckoutProcess}.
 *
 * @param claimId empty: it is held in the stock
 */
record Holding(Ware ware, int quantity, Optional<String> claimId) {
    /** Of the shop's own. */
    Holding(String sku, int quantity, Optional<String> claimId) {
        this(Ware.own(sku), quantity, claimId);
    }

    /** All that these lines are about, in the order in which it is held: the shop's SKUs by name, those of vendors, then the claims by id. Events name a holding by its place here. */
    static List<Holding> of(List<OrderLine> lines) {
        var stock = new TreeMap<Ware, Integer>();
        var claims = new TreeMap<String, Holding>();
        for (OrderLine line : lines) {
            if (line.claimId().isEmpty()) stock.merge(Ware.of(line), line.quantity(), Integer::sum);
            else claims.put(line.claimId().get(), new Holding(line.sku(), line.quantity(), line.claimId()));
        }
        var all = new ArrayList<Holding>(stock.size() + claims.size());
        stock.forEach((ware, quantity) -> all.add(new Holding(ware, quantity, Optional.empty())));
        all.addAll(claims.values());
        return all;
    }

    String sku() {
        return ware.sku();
    }

    boolean claimed() {
        return claimId.isPresent();
    }

    /** The refusal, saying which claim it is about, or whose units; the stock says itself which SKU. */
    Rejection named(Rejection refusal) {
        if (claimed()) return refusal.about("claimIds", List.of(claimId.get()));
        return ware.vendor().map(vendor -> refusal.about("vendorIds", List.of(vendor))).orElse(refusal);
    }

    Call hold(Order order) {
        var until = order.stamp().plus(order.hold());
        return claimed() ? Step.send(counter(), new CounterCommand.Attach(claimId.get(), order.opened().principal(), order.id(), order.stamp(), until))
                : Step.send(ware.stock(), new StockCommand.Reserve(sku(), ware.under(order.id()), quantity, order.stamp(), until, ware.vendor()));
    }

    Call sell(Order order) {
        return claimed() ? Step.send(counter(), new CounterCommand.Sell(claimId.get(), order.id())) : Step.send(ware.stock(), new StockCommand.Commit(ware.under(order.id()), order.stamp()));
    }

    Call letGo(Order order) {
        return claimed() ? Step.send(counter(), new CounterCommand.Detach(claimId.get(), order.id(), order.stamp()))
                : Step.send(ware.stock(), new StockCommand.Release(ware.under(order.id()), order.stamp()));
    }

    private Address<CounterCommand<?>> counter() {
        return CounterCommand.atClaim(claimId.get()).orElseThrow();
    }
}
