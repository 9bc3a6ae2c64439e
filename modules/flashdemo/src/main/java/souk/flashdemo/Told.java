package souk.flashdemo;

import java.time.Instant;
import java.util.List;

/**
 * What the shop told one buyer in the end.
 *
 * @param claims  what it was granted
 * @param refused what it was not
 * @param paid    orders that it was told to have
 */
public record Told(List<Granted> claims, List<Refused> refused, List<Paid> paid) {
    /** Units of the sale. */
    public record Granted(String claimId, int quantity, Instant expiresAt) {}

    /** No units. */
    public record Refused(String code, int quantity) {}

    /**
     * An order.
     *
     * @param pence its lines, without what was added for shipping and tax
     */
    public record Paid(String orderId, List<String> claims, long pence) {
        public Paid {
            claims = List.copyOf(claims);
        }
    }

    public Told {
        claims = List.copyOf(claims);
        refused = List.copyOf(refused);
        paid = List.copyOf(paid);
    }

    int units() {
        return claims.stream().mapToInt(Granted::quantity).sum();
    }
}
