package souk.vendors.corrections;

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
import java.util.function.Function;
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
import souk.orders.api.CommissionCorrection;
import souk.orders.api.OrderCommand;
import souk.vendors.corrections.CorrectionCommand.View;
import souk.vendors.corrections.CorrectionEvent.Result;

/**
 * A correction of commission, as a durable process: it asks every order placed in its time that has a line by the rule, some side by side, to change what such lines bear, and is over when each of them has answered. An order
 * knows it by its id, so whatever is asked again changes nothing, and is answered and counted as before.
 *
 * <p><b>None is missed.</b> Orders come from a view, which may be late, so it first writes down where the logs of orders end, some seconds after its time is over and when all that was decided by then is written, and has no list
 * before the view shows all up to there. An order is in the list from its placement on, also while nobody knows yet whether it is sold: such an order is sold with what it bears by then.
 *
 * @param begun   null: nobody has asked for it
 * @param ends    where the logs of orders ended; null: not known yet
 * @param listed  at which place the list goes on; empty: at its beginning, or nowhere if {@code all}
 * @param all     whether every order was listed
 * @param queue   listed, and not asked yet
 * @param waiting asked, and cannot tell yet
 * @param asked   the last of those waiting that was asked again in this round; empty: a round begins
 * @param rounds  without any that could tell
 * @param until   not before this time a round begins; null: at once
 * @param sums    what the shop keeps more, in minor units, by currency
 */
