package souk.flashsale.api;

import java.util.Optional;

/**
 * The id of a claim says where the claim lives, so that nobody has to look for it.
 *
 * @param saleId  the sale
 * @param counter which of the sale's counters has granted it, from 0
 * @param own     what tells it from the counter's other claims
 */
public record ClaimId(String saleId, int counter, String own) {
    private static final char BETWEEN = '.';

    public ClaimId {
        if (saleId.isEmpty() || saleId.indexOf(BETWEEN) >= 0) throw new IllegalArgumentException("A sale's id has characters, and none of them is a dot: " + saleId);
        if (counter < 0 || own.isEmpty()) throw new IllegalArgumentException("A claim is one of a counter: " + counter + ", " + own);
    }

    /** Reads what {@link #toString} has written; nothing if it is not of that form. So a claim has one name: the counter is not written with a zero before it. */
    public static Optional<ClaimId> parse(String text) {
        int first = text.indexOf(BETWEEN);
        int second = text.indexOf(BETWEEN, first + 1);
        if (first < 1 || second < first + 2 || second > first + 7 || second + 1 == text.length() || text.charAt(first + 1) == '0' && second > first + 2) return Optional.empty();
        for (int i = first + 1; i < second; i++) if (text.charAt(i) < '0' || text.charAt(i) > '9') return Optional.empty();
        return Optional.of(new ClaimId(text.substring(0, first), Integer.parseInt(text, first + 1, second, 10), text.substring(second + 1)));
    }

    @Override
    public String toString() {
        return saleId + BETWEEN + counter + BETWEEN + own;
    }
}
