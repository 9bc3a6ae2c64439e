package souk.vendors.orders;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import souk.kernel.Money;
import souk.orders.api.Commission;
import souk.vendors.api.VendorOrderCommand.Bears;
import souk.vendors.api.VendorOrderCommand.Line;
import souk.vendors.api.VendorOrderCommand.Units;
import souk.vendors.api.VendorOrderEvent.Corrected;

/**
 * What goes of lines when units are given back, and what is left of them then. A line's freight goes pro rata, rounded down, and its commission pro rata, half up, each by how many units are gone in all: so the parts that
 * go and the part that is left add up to what was agreed, to the cent, whatever the parts. It is the same share by which the order gives the buyer the freight back.
 */
final class Lines {
    private Lines() {}

    /**
     * What goes when these units are given back: of several lines of a SKU the first one's units go first. Of what is not left nothing goes.
     *
     * @param agreed as they were when the order was placed
     * @param left   what is left of them
     */
    static List<Line> going(List<Line> agreed, List<Line> left, List<Units> units) {
        var wanted = new HashMap<String, Integer>();
        for (var each : units) wanted.merge(each.sku(), each.quantity(), Integer::sum);
        var going = new ArrayList<Line>();
        for (var line : left) {
            int some = Math.min(line.quantity(), wanted.getOrDefault(line.sku(), 0));
            if (some <= 0) continue;
            wanted.merge(line.sku(), -some, Integer::sum);
            going.add(part(find(agreed, line.lineId()).orElseThrow(), line, some));
        }
        return going;
    }

    /** What is left of these when that goes; a line without a unit is gone. */
    static List<Line> without(List<Line> lines, List<Line> going) {
        var left = new ArrayList<Line>();
        for (var line : lines) find(going, line.lineId()).map(gone -> minus(line, gone)).or(() -> Optional.of(line)).filter(rest -> rest.quantity() > 0).ifPresent(left::add);
        return left;
    }

    /** What changes when lines bear these commissions instead; no line twice. */
    static List<Corrected> corrected(List<Line> agreed, List<Line> left, List<Bears> instead) {
        var corrected = new ArrayList<Corrected>();
        for (var each : instead) {
            var line = find(agreed, each.lineId());
            if (line.isEmpty()) continue;
            int quantity = line.get().quantity();
            var rest = find(left, each.lineId());
            int gone = quantity - rest.map(Line::quantity).orElse(0);
            var difference = rest.map(some -> each.commission().minus(new Commission(each.commission(), "").borneBy(gone, quantity)).minus(some.commission())).orElse(Money.zero(each.commission().currency()));
            corrected.add(new Corrected(each.lineId(), each.commission(), difference));
        }
        return corrected;
    }

    /** The same lines with the commission that is agreed now. */
    static List<Line> agreed(List<Line> lines, List<Corrected> corrected) {
        return with(lines, corrected, (line, by) -> by.commission());
    }

    /** What is left of lines, with what the shop keeps of that now. */
    static List<Line> bearing(List<Line> left, List<Corrected> corrected) {
        return with(left, corrected, (line, by) -> line.commission().plus(by.difference()));
    }

    private static List<Line> with(List<Line> lines, List<Corrected> corrected, BiFunction<Line, Corrected, Money> commission) {
        return lines.stream().map(line -> corrected.stream().filter(each -> each.lineId().equals(line.lineId())).findFirst()
                .map(by -> new Line(line.lineId(), line.sku(), line.quantity(), line.unitPrice(), line.total(), line.freight(), commission.apply(line, by))).orElse(line)).toList();
    }

    static Optional<Line> find(List<Line> lines, String lineId) {
        return lines.stream().filter(line -> line.lineId().equals(lineId)).findFirst();
    }

    private static Line part(Line agreed, Line left, int units) {
        int before = agreed.quantity() - left.quantity();
        long freight = share(agreed.freight().amount(), before + units, agreed.quantity()) - share(agreed.freight().amount(), before, agreed.quantity());
        var commission = new Commission(agreed.commission(), "").reversedFor(before, units, agreed.quantity());
        return new Line(agreed.lineId(), agreed.sku(), units, agreed.unitPrice(), agreed.unitPrice().times(units), new Money(freight, agreed.freight().currency()), commission);
    }

    /** Rounded down; in two parts, so that no product is too large. */
    private static long share(long whole, int some, int all) {
        return whole / all * some + whole % all * some / all;
    }

    private static Line minus(Line line, Line gone) {
        return new Line(line.lineId(), line.sku(), line.quantity() - gone.quantity(), line.unitPrice(), line.total().minus(gone.total()), line.freight().minus(gone.freight()), line.commission().minus(gone.commission()));
    }
}
