package souk.flashsale;

import souk.kernel.Blueprint.Place;
import souk.kernel.Spread;

/** How a sale's units and customers are shared out over its counters. */
public final class Counters {
    /** So many counters one sale has at most; they are asked all when it opens, when it ends, and for what is left. */
    static final int MOST = 1_000;

    private Counters() {}

    /** As many as keep each of them small, and a like number in each bucket. */
    static int needed(int units, int unitsPerCounter, int buckets) {
        int small = (int) Math.min(MOST, (units + (long) unitsPerCounter - 1) / unitsPerCounter);
        return Math.min(MOST / buckets * buckets, (Math.max(small, 1) + buckets - 1) / buckets * buckets);
    }

    /** How many of the units this counter is opened with: alike for all, give or take one. */
    static int share(int units, int counters, int counter) {
        return units / counters + (counter < units % counters ? 1 : 0);
    }

    /** The number of the i-th counter: from it follows the bucket, so that a counter's id says where it lives. */
    public static int number(int index, int buckets) {
        return index % buckets * MOST + index / buckets;
    }

    /** Where a counter lives: those of a bucket in one partition, the buckets in partitions side by side. */
    static Place place(String counterId) {
        int dot = counterId.lastIndexOf('.');
        return new Place(counterId.substring(0, dot), Integer.parseInt(counterId, dot + 1, counterId.length(), 10) / MOST);
    }

    /** The number of the one counter that a customer is sent to, always. */
    static int home(String customer, int counters, int buckets) {
        return number(Spread.over(counters, customer), buckets);
    }
}
