package souk.flashsale.room;

import static souk.kernel.Decision.accept;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import souk.flashsale.Counters;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.SaleCommand;
import souk.flashsale.api.SaleStatus;
import souk.flashsale.api.SaleView;
import souk.flashsale.room.UsherCommand.Facts;
import souk.flashsale.room.UsherCommand.Measure;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.kernel.Step;

/**
 * Who stands at the door of a waiting room: looks how the sale is, counts who is busy in it, and has the next let in, about once a second, until the sale is over. A durable process: when the node
 * that hosts it is lost it goes on at another. What cannot be counted, because the counters do not answer, lets nobody in.
 *
 * <p>It is apart from the {@link Room} because that changes all the time, and a process whose state changes begins its step anew.
 *
 * @param round   of letting in, from 1
 * @param begun   when it began
 * @param looked  when the sale was last looked at
 * @param pause   how long after that the next look was planned
 * @param until   not before this time the present step is carried out
 * @param facts   how the sale was; null before the first look
 * @param measure how busy it was; null unless people are about to be let in
 */
public record Usher(Status status, String saleId, long round, Instant begun, Instant looked, Duration pause, Instant until, Facts facts, Measure measure) {
    /** What it is doing. */
    public enum Status { NONE, LOOKING, LETTING_IN, CLOSING, OVER }

    /** From look to look while somebody waits or is in. */
    static final Duration PACE = Duration.ofSeconds(1);
    /** While nobody is there, or nothing is left. */
    static final Duration EASY_PACE = Duration.ofSeconds(2);
    /** Before it starts, as its start may be moved. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** So long after it began there must be a sale; who plans one has it made right after the usher, but may have to send that again. It looks less and less often. */
    static final Duration PATIENCE = Duration.ofDays(1);
    private static final int LESS_OFTEN = 10;
    private static final int AT_A_TIME = 100;

    static final Usher NONE = new Usher(Status.NONE, "", 1, Instant.EPOCH, Instant.EPOCH, Duration.ZERO, Instant.EPOCH, null, null);

    /** The table of its commands and events. */
    public static final Blueprint<Usher, UsherEvent> BLUEPRINT = Blueprint.of(UsherCommand.TYPE, NONE, UsherCommand.class, UsherEvent.class)
            .decide("begin", UsherCommand.Begin.class, Done.class, (usher, begin, now) -> usher.facts == null ? done(new UsherEvent.Begun(begin.saleId(), now)) : done())
            .decide("look-answered", UsherCommand.LookAnswered.class, Done.class, Usher::lookAnswered)
            .decide("let-in-answered", UsherCommand.LetInAnswered.class, Done.class, Usher::letInAnswered)
            .decide("close-answered", UsherCommand.CloseAnswered.class, Done.class, Usher::closeAnswered)
            .apply(UsherEvent.Begun.class, "flashsale.usher-begun", (usher, event) -> new Usher(Status.LOOKING, event.saleId(), 1, event.at(), event.at(), Duration.ZERO, event.at(), null, null))
            .apply(UsherEvent.Looked.class, "flashsale.usher-looked", (usher, event) -> usher.to(Status.LOOKING, event.until(), event.facts(), null))
            .apply(UsherEvent.Measured.class, "flashsale.usher-measured", Usher::measured)
            .apply(UsherEvent.LetIn.class, "flashsale.usher-let-in", Usher::letIn)
            .apply(UsherEvent.SaleEnded.class, "flashsale.usher-saw-the-end", (usher, event) -> usher.to(Status.CLOSING, event.at(), usher.facts, null))
            .apply(UsherEvent.Ended.class, "flashsale.usher-ended", (usher, event) -> usher.to(Status.OVER, event.at(), usher.facts, null))
            .apply(UsherEvent.Delayed.class, "flashsale.usher-delayed", (usher, event) -> usher.to(usher.status, event.until(), usher.facts, usher.measure))
            .process((usher, now) -> usher.next())
            .build();

    // ---- what it does next

    private Optional<Step> next() {
        return switch (status) {
            case NONE, OVER -> Optional.empty();
            case LOOKING -> Optional.of((facts != null && facts.status() == SaleStatus.LIVE ? count() : look()).notBefore(until));
            case LETTING_IN -> Optional.of(Step.of("let-in", List.of(Step.send(room(), new RoomCommand.LetIn(round, measure.left(), measure.customers(), measure.claimed(), pause))), outcomes ->
                    new UsherCommand.LetInAnswered(round, Step.refusal(outcomes), outcomes.get(0).fold(view -> busy((RoomView) view), refused -> true))).notBefore(until));
            case CLOSING -> Optional.of(Step.of("close-room", List.of(Step.send(room(), new RoomCommand.Close())), outcomes -> new UsherCommand.CloseAnswered(Step.refusal(outcomes))).notBefore(until));
        };
    }

    private Step look() {
        return Step.of("look-at-sale", List.of(Step.send(SaleCommand.at(saleId), new SaleCommand.Look())),
                outcomes -> new UsherCommand.LookAnswered(round, Step.refusal(outcomes), facts(outcomes.get(0)), Optional.empty()));
    }

