package souk.replay;

import java.math.BigDecimal;
import java.util.Optional;

/** Why a line is neither a sale nor a cancellation. A line has one: the first that fits, in this order. */
public enum Reason {
    /** Nothing is what it is about. */
    NO_QUANTITY("a quantity of zero"),
    /** Stock that was written off, damaged or thrown away. */
    TAKEN_OFF("a quantity below zero that cancels nothing"),
    /** A cancellation that adds. */
    CANCELLATION_ABOVE_ZERO("a cancellation of a quantity above zero"),
    /** Bad debt. */
    NEGATIVE_PRICE("a price below zero"),
    /** Samples, corrections, found stock. */
    NO_PRICE("a price of zero"),
    /** No coin for it. */
    PART_OF_A_PENNY("a price with a part of a penny"),
    /** More than an order takes. */
    TOO_LARGE("more than a line of an order takes");

    /** The most units that a line of a cart has. */
    static final int MOST_UNITS = 999_999;
    private static final BigDecimal HIGHEST_PRICE = new BigDecimal("1000000000");

    private final String words;

    Reason(String words) {
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }

    /** Why this line is skipped, if it is. */
    static Optional<Reason> of(Line line) {
        if (line.quantity() == 0) return Optional.of(NO_QUANTITY);
        if (line.quantity() < 0 && !line.cancels()) return Optional.of(TAKEN_OFF);
        if (line.quantity() > 0 && line.cancels()) return Optional.of(CANCELLATION_ABOVE_ZERO);
        if (line.price().signum() < 0) return Optional.of(NEGATIVE_PRICE);
        if (line.price().signum() == 0) return Optional.of(NO_PRICE);
        if (line.price().stripTrailingZeros().scale() > 2) return Optional.of(PART_OF_A_PENNY);
        if (Math.abs((long) line.quantity()) > MOST_UNITS || line.price().compareTo(HIGHEST_PRICE) > 0) return Optional.of(TOO_LARGE);
        return Optional.empty();
    }
}
