package souk.vendors.corrections;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.CommissionRate;
import souk.orders.api.OrderCommand;
import souk.testkit.Spec;
import souk.vendors.corrections.CorrectionCommand.View;
import souk.vendors.corrections.CorrectionEvent.Result;

/** How a correction of commission goes on. */
class CorrectionTest {
    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");
    private static final CommissionCorrection WANTED = new CommissionCorrection("c1", "books", Optional.empty(), NOON.minusSeconds(600), NOON, new CommissionRate(1_000, Optional.empty()));
    private static final CorrectionCommand.Begin BEGIN = new CorrectionCommand.Begin(WANTED, false, "staff-1");
    private static final Map<String, Long> ENDS = Map.of("orders-0", 7L, "orders-1", 0L);

    private static Spec<Correction, CorrectionEvent> begun() {
        return Spec.of(Correction.BLUEPRINT).at(NOON).when(BEGIN);
    }

    private static Spec<Correction, CorrectionEvent> aimed() {
        return begun().when(new CorrectionCommand.AimAnswered(Optional.empty(), ENDS));
    }

    private static CorrectionCommand.OrdersAnswered listed(Optional<String> after, Optional<String> next, String... orders) {
        return new CorrectionCommand.OrdersAnswered(after, Optional.empty(), Optional.of(new CorrectionRequest.Orders(List.of(orders), next)));
    }

    private static Money gbp(long pence) {
        return Money.of(pence, "GBP");
    }

    private static Step step(Spec<Correction, CorrectionEvent> correction) {
        return Correction.BLUEPRINT.next(correction.state(), correction.now()).orElseThrow();
    }

    private static List<Step.ToAggregate> asks(Spec<Correction, CorrectionEvent> correction) {
        return ((Step.Together) step(correction).calls().get(0)).calls().stream().map(Step.ToAggregate.class::cast).toList();
    }

    private static List<String> asked(Spec<Correction, CorrectionEvent> correction) {
        return asks(correction).stream().map(call -> call.to().id()).toList();
    }

    /** What its orders answer, in their order. */
    private static CorrectionCommand.Corrected answered(Spec<Correction, CorrectionEvent> correction, Outcome<?>... outcomes) {
        return (CorrectionCommand.Corrected) step(correction).result().apply(List.of(outcomes));
    }

    private static Outcome<?> changed(Money... differences) {
        var lines = new ArrayList<CommissionCorrection.Line>();
        for (int i = 0; i < differences.length; i++) lines.add(new CommissionCorrection.Line("" + (i + 1), "TEA", "ann", gbp(0), gbp(0), differences[i]));
        return Outcome.accepted(new OrderCommand.CommissionCorrected(lines));
    }

    private static Outcome<?> refused(String code) {
        return Outcome.refused(new Rejection(CONFLICT, code, "No."));
    }

    private static View view(Spec<Correction, CorrectionEvent> correction) {
        return (View) ((Outcome.Accepted<?>) correction.when(new CorrectionCommand.Look()).outcome()).reply();
    }

