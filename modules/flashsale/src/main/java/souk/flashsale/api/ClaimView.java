package souk.flashsale.api;

import java.time.Instant;
import souk.kernel.Money;

/**
 * Units of a sale that are somebody's to buy.
 *
 * @param claimId   {@link ClaimId}, as text
 * @param sku       what was claimed
 * @param name      what stands on a cart or order line
 * @param quantity  how many
 * @param unitPrice the sale's price of one
 * @param expiresAt when they go to others, unless an order has them by then
 */
public record ClaimView(String claimId, String sku, String name, int quantity, Money unitPrice, Instant expiresAt) {}
