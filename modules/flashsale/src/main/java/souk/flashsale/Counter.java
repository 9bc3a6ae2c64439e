package souk.flashsale;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.GONE;
import static souk.kernel.Rejection.Kind.LIMITED;
import static souk.kernel.Rejection.Kind.OVERLOADED;
import static souk.kernel.Rejection.Kind.SOLD_OUT;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import souk.flashsale.Held.Stage;
import souk.flashsale.api.ClaimView;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.CounterEvent;
import souk.flashsale.api.CounterLevel;
import souk.flashsale.api.SaleTerms;
import souk.flashsale.api.TransferCommand;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;

/**
 * Some of a sale's units, and the claims to them. Units are left, claimed or sold; {@code left + open + sold} is what was opened here less what was collected,
 * plus what came from other counters less what went to them.
 * Each command costs the logarithm of the number of claims.
 *
 * <p><b>Bounded memory.</b> A counter is opened with few enough units ({@code souk.flashsale.units-per-counter}; a larger sale has more counters), so open and sold claims are few.
 * An ended one (given back or lapsed) is remembered until the time at which it would have lapsed and {@link Held#REMEMBERED} more: until then its key gets its answer,
 * and a copy of what was said about it changes nothing. Beyond {@link #MOST} claims in all the next one is refused until some are forgotten.
 *
 * <p><b>Why every command may come twice, late or after days.</b> A copy of {@code Claim} finds the claim, or comes after {@code sentAt + VALID_FOR}, before the claim is forgotten.
 * A sold claim is remembered for ever, so a copy of {@code Sell} finds it; a claim that is not sold to that order was let go of, and {@code Sell} is refused for ever, as {@code Attach}
 * is not heeded any more: the order has let go of it ({@link Held#wasLetGoBy}), or it comes too late.
 *
 * @param id        the aggregate's own id
 * @param left      units that can be claimed, or collected once it is closed
 * @param round     the last collection; 0 while the sale goes on
 * @param collected what that gave back
 * @param calledOff whether the sale was called off, so that nobody is to have what is not with an order
 * @param moves     transfers of units from here and to here
 * @param version   the number of events
 */
record Counter(String id, Optional<SaleTerms> terms, int left, Claims claims, int round, int collected, boolean calledOff, Moves moves, long version) {

    /** So many claims one counter remembers. */
    static final int MOST = 50_000;
    /** So many ended claims of one customer it remembers, or as many as the units they may have, before it takes the next, so that nobody can fill it alone. */
    static final int MOST_ENDED = 100;
    /** So many lapse or are forgotten in one event, so that it stays small; the next wake-up takes the next. */
    static final int LAPSING = 200;

    static final Counter EMPTY = new Counter("", Optional.empty(), 0, Claims.NONE, 0, 0, false, Moves.NONE, 0);

