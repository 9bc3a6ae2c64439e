package souk.analytics;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;

/** What was sold, added up by buckets of a zone, in one currency. May be told of slots from several threads, in any order. */
final class SalesFigures {
    /** The most buckets in one answer: two years by the hour, if something happened in each of them. */
    static final int MOST = 20_000;

    /** Beyond what an answer can hold exactly: better no figure than a wrong one. */
    static final Rejection TOO_LARGE = new Rejection(Kind.UNPROCESSABLE, "amount-too-large", "Something in this window comes to more than 2^53-1. Ask for a shorter window.");

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

    /** Whether there are more buckets than one answer has, so that the rest need not be read. */
    synchronized boolean tooMany() {
        return buckets.size() > MOST;
    }

    /** Why these figures cannot be told, if they cannot. */
    synchronized Optional<Rejection> refusal() {
        if (tooMany()) return Optional.of(new Rejection(Kind.UNPROCESSABLE, "too-many-buckets", "Something happened in more than " + MOST + " buckets of this window. Ask for longer buckets, or for a shorter window."));
        return all.told() && buckets.values().stream().allMatch(Amounts::told) ? Optional.empty() : Optional.of(TOO_LARGE);
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
