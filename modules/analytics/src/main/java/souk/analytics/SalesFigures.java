package souk.analytics;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** What was sold, added up by buckets of a zone, in one currency. May be told of slots from several threads, in any order. */
final class SalesFigures {
    private final Bucket bucket;
    private final ZoneId zone;
    private final Currency currency;
    private final TreeMap<Instant, Amounts> buckets = new TreeMap<>();
    private final TreeSet<String> others = new TreeSet<>();
    private Amounts all = Amounts.NONE;

    SalesFigures(Bucket bucket, ZoneId zone, Currency currency) {
        this.bucket = bucket;
        this.zone = zone;
        this.currency = currency;
    }

    synchronized void add(Slot slot, String in, Amounts amounts) {
        if (!in.equals(currency.getCurrencyCode())) {
            others.add(in);
            return;
        }
        buckets.merge(bucket.start(slot.start(), zone), amounts, Amounts::plus);
        all = all.plus(amounts);
    }

    /** The earliest first, without those in which nothing happened. */
    synchronized List<Takings> buckets() {
        return buckets.entrySet().stream().map(each -> Takings.of(each.getKey(), each.getValue(), currency)).toList();
    }

    /** All of it, which begins then. */
    synchronized Takings totals(Instant from) {
        return Takings.of(from, all, currency);
    }

    /** In which something else was sold or given back. */
    synchronized List<String> otherCurrencies() {
        return List.copyOf(others);
    }
}
