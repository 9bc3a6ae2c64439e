package souk.replay;

import java.math.BigDecimal;
import java.time.LocalDateTime;

/**
 * A line of the file, as it stands there.
 *
 * @param number      from 1, without the header
 * @param invoice     beginning with C if it cancels
 * @param code        what was sold, or a word such as POST
 * @param description may be empty
 * @param quantity    below zero in cancellations and write-offs
 * @param at          UK local time
 * @param price       of one, in pounds, with as many decimals as there are
 * @param customer    empty where nobody is named
 * @param country     a name in English
 */
public record Line(int number, String invoice, String code, String description, int quantity, LocalDateTime at, BigDecimal price, String customer, String country) {
    /** Quantity times price, in pounds, exactly. */
    public BigDecimal money() {
        return price.multiply(BigDecimal.valueOf(quantity));
    }

    boolean cancels() {
        return invoice.startsWith("C");
    }
}
