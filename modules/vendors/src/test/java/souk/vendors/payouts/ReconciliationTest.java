package souk.vendors.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.vendors.payouts.PayoutWorld.gbp;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.vendors.api.PayoutView;
import souk.vendors.api.PayoutView.State;
import souk.vendors.payouts.Reconciliation.Difference;
import souk.vendors.payouts.Reconciliation.Kind;

class ReconciliationTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private static PaidEntry there(String id, long amount) {
        return new PaidEntry(id, gbp(amount), "bank-" + id);
    }

    private static PayoutView here(String id, State state, long amount) {
        return new PayoutView(id, "run-1", "ann", 7, state, gbp(amount), NOON, Optional.of(NOON), state == State.PAID ? Optional.of("bank-" + id) : Optional.empty(), Optional.empty());
    }

    private static Map<String, PayoutView> known(PayoutView... payouts) {
        return Stream.of(payouts).collect(Collectors.toMap(PayoutView::id, Function.identity()));
    }

    private static PaidList.Entry paid(String id, long amount) {
        return new PaidList.Entry("ann", gbp(amount), "bank-" + id, NOON);
    }

    @Test
    void whatBothSayIsAgreedAlsoWhenItWasHeardOfAtAnotherTime() {
        assertThat(Reconciliation.of(List.of(there("a", 5), there("b", 6)), known(here("a", State.PAID, 5), here("b", State.PAID, 6)), Map.of("a", paid("a", 5)))).isEqualTo(new Reconciliation(2, 2, 0, List.of()));
    }

    @Test
    void eachDifferenceIsNamed() {
        var found = Reconciliation.of(List.of(there("other", 5), there("unknown", 6), there("declined", 7), there("again", 8), there("again", 8), new PaidEntry("renamed", gbp(9), "x"), there("euro", 3)),
                known(here("other", State.PAID, 4), here("declined", State.FAILED, 7), here("again", State.PAID, 8), here("renamed", State.PAID, 9),
                        new PayoutView("euro", "run-1", "ann", 7, State.PAID, Money.of(3, "EUR"), NOON, Optional.of(NOON), Optional.of("bank-euro"), Optional.empty())),
                Map.of("lost", paid("lost", 10)));
        assertThat(found.entries()).isEqualTo(7);
        assertThat(found.agreed()).isEqualTo(1);
        assertThat(found.different()).isEqualTo(7);
        assertThat(found.differences()).extracting(Difference::payoutId, Difference::kind).containsExactly(tuple("other", Kind.AMOUNT), tuple("unknown", Kind.SURPLUS), tuple("declined", Kind.SURPLUS), tuple("again", Kind.TWICE),
                tuple("renamed", Kind.REFERENCE), tuple("euro", Kind.AMOUNT), tuple("lost", Kind.MISSING));
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    @Test
    void theAnswerIsBoundedAndSaysHowManyThereAre() {
        var found = Reconciliation.of(Collections.nCopies(5_000, there("a", 1)), Map.of(), Map.of());
        assertThat(found.different()).isEqualTo(5_000);
        assertThat(found.differences()).hasSize(Reconciliation.MOST);
    }

    @Test
    void aStatementIsReadLineByLine() {
        assertThat(PaidEntries.read("{\"payoutId\":\"a\",\"amount\":{\"amount\":5,\"currency\":\"GBP\"},\"reference\":\"r\",\"more\":1}\r\n\n{\"payoutId\":\"b\",\"amount\":{\"amount\":6,\"currency\":\"GBP\"}}"))
                .containsExactly(new PaidEntry("a", gbp(5), "r"), new PaidEntry("b", gbp(6), ""));
        for (String bad : List.of("{", "[]", "{\"payoutId\":\"a b\",\"amount\":{\"amount\":5,\"currency\":\"GBP\"}}", "{\"payoutId\":\"a\",\"amount\":{\"amount\":5.5,\"currency\":\"GBP\"}}",
                "{\"payoutId\":\"a\",\"amount\":{\"amount\":5,\"currency\":\"XXY\"}}", "{\"payoutId\":\"a\",\"amount\":{\"amount\":9007199254740992,\"currency\":\"GBP\"}}")) {
            assertThatThrownBy(() -> PaidEntries.read("\n" + bad)).as(bad).isInstanceOf(PaidEntries.Unreadable.class).hasMessageStartingWith("Line 2: ");
        }
    }
}
