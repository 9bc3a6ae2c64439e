package souk.vendors.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.kernel.Step;
import souk.testkit.Spec;
import souk.vendors.payouts.PayoutSettingsCommand.BeginAnswered;
import souk.vendors.payouts.PayoutSettingsCommand.Plan;
import souk.vendors.payouts.PayoutSettingsCommand.Wake;
import souk.vendors.payouts.PayoutSettingsEvent.RunsBegun;
import souk.vendors.payouts.PayoutSettingsEvent.RunsDue;
import souk.vendors.payouts.PayoutSettingsEvent.ScheduleSet;

class PayoutScheduleTest {
    private static final List<Currency> CURRENCIES = List.of(Currency.getInstance("GBP"), Currency.getInstance("EUR"));
    private static final PayoutSchedule SIX = new PayoutSchedule("06:00", "Europe/London", CURRENCIES);
    private static final Instant MORNING = Instant.parse("2026-01-31T06:00:00Z");

    private static Spec<PayoutSettings, PayoutSettingsEvent> planned() {
        return Spec.of(PayoutSettings.BLUEPRINT).at(MORNING.minusSeconds(3_600)).given(new ScheduleSet(Optional.of(SIX), "staff-1", MORNING.minusSeconds(3_600)));
    }

    @Test
    void theTimeIsThatOfTheZonesClocks() {
        assertThat(SIX.after(Instant.parse("2026-01-31T05:59:59Z"))).isEqualTo(MORNING);
        assertThat(SIX.after(MORNING)).isEqualTo(Instant.parse("2026-02-01T06:00:00Z"));
        assertThat(SIX.after(Instant.parse("2026-06-30T12:00:00Z"))).isEqualTo(Instant.parse("2026-07-01T05:00:00Z"));
        assertThat(SIX.day(MORNING)).isEqualTo(LocalDate.of(2026, 1, 31));
        assertThat(SIX.day(MORNING.minusSeconds(1))).isEqualTo(LocalDate.of(2026, 1, 30));
    }

    @Test
    void everyDayHasOneRunAlsoThoseOnWhichClocksAreChanged() {
        var nights = new PayoutSchedule("01:30", "Europe/London", CURRENCIES);
        var days = new ArrayList<LocalDate>();
        var time = Instant.parse("2026-01-01T00:00:00Z");
        for (int i = 0; i < 365; i++) {
            time = nights.after(time);
            days.add(nights.day(time));
        }
        assertThat(days).doesNotHaveDuplicates().first().isEqualTo(LocalDate.of(2026, 1, 1));
        assertThat(days).last().isEqualTo(LocalDate.of(2026, 12, 31));
    }

    @Test
    void nothingIsPlannedUntilStaffSaysSo() {
        var settings = Spec.of(PayoutSettings.BLUEPRINT).at(MORNING);
        assertThat(PayoutSettings.BLUEPRINT.wakeAt(settings.state())).isEmpty();
        settings.when(new Wake()).thenNothing().when(new Plan(Optional.empty(), "staff-1")).thenNothing().when(new Plan(Optional.of(SIX), "staff-1")).then(new ScheduleSet(Optional.of(SIX), "staff-1", MORNING))
                .when(new Plan(Optional.of(SIX), "staff-2")).thenNothing();
        assertThat(PayoutSettings.BLUEPRINT.wakeAt(settings.state())).contains(Instant.parse("2026-02-01T06:00:00Z"));
    }

    @Test
    void aDaysRunsAreDueOnceHoweverOftenItIsWoken() {
        var settings = planned();
        settings.at(MORNING.minusSeconds(1)).when(new Wake()).thenNothing();
        settings.at(MORNING).when(new Wake()).then(new RunsDue("2026-01-31", CURRENCIES, MORNING)).when(new Wake()).thenNothing();
        var step = PayoutSettings.BLUEPRINT.next(settings.state(), MORNING).orElseThrow();
        assertThat(step.calls()).extracting(call -> ((PayoutRunCommand.Begin) ((Step.ToAggregate) call).command()).runId()).containsExactly("daily-2026-01-31-GBP", "daily-2026-01-31-EUR");
        settings.when(new BeginAnswered("2026-01-31", Optional.empty())).then(new RunsBegun("2026-01-31", Optional.empty(), MORNING)).when(new BeginAnswered("2026-01-31", Optional.empty())).thenNothing().when(new Wake()).thenNothing();
        assertThat(PayoutSettings.BLUEPRINT.wakeAt(settings.state())).contains(Instant.parse("2026-02-01T06:00:00Z"));
        assertThat(PayoutSettings.BLUEPRINT.next(settings.state(), MORNING)).isEmpty();
    }

    @Test
    void whatIsMovedToLaterOnADayThatHadItsRunsIsNextOnTheDayAfterAndSaysSo() {
        var evening = new PayoutSchedule("18:00", "Europe/London", CURRENCIES);
        var tomorrow = Instant.parse("2026-02-01T18:00:00Z");
        var settings = planned().at(MORNING).when(new Wake());
        settings.when(new Plan(Optional.of(evening), "staff-1")).thenState(state -> assertThat(state.next()).isEqualTo(tomorrow));
        settings.when(new BeginAnswered("2026-01-31", Optional.empty()));
        assertThat(PayoutSettings.BLUEPRINT.wakeAt(settings.state())).contains(tomorrow);
        settings.when(new Plan(Optional.of(SIX), "staff-1")).when(new Plan(Optional.of(evening), "staff-1")).thenState(state -> assertThat(state.next()).isEqualTo(tomorrow));
        planned().when(new Plan(Optional.of(evening), "staff-1")).thenState(state -> assertThat(state.next()).isEqualTo(Instant.parse("2026-01-31T18:00:00Z")));
    }

    @Test
    void afterDaysWithoutAShopThereIsOneRun() {
        var late = Instant.parse("2026-02-05T12:00:00Z");
        var settings = planned().at(late).when(new Wake()).then(new RunsDue("2026-02-05", CURRENCIES, late));
        assertThat(settings.state().next()).isEqualTo(Instant.parse("2026-02-06T06:00:00Z"));
    }

    @Test
    void runsThatAreDueBeginAlsoWhenTheScheduleIsGone() {
        var settings = planned().at(MORNING).when(new Wake()).when(new Plan(Optional.empty(), "staff-1")).then(new ScheduleSet(Optional.empty(), "staff-1", MORNING));
        assertThat(PayoutSettings.BLUEPRINT.next(settings.state(), MORNING)).isPresent();
        settings.when(new BeginAnswered("2026-01-31", Optional.empty())).then(new RunsBegun("2026-01-31", Optional.empty(), MORNING)).when(new Wake()).thenNothing();
        assertThat(PayoutSettings.BLUEPRINT.wakeAt(settings.state())).isEmpty();
    }
}
