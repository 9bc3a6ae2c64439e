package souk.analytics;

import java.time.Instant;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import souk.kernel.Money;
import souk.kernel.Outcome;

/** Which products sold best, in one currency. May be told of what was sold from several threads, in any order. */
final class TopProducts {
    /**
     * A product that was sold.
     *
     * @param name    under which it was sold last
     * @param units   that were sold and are not given back
     * @param revenue of these, at the prices at which they were sold; discounts are not taken off
     */
    record TopProduct(String sku, String name, long units, Money revenue) {}

    /** By what they are ranked. */
    enum By { UNITS, REVENUE }

    private record Seen(String name, Instant soldAt, ProductSums.Count count) {
        private Seen plus(Seen other) {
            boolean later = other.soldAt.isAfter(soldAt) || other.soldAt.equals(soldAt) && other.name.compareTo(name) > 0;
            return new Seen(later ? other.name : name, later ? other.soldAt : soldAt, count.plus(other.count));
        }
    }

    private final Currency currency;
    private final Map<String, Seen> products = new HashMap<>();

    TopProducts(Currency currency) {
        this.currency = currency;
    }

    synchronized void add(String sku, ProductSums.OfSku of, String in, ProductSums.Count count) {
        if (in.equals(currency.getCurrencyCode())) products.merge(sku, new Seen(of.name(), of.soldAt(), count), Seen::plus);
    }

    /** The best first, those that are equal by SKU; what was all given back is not among them. Refused when one of them comes to more than can be told. */
    synchronized Outcome<List<TopProduct>> best(By by, int limit) {
        Comparator<Map.Entry<String, Seen>> most = Comparator.comparingLong(each -> by == By.UNITS ? each.getValue().count().units() : each.getValue().count().revenue());
        var best = products.entrySet().stream().filter(each -> each.getValue().count().units() > 0).sorted(most.reversed().thenComparing(Map.Entry::getKey)).limit(limit).toList();
        if (!best.stream().allMatch(each -> each.getValue().count().told())) return Outcome.refused(SalesFigures.TOO_LARGE);
        return Outcome.accepted(best.stream().map(each -> new TopProduct(each.getKey(), each.getValue().name(), each.getValue().count().units(), new Money(each.getValue().count().revenue(), currency))).toList());
    }
}
