package souk.flashsale;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.flashsale.api.SaleCommand;
import souk.flashsale.api.SaleEvent;
import souk.flashsale.api.SaleStatus;
import souk.flashsale.api.SaleView;
import souk.inventory.api.StockEvent.Pick;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;

/**
 * A flash sale as a durable process: it books its time, takes its units from the stock just before that comes, shares them out to its {@link Counter}s, and at the end brings back
 * what nobody has bought. What is done in each status says {@link SaleProcess}.
 *
 * @param stamp     when its last event was: what its commands carry as their time
 * @param waiting   how often the present step came back, and when it is carried out again
 * @param created   how it began, with what was changed since; null before
 * @param rejection why it never came about; null unless rejected
 * @param quantity  units on offer
 * @param attempt   of taking units from the stock, from 0: each is a reservation of its own
 * @param picks     where they were taken from
 * @param round     of collecting; 0 before the end
 * @param collected what the last round has given back
 * @param outstanding what was neither sold nor back then: somebody's to pay, or on its way between counters
 * @param returned  what has gone back to the stock, in all
 * @param calledOff whether staff has ended it
 * @param changes   what staff has changed before it began
 * @param version   the number of events
 */
record Sale(SaleStatus status, Instant stamp, Waiting waiting, SaleEvent.Created created, Rejection rejection, int quantity, int attempt, List<Pick> picks, int round, int collected, int outstanding,
        long returned, boolean calledOff, Changes changes, long version) {

    /** @param until not before this time the step is carried out again */
    record Waiting(int tries, Optional<Instant> until) {
        static final Waiting NOT = new Waiting(0, Optional.empty());

        Waiting {
            if (until == null) until = Optional.empty();
        }
    }

    /** So long before it starts it takes its units and opens its counters, so that they can be claimed at its first instant: by then all of that is done, also by a partition that is busy. */
    static final Duration LEAD = Duration.ofSeconds(2);
    /** While claims may still be paid, their counters are asked for what has lapsed: so long after the first round, then after twice as long, at last once an hour. */
    static final Duration LINGERS = Duration.ofSeconds(15);
    private static final int DOUBLINGS = 8;
    /** So long after its time a claim has lapsed at its counter, too. */
    static final Duration LAPSED = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    static final Sale NONE = new Sale(SaleStatus.NONE, Instant.EPOCH, Waiting.NOT, null, null, 0, 0, List.of(), 0, 0, 0, 0, false, Changes.NONE, 0);

    static final Blueprint<Sale, SaleEvent> BLUEPRINT = Blueprint.of(SaleCommand.TYPE, NONE, SaleCommand.class, SaleEvent.class)
            .await("create", SaleCommand.Create.class, SaleView.class, Sale::create, Sale::made, Sale::view)
            .await("change", SaleCommand.Change.class, SaleView.class, Changes::decide, Sale::settled, Sale::view)
            .await("call-off", SaleCommand.CallOff.class, SaleView.class, Sale::callOff, Sale::over, Sale::view)
            .answer("look", SaleCommand.Look.class, SaleView.class, Sale::look)
            .decide("wake", SaleCommand.Wake.class, Done.class, Sale::wake)
            .decide("book-answered", SaleCommand.BookAnswered.class, Done.class, Sale::bookAnswered)
            .decide("move-answered", SaleCommand.MoveAnswered.class, Done.class, Sale::moveAnswered)
            .decide("reserve-answered", SaleCommand.ReserveAnswered.class, Done.class, Sale::reserveAnswered)
            .decide("take-answered", SaleCommand.TakeAnswered.class, Done.class, Sale::takeAnswered)
            .decide("measure-answered", SaleCommand.MeasureAnswered.class, Done.class, Sale::measureAnswered)
            .decide("open-answered", SaleCommand.OpenAnswered.class, Done.class, Sale::openAnswered)
            .decide("collect-answered", SaleCommand.CollectAnswered.class, Done.class, Sale::collectAnswered)
            .decide("return-answered", SaleCommand.ReturnAnswered.class, Done.class, Sale::returnAnswered)
            .decide("acknowledge-answered", SaleCommand.AcknowledgeAnswered.class, Done.class, Sale::acknowledgeAnswered)
            .decide("free-answered", SaleCommand.FreeAnswered.class, Done.class, Sale::freeAnswered)
            .apply(SaleEvent.Created.class, "flashsale.sale-created", Sale::created)
            .apply(SaleEvent.Booked.class, "flashsale.sale-booked", (sale, event) -> sale.to(SaleStatus.SCHEDULED, event))
            .apply(SaleEvent.Rejected.class, "flashsale.sale-rejected", Sale::rejected)
            .apply(SaleEvent.ChangeAsked.class, "flashsale.change-asked", (sale, event) -> sale.planned(SaleStatus.CHANGING, sale.created, sale.changes.asked(event), event))
            .apply(SaleEvent.Changed.class, "flashsale.sale-changed", Sale::changed)
            .apply(SaleEvent.ChangeRefused.class, "flashsale.change-refused", (sale, event) -> sale.planned(SaleStatus.SCHEDULED, sale.created, sale.changes.refused(event.rejection()), event))
            .apply(SaleEvent.Started.class, "flashsale.sale-started", (sale, event) -> sale.to(SaleStatus.RESERVING, event))
            .apply(SaleEvent.Reserved.class, "flashsale.units-reserved", Sale::reserved)
            .apply(SaleEvent.FoundShort.class, "flashsale.sale-found-short", (sale, event) -> sale.to(SaleStatus.MEASURING, event))
            .apply(SaleEvent.Cut.class, "flashsale.sale-cut", Sale::cut)
            .apply(SaleEvent.Taken.class, "flashsale.units-taken", (sale, event) -> sale.to(SaleStatus.OPENING, event))
            .apply(SaleEvent.Readied.class, "flashsale.sale-readied", (sale, event) -> sale.to(SaleStatus.READY, event))
            .apply(SaleEvent.Opened.class, "flashsale.sale-opened", (sale, event) -> sale.to(SaleStatus.LIVE, event))
            .apply(SaleEvent.Closed.class, "flashsale.sale-closed", (sale, event) -> sale.collecting(1, event.calledOff(), event))
            .apply(SaleEvent.CalledOff.class, "flashsale.sale-called-off", Sale::calledOff)
            .apply(SaleEvent.Collected.class, "flashsale.units-collected", Sale::collected)
            .apply(SaleEvent.Returned.class, "flashsale.units-returned", Sale::returned)
            .apply(SaleEvent.Acknowledged.class, "flashsale.return-acknowledged", (sale, event) -> sale.to(sale.afterReturn(), event))
            .apply(SaleEvent.Resumed.class, "flashsale.collecting-resumed", (sale, event) -> sale.collecting(event.round(), sale.calledOff, event))
            .apply(SaleEvent.Ended.class, "flashsale.sale-ended", (sale, event) -> sale.to(sale.rejection == null ? SaleStatus.ENDED : SaleStatus.REJECTED, event))
            .apply(SaleEvent.Delayed.class, "flashsale.step-delayed", Sale::delayed)
            .wakes(Sale::wakeAt, SaleCommand.Wake::new)
            .process((sale, now) -> SaleProcess.next(sale))
            .build();

    Sale {
        picks = picks == null ? List.of() : List.copyOf(picks);
        if (changes == null) changes = Changes.NONE;
    }

    // ---- what staff and shoppers ask

    private Decision<Sale, SaleEvent, SaleView> create(SaleCommand.Create create, Instant now) {
        if (status == SaleStatus.NONE) {
            return accept(Sale::view, new SaleEvent.Created(create.saleId(), create.terms(), create.quantity(), create.counters(), create.buckets(), create.fingerprint(), now));
        }
        return created.fingerprint().equals(create.fingerprint()) ? accept(Sale::view)
                : reject(keyReused());
    }

    /** One that starts at once is answered when it has. */
    private Optional<Outcome<SaleView>> made() {
        if (rejection != null) return Optional.of(Outcome.refused(rejection));
        boolean atOnce = created != null && !created.terms().startsAt().isAfter(created.at());
        boolean ready = !status.before() || status == SaleStatus.SCHEDULED && !atOnce;
        return ready ? Optional.of(Outcome.accepted(view())) : Optional.empty();
    }

    /** What became of the last change. */
    private Optional<Outcome<SaleView>> settled() {
        if (changes.asked() != null) return Optional.empty();
        return Optional.of(changes.refusal() != null ? Outcome.refused(changes.refusal()) : Outcome.accepted(view()));
    }

    private Decision<Sale, SaleEvent, SaleView> callOff(SaleCommand.CallOff callOff, Instant now) {
        if (!cameAbout()) return reject(Rejection.notFound("flash sale"));
        return switch (status) {
            case SCHEDULED -> accept(Sale::view, new SaleEvent.CalledOff(now));
            case BOOKING, RESERVING, TAKING, MEASURING, OPENING -> reject(CONFLICT, "sale-starting", "This sale is just being opened: call it off in a moment.");
            case CHANGING -> reject(changing());
            case READY, LIVE -> accept(Sale::view, new SaleEvent.Closed(true, now));
            default -> accept(Sale::view);
        };
    }

    /** Called off or over, and what nobody has is in the stock again. */
    private Optional<Outcome<SaleView>> over() {
        return status == SaleStatus.LINGERING || status == SaleStatus.ENDED ? Optional.of(Outcome.accepted(view())) : Optional.empty();
    }

    private Outcome<SaleView> look(SaleCommand.Look look, Instant now) {
        return !cameAbout() ? Outcome.refused(Rejection.notFound("flash sale")) : Outcome.accepted(view(now));
    }

    // ---- what its steps come to; a result that no longer fits is accepted and does nothing

    private Optional<Instant> wakeAt() {
        return switch (status) {
            case SCHEDULED -> Optional.of(created.terms().startsAt().minus(LEAD));
            case READY -> Optional.of(created.terms().startsAt());
            case LIVE -> Optional.of(created.terms().endsAt());
            case LINGERING -> Optional.of(nextRound());
            default -> Optional.empty();
        };
    }

    /** Not later than when the last claim that nobody has begun to pay has lapsed, so that its units need not wait for a round that may be far away. */
    private Instant nextRound() {
        var next = stamp.plus(LINGERS.multipliedBy(1L << Math.min(round - 1, DOUBLINGS)));
        var lapsed = created.terms().endsAt().plus(created.terms().claimTtl()).plus(LAPSED);
        return stamp.isBefore(lapsed) && lapsed.isBefore(next) ? lapsed : next;
    }

    private Decision<Sale, SaleEvent, Done> wake(SaleCommand.Wake wake, Instant now) {
        if (wakeAt().filter(at -> !now.isBefore(at)).isEmpty()) return done();
        return switch (status) {
            case SCHEDULED -> done(new SaleEvent.Started(now));
            case READY -> done(new SaleEvent.Opened(now));
            case LIVE -> done(new SaleEvent.Closed(false, now));
            default -> done(new SaleEvent.Resumed(round + 1, now));
        };
    }

    private Decision<Sale, SaleEvent, Done> bookAnswered(SaleCommand.BookAnswered result, Instant now) {
        if (status != SaleStatus.BOOKING) return done();
        if (result.refusal().isEmpty()) return done(new SaleEvent.Booked(now));
        var refusal = result.refusal().get();
        return refusal.kind() == CONFLICT ? done(new SaleEvent.Rejected(refusal, now)) : delay(refusal, now);
    }

    private Decision<Sale, SaleEvent, Done> moveAnswered(SaleCommand.MoveAnswered result, Instant now) {
        if (status != SaleStatus.CHANGING || result.revision() != changes.asked().revision()) return done();
        if (result.refusal().isPresent()) return delay(result.refusal().get(), now);
        var asked = changes.asked();
        return done(result.overlap().<SaleEvent>map(why -> new SaleEvent.ChangeRefused(why, now)).orElseGet(() -> new SaleEvent.Changed(asked.terms(), asked.quantity(), asked.counters(), now)));
    }

    private Decision<Sale, SaleEvent, Done> reserveAnswered(SaleCommand.ReserveAnswered result, Instant now) {
        if (status != SaleStatus.RESERVING || result.attempt() != attempt) return done();
        return result.refusal().isEmpty() ? done(new SaleEvent.Reserved(result.picks(), now)) : shortOr(result.refusal().get(), now);
    }

    private Decision<Sale, SaleEvent, Done> takeAnswered(SaleCommand.TakeAnswered result, Instant now) {
        if (status != SaleStatus.TAKING || result.attempt() != attempt) return done();
        return result.refusal().isEmpty() ? done(new SaleEvent.Taken(now)) : shortOr(result.refusal().get(), now);
    }

    /** Too few, or held so long that the stock gave them to others: it goes on with what there is. */
    private Decision<Sale, SaleEvent, Done> shortOr(Rejection refusal, Instant now) {
        return refusal.code().equals("sold-out") || refusal.code().equals("reservation-expired") ? done(new SaleEvent.FoundShort(now)) : delay(refusal, now);
    }

    private Decision<Sale, SaleEvent, Done> measureAnswered(SaleCommand.MeasureAnswered result, Instant now) {
        if (status != SaleStatus.MEASURING || result.attempt() != attempt) return done();
        return result.refusal().isPresent() ? delay(result.refusal().get(), now) : done(new SaleEvent.Cut((int) Math.min(quantity, result.available()), now));
    }

    private Decision<Sale, SaleEvent, Done> openAnswered(SaleCommand.OpenAnswered result, Instant now) {
        if (status != SaleStatus.OPENING) return done();
        if (result.refusal().isPresent()) return delay(result.refusal().get(), now);
        return done(now.isBefore(created.terms().startsAt()) ? new SaleEvent.Readied(now) : new SaleEvent.Opened(now));
    }

    private Decision<Sale, SaleEvent, Done> collectAnswered(SaleCommand.CollectAnswered result, Instant now) {
        if (status != SaleStatus.COLLECTING || result.round() != round) return done();
        return result.refusal().isPresent() ? delay(result.refusal().get(), now)
                : done(new SaleEvent.Collected(round, result.units(), (int) (quantity - returned - result.units() - result.sold()), now));
    }

    private Decision<Sale, SaleEvent, Done> returnAnswered(SaleCommand.ReturnAnswered result, Instant now) {
        if (status != SaleStatus.RETURNING || result.round() != round) return done();
        return result.refusal().isPresent() ? delay(result.refusal().get(), now) : done(new SaleEvent.Returned(round, collected, now));
    }

    private Decision<Sale, SaleEvent, Done> acknowledgeAnswered(SaleCommand.AcknowledgeAnswered result, Instant now) {
        if (status != SaleStatus.ACKNOWLEDGING || result.round() != round) return done();
        return result.refusal().isPresent() ? delay(result.refusal().get(), now) : done(new SaleEvent.Acknowledged(round, now));
    }

    private Decision<Sale, SaleEvent, Done> freeAnswered(SaleCommand.FreeAnswered result, Instant now) {
        if (status != SaleStatus.FREEING) return done();
        return result.refusal().isPresent() ? delay(result.refusal().get(), now) : done(new SaleEvent.Ended(now));
    }

    private Decision<Sale, SaleEvent, Done> delay(Rejection why, Instant now) {
        int tries = waiting.tries() + 1;
        var pause = Duration.ofSeconds(1L << Math.min(tries - 1, 6));
        // What came too late only needs the new time that this event gives it.
        var until = why.code().equals("too-late") ? now : now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
        return done(new SaleEvent.Delayed(why.code() + ": " + why.detail(), tries, until, now));
    }

    static Rejection keyReused() {
        return new Rejection(UNPROCESSABLE, "idempotency-key-reused", "This Idempotency-Key came with another body before: use a new one.");
    }

    static Rejection changing() {
        return new Rejection(CONFLICT, "change-in-progress", "The time of this sale is just being booked: try again in a moment.");
    }

    private static Decision<Sale, SaleEvent, Done> done(SaleEvent... events) {
        return accept(sale -> Done.DONE, events);
    }

    // ---- what it knows of itself

    String id() {
        return created.saleId();
    }

    SaleView view() {
        return view(stamp);
    }

    SaleView view(Instant now) {
        return new SaleView(id(), version, status, created.terms(), quantity, created.counters(), created.buckets(), returned, now);
    }

    /** Whether there is such a sale: one that was rejected only has still to see that no copy of its booking stays behind. */
    boolean cameAbout() {
        return created != null && rejection == null;
    }

    private SaleStatus afterReturn() {
        return outstanding > 0 ? SaleStatus.LINGERING : SaleStatus.FREEING;
    }

    // ---- how events change it

    private Sale created(SaleEvent.Created event) {
        return new Sale(SaleStatus.BOOKING, event.at(), Waiting.NOT, event, null, event.quantity(), 0, List.of(), 0, 0, 0, 0, false, Changes.NONE, 1);
    }

    private Sale changed(SaleEvent.Changed event) {
        var planned = new SaleEvent.Created(created.saleId(), event.terms(), event.quantity(), event.counters(), created.buckets(), created.fingerprint(), created.at());
        return planned(SaleStatus.SCHEDULED, planned, changes.made(), event);
    }

    /** A sale that has not begun has nothing but its plan. */
    private Sale planned(SaleStatus next, SaleEvent.Created plan, Changes nextChanges, SaleEvent event) {
        return new Sale(next, event.at(), Waiting.NOT, plan, null, plan.quantity(), 0, List.of(), 0, 0, 0, 0, false, nextChanges, version + 1);
    }

    /** A copy of its booking may still be on its way, and come when the other sale is over: so that it books nothing then, the time is given free. */
    private Sale rejected(SaleEvent.Rejected event) {
        return new Sale(SaleStatus.FREEING, event.at(), Waiting.NOT, created, event.rejection(), quantity, attempt, picks, round, collected, outstanding, returned, calledOff, changes, version + 1);
    }

    /** With nothing in stock there is nothing to take. Another attempt is another reservation: this one has been released. */
    private Sale cut(SaleEvent.Cut event) {
        return new Sale(event.quantity() == 0 ? SaleStatus.OPENING : SaleStatus.RESERVING, event.at(), Waiting.NOT, created, rejection, event.quantity(), attempt + 1, List.of(), round, collected, outstanding, returned, calledOff, changes, version + 1);
    }

    private Sale reserved(SaleEvent.Reserved event) {
        return new Sale(SaleStatus.TAKING, event.at(), Waiting.NOT, created, rejection, quantity, attempt, event.picks(), round, collected, outstanding, returned, calledOff, changes, version + 1);
    }

    private Sale calledOff(SaleEvent.CalledOff event) {
        return new Sale(SaleStatus.FREEING, event.at(), Waiting.NOT, created, rejection, quantity, attempt, picks, round, collected, outstanding, returned, true, changes, version + 1);
    }

    private Sale collecting(int nextRound, boolean off, SaleEvent event) {
        return new Sale(SaleStatus.COLLECTING, event.at(), Waiting.NOT, created, rejection, quantity, attempt, picks, nextRound, 0, outstanding, returned, off, changes, version + 1);
    }

    private Sale collected(SaleEvent.Collected event) {
        var next = event.units() > 0 ? SaleStatus.RETURNING : event.outstanding() > 0 ? SaleStatus.LINGERING : SaleStatus.FREEING;
        return new Sale(next, event.at(), Waiting.NOT, created, rejection, quantity, attempt, picks, event.round(), event.units(), event.outstanding(), returned, calledOff, changes, version + 1);
    }

    private Sale returned(SaleEvent.Returned event) {
        return new Sale(SaleStatus.ACKNOWLEDGING, event.at(), Waiting.NOT, created, rejection, quantity, attempt, picks, round, collected, outstanding, returned + event.units(), calledOff, changes, version + 1);
    }

    private Sale delayed(SaleEvent.Delayed event) {
        return new Sale(status, event.at(), new Waiting(event.tries(), Optional.of(event.until())), created, rejection, quantity, attempt, picks, round, collected, outstanding, returned, calledOff, changes, version + 1);
    }

    private Sale to(SaleStatus next, SaleEvent event) {
        return new Sale(next, event.at(), Waiting.NOT, created, rejection, quantity, attempt, picks, round, collected, outstanding, returned, calledOff, changes, version + 1);
    }
}
