package souk.orders;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderReview;
import souk.orders.api.OrderTotals;
import souk.orders.api.Screening;
import souk.orders.api.Screening.Reason;
import souk.orders.api.Verdict;

/**
 * How an order stands with the rules against fraud.
 *
 * @param screening what is to be found out
 * @param screened  what came of it; null before
 * @param until     how long it is, or was, held for review; null if it never was
 * @param reviewed  what came of that; null before
 */
record Vetting(Screening screening, OrderEvent.Screened screened, Instant until, OrderEvent.Reviewed reviewed) {
    /** Whether rules have still to be asked. */
    boolean open() {
        return screened == null;
    }

    /** Whether people have to look at it before the money is taken. */
    boolean toBeReviewed() {
        return screened != null && screened.verdict() == Verdict.REVIEW && reviewed == null;
    }

    /** The rules that fire, the counters aside. */
    static List<Reason> certain(Screening screening, OrderTotals totals) {
        var fired = new ArrayList<>(screening.fired());
        screening.limits().stream().filter(limit -> limit.above().currency().equals(totals.total().currency()) && totals.total().compareTo(limit.above()) > 0)
                .map(Screening.Limit::reason).forEach(fired::add);
        return fired;
    }

    static Verdict verdict(List<Reason> fired) {
        return fired.stream().map(Reason::verdict).reduce(Verdict.ACCEPT, Verdict::or);
    }

    OrderReview shown() {
        return new OrderReview(screening.rules(), Optional.ofNullable(screened).map(OrderEvent.Screened::verdict), screened == null ? List.of() : screened.reasons(), Optional.ofNullable(until),
                Optional.ofNullable(reviewed).map(OrderEvent.Reviewed::outcome), Optional.ofNullable(reviewed).flatMap(OrderEvent.Reviewed::by), Optional.ofNullable(reviewed).map(OrderEvent.Reviewed::at));
    }

    Vetting after(OrderEvent event) {
        if (event instanceof OrderEvent.Screened result) return new Vetting(screening, result, until, reviewed);
        if (event instanceof OrderEvent.Held held) return new Vetting(screening, screened, held.until(), reviewed);
        return event instanceof OrderEvent.Reviewed review ? new Vetting(screening, screened, until, review) : this;
    }

    /** Of an order that was never screened nothing is kept. */
    static Vetting after(Vetting before, OrderEvent event) {
        if (event instanceof OrderEvent.ScreeningAsked asked) return new Vetting(asked.screening(), null, null, null);
        return before == null ? null : before.after(event);
    }
}
