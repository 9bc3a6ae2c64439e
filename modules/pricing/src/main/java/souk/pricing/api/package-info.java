/** What other capabilities may know of prices: price lists, their commands, replies and events. */
package souk.pricing.api;
