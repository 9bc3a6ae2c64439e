package souk.vendors.payouts;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.kernel.Step;
import souk.vendors.api.PayoutCommand;
import souk.vendors.api.PayoutCommand.Progress;
import souk.vendors.payouts.PayoutRunCommand.View;

/**
 * A run of payouts, as a durable process: it asks for a payout to every vendor that ever was approved, some side by side, and is over when each of them has said that it is. A payout that can only wait (for the provider, or for
 * another payout to the same vendor) keeps nobody else waiting.
 *
 * @param begun   null: nobody has asked for it
 * @param listed  after which vendor the list goes on; empty: at its beginning, or nowhere if {@code all}
 * @param all     whether every vendor was listed
 * @param queue   listed, and not asked yet
 * @param waiting asked, and not over
 * @param asked   the last of those waiting that was asked again in this round; empty: a round begins
 * @param rounds  without anything that was over
 * @param until   not before this time a round begins; null: at once
 * @param paid    in minor units
 */
public record PayoutRun(PayoutRunEvent.Begun begun, Optional<String> listed, boolean all, List<String> queue, PersistentMap<String, Boolean> waiting, String asked, int rounds, Instant until, long payouts, long paid, long failed,
        Instant endedAt, long version) {
    /** So many payouts are asked for at once. */
    static final int SIDE_BY_SIDE = 50;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Rejection UNKNOWN = Rejection.notFound("run of payouts");

    static final PayoutRun NONE = new PayoutRun(null, Optional.empty(), false, List.of(), PersistentMap.empty(), "", 0, null, 0, 0, 0, null, 0);

    /** The table of its commands and events. */
    public static final Blueprint<PayoutRun, PayoutRunEvent> BLUEPRINT = Blueprint.of(PayoutRunCommand.TYPE, NONE, PayoutRunCommand.class, PayoutRunEvent.class)
            .await("begin", PayoutRunCommand.Begin.class, View.class, PayoutRun::begin, run -> run.endedAt == null ? Optional.empty() : Optional.of(Outcome.accepted(run.view())), PayoutRun::view)
            .answer("look", PayoutRunCommand.Look.class, View.class, (run, look, now) -> run.begun == null ? Outcome.refused(UNKNOWN) : Outcome.accepted(run.view()))
            .decide("vendors-answered", PayoutRunCommand.VendorsAnswered.class, Done.class, PayoutRun::vendorsAnswered)
            .decide("payouts-answered", PayoutRunCommand.PayoutsAnswered.class, Done.class, PayoutRun::payoutsAnswered)
            .apply(PayoutRunEvent.Begun.class, "vendors.payout-run-begun", (run, event) -> new PayoutRun(event, Optional.empty(), false, List.of(), PersistentMap.empty(), "", 0, null, 0, 0, 0, null, 1))
            .apply(PayoutRunEvent.Listed.class, "vendors.payout-run-listed", (run, event) -> new PayoutRun(run.begun, event.next(), event.next().isEmpty(), event.vendorIds(), run.waiting, run.asked, run.rounds, run.until,
                    run.payouts, run.paid, run.failed, null, run.version + 1))
            .apply(PayoutRunEvent.Asked.class, "vendors.payout-run-asked", PayoutRun::asked)
            .apply(PayoutRunEvent.Ended.class, "vendors.payout-run-ended", (run, event) -> new PayoutRun(run.begun, run.listed, run.all, run.queue, run.waiting, run.asked, run.rounds, null, run.payouts, run.paid, run.failed,
                    event.at(), run.version + 1))
            .process((run, now) -> run.next())
            .build();

    public PayoutRun {
        if (listed == null) listed = Optional.empty();
        queue = List.copyOf(queue);
    }

    private Decision<PayoutRun, PayoutRunEvent, View> begin(PayoutRunCommand.Begin begin, Instant now) {
        if (begun == null) return accept(PayoutRun::view, new PayoutRunEvent.Begun(begin.runId(), begin.currency(), begin.terms(), begin.by(), now));
        return begun.currency().equals(begin.currency()) ? accept(PayoutRun::view) : reject(Kind.UNPROCESSABLE, "idempotency-key-reused", "This key was used for a run in " + begun.currency() + ".");
    }

    private View view() {
        var state = endedAt == null ? View.State.RUNNING : failed == 0 ? View.State.DONE : View.State.FAILED;
        return new View(begun.runId(), version, state, begun.currency(), payouts, new Money(paid, begun.currency()), failed, begun.at(), Optional.ofNullable(endedAt));
    }

    // ---- what it does next

    private Optional<Step> next() {
        if (begun == null || endedAt != null) return Optional.empty();
        if (!queue.isEmpty()) return Optional.of(ask(queue.stream()));
        if (!all) return Optional.of(list());
        var round = waiting.after(asked, SIDE_BY_SIDE);
        var step = ask((round.isEmpty() ? waiting.after("", SIDE_BY_SIDE) : round).stream().map(Map.Entry::getKey));
        return Optional.of(until == null ? step : step.notBefore(until));
    }

    /** Only a question. */
    private Step list() {
        var after = listed;
        return Step.of("list-vendors", List.of(Step.ask(PayoutRequest.VENDORS, new PayoutRequest.ListVendors(after))), outcomes -> new PayoutRunCommand.VendorsAnswered(after, Step.refusal(outcomes),
                outcomes.get(0).fold(reply -> Optional.of((PayoutRequest.Vendors) reply), refusal -> Optional.empty())));
    }

    /** A copy finds the payout asked for: it says how it stands. */
    private Step ask(Stream<String> vendors) {
        var ids = vendors.limit(SIDE_BY_SIDE).toList();
        var terms = begun.terms();
        return Step.of("pay-vendors", List.of(Step.together(ids.stream().map(vendor -> {
            String payout = PayoutCommand.id(begun.runId(), vendor);
            return Step.send(PayoutCommand.at(payout), new PayoutCommand.Request(payout, begun.runId(), vendor, terms.minimum(begun.currency()), terms.hold(), terms.reserveBasisPoints(), begun.at()));
        }).toList())), outcomes -> answered(ids, outcomes));
    }

    private static PayoutRunCommand.PayoutsAnswered answered(List<String> ids, List<Outcome<?>> outcomes) {
        var over = new ArrayList<PayoutRunEvent.Result>();
        var waiting = new ArrayList<String>();
        for (int i = 0; i < ids.size(); i++) {
            var progress = outcomes.get(i).fold(reply -> Optional.of((Progress) reply), refusal -> Optional.<Progress>empty()).filter(each -> each.state() != Progress.State.RUNNING);
            if (progress.isPresent()) over.add(new PayoutRunEvent.Result(ids.get(i), progress.get().state(), progress.get().amount()));
            else waiting.add(ids.get(i));
        }
        return new PayoutRunCommand.PayoutsAnswered(over, waiting);
    }

    // ---- what came of it

    private Decision<PayoutRun, PayoutRunEvent, Done> vendorsAnswered(PayoutRunCommand.VendorsAnswered told, Instant now) {
        if (begun == null || endedAt != null || all || !queue.isEmpty() || !told.after().equals(listed) || told.vendors().isEmpty()) return done();
        return withEnd(new PayoutRunEvent.Listed(told.vendors().get().ids(), told.vendors().get().next(), now), now);
    }

    /** Of a copy that comes late only those count that were not counted before. */
    private Decision<PayoutRun, PayoutRunEvent, Done> payoutsAnswered(PayoutRunCommand.PayoutsAnswered told, Instant now) {
        if (begun == null || endedAt != null) return done();
        var open = new HashSet<>(queue);
        open.addAll(waiting.keySet());
        var over = told.over().stream().filter(result -> open.contains(result.vendorId())).toList();
        var still = told.waiting().stream().filter(open::contains).toList();
        return over.isEmpty() && still.isEmpty() ? done() : withEnd(new PayoutRunEvent.Asked(over, still, now), now);
    }

    private Decision<PayoutRun, PayoutRunEvent, Done> withEnd(PayoutRunEvent event, Instant now) {
        var after = BLUEPRINT.apply(this, event);
        return after.all && after.queue.isEmpty() && after.waiting.isEmpty() ? done(event, new PayoutRunEvent.Ended(now)) : done(event);
    }

    private static Decision<PayoutRun, PayoutRunEvent, Done> done(PayoutRunEvent... events) {
        return accept(run -> Done.DONE, events);
    }

    private PayoutRun asked(PayoutRunEvent.Asked event) {
        Set<String> over = event.over().stream().map(PayoutRunEvent.Result::vendorId).collect(Collectors.toSet());
        var left = waiting;
        for (String vendor : over) left = left.without(vendor);
        for (String vendor : event.waiting()) left = left.with(vendor, true);
        var rest = queue.stream().filter(vendor -> !over.contains(vendor) && !event.waiting().contains(vendor)).toList();
        var results = event.over().stream().filter(result -> result.state() != Progress.State.NOTHING).toList();
        var counted = new PayoutRun(begun, listed, all, rest, left, asked, rounds, until, payouts + results.size(),
                results.stream().filter(result -> result.state() == Progress.State.PAID).mapToLong(result -> result.amount().amount()).reduce(paid, Math::addExact),
                failed + results.stream().filter(result -> result.state() == Progress.State.FAILED).count(), null, version + 1);
        if (!queue.isEmpty()) return counted.round("", 0, event.at());
        String last = Stream.concat(over.stream(), event.waiting().stream()).max(String::compareTo).orElse(asked);
        return left.after(last, 1).isEmpty() ? counted.round("", over.isEmpty() ? rounds + 1 : 0, event.at()) : counted.round(last, rounds, null);
    }

    /** Those that wait are asked again in rounds, with a pause between, which grows while nothing happens. @param since null: the round goes on */
    private PayoutRun round(String last, int idle, Instant since) {
        var pause = Duration.ofSeconds(1L << Math.min(idle, 9));
        var next = since == null ? null : since.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
        return new PayoutRun(begun, listed, all, queue, waiting, last, idle, next, payouts, paid, failed, endedAt, version);
    }
}
