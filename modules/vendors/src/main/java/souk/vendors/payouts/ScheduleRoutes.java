package souk.vendors.payouts;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Size;
import souk.platform.http.body.Text;
import souk.vendors.payouts.PayoutSettingsCommand.Planned;

/** When vendors are paid without anybody asking for it. Off until staff says a time. */
public final class ScheduleRoutes {
    private static final Access FINANCE = Access.staff("finance");
    private static final String SCHEDULE = "/v1/admin/payout-schedule";

    /**
     * Every day at this time there is a run in each of these currencies.
     *
     * @param at   as {@code 06:00}
     * @param zone of the time zone database, as {@code Europe/London}; UTC unless it says so
     */
    record ScheduleForm(@Text(max = 5, pattern = "([01][0-9]|2[0-3]):[0-5][0-9]") String at, Optional<@Text(max = 50) String> zone, @Size(min = 1, max = 20) List<Currency> currencies) implements Checked {
        @Override
        public void check(Faults faults) {
            try {
                ZoneId.of(zone.orElse("UTC"));
            } catch (DateTimeException unknown) {
                faults.badFormat("zone", "A name of the time zone database, such as Europe/London.");
            }
            if (new HashSet<>(currencies).size() < currencies.size()) faults.badFormat("currencies", "Each once.");
        }

        private PayoutSchedule schedule() {
            return new PayoutSchedule(at, zone.orElse("UTC"), currencies);
        }
    }

    /**
     * When runs begin by themselves.
     *
     * @param on   whether they do
     * @param next when they do next
     * @param last the last day whose runs have begun; their ids are {@code daily-<date>-<currency>}
     */
    record Schedule(boolean on, Optional<String> at, Optional<String> zone, List<Currency> currencies, Optional<Instant> next, Optional<String> last) {
        private static Schedule of(Planned planned) {
            var schedule = planned.schedule();
            return new Schedule(schedule.isPresent(), schedule.map(PayoutSchedule::at), schedule.map(PayoutSchedule::zone), schedule.map(PayoutSchedule::currencies).orElse(List.of()), planned.next(), planned.last());
        }
    }

    private final Node node;

    private ScheduleRoutes(Node node) {
        this.node = node;
    }

    public static List<Endpoint> of(Node node) {
        var routes = new ScheduleRoutes(node);
        return List.of(
                Endpoint.get(SCHEDULE).summary("When runs of payouts begin by themselves").roles(FINANCE).answers(200, Schedule.class).handle(call -> routes.ask(call, new PayoutSettingsCommand.LookAtPlan())),
                Endpoint.put(SCHEDULE).summary("Have runs of payouts begin by themselves, every day at a time").roles(FINANCE).stepUp().body(ScheduleForm.class).answers(200, Schedule.class)
                        .handle(call -> routes.ask(call, new PayoutSettingsCommand.Plan(Optional.of(call.body().schedule()), call.owner()))),
                Endpoint.delete(SCHEDULE).summary("No run begins by itself any more; those that have begun go on").roles(FINANCE).stepUp().answers(200, Schedule.class)
                        .handle(call -> routes.ask(call, new PayoutSettingsCommand.Plan(Optional.empty(), call.owner()))));
    }

    private CompletionStage<Answer> ask(Call<?> call, PayoutSettingsCommand<Planned> command) {
        return call.reply(node.entities().ask(PayoutSettingsCommand.THE_SETTINGS, command, call.asking()), planned -> Answer.ok(Schedule.of(planned)));
    }
}
