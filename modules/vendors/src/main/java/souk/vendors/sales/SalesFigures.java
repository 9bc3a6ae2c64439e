package souk.vendors.sales;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.TreeMap;
import souk.kernel.Money;
import souk.vendors.sales.VendorSales.Movement;

/** What a vendor's sales come to, day by day of a zone, in one currency; others are passed over. */
final class SalesFigures {
    /**
     * What some time brought.
     *
     * @param start         its first instant
     * @param orders        vendor orders that were placed then
     * @param units         that were sold
     * @param gross         of these, without freight
     * @param returnedUnits that came back then, whenever they were sold
     * @param returns       what they had cost, without freight
     * @param freight       of what was sold less what came back, as is
     * @param commission    what the shop keeps
     * @param net           what is the vendor's: gross less returns, with freight, less commission
     */
    record Figures(Instant start, long orders, long units, Money gross, long returnedUnits, Money returns, Money freight, Money commission, Money net) {}

    private static final class Sums {
        private long orders;
        private long units;
        private long gross;
        private long returnedUnits;
        private long returns;
        private long freight;
        private long commission;

        private void add(Movement movement) {
            int sign = movement.isSale() ? 1 : -1;
            freight += sign * movement.freight().amount();
            commission += sign * movement.commission().amount();
            if (movement.isSale()) {
                orders++;
                units += movement.units();
                gross += movement.gross().amount();
            } else {
                returnedUnits += movement.units();
                returns += movement.gross().amount();
            }
        }

        private Figures figures(Instant start, Currency in) {
            return new Figures(start, orders, units, new Money(gross, in), returnedUnits, new Money(returns, in), new Money(freight, in), new Money(commission, in), new Money(gross - returns + freight - commission, in));
        }
    }

    private final Currency currency;
    private final ZoneId zone;
    private final TreeMap<LocalDate, Sums> days = new TreeMap<>();
    private final Sums all = new Sums();

    SalesFigures(Currency currency, ZoneId zone) {
        this.currency = currency;
        this.zone = zone;
    }

    void add(Movement movement) {
        if (!movement.gross().currency().equals(currency)) return;
        days.computeIfAbsent(LocalDate.ofInstant(movement.at(), zone), day -> new Sums()).add(movement);
        all.add(movement);
    }

    /** The earliest first, without those on which nothing happened. */
    List<Figures> days() {
        return days.entrySet().stream().map(day -> day.getValue().figures(day.getKey().atStartOfDay(zone).toInstant(), currency)).toList();
    }

    Figures all(Instant from) {
        return all.figures(from, currency);
    }
}
