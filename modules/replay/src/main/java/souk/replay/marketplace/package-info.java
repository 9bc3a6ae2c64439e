/**
 * Real orders of a marketplace with many sellers, replayed: the files of Olist's public data set go through a running shop's public HTTP API, up to the payouts, and what the shop says
 * afterwards is compared with the files.
 *
 * <p>{@link souk.replay.marketplace.MarketData} reads the files, {@link souk.replay.marketplace.MarketPlan} says purely what is done, {@link souk.replay.marketplace.MarketplaceReplay} does it, and
 * {@link souk.replay.marketplace.Expected} says, straight from the files, what must have come of it.
 */
package souk.replay.marketplace;
