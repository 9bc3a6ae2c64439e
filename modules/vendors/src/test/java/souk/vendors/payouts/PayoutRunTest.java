package souk.vendors.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;
import static souk.vendors.payouts.PayoutWorld.GBP;
import static souk.vendors.payouts.PayoutWorld.gbp;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Step;
import souk.testkit.Spec;
import souk.vendors.api.PayoutCommand;
import souk.vendors.api.PayoutCommand.Progress;
import souk.vendors.payouts.PayoutRunCommand.PayoutsAnswered;
import souk.vendors.payouts.PayoutRunCommand.VendorsAnswered;
import souk.vendors.payouts.PayoutRunCommand.View;
import souk.vendors.payouts.PayoutRunEvent.Result;

/** How a run of payouts goes on. */
class PayoutRunTest {
    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");
    private static final PayoutTerms TERMS = new PayoutTerms(7, Optional.of(gbp(500)), 1_000);
    private static final PayoutRunCommand.Begin BEGIN = new PayoutRunCommand.Begin("run", GBP, TERMS, "staff-1");

    private static Spec<PayoutRun, PayoutRunEvent> begun() {
        return Spec.of(PayoutRun.BLUEPRINT).at(NOON).when(BEGIN);
    }

    private static VendorsAnswered listed(Optional<String> after, Optional<String> next, String... vendors) {
        return new VendorsAnswered(after, Optional.empty(), Optional.of(new PayoutRequest.Vendors(List.of(vendors), next)));
    }

    private static Result result(String vendor, Progress.State state, long amount) {
        return new Result(vendor, state, gbp(amount));
    }

    private static Step step(Spec<PayoutRun, PayoutRunEvent> run) {
        return PayoutRun.BLUEPRINT.next(run.state(), run.now()).orElseThrow();
    }

    /** The vendors whose payouts it asks for. */
    private static List<String> asks(Spec<PayoutRun, PayoutRunEvent> run) {
        return ((Step.Together) step(run).calls().get(0)).calls().stream().map(call -> ((PayoutCommand.Request) ((Step.ToAggregate) call).command()).vendorId()).toList();
    }

    private static View view(Spec<PayoutRun, PayoutRunEvent> run) {
        return (View) ((Outcome.Accepted<?>) run.when(new PayoutRunCommand.Look()).outcome()).reply();
    }

    @Test
    void itIsOverWhenEveryPayoutIs() {
        var run = begun().then(new PayoutRunEvent.Begun("run", GBP, TERMS, "staff-1", NOON)).when(BEGIN).thenNothing().when(new PayoutRunCommand.Begin("run", Currency.getInstance("EUR"), TERMS, "staff-1"))
                .thenRefused(UNPROCESSABLE, "idempotency-key-reused");
        assertThat(step(run).name()).isEqualTo("list-vendors");
        run.when(listed(Optional.empty(), Optional.of("c"), "a", "b", "c"));
        assertThat(asks(run)).containsExactly("a", "b", "c");
        assertThat(((Step.ToAggregate) ((Step.Together) step(run).calls().get(0)).calls().get(0)).command()).isEqualTo(new PayoutCommand.Request("run.a", "run", "a", gbp(500), TERMS.hold(), 1_000, NOON));
        run.when(listed(Optional.empty(), Optional.of("c"), "a", "b", "c")).thenNothing();
        run.when(new PayoutsAnswered(List.of(result("a", Progress.State.PAID, 700), result("b", Progress.State.NOTHING, 0)), List.of("c")));
        assertThat(step(run).name()).isEqualTo("list-vendors");
        run.when(listed(Optional.of("c"), Optional.empty(), "d")).when(new PayoutsAnswered(List.of(result("d", Progress.State.FAILED, 900)), List.of()));
        assertThat(view(run)).isEqualTo(new View("run", 5, View.State.RUNNING, GBP, 2, gbp(700), 1, NOON, Optional.empty()));
        assertThat(asks(run)).containsExactly("c");
        assertThat(step(run).notBefore()).contains(NOON.plusSeconds(1));
        run.when(new PayoutsAnswered(List.of(), List.of("c")));
        assertThat(step(run).notBefore()).contains(NOON.plusSeconds(2));
        // A copy from before: what was counted is not counted again.
        run.when(new PayoutsAnswered(List.of(result("a", Progress.State.PAID, 700)), List.of())).thenNothing();
        run.when(new PayoutsAnswered(List.of(result("c", Progress.State.PAID, 1)), List.of())).then(new PayoutRunEvent.Asked(List.of(result("c", Progress.State.PAID, 1)), List.of(), NOON), new PayoutRunEvent.Ended(NOON));
        assertThat(view(run)).isEqualTo(new View("run", 8, View.State.FAILED, GBP, 3, gbp(701), 1, NOON, Optional.of(NOON)));
        assertThat(PayoutRun.BLUEPRINT.next(run.state(), NOON)).isEmpty();
    }

    @Test
    void aShopWithoutVendorsPaysNobody() {
        var run = begun().when(listed(Optional.empty(), Optional.empty())).then(new PayoutRunEvent.Listed(List.of(), Optional.empty(), NOON), new PayoutRunEvent.Ended(NOON));
        assertThat(view(run).state()).isEqualTo(View.State.DONE);
        Spec.of(PayoutRun.BLUEPRINT).when(new PayoutRunCommand.Look()).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void fiftyAreAskedAtOnceAndThoseThatWaitInRounds() {
        var vendors = IntStream.range(100, 220).mapToObj(i -> "v" + i).toArray(String[]::new);
        var run = begun().when(listed(Optional.empty(), Optional.empty(), vendors));
        for (int most : new int[] {50, 50, 20}) {
            assertThat(asks(run)).hasSize(most);
            run.when(new PayoutsAnswered(List.of(), asks(run)));
        }
        assertThat(asks(run)).startsWith("v100").hasSize(50);
        run.when(new PayoutsAnswered(List.of(), asks(run)));
        assertThat(asks(run)).startsWith("v150").hasSize(50);
        assertThat(step(run).notBefore()).isEmpty();
        run.when(new PayoutsAnswered(List.of(), asks(run)));
        run.when(new PayoutsAnswered(List.of(), asks(run)));
        assertThat(asks(run)).startsWith("v100").hasSize(50);
        assertThat(step(run).notBefore()).contains(NOON.plusSeconds(2));
        for (int i = 0; i < 3; i++) run.when(new PayoutsAnswered(asks(run).stream().map(vendor -> result(vendor, Progress.State.NOTHING, 0)).toList(), List.of()));
        assertThat(view(run).state()).isEqualTo(View.State.DONE);
        assertThat(view(run).payouts()).isZero();
    }

    @Test
    void theLeastIsOfItsOwnCurrency() {
        assertThat(TERMS.minimum(GBP)).isEqualTo(gbp(500));
        assertThat(TERMS.minimum(Currency.getInstance("EUR"))).isEqualTo(Money.of(0, "EUR"));
    }

    @Test
    void theSettingsAreAsStaffHasSaidLast() {
        Spec.of(PayoutSettings.BLUEPRINT).at(NOON).when(new PayoutSettingsCommand.Look()).thenReply(new PayoutTerms(14, Optional.empty(), 0))
                .when(new PayoutSettingsCommand.Put(TERMS, "staff-1")).then(new PayoutSettingsEvent.Changed(TERMS, "staff-1", NOON)).thenReply(TERMS).when(new PayoutSettingsCommand.Put(TERMS, "staff-2")).thenNothing()
                .when(new PayoutSettingsCommand.Look()).thenReply(TERMS);
    }
}
