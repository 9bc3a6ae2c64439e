package souk.vendors.payouts;

import static souk.kernel.Decision.accept;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Step;
import souk.vendors.payouts.PayoutSettingsCommand.Planned;

/**
 * How the shop pays vendors, and when it does so by itself, as staff has said it. A run keeps what held when it began.
 *
 * @param schedule null: none
 * @param next     when the next runs are due; null without a schedule
 * @param due      whose runs are to begin now; null: nobody's
 * @param begun    the last day whose runs have begun; null: none
 */
public record PayoutSettings(PayoutTerms terms, PayoutSchedule schedule, Instant next, PayoutSettingsEvent.RunsDue due, PayoutSettingsEvent.RunsBegun begun) {
    private static final String BY = "schedule";

    static final PayoutSettings USUAL = new PayoutSettings(PayoutTerms.USUAL, null, null, null, null);

    /** The table of its commands and events. */
    public static final Blueprint<PayoutSettings, PayoutSettingsEvent> BLUEPRINT = Blueprint.of(PayoutSettingsCommand.TYPE, USUAL, PayoutSettingsCommand.class, PayoutSettingsEvent.class)
            .decide("put", PayoutSettingsCommand.Put.class, PayoutTerms.class, (settings, put, now) -> put.terms().equals(settings.terms) ? accept(PayoutSettings::terms)
                    : accept(PayoutSettings::terms, new PayoutSettingsEvent.Changed(put.terms(), put.by(), now)))
            .answer("look", PayoutSettingsCommand.Look.class, PayoutTerms.class, (settings, look, now) -> Outcome.accepted(settings.terms))
            .decide("plan", PayoutSettingsCommand.Plan.class, Planned.class, (settings, plan, now) -> plan.schedule().equals(Optional.ofNullable(settings.schedule)) ? accept(PayoutSettings::planned)
                    : accept(PayoutSettings::planned, new PayoutSettingsEvent.ScheduleSet(plan.schedule(), plan.by(), now)))
            .answer("look-at-plan", PayoutSettingsCommand.LookAtPlan.class, Planned.class, (settings, look, now) -> Outcome.accepted(settings.planned()))
            .decide("wake", PayoutSettingsCommand.Wake.class, Done.class, PayoutSettings::wake)
            .decide("begin-answered", PayoutSettingsCommand.BeginAnswered.class, Done.class, (settings, told, now) -> settings.due == null || !settings.due.date().equals(told.date()) ? done()
                    : done(new PayoutSettingsEvent.RunsBegun(told.date(), told.refusal().map(why -> why.code()), now)))
            .apply(PayoutSettingsEvent.Changed.class, "vendors.payout-settings-changed", (settings, event) -> new PayoutSettings(event.terms(), settings.schedule, settings.next, settings.due, settings.begun))
            .apply(PayoutSettingsEvent.ScheduleSet.class, "vendors.payout-schedule-set", (settings, event) -> new PayoutSettings(settings.terms, event.schedule().orElse(null),
                    event.schedule().map(schedule -> settings.next(schedule, event.at())).orElse(null), settings.due, settings.begun))
            .apply(PayoutSettingsEvent.RunsDue.class, "vendors.payout-runs-due", (settings, event) -> new PayoutSettings(settings.terms, settings.schedule, settings.schedule.after(event.at()), event, settings.begun))
            .apply(PayoutSettingsEvent.RunsBegun.class, "vendors.payout-runs-begun", (settings, event) -> new PayoutSettings(settings.terms, settings.schedule, settings.next, null, event))
            .wakes(settings -> settings.due == null ? Optional.ofNullable(settings.next) : Optional.empty(), PayoutSettingsCommand.Wake::new)
            .process((settings, now) -> settings.begin())
            .build();

    private Planned planned() {
        return new Planned(Optional.ofNullable(schedule), Optional.ofNullable(next), Optional.ofNullable(begun).map(PayoutSettingsEvent.RunsBegun::date));
    }

    /** A day has one run: where that has begun already, a time later on the same day would come to nothing. */
    private Instant next(PayoutSchedule planned, Instant now) {
        var time = planned.after(now);
        String last = due != null ? due.date() : begun != null ? begun.date() : "";
        return planned.day(time).toString().equals(last) ? planned.after(time) : time;
    }

    /** After days on which nobody was there one run is due, not one for each: it pays all that is payable. */
    private Decision<PayoutSettings, PayoutSettingsEvent, Done> wake(PayoutSettingsCommand.Wake wake, Instant now) {
        if (schedule == null || due != null || next.isAfter(now)) return done();
        return done(new PayoutSettingsEvent.RunsDue(schedule.day(now).toString(), schedule.currencies(), now));
    }

    /** A copy finds the runs begun: they go on by themselves. */
    private Optional<Step> begin() {
        if (due == null) return Optional.empty();
        String date = due.date();
        List<Step.Call> runs = due.currencies().stream().map(currency -> {
            String run = PayoutSchedule.runId(date, currency);
            return Step.send(PayoutRunCommand.at(run), new PayoutRunCommand.Begin(run, currency, terms, BY));
        }).toList();
        return Optional.of(Step.of("begin-runs", runs, outcomes -> new PayoutSettingsCommand.BeginAnswered(date, Step.refusal(outcomes))));
    }

    private static Decision<PayoutSettings, PayoutSettingsEvent, Done> done(PayoutSettingsEvent... events) {
        return accept(settings -> Done.DONE, events);
    }
}
