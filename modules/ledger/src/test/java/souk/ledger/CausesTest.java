package souk.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.ledger.Causes.Explanation;
import souk.ledger.Causes.Link;
import souk.ledger.Causes.Past;
import souk.ledger.api.Account;
import souk.ledger.api.Leg;
import souk.ledger.api.TransactionView;
import souk.ledger.api.Why;
import souk.platform.history.History.Happened;

/** Why a payout is booked, told back through the processes that it came about by. What is about orders {@code LedgerTest} asks in a whole shop. */
class CausesTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final String PAYOUT = "vendors.payout";
    private static final String RUN = "vendors.payout-run";

    /** Staff has asked for the run {@code r} with the request {@code req-1}. */
    private final Map<String, List<String>> causes = new HashMap<>(Map.of(
            "r", List.of("req-1", RUN + "/r#1 list", RUN + "/r#2 pay-vendors"),
            "r.ann", List.of(RUN + "/r#2 pay-vendors", PAYOUT + "/r.ann#1 begin", "req-9", PAYOUT + "/r.ann#2 settle", PAYOUT + "/r.ann#4 pay")));

    private Past past(String type) {
        return (id, after, limit, newest) -> {
            var some = new ArrayList<Happened>();
            for (long version = after + 1; version <= Math.min(after + limit, causes.get(id).size()); version++) {
                some.add(new Happened(version, NOON.plusSeconds(version), type + "-event-" + version, causes.get(id).get((int) version - 1), JsonNodeFactory.instance.objectNode()));
            }
            return CompletableFuture.completedFuture(Outcome.accepted(some));
        };
    }

    private static TransactionView transaction(Why why) {
        var amount = Money.of(500, "GBP");
        return new TransactionView(1, "payout", List.of(Leg.debit(Account.vendor("ann"), amount), Leg.credit(Account.CASH, amount)), why, NOON);
    }

    private static Why why(String type, String id, long version, String cause) {
        return new Why(type, id, version, type + "-paid", cause, "payout.1", Optional.empty());
    }

    private static Explanation explained(Map<String, Past> pasts, Why why) {
        var causes = new Causes(pasts, (request, at) -> CompletableFuture.completedFuture(Optional.of("olga").filter(who -> request.equals("req-1"))));
        return causes.of("payout.r.ann", transaction(why)).toCompletableFuture().join().fold(explanation -> explanation, refusal -> {
            throw new AssertionError("It was refused: " + refusal);
        });
    }

    private static List<String> chain(Explanation explanation) {
        return explanation.chain().stream().map(link -> link.id() + "#" + link.version()).toList();
    }

    @Test
    void aPayoutIsToldBackThroughItsRunToWhoOfStaffAskedForThat() {
        var explanation = explained(Map.of(PAYOUT, past(PAYOUT), RUN, past(RUN)), why(PAYOUT, "r.ann", 5, PAYOUT + "/r.ann#4 pay"));
        assertThat(chain(explanation)).containsExactly("payout.r.ann#1", "r.ann#5", "r.ann#4", "r.ann#2", "r.ann#1", "r#2", "r#1");
        assertThat(explanation.chain()).extracting(Link::type).startsWith("ledger.transaction", PAYOUT).endsWith(PAYOUT, RUN, RUN);
        assertThat(explanation.request()).contains(new Causes.Request("req-1", NOON.plusSeconds(1), Optional.of(new Causes.Person("olga", "staff"))));
    }

    @Test
    void whatCameInBetweenFromOutsideIsNotWhyItBegan() {
        // The provider has called back, and that was what the payout was paid by.
        causes.put("r.ann", List.of(RUN + "/r#2 pay-vendors", PAYOUT + "/r.ann#1 begin", "callback-7"));
        var explanation = explained(Map.of(PAYOUT, past(PAYOUT), RUN, past(RUN)), why(PAYOUT, "r.ann", 3, "callback-7"));
        assertThat(chain(explanation)).containsExactly("payout.r.ann#1", "r.ann#3", "r.ann#2", "r.ann#1", "r#2", "r#1");
        assertThat(explanation.request().orElseThrow().id()).isEqualTo("req-1");
    }

    @Test
    void aCorrectionIsToldBackThroughTheOneThatStaffHasAskedFor() {
        String order = "orders.order";
        String correction = "vendors.commission-correction";
        // The order had been bought long before, and something else came before and after.
        causes.put("o", List.of("req-7", order + "/o#1 lock-cart", "req-8", correction + "/c#3 correct-orders", "req-9"));
        causes.put("c", List.of("req-1", correction + "/c#1 aim", correction + "/c#2 list-orders", correction + "/c#3 correct-orders"));
        var why = new Why(order, "o", 4, "orders.commission-corrected", correction + "/c#3 correct-orders", "correction.1", Optional.empty());
        var causes = new Causes(Map.of(order, past(order), correction, past(correction)), (request, at) -> CompletableFuture.completedFuture(Optional.of("olga").filter(who -> request.equals("req-1"))));
        var transaction = new TransactionView(1, "correction", transaction(why).legs(), why, NOON);
        var explanation = causes.of("correction.o.c", transaction).toCompletableFuture().join().fold(told -> told, refusal -> {
            throw new AssertionError("It was refused: " + refusal);
        });
        assertThat(chain(explanation)).containsExactly("correction.o.c#1", "o#4", "c#3", "c#2", "c#1");
        assertThat(explanation.request()).contains(new Causes.Request("req-1", NOON.plusSeconds(1), Optional.of(new Causes.Person("olga", "staff"))));
    }

    @Test
    void whereNobodyKeepsThePastItIsToldAsFarAsItIsKnown() {
        assertThat(chain(explained(Map.of(PAYOUT, past(PAYOUT)), why(PAYOUT, "r.ann", 2, PAYOUT + "/r.ann#1 begin")))).containsExactly("payout.r.ann#1", "r.ann#2", "r.ann#1");
        var nothing = explained(Map.of(), why(PAYOUT, "r.ann", 5, PAYOUT + "/r.ann#4 pay"));
        assertThat(chain(nothing)).containsExactly("payout.r.ann#1", "r.ann#5");
        assertThat(nothing.request()).as("a step is no request").isEmpty();
        assertThat(explained(Map.of(), why("payments.credit-note", "n", 1, "req-1")).request().orElseThrow().by()).contains(new Causes.Person("olga", "staff"));
    }

    @Test
    void aRunThatBeganByItselfHasNoRequest() {
        causes.put("r", List.of("vendors.pay-every-week:settings#4", RUN + "/r#1 list"));
        assertThat(explained(Map.of(PAYOUT, past(PAYOUT), RUN, past(RUN)), why(PAYOUT, "r.ann", 1, RUN + "/r#2 pay-vendors")).request()).isEmpty();
    }
}
