/** What staff set for the visitors of the shop: how often they may come, and who may not come at all. */
package souk.customers.rules;
