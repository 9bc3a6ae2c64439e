package souk.vendors.sales;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import souk.kernel.Money;
import souk.kernel.View;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderCommand.Line;
import souk.vendors.api.VendorOrderEvent;

/**
 * What one vendor order brought its vendor, and when: a sale when its order was placed, what came back when it did, and what the shop keeps more or less of it when that was corrected.
 *
 * @param sold nothing before its order is confirmed
 */
public record VendorSales(Optional<Entry> sold) {
    record Entry(String vendorId, List<Movement> movements) {
        Entry {
            movements = List.copyOf(movements);
        }
    }

    /** Something that was sold or came back, or, without a unit, commission that was corrected: as if so much had come back of it. @param gross without freight */
    record Movement(Instant at, boolean isSale, long units, Money gross, Money freight, Money commission) {
        private static Movement of(Instant at, boolean isSale, List<Line> lines) {
            var currency = lines.get(0).total().currency();
            ToLongFunction<ToLongFunction<Line>> sum = of -> lines.stream().mapToLong(of).sum();
            return new Movement(at, isSale, sum.applyAsLong(Line::quantity), new Money(sum.applyAsLong(line -> line.total().amount()), currency), new Money(sum.applyAsLong(line -> line.freight().amount()), currency),
                    new Money(sum.applyAsLong(line -> line.commission().amount()), currency));
        }
    }

    static final VendorSales NOTHING = new VendorSales(Optional.empty());

    public static final View<VendorSales, VendorOrderEvent> VIEW = View.of("vendors.sales", VendorOrderCommand.TYPE, VendorOrderEvent.class, NOTHING)
            .on(VendorOrderEvent.Opened.class, (row, event) -> new VendorSales(Optional.of(new Entry(event.vendorId(), List.of(Movement.of(event.placedAt(), true, event.lines()))))))
            .on(VendorOrderEvent.GivenBack.class, (row, event) -> row.back(event.at(), event.lines()))
            .on(VendorOrderEvent.CommissionCorrected.class, (row, event) -> row.corrected(event))
            .on(VendorOrderEvent.Cancelled.class, (row, event) -> row.back(event.at(), event.lines()))
            .ignore(VendorOrderEvent.Shipped.class, VendorOrderEvent.Delivered.class, VendorOrderEvent.Settled.class, VendorOrderEvent.Released.class,
                    VendorOrderEvent.Frozen.class, VendorOrderEvent.Thawed.class, VendorOrderEvent.AccountTold.class, VendorOrderEvent.TellingDelayed.class)
            .build();

    private VendorSales back(Instant at, List<Line> lines) {
        return lines.isEmpty() ? this : with(Movement.of(at, false, lines));
    }

    private VendorSales corrected(VendorOrderEvent.CommissionCorrected event) {
        var more = event.lines().stream().map(VendorOrderEvent.Corrected::difference).reduce(Money::plus).filter(sum -> !sum.isZero());
        return more.map(sum -> with(new Movement(event.at(), false, 0, Money.zero(sum.currency()), Money.zero(sum.currency()), Money.zero(sum.currency()).minus(sum)))).orElse(this);
    }

    private VendorSales with(Movement movement) {
        return new VendorSales(sold.map(entry -> {
            var all = new ArrayList<>(entry.movements);
            all.add(movement);
            return new Entry(entry.vendorId, all);
        }));
    }
}
