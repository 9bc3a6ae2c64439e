package souk.flashsale.api;

/**
 * How a counter stands.
 *
 * @param version the number of events so far
 * @param left    units that can be claimed
 * @param claimed units that are somebody's, and not paid
 * @param sold    units that are paid
 */
public record CounterLevel(long version, int left, int claimed, int sold) {}
