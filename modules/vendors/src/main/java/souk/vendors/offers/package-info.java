/** What vendors sell: their own price for a SKU of the catalog, and their own units in the stock. */
package souk.vendors.offers;
