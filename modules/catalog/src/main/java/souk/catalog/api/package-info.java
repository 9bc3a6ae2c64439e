/** What other capabilities may know of the catalog: the address, commands, replies and events of products and of their SKUs. */
package souk.catalog.api;
