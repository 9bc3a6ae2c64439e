package souk.orders.api;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Done;
import souk.kernel.Outcome;

/**
 * Those who are owed the money of vendors' lines. They hear what goes back of these before anybody is answered that it went back, so nobody pays a vendor what the buyer has back already. Each word may come again, also by the
 * order's events, and has the effect of one. Refused when it cannot be said now: then it is said again.
 */
public interface VendorOrders {
    /** In a shop that owes nobody anything. */
    VendorOrders NONE = (sold, word) -> CompletableFuture.completedFuture(Outcome.accepted(Done.DONE));

    CompletionStage<Outcome<Done>> hear(Sold sold, Word word);

    /** An order that was confirmed, as it says itself then; whoever hears of it here may not have heard of it before. */
    record Sold(String orderId, String number, Instant placedAt, List<OrderLine> lines) {
        public Sold {
            lines = List.copyOf(lines);
        }
    }

    /** What goes back. Those lines that are nobody's are the shop's own. */
    sealed interface Word {
        List<OrderRefund.Line> lines();
    }

    /** Some units' money goes back to the buyer. */
    record GivenBack(String refundId, List<OrderRefund.Line> lines) implements Word {
        public GivenBack {
            lines = List.copyOf(lines);
        }
    }

    /** All that is left of it goes back, which is this. */
    record Cancelled(List<OrderRefund.Line> lines) implements Word {
        public Cancelled {
            lines = List.copyOf(lines);
        }
    }
}
