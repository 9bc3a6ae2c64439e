/** What operators see of a running shop: the numbers that are looked at from time to time, and {@code GET /ops/cluster}. */
package souk.platform.ops;
