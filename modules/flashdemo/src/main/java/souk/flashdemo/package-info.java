/**
 * A flash sale to look at: a running shop sells a few units to many simulated buyers, and what came of it is checked in the logs.
 *
 * <p>{@link souk.flashdemo.FlashDemo} leads through it. {@link souk.flashdemo.Buyer} does over the public HTTP API what a customer does, and remembers what it was
 * {@link souk.flashdemo.Told}. {@link souk.flashdemo.Books} reckons purely, from the events alone, where every unit is, and {@link souk.flashdemo.Audit} compares.
 */
package souk.flashdemo;
