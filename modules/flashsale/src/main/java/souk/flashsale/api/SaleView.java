package souk.flashsale.api;

import java.time.Instant;

/**
 * A sale as it is. How many units are left its counters know.
 *
 * @param version  the number of events so far
 * @param quantity units on offer: those that were asked for, until the stock has given what it had
 * @param counters how many counters share them
 * @param buckets  over how many partitions these are spread
 * @param returned units that have gone back to the stock
 * @param now      when it was so, by the sale's clock
 */
public record SaleView(String id, long version, SaleStatus status, SaleTerms terms, int quantity, int counters, int buckets, long returned, Instant now) {}
