package souk.vendors.commission;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Money;
import souk.orders.api.CommissionRate;

/**
 * What the shop keeps of some lines of vendors. It holds for a line when everything that it names is the line's; what it does not name may be anything.
 *
 * @param category    a path, {@code a/b}: of that category, or of one below it
 * @param tier        of the vendor, as staff has set it
 * @param basisPoints of the line's total: hundredths of a per cent, at most {@value #ALL}
 * @param fixed       on top of that for each line; a rule that has one holds only for lines in its currency
 * @param from        its first instant
 * @param to          the first instant at which it holds no more
 */
public record CommissionRule(String id, Optional<String> vendorId, Optional<String> category, Optional<String> tier, int basisPoints, Optional<Money> fixed, Instant from, Optional<Instant> to) {
    /** The whole of a line, in basis points. */
    public static final int ALL = CommissionRate.ALL;

    /** Whether it is about such a line, whenever that was sold. */
    boolean covers(Sold line) {
        return named(vendorId, line.vendorId()) && category.map(path -> isWithin(line.category(), path)).orElse(true) && (tier.isEmpty() || tier.equals(line.tier())) && rate().isFor(line.total());
    }

    /** Whether it says that it holds then. */
    boolean isOf(Instant time) {
        return !time.isBefore(from) && to.map(time::isBefore).orElse(true);
    }

    /** Of a line that it covers. */
    Money of(Money total) {
        return rate().of(total);
    }

    private CommissionRate rate() {
        return new CommissionRate(basisPoints, fixed);
    }

    private static boolean named(Optional<String> wanted, String is) {
        return wanted.map(is::equals).orElse(true);
    }

    private static boolean isWithin(String category, String path) {
        return category.startsWith(path) && (category.length() == path.length() || category.charAt(path.length()) == '/');
    }
}