    @Test
    void itIsOverWhenEveryOrderHasAnswered() {
        var correction = begun().then(new CorrectionEvent.Begun(WANTED, false, "staff-1", NOON)).when(BEGIN).thenNothing();
        assertThat(step(correction).name()).isEqualTo("aim");
        assertThat(step(correction).notBefore()).contains(NOON.plus(Correction.SETTLED));
        var ends = new CorrectionCommand.AimAnswered(Optional.empty(), ENDS);
        assertThat(step(correction).result().apply(List.of(Outcome.accepted(new CorrectionRequest.Ends(ENDS))))).isEqualTo(ends);
        correction.when(ends).then(new CorrectionEvent.Aimed(ENDS, NOON)).when(ends).thenNothing();
        assertThat(((Step.ToProvider) step(correction).calls().get(0)).request()).isEqualTo(new CorrectionRequest.ListOrders(WANTED, Optional.empty(), ENDS));
        correction.when(listed(Optional.empty(), Optional.of("1:c"), "a", "b", "c")).when(listed(Optional.empty(), Optional.of("1:c"), "a", "b", "c")).thenNothing();
        assertThat(asks(correction)).extracting(Step.ToAggregate::command).containsOnly(new OrderCommand.CorrectCommission(WANTED));
        assertThat(asked(correction)).containsExactly("a", "b", "c");
        var first = answered(correction, changed(gbp(-20), gbp(5)), changed(), refused("order-in-progress"));
        assertThat(first).isEqualTo(new CorrectionCommand.Corrected(List.of(new Result("a", 2, Optional.of(gbp(-15)), false), new Result("b", 0, Optional.empty(), false)), List.of("c")));
        correction.when(first).when(first);
        assertThat(step(correction).name()).isEqualTo("list-orders");
        correction.when(listed(Optional.of("1:c"), Optional.empty(), "d", "e"));
        correction.when(answered(correction, changed(Money.of(3, "EUR")), refused("too-many-corrections")));
        assertThat(view(correction)).extracting(View::orders, View::lines, View::refused, View::difference, View::endedAt).containsExactly(2L, 3L, 1L, List.of(Money.of(3, "EUR"), gbp(-15)), Optional.empty());
        assertThat(asked(correction)).containsExactly("c");
        assertThat(step(correction).notBefore()).contains(NOON.plusSeconds(1));
        correction.when(answered(correction, refused("order-in-progress")));
        assertThat(step(correction).notBefore()).contains(NOON.plusSeconds(2));
        // A copy from before: what was counted is not counted again.
        correction.when(new CorrectionCommand.Corrected(List.of(new Result("a", 2, Optional.of(gbp(-15)), false)), List.of())).thenNothing();
        correction.when(answered(correction, changed(gbp(1))));
        assertThat(view(correction)).extracting(View::orders, View::lines, View::difference, View::endedAt).containsExactly(3L, 4L, List.of(Money.of(3, "EUR"), gbp(-14)), Optional.of(NOON));
        assertThat(Correction.BLUEPRINT.next(correction.state(), NOON)).isEmpty();
        correction.when(BEGIN).thenNothing();
    }

    @Test
    void aTimeThatIsNotOverAndAKeyThatWasUsedAreRefused() {
        var later = new CommissionCorrection("c1", "books", Optional.empty(), NOON, NOON.plusSeconds(1), WANTED.rate());
        Spec.of(Correction.BLUEPRINT).at(NOON).when(new CorrectionCommand.Look()).thenRefused(NOT_FOUND, "not-found").when(new CorrectionCommand.Begin(later, false, "staff-1")).thenRefused(UNPROCESSABLE, "correction-in-future");
        begun().when(new CorrectionCommand.Begin(later, false, "staff-1")).thenRefused(UNPROCESSABLE, "idempotency-key-reused").when(new CorrectionCommand.Begin(WANTED, true, "staff-1")).thenRefused(UNPROCESSABLE, "idempotency-key-reused");
    }

    @Test
    void aPreviewOnlyAsks() {
        var correction = Spec.of(Correction.BLUEPRINT).at(NOON).when(new CorrectionCommand.Begin(WANTED, true, "staff-1")).when(new CorrectionCommand.AimAnswered(Optional.empty(), ENDS)).when(listed(Optional.empty(), Optional.empty(), "a"));
        assertThat(asks(correction)).extracting(Step.ToAggregate::command).containsExactly(new OrderCommand.LookAtCorrection(WANTED));
        assertThat(view(correction.when(answered(correction, changed(gbp(4)))))).extracting(View::preview, View::orders, View::endedAt).containsExactly(true, 1L, Optional.of(NOON));
    }

    @Test
    void fiftyAreAskedAtOnceAndAPartOfTheListMayBeEmpty() {
        var orders = IntStream.range(100, 220).mapToObj(i -> "o" + i).toArray(String[]::new);
        var correction = aimed().when(listed(Optional.empty(), Optional.of("1:x"))).when(listed(Optional.of("1:x"), Optional.empty(), orders));
        for (int most : new int[] {50, 50, 20}) {
            assertThat(asked(correction)).hasSize(most);
            correction.when(answered(correction, IntStream.range(0, most).mapToObj(i -> changed(gbp(1))).toArray(Outcome<?>[]::new)));
        }
        assertThat(view(correction)).extracting(View::orders, View::difference, View::endedAt).containsExactly(120L, List.of(gbp(120)), Optional.of(NOON));
        assertThat(view(aimed().when(listed(Optional.empty(), Optional.empty())))).extracting(View::orders, View::endedAt).containsExactly(0L, Optional.of(NOON));
    }
}
