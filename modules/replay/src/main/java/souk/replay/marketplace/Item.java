package souk.replay.marketplace;

import java.math.BigDecimal;
import java.time.LocalDateTime;

/**
 * A unit that was ordered: a row of {@code order_items}, as it stands there.
 *
 * @param number  of the order's units, from 1
 * @param at      until when the seller was to send it off, local time
 * @param price   in reais
 * @param freight in reais
 */
public record Item(String order, int number, String product, String seller, LocalDateTime at, BigDecimal price, BigDecimal freight) {}