    static final Blueprint<Counter, CounterEvent> BLUEPRINT = Blueprint.of(CounterCommand.TYPE, EMPTY, CounterCommand.class, CounterEvent.class)
            .decide("open", CounterCommand.Open.class, Done.class, Counter::open)
            .decide("claim", CounterCommand.Claim.class, ClaimView.class, Counter::claim)
            .decide("release", CounterCommand.Release.class, Done.class, Counter::release)
            .answer("look-at-claim", CounterCommand.LookAtClaim.class, ClaimView.class, Counter::lookAtClaim)
            .decide("attach", CounterCommand.Attach.class, Done.class, Counter::attach)
            .decide("sell", CounterCommand.Sell.class, Done.class, Counter::sell)
            .decide("detach", CounterCommand.Detach.class, Done.class, Counter::detach)
            .decide("collect", CounterCommand.Collect.class, CounterCommand.Collected.class, Counter::collect)
            .decide("give", CounterCommand.Give.class, TransferCommand.Moved.class, Moves::give)
            .decide("take", CounterCommand.Take.class, Done.class, Moves::take)
            .decide("withdraw", CounterCommand.Withdraw.class, Done.class, Moves::withdraw)
            .decide("acknowledge", CounterCommand.Acknowledge.class, Done.class, Moves::acknowledge)
            .decide("expire", CounterCommand.Expire.class, Done.class, Counter::expire)
            .answer("look", CounterCommand.Look.class, CounterLevel.class, (counter, look, now) -> Outcome.accepted(counter.level()))
            .answer("look-at-customer", CounterCommand.LookAtCustomer.class, CounterCommand.Theirs.class, (counter, look, now) -> Outcome.accepted(new CounterCommand.Theirs(counter.claims.of(look.customer(), counter.id))))
            .answer("count-customers", CounterCommand.CountCustomers.class, CounterCommand.Crowd.class, (counter, count, now) -> Outcome.accepted(new CounterCommand.Crowd(counter.left, counter.claims.customers())))
            .apply(CounterEvent.Opened.class, "flashsale.counter-opened", Counter::opened)
            .apply(CounterEvent.Claimed.class, "flashsale.claimed", Counter::claimed)
            .apply(CounterEvent.Released.class, "flashsale.claim-released", Counter::released)
            .apply(CounterEvent.Attached.class, "flashsale.claim-attached", Counter::attached)
            .apply(CounterEvent.Sold.class, "flashsale.claim-sold", Counter::sold)
            .apply(CounterEvent.Detached.class, "flashsale.claim-detached", Counter::detached)
            .apply(CounterEvent.Lapsed.class, "flashsale.claims-lapsed", Counter::lapsed)
            .apply(CounterEvent.Collected.class, "flashsale.counter-collected", Counter::collected)
            .apply(CounterEvent.Gave.class, "flashsale.units-given", (counter, event) -> counter.moved(-event.units(), counter.moves.gave(event.transferId(), event.units())))
            .apply(CounterEvent.Took.class, "flashsale.units-got", (counter, event) -> counter.moved(event.units(), counter.moves.took(event.transferId())))
            .apply(CounterEvent.GiveWithdrawn.class, "flashsale.give-withdrawn", (counter, event) -> counter.moved(event.units(), counter.moves.acknowledged(event.transferId(), event.at(), event.until())))
            .apply(CounterEvent.MoveAcknowledged.class, "flashsale.move-acknowledged", (counter, event) -> counter.moved(0, counter.moves.acknowledged(event.transferId(), event.at(), event.until())))
            .placed(Counters::place)
            .wakes(Counter::wakeAt, CounterCommand.Expire::new)
            .build();

    Counter {
        if (terms == null) terms = Optional.empty();
        if (claims == null) claims = Claims.NONE;
        if (moves == null) moves = Moves.NONE;
    }

    // ---- by the sale

    private Decision<Counter, CounterEvent, Done> open(CounterCommand.Open open, Instant now) {
        return terms.isPresent() ? done() : done(new CounterEvent.Opened(open.counterId(), open.terms(), open.units()));
    }

    private Decision<Counter, CounterEvent, CounterCommand.Collected> collect(CounterCommand.Collect collect, Instant now) {
        int wanted = collect.round();
        // An older round was answered before; whoever repeats it has long gone on.
        if (wanted < round) return accept(counter -> new CounterCommand.Collected(wanted, 0, counter.claims.sold()));
        if (wanted == round) return accept(Counter::lastCollection);
        var released = collect.releaseAll() ? claims.inStage(Stage.OPEN) : List.<String>of();
        int units = left + released.stream().mapToInt(claim -> claims.get(claim).quantity()).sum();
        return accept(Counter::lastCollection, new CounterEvent.Collected(wanted, released, units, collect.releaseAll(), now));
    }

    private CounterCommand.Collected lastCollection() {
        return new CounterCommand.Collected(round, collected, claims.sold());
    }

    // ---- by customers

    private Decision<Counter, CounterEvent, ClaimView> claim(CounterCommand.Claim claim, Instant now) {
        var key = own(claim.claimId());
        var known = claims.get(key);
        if (known != null) return known.isOf(claim.customer()) && known.quantity() == claim.quantity() ? accept(counter -> counter.view(key)) : reject(keyReused());
        if (!live(now)) return reject(notLive(now));
        if (now.isAfter(claim.sentAt().plus(CounterCommand.VALID_FOR))) return reject(GONE, "too-late", "This claim came too late. Nothing is held; try again.");
        int has = claims.usedBy(claim.customer());
        int most = terms.get().perCustomer();
        if ((long) has + claim.quantity() > most) return reject(CONFLICT, "limit-reached", "A customer may have " + most + " of this sale, and you have " + has + ".");
        if (claim.quantity() > left) return reject(soldOut(has == 0 && claims.endedOf(claim.customer()) == 0));
        if (claims.endedOf(claim.customer()) >= Math.max(MOST_ENDED, most)) return reject(LIMITED, "rate-limited", "You have claimed and let go too often: wait until the first of these claims would have lapsed.");
        if (claims.size() >= MOST) return reject(OVERLOADED, "overloaded", "Too many claims of this sale are open at once: try again in a moment.");
        return accept(counter -> counter.view(key), new CounterEvent.Claimed(key, claim.customer(), claim.quantity(), now.plus(terms.get().claimTtl())));
    }

