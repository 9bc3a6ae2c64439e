package souk.payments;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.kernel.Money;

/** The test provider's book: entries are added and never changed, one for each operation on a payment. */
public interface TestLedger {

    /**
     * Adds entries of one payment, all or none of them; where one of the same payment and operation is there, the first stays. Complete when
     * durable.
     */
    CompletionStage<?> add(List<Entry> entries);

    /** All entries of a payment, in no order. */
    CompletionStage<List<Entry>> entries(String paymentId);

    /** The next payments after one (from the start: empty), in an order of the ledger's own. */
    CompletionStage<List<TestPayment>> payments(Optional<String> after, int limit);

    /** The word in {@link Entry#operation()} for each operation; a refund's is followed by a colon and its id. */
    String AUTHORISE = "authorise";
    String CAPTURE = "capture";
    String VOID = "void";
    String REFUND = "refund";

    /**
     * One line of the book.
     *
     * @param operation what was done; with the payment the entry's key
     * @param amount    set aside, taken or given back; empty for a void
     * @param token     the token of an authorisation, else empty
     * @param at        when it was first asked for
     */
    record Entry(String paymentId, String operation, Optional<Money> amount, String token, Instant at) {}
}
