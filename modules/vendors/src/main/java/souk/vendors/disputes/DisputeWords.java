package souk.vendors.disputes;

import java.time.Instant;
import java.util.List;
import souk.kernel.Personal;

/** What one person has said in a dispute, in order. */
public record DisputeWords(String id, String orderId, String vendorId, List<Said> said) {
    /** @param at when */
    public record Said(Instant at, Personal<String> text) {}

    public DisputeWords {
        said = List.copyOf(said);
    }
}
