package souk.pricing.api;

import java.time.Instant;

/**
 * A price list as it is.
 *
 * @param version counts its changes, from 1
 * @param at      when it was changed last
 */
public record PriceListView(String id, long version, Instant at, PriceListTerms terms) {}
