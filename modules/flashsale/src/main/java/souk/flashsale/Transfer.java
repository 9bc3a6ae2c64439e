package souk.flashsale;

import static souk.kernel.Decision.accept;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.TransferCommand;
import souk.flashsale.api.TransferCommand.Moved;
import souk.flashsale.api.TransferEvent;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;

/**
 * Units on their way from one counter to another, as a durable process: what one has given the other gets, once, whatever is killed meanwhile. Both counters remember the transfer
 * until it has recorded their answer and acknowledged it, so each of its calls may come twice, late or after days.
 *
 * @param stamp   when its last event was: what its commands carry as their time
 * @param tries   how often the present step came back
 * @param until   not before this time it is carried out again
 * @param units   what was given
 * @param version the number of events
 */
record Transfer(Status status, TransferEvent.Begun begun, Instant stamp, int tries, Optional<Instant> until, int units, long version) {
    enum Status { NONE, GIVING, TAKING, ACKNOWLEDGING, OVER }

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    static final Transfer NONE = new Transfer(Status.NONE, null, Instant.EPOCH, 0, Optional.empty(), 0, 0);

    static final Blueprint<Transfer, TransferEvent> BLUEPRINT = Blueprint.of(TransferCommand.TYPE, NONE, TransferCommand.class, TransferEvent.class)
            .await("begin", TransferCommand.Begin.class, Moved.class, Transfer::begin, Transfer::moved, transfer -> new Moved(0))
            .decide("give-answered", TransferCommand.GiveAnswered.class, Done.class, Transfer::giveAnswered)
            .decide("take-answered", TransferCommand.TakeAnswered.class, Done.class, Transfer::takeAnswered)
            .decide("acknowledge-answered", TransferCommand.AcknowledgeAnswered.class, Done.class, Transfer::acknowledgeAnswered)
            .apply(TransferEvent.Begun.class, "flashsale.transfer-begun", (transfer, event) -> new Transfer(Status.GIVING, event, event.at(), 0, Optional.empty(), 0, 1))
            .apply(TransferEvent.Given.class, "flashsale.transfer-given", (transfer, event) -> transfer.to(event.units() == 0 ? Status.ACKNOWLEDGING : Status.TAKING, event.units(), event.at()))
            .apply(TransferEvent.Arrived.class, "flashsale.transfer-arrived", (transfer, event) -> transfer.to(Status.ACKNOWLEDGING, transfer.units, event.at()))
            .apply(TransferEvent.Acknowledged.class, "flashsale.transfer-acknowledged", (transfer, event) -> transfer.to(Status.OVER, transfer.units, event.at()))
            .apply(TransferEvent.Delayed.class, "flashsale.transfer-delayed", (transfer, event) ->
                    new Transfer(transfer.status, transfer.begun, event.at(), event.tries(), Optional.of(event.until()), transfer.units, transfer.version + 1))
            .process((transfer, now) -> transfer.next())
            .build();

    Transfer {
        if (until == null) until = Optional.empty();
    }

    private Decision<Transfer, TransferEvent, Moved> begin(TransferCommand.Begin begin, Instant now) {
        return status != Status.NONE ? accept(transfer -> new Moved(0))
                : accept(transfer -> new Moved(0), new TransferEvent.Begun(begin.transferId(), begin.saleId(), begin.from(), begin.to(), begin.units(), now));
    }

    private Optional<Outcome<Moved>> moved() {
        return status == Status.ACKNOWLEDGING || status == Status.OVER ? Optional.of(Outcome.accepted(new Moved(units))) : Optional.empty();
    }

    private Optional<Step> next() {
        var step = switch (status) {
            case NONE, OVER -> Optional.<Step>empty();
            case GIVING -> Optional.of(Step.of("give", List.of(Step.send(from(), new CounterCommand.Give(begun.transferId(), begun.units(), stamp))), outcomes ->
                    new TransferCommand.GiveAnswered(Step.refusal(outcomes), outcomes.get(0).fold(given -> ((Moved) given).units(), refused -> 0))));
            case TAKING -> Optional.of(Step.of("take", List.of(Step.send(to(), new CounterCommand.Take(begun.transferId(), units, stamp))),
                    outcomes -> new TransferCommand.TakeAnswered(Step.refusal(outcomes))));
            case ACKNOWLEDGING -> Optional.of(units == 0 ? withdraw() : Step.of("acknowledge", List.of(Step.together(List.of(
                    Step.send(from(), new CounterCommand.Acknowledge(begun.transferId(), stamp)), Step.send(to(), new CounterCommand.Acknowledge(begun.transferId(), stamp))))),
                    outcomes -> new TransferCommand.AcknowledgeAnswered(Step.refusal(outcomes))));
        };
        return step.map(next -> until.map(next::notBefore).orElse(next));
    }

    /** It was refused, but a copy of what it asked for may come when there are units again: nobody would ever fetch them. */
    private Step withdraw() {
        return Step.of("withdraw", List.of(Step.send(from(), new CounterCommand.Withdraw(begun.transferId(), stamp))), outcomes -> new TransferCommand.AcknowledgeAnswered(Step.refusal(outcomes)));
    }

    private Address<CounterCommand<?>> from() {
        return CounterCommand.at(begun.saleId(), begun.from());
    }

    private Address<CounterCommand<?>> to() {
        return CounterCommand.at(begun.saleId(), begun.to());
    }

    /** A counter that has nothing, or whose sale is over, gives nothing. */
    private Decision<Transfer, TransferEvent, Done> giveAnswered(TransferCommand.GiveAnswered result, Instant now) {
        if (status != Status.GIVING) return done();
        if (result.refusal().isEmpty()) return done(new TransferEvent.Given(result.units(), now));
        var refusal = result.refusal().get();
        return refusal.code().equals("too-late") ? delay(refusal, now) : done(new TransferEvent.Given(0, now));
    }

    private Decision<Transfer, TransferEvent, Done> takeAnswered(TransferCommand.TakeAnswered result, Instant now) {
        if (status != Status.TAKING) return done();
        return result.refusal().isPresent() ? delay(result.refusal().get(), now) : done(new TransferEvent.Arrived(now));
    }

    private Decision<Transfer, TransferEvent, Done> acknowledgeAnswered(TransferCommand.AcknowledgeAnswered result, Instant now) {
        if (status != Status.ACKNOWLEDGING) return done();
        return result.refusal().isPresent() ? delay(result.refusal().get(), now) : done(new TransferEvent.Acknowledged(now));
    }

    private Decision<Transfer, TransferEvent, Done> delay(Rejection why, Instant now) {
        var pause = Duration.ofSeconds(1L << Math.min(tries, 6));
        // What came too late only needs the new time that this event gives it.
        var again = why.code().equals("too-late") ? now : now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
        return done(new TransferEvent.Delayed(why.code() + ": " + why.detail(), tries + 1, again, now));
    }

    private static Decision<Transfer, TransferEvent, Done> done(TransferEvent... events) {
        return accept(transfer -> Done.DONE, events);
    }

    private Transfer to(Status next, int given, Instant at) {
        return new Transfer(next, begun, at, 0, Optional.empty(), given, version + 1);
    }
}
