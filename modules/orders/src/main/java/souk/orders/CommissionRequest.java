package souk.orders;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.orders.api.Commission;
import souk.orders.api.Commissions;
import souk.platform.Provider;

/** What the process of an order asks, once it is placed: what the shop keeps of these lines of vendors. */
record CommissionRequest(List<Commissions.Sale> sales, Instant placedAt) {
    /** The provider's name. */
    static final String PROVIDER = "orders.commissions";

    CommissionRequest {
        sales = List.copyOf(sales);
    }

    /** @param commissions one for each line, in their order */
    record Answer(List<Optional<Commission>> commissions) {
        Answer {
            commissions = List.copyOf(commissions);
        }
    }

    static Provider answeredBy(Commissions commissions) {
        return request -> commissions.of(((CommissionRequest) request).sales, ((CommissionRequest) request).placedAt).thenApply(outcome -> outcome.map(Answer::new));
    }
}