    private Decision<Counter, CounterEvent, Done> release(CounterCommand.Release release, Instant now) {
        var key = own(release.claimId());
        var claim = claims.get(key);
        if (claim == null || !claim.isOf(release.customer())) return reject(Rejection.notFound("claim"));
        return switch (claim.stage()) {
            case OPEN -> done(new CounterEvent.Released(key, now));
            case ENDED -> done();
            case ATTACHED -> reject(inCheckout());
            case SOLD -> reject(paid());
        };
    }

    private Outcome<ClaimView> lookAtClaim(CounterCommand.LookAtClaim look, Instant now) {
        var key = own(look.claimId());
        var claim = claims.get(key);
        if (claim == null || !claim.isOf(look.customer())) return Outcome.refused(Rejection.notFound("claim"));
        if (claim.stage() == Stage.SOLD) return Outcome.refused(paid());
        return claim.stage() == Stage.ATTACHED || claim.isOpen(now) ? Outcome.accepted(view(key)) : Outcome.refused(expired());
    }

    // ---- by orders

    private Decision<Counter, CounterEvent, Done> attach(CounterCommand.Attach attach, Instant now) {
        var key = own(attach.claimId());
        var claim = claims.get(key);
        if (claim == null || !claim.isOf(attach.customer())) return reject(expired());
        if (claim.isWith(attach.orderId()) || claim.isSoldTo(attach.orderId())) return done();
        if (claim.wasLetGoBy(attach.orderId())) return reject(GONE, "reservation-ended", "This order has let go of the claim.");
        if (claim.stage() == Stage.SOLD) return reject(paid());
        if (claim.stage() == Stage.ATTACHED) return reject(inCheckout());
        if (!claim.isOpen(now)) return reject(expired());
        if (now.isAfter(attach.sentAt().plus(CounterCommand.VALID_FOR)) || !attach.until().isAfter(now)) return reject(GONE, "too-late", "This order came too late for the claim. Nothing is held; try again.");
        return done(new CounterEvent.Attached(key, attach.orderId(), attach.until()));
    }

    private Decision<Counter, CounterEvent, Done> sell(CounterCommand.Sell sell, Instant now) {
        var key = own(sell.claimId());
        var claim = claims.get(key);
        if (claim != null && claim.isSoldTo(sell.orderId())) return done();
        if (claim != null && claim.isWith(sell.orderId())) return done(new CounterEvent.Sold(key, sell.orderId()));
        return reject(GONE, "reservation-expired", "This order does not have the claim any more; its units can be had by others again.");
    }

    private Decision<Counter, CounterEvent, Done> detach(CounterCommand.Detach detach, Instant now) {
        var key = own(detach.claimId());
        var claim = claims.get(key);
        var until = detach.sentAt().plus(Held.REMEMBERED);
        if (claim == null || claim.isSoldTo(detach.orderId())) return done();
        // Not attached: it may be still on its way, so that it is to be refused when it comes.
        if (!claim.isWith(detach.orderId()) && (claim.wasLetGoBy(detach.orderId()) || now.isAfter(until))) return done();
        return done(new CounterEvent.Detached(key, detach.orderId(), now, until));
    }

    // ---- by the partition

    private Decision<Counter, CounterEvent, Done> expire(CounterCommand.Expire expire, Instant now) {
        var over = claims.due().due(now, LAPSING).stream().collect(Collectors.partitioningBy(key -> claims.get(key).stage() == Stage.ENDED));
        return over.get(true).isEmpty() && over.get(false).isEmpty() ? done() : done(new CounterEvent.Lapsed(over.get(false), over.get(true), now));
    }

    // ---- what it knows of itself

