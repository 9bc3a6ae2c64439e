package souk.catalog.api;

import souk.kernel.Money;

/**
 * What can be bought under a SKU right now.
 *
 * @param sku       the stock keeping unit
 * @param productId the one product it belongs to
 * @param name      what stands on a cart or order line: the product's name
 * @param price     of one unit; a SKU has one price, in one currency
 * @param published whether shoppers may see and buy it
 */
public record SkuView(String sku, String productId, String name, Money price, boolean published) {}