    /** The room first: who claims after it was asked is counted twice rather than not at all. */
    private Step count() {
        var calls = new ArrayList<Step.Call>();
        calls.add(Step.send(SaleCommand.at(saleId), new SaleCommand.Look()));
        calls.add(Step.send(room(), new RoomCommand.Look()));
        for (int from = 0; from < facts.counters(); from += AT_A_TIME) {
            calls.add(Step.together(IntStream.range(from, Math.min(facts.counters(), from + AT_A_TIME))
                    .mapToObj(index -> Step.send(CounterCommand.at(saleId, Counters.number(index, facts.buckets())), new CounterCommand.CountCustomers())).toList()));
        }
        return Step.of("count-customers", calls, outcomes -> {
            var refusal = Step.refusal(outcomes);
            return new UsherCommand.LookAnswered(round, refusal, facts(outcomes.get(0)), refusal.isPresent() ? Optional.empty() : Optional.of(measure(outcomes)));
        });
    }

    private static Measure measure(List<Outcome<?>> outcomes) {
        long claimed = outcomes.get(1).fold(view -> ((RoomView) view).claimed(), refused -> 0L);
        long left = 0;
        int customers = 0;
        for (var each : outcomes.subList(2, outcomes.size())) {
            var crowd = each.fold(reply -> (CounterCommand.Crowd) reply, refused -> new CounterCommand.Crowd(0, 0));
            left += crowd.left();
            customers += crowd.customers();
        }
        return new Measure(left, customers, claimed);
    }

    private static Optional<Facts> facts(Outcome<?> sale) {
        return sale.fold(found -> {
            var view = (SaleView) found;
            return Optional.of(new Facts(view.status(), view.terms().startsAt(), view.counters(), view.buckets()));
        }, refused -> Optional.empty());
    }

    private boolean busy(RoomView view) {
        return view.inside() > 0 || view.waiting() > 0 && measure.left() > 0;
    }

    private Address<RoomCommand<?>> room() {
        return RoomCommand.at(saleId);
    }

    // ---- what its steps come to; a result that no longer fits is accepted and does nothing

    private Decision<Usher, UsherEvent, Done> lookAnswered(UsherCommand.LookAnswered result, Instant now) {
        if (status != Status.LOOKING || result.round() != round) return done();
        if (result.facts().isEmpty()) {
            var why = result.refusal().orElseThrow();
            if (why.kind() != Kind.NOT_FOUND || facts != null) return delay(why, PACE, now);
            // The room stays as it is, for whoever plans the sale after all.
            if (now.isAfter(begun.plus(PATIENCE))) return done(new UsherEvent.Ended(now));
            var pause = Duration.between(begun, now).dividedBy(LESS_OFTEN);
            return delay(why, pause.compareTo(PACE) < 0 ? PACE : pause, now);
        }
        var seen = result.facts().get();
        if (!seen.status().before() && seen.status() != SaleStatus.LIVE) return done(new UsherEvent.SaleEnded(now));
        if (result.refusal().isPresent()) return delay(result.refusal().get(), PACE, now);
        if (seen.status() == SaleStatus.LIVE) return done(result.measure().isPresent() ? new UsherEvent.Measured(result.measure().get(), now) : new UsherEvent.Looked(seen, now, now));
        var soon = now.plus(PACE);
        var latest = now.plus(LONGEST_PAUSE);
        var start = seen.startsAt().isBefore(soon) ? soon : seen.startsAt();
        return done(new UsherEvent.Looked(seen, start.isAfter(latest) ? latest : start, now));
    }

    private Decision<Usher, UsherEvent, Done> letInAnswered(UsherCommand.LetInAnswered result, Instant now) {
        if (status != Status.LETTING_IN || result.round() != round) return done();
        if (result.refusal().isPresent()) return delay(result.refusal().get(), PACE, now);
        return done(new UsherEvent.LetIn(result.busy() ? PACE : EASY_PACE, now));
    }

    private Decision<Usher, UsherEvent, Done> closeAnswered(UsherCommand.CloseAnswered result, Instant now) {
        if (status != Status.CLOSING) return done();
        return result.refusal().isPresent() ? delay(result.refusal().get(), PACE, now) : done(new UsherEvent.Ended(now));
    }

    private static Decision<Usher, UsherEvent, Done> delay(Rejection why, Duration pause, Instant now) {
        return done(new UsherEvent.Delayed(why.code() + ": " + why.detail(), now.plus(pause), now));
    }

    private static Decision<Usher, UsherEvent, Done> done(UsherEvent... events) {
        return accept(usher -> Done.DONE, events);
    }

    // ---- how events change it

    private Usher measured(UsherEvent.Measured event) {
        return new Usher(Status.LETTING_IN, saleId, round, begun, event.at(), pause, event.at(), facts, event.measure());
    }

    private Usher letIn(UsherEvent.LetIn event) {
        return new Usher(Status.LOOKING, saleId, round + 1, begun, looked, event.pause(), looked.plus(event.pause()), facts, null);
    }

    private Usher to(Status next, Instant notBefore, Facts seen, Measure counted) {
        return new Usher(next, saleId, round, begun, looked, pause, notBefore, seen, counted);
    }
}
