/**
 * A real year of orders, replayed: the lines of UCI's Online Retail go through a running shop's public HTTP API, and what the shop says afterwards is compared with the file.
 *
 * <p>{@link souk.replay.Transactions} reads the file, {@link souk.replay.Plan} says purely what becomes of each line, {@link souk.replay.Runner} carries it out by the
 * {@link souk.replay.Till}, and {@link souk.replay.Verification} compares.
 */
package souk.replay;