    /** Rounded up to the second, so that claims lapse together; nobody sees the difference at the claim, which is refused as expired at once. */
    private Optional<Instant> wakeAt() {
        return claims.due().first().map(at -> at.truncatedTo(ChronoUnit.SECONDS).equals(at) ? at : at.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1));
    }

    private boolean live(Instant now) {
        return terms.isPresent() && round == 0 && !now.isBefore(terms.get().startsAt()) && now.isBefore(terms.get().endsAt());
    }

    Rejection notLive(Instant now) {
        boolean before = round == 0 && (terms.isEmpty() || now.isBefore(terms.get().startsAt()));
        return new Rejection(CONFLICT, "not-live", before ? "This sale has not begun yet." : "This sale is over.");
    }

    CounterLevel level() {
        return new CounterLevel(version, left, claims.open(), claims.sold());
    }

    private ClaimView view(String key) {
        var claim = claims.get(key);
        var offered = terms.orElseThrow();
        return new ClaimView(id + "." + key, offered.sku(), offered.name(), claim.quantity(), offered.price(), claim.expiresAt());
    }

    /** The own part of a claim's id: what comes after the counter's. Of another counter's claim it is empty: here is none of that name. */
    private String own(String claimId) {
        int length = id.length();
        return claimId.length() > length && claimId.charAt(length) == '.' && claimId.startsWith(id) ? claimId.substring(length + 1) : "";
    }

    private static Rejection keyReused() {
        return new Rejection(UNPROCESSABLE, "idempotency-key-reused", "This Idempotency-Key came with another body before: use a new one.");
    }

    private Rejection soldOut(boolean nothingYet) {
        var soldOut = new Rejection(SOLD_OUT, "sold-out", left == 0 ? "This sale is sold out. A unit that is not paid in time comes back." : "Only " + left + " can be had here.");
        return nothingYet ? soldOut.about(CounterCommand.NOTHING_YET, List.of()) : soldOut;
    }

    private static Rejection expired() {
        return new Rejection(GONE, "claim-expired", "The time of this claim is over, or it was given back: claim again.");
    }

    private static Rejection inCheckout() {
        return new Rejection(CONFLICT, "claim-in-checkout", "This claim is being checked out: wait for the outcome.");
    }

    private static Rejection paid() {
        return new Rejection(CONFLICT, "claim-paid", "This claim is paid: it has become an order.");
    }

    private static Decision<Counter, CounterEvent, Done> done(CounterEvent... events) {
        return accept(counter -> Done.DONE, events);
    }

    // ---- how events change it

    private Counter opened(CounterEvent.Opened opened) {
        return new Counter(opened.counterId(), Optional.of(opened.terms()), left + opened.units(), claims, round, collected, calledOff, moves, version + 1);
    }

    private Counter claimed(CounterEvent.Claimed event) {
        return next(left - event.quantity(), claims.opened(event.claim(), Held.open(event.customer(), event.quantity(), event.expiresAt())));
    }

    private Counter released(CounterEvent.Released event) {
        return ended(claims, List.of(event.claim()), event.at());
    }

    private Counter attached(CounterEvent.Attached event) {
        return next(left, claims.changed(event.claim(), claims.get(event.claim()).attached(event.orderId(), event.until())));
    }

    private Counter sold(CounterEvent.Sold event) {
        return next(left, claims.sold(event.claim(), event.orderId()));
    }

    private Counter detached(CounterEvent.Detached event) {
        var claim = claims.get(event.claim()).detached(event.orderId(), event.at(), event.until());
        var after = claims.noted(event.claim(), claim);
        boolean over = claim.stage() == Stage.OPEN && (calledOff || !claim.isOpen(event.at()));
        return over ? ended(after, List.of(event.claim()), event.at()) : next(left, after);
    }

    private Counter lapsed(CounterEvent.Lapsed event) {
        var after = claims;
        for (String key : event.forgotten()) after = after.forgotten(key);
        return ended(after, event.lapsed(), event.at());
    }

    private Counter collected(CounterEvent.Collected event) {
        var after = ended(claims, event.released(), event.at());
        return new Counter(id, terms, 0, after.claims, event.round(), event.units(), calledOff || event.releaseAll(), moves, version + 1);
    }

    private Counter moved(int units, Moves after) {
        return new Counter(id, terms, left + units, claims, round, collected, calledOff, after, version + 1);
    }

    /** The units of these claims go back. */
    private Counter ended(Claims before, List<String> keys, Instant at) {
        var after = before;
        for (String key : keys) after = after.ended(key, at);
        return next(left + before.open() - after.open(), after);
    }

    private Counter next(int nextLeft, Claims nextClaims) {
        return new Counter(id, terms, nextLeft, nextClaims, round, collected, calledOff, moves, version + 1);
    }
}