public record Correction(CorrectionEvent.Begun begun, CorrectionEvent.Aimed ends, Optional<String> listed, boolean all, List<String> queue, PersistentMap<String, Boolean> waiting, String asked, int rounds, Instant until,
        long orders, long lines, long refused, PersistentMap<String, Long> sums, Instant endedAt, long version) {
    /** So many orders are asked at once. */
    static final int SIDE_BY_SIDE = 50;
    /** By then the end of the time has come at every node, also by a clock that is a little late. */
    static final Duration SETTLED = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Rejection UNKNOWN = Rejection.notFound("correction of commission");

    static final Correction NONE = new Correction(null, null, Optional.empty(), false, List.of(), PersistentMap.empty(), "", 0, null, 0, 0, 0, PersistentMap.empty(), null, 0);

    /** The table of its commands and events. */
    public static final Blueprint<Correction, CorrectionEvent> BLUEPRINT = Blueprint.of(CorrectionCommand.TYPE, NONE, CorrectionCommand.class, CorrectionEvent.class)
            .await("begin", CorrectionCommand.Begin.class, View.class, Correction::begin, each -> each.endedAt == null ? Optional.empty() : Optional.of(Outcome.accepted(each.view())), Correction::view)
            .answer("look", CorrectionCommand.Look.class, View.class, (each, look, now) -> each.begun == null ? Outcome.refused(UNKNOWN) : Outcome.accepted(each.view()))
            .decide("aim-answered", CorrectionCommand.AimAnswered.class, Done.class, Correction::aimAnswered)
            .decide("orders-answered", CorrectionCommand.OrdersAnswered.class, Done.class, Correction::ordersAnswered)
            .decide("corrected", CorrectionCommand.Corrected.class, Done.class, Correction::corrected)
            .apply(CorrectionEvent.Begun.class, "vendors.commission-correction-begun", (each, event) -> new Correction(event, null, Optional.empty(), false, List.of(), PersistentMap.empty(), "", 0, null, 0, 0, 0, PersistentMap.empty(), null, 1))
            .apply(CorrectionEvent.Aimed.class, "vendors.commission-correction-aimed", (each, event) -> new Correction(each.begun, event, each.listed, each.all, each.queue, each.waiting, each.asked, each.rounds, each.until, each.orders,
                    each.lines, each.refused, each.sums, null, each.version + 1))
            .apply(CorrectionEvent.Listed.class, "vendors.commission-correction-listed", (each, event) -> new Correction(each.begun, each.ends, event.next(), event.next().isEmpty(), event.orderIds(), each.waiting, each.asked, each.rounds,
                    each.until, each.orders, each.lines, each.refused, each.sums, null, each.version + 1))
            .apply(CorrectionEvent.Asked.class, "vendors.commission-correction-asked", Correction::asked)
            .apply(CorrectionEvent.Ended.class, "vendors.commission-correction-ended", (each, event) -> new Correction(each.begun, each.ends, each.listed, each.all, each.queue, each.waiting, each.asked, each.rounds, null, each.orders,
                    each.lines, each.refused, each.sums, event.at(), each.version + 1))
            .process((each, now) -> each.next())
            .build();

    public Correction {
        if (listed == null) listed = Optional.empty();
        queue = List.copyOf(queue);
    }

    private Decision<Correction, CorrectionEvent, View> begin(CorrectionCommand.Begin begin, Instant now) {
        if (begun != null) {
            return begun.correction().equals(begin.correction()) && begun.preview() == begin.preview() ? accept(Correction::view)
                    : reject(Kind.UNPROCESSABLE, "idempotency-key-reused", "This key was used for another correction of commission.");
        }
        if (begin.correction().to().isAfter(now)) return reject(Kind.UNPROCESSABLE, "correction-in-future", "It is only " + now + ": set a rule for what is sold from now on, and correct what was sold until now.");
        return accept(Correction::view, new CorrectionEvent.Begun(begin.correction(), begin.preview(), begin.by(), now));
    }

    private View view() {
        return new View(begun.correction(), begun.preview(), begun.by(), version, orders, lines, refused, sums.entrySet().stream().map(sum -> Money.of(sum.getValue(), sum.getKey())).toList(), begun.at(), Optional.ofNullable(endedAt));
    }

    // ---- what it does next

    private Optional<Step> next() {
        if (begun == null || endedAt != null) return Optional.empty();
        if (ends == null) return Optional.of(aim().notBefore(begun.correction().to().plus(SETTLED)));
        if (!queue.isEmpty()) return Optional.of(ask(queue.stream()));
        if (!all) return Optional.of(list());
        var round = waiting.after(asked, SIDE_BY_SIDE);
        var step = ask((round.isEmpty() ? waiting.after("", SIDE_BY_SIDE) : round).stream().map(Map.Entry::getKey));
        return Optional.of(until == null ? step : step.notBefore(until));
    }

    /** Only a question. */
    private Step aim() {
        return Step.of("aim", List.of(Step.ask(CorrectionRequest.ORDERS, new CorrectionRequest.Aim(begun.correction()))), outcomes -> new CorrectionCommand.AimAnswered(Step.refusal(outcomes),
                outcomes.get(0).fold(reply -> ((CorrectionRequest.Ends) reply).logs(), refusal -> Map.of())));
    }

    /** Only a question. */
    private Step list() {
        var after = listed;
        return Step.of("list-orders", List.of(Step.ask(CorrectionRequest.ORDERS, new CorrectionRequest.ListOrders(begun.correction(), after, ends.ends()))), outcomes -> new CorrectionCommand.OrdersAnswered(after,
                Step.refusal(outcomes), outcomes.get(0).fold(reply -> Optional.of((CorrectionRequest.Orders) reply), refusal -> Optional.empty())));
    }

    /** A copy finds the order corrected by this: it says what changed then. */
    private Step ask(Stream<String> orderIds) {
        var ids = orderIds.limit(SIDE_BY_SIDE).toList();
        Function<String, Step.Call> call = begun.preview() ? id -> Step.send(OrderCommand.at(id), new OrderCommand.LookAtCorrection(begun.correction()))
                : id -> Step.send(OrderCommand.at(id), new OrderCommand.CorrectCommission(begun.correction()));
        return Step.of(begun.preview() ? "ask-orders" : "correct-orders", List.of(Step.together(ids.stream().map(call).toList())), outcomes -> answered(ids, outcomes));
    }

    private static CorrectionCommand.Corrected answered(List<String> ids, List<Outcome<?>> outcomes) {
        var over = new ArrayList<Result>();
        var waiting = new ArrayList<String>();
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            outcomes.get(i).<Runnable>fold(reply -> () -> over.add(result(id, ((OrderCommand.CommissionCorrected) reply).lines())),
                    refusal -> () -> {
                        if (refusal.code().equals("order-in-progress")) waiting.add(id);
                        else over.add(new Result(id, 0, Optional.empty(), true));
                    }).run();
        }
        return new CorrectionCommand.Corrected(over, waiting);
    }

    private static Result result(String id, List<CommissionCorrection.Line> lines) {
        return new Result(id, lines.size(), lines.stream().map(CommissionCorrection.Line::difference).reduce(Money::plus), false);
    }

    // ---- what came of it

    private Decision<Correction, CorrectionEvent, Done> aimAnswered(CorrectionCommand.AimAnswered told, Instant now) {
        return begun == null || ends != null || told.refusal().isPresent() ? done() : done(new CorrectionEvent.Aimed(told.ends(), now));
    }

    private Decision<Correction, CorrectionEvent, Done> ordersAnswered(CorrectionCommand.OrdersAnswered told, Instant now) {
        if (ends == null || endedAt != null || all || !queue.isEmpty() || !told.after().equals(listed) || told.orders().isEmpty()) return done();
        return withEnd(new CorrectionEvent.Listed(told.orders().get().ids(), told.orders().get().next(), now), now);
    }

    /** Of a copy that comes late only those count that were not counted before. */
    private Decision<Correction, CorrectionEvent, Done> corrected(CorrectionCommand.Corrected told, Instant now) {
        if (begun == null || endedAt != null) return done();
        var open = new HashSet<>(queue);
        open.addAll(waiting.keySet());
        var over = told.over().stream().filter(result -> open.contains(result.orderId())).toList();
        var still = told.waiting().stream().filter(open::contains).toList();
        return over.isEmpty() && still.isEmpty() ? done() : withEnd(new CorrectionEvent.Asked(over, still, now), now);
    }

    private Decision<Correction, CorrectionEvent, Done> withEnd(CorrectionEvent event, Instant now) {
        var after = BLUEPRINT.apply(this, event);
        return after.all && after.queue.isEmpty() && after.waiting.isEmpty() ? done(event, new CorrectionEvent.Ended(now)) : done(event);
    }

    private static Decision<Correction, CorrectionEvent, Done> done(CorrectionEvent... events) {
        return accept(each -> Done.DONE, events);
    }

    private Correction asked(CorrectionEvent.Asked event) {
        Set<String> over = event.over().stream().map(Result::orderId).collect(Collectors.toSet());
        var left = waiting;
        for (String order : over) left = left.without(order);
        for (String order : event.waiting()) left = left.with(order, true);
        var rest = queue.stream().filter(order -> !over.contains(order) && !event.waiting().contains(order)).toList();
        var more = sums;
        for (var result : event.over()) {
            if (result.difference().isEmpty()) continue;
            String currency = result.difference().get().currency().getCurrencyCode();
            more = more.with(currency, Math.addExact(more.find(currency).orElse(0L), result.difference().get().amount()));
        }
        var counted = new Correction(begun, ends, listed, all, rest, left, asked, rounds, until, orders + event.over().stream().filter(result -> result.lines() > 0).count(),
                lines + event.over().stream().mapToLong(Result::lines).sum(), refused + event.over().stream().filter(Result::refused).count(), more, null, version + 1);
        if (!queue.isEmpty()) return counted.round("", 0, event.at());
        String last = Stream.concat(over.stream(), event.waiting().stream()).max(String::compareTo).orElse(asked);
        return left.after(last, 1).isEmpty() ? counted.round("", over.isEmpty() ? rounds + 1 : 0, event.at()) : counted.round(last, rounds, null);
    }

    /** Those that wait are asked again in rounds, with a pause between, which grows while nothing happens. @param since null: the round goes on */
    private Correction round(String last, int idle, Instant since) {
        var pause = Duration.ofSeconds(1L << Math.min(idle, 9));
        var next = since == null ? null : since.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
        return new Correction(begun, ends, listed, all, queue, waiting, last, idle, next, orders, lines, refused, sums, endedAt, version);
    }
}
