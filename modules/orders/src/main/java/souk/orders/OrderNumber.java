package souk.orders;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import souk.kernel.Sha256;

/**
 * What people call an order: {@code 260131-7K3M-9QXF-4T2P}, the day of placement (UTC) and 60 bits of the order id's SHA-256 in
 * Crockford's base 32, which has no I, L, O and U to be misread.
 *
 * <p>No counter and no coordination: any node makes the same number of the same order. Two orders have the same number only if they
 * were placed on one day and agree in 60 bits: with a million orders a day, once in some six thousand years. Nothing in Souk is looked
 * up by number alone.
 */
final class OrderNumber {
    private static final char[] CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyMMdd").withZone(ZoneOffset.UTC);
    private static final int CHARACTERS = 12;

    private OrderNumber() {}

    static String of(String orderId, Instant placedAt) {
        byte[] hash = Sha256.of(orderId);
        long bits = 0;
        for (int i = 0; i < Long.BYTES; i++) bits = bits << 8 | hash[i] & 0xff;
        var number = new StringBuilder(DAY.format(placedAt));
        for (int i = 0; i < CHARACTERS; i++) {
            if (i % 4 == 0) number.append('-');
            number.append(CROCKFORD[(int) (bits >>> 59)]);
            bits <<= 5;
        }
        return number.toString();
    }
}
