package souk.inventory.api;

/**
 * The answer to a count.
 *
 * @param created whether the location is new
 */
public record StockCounted(StockLevel level, boolean created) {}
