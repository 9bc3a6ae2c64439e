package souk.vendors.payouts;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.vendors.api.PayoutCommand;
import souk.vendors.api.PayoutCommand.Progress;
import souk.vendors.api.PayoutEvent;
import souk.vendors.api.PayoutLine;
import souk.vendors.api.PayoutResult;
import souk.vendors.api.PayoutView;
import souk.vendors.api.VendorAccountCommand.Limit;

/**
 * What one run pays one vendor, as a durable process ({@link PayoutProcess}): it takes what is due of each vendor order, adds it up, has it paid, and gives everything back if it is not. Everybody whom it asks knows it by its id for
 * ever: a vendor order pays the same with it however often it is asked, the provider pays it once.
 *
 * @param requested null: nobody has asked for it
 * @param queue     vendor orders of which it has still to take what is due
 * @param limit     of one of these it may not take all; null: of each it may
 * @param last      the last that the vendor's account has named
 * @param more      whether the account may name others after that
 * @param parts     what was taken, by number; its lines are never changed
 * @param undone    the parts before this one were released
 * @param amount    the sum of its lines, in minor units
 * @param totalled  when that was known; null: not yet, or there is nothing to pay
 * @param reference of the provider, if it was paid; null: it was not
 * @param code      why it was declined; null: it was not
 * @param asked     staff wants it declined, and the provider is asked whether it knows it; null: it is not so
 * @param heard     what the provider has said that ends nothing
 * @param tries     how often the present step came back
 * @param until     not before this time it is carried out again; null: at once
 */
public record Payout(PayoutEvent.Requested requested, Phase phase, List<String> queue, Limit limit, String last, boolean more, PersistentMap<Long, Part> parts, long undone, long amount, Instant totalled, String reference, Instant paidAt,
        String code, PayoutEvent.DeclineAsked asked, Heard heard, int tries, Instant until, long version) {
    /** What it is about to do; it never goes back. */
    enum Phase { NONE, BEGINNING, SETTLING, TOTALLING, CHECKING, PAYING, RELEASING, ENDING, OVER }

    /** What was taken of some vendor orders at once. */
    record Part(List<PayoutLine> lines) {
        /** The vendor orders of which it took something. */
        List<String> taken() {
            return lines.stream().map(PayoutLine::vendorOrderId).distinct().toList();
        }
    }

    /**
     * What the provider has said that ends nothing.
     *
     * @param other   it knows the payout with another amount; null: it does not
     * @param refused when it was found to know the payout that staff gave up; null: never
     */
    record Heard(PayoutEvent.AmountDiffered other, Instant refused) {
        static final Heard NOTHING = new Heard(null, null);
    }

    /** Of so many vendor orders at once it takes what is due. */
    static final int SIDE_BY_SIDE = 100;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE_WHILE_PENDING = Duration.ofMinutes(10);
    static final Rejection UNKNOWN = Rejection.notFound("payout");

    static final Payout NONE = new Payout(null, Phase.NONE, List.of(), null, "", false, PersistentMap.empty(), 0, 0, null, null, null, null, null, Heard.NOTHING, 0, null, 0);

    /** The table of its commands and events. */
    public static final Blueprint<Payout, PayoutEvent> BLUEPRINT = Blueprint.of(PayoutCommand.TYPE, NONE, PayoutCommand.class, PayoutEvent.class)
            .await("request", PayoutCommand.Request.class, Progress.class, Payout::request, payout -> payout.rests() ? Optional.of(Outcome.accepted(payout.progress())) : Optional.empty(), Payout::progress)
            .answer("look", PayoutCommand.Look.class, PayoutView.class, (payout, look, now) -> payout.isSeenBy(look.vendorId()) ? Outcome.accepted(payout.view()) : Outcome.refused(UNKNOWN))
            .answer("look-at-lines", PayoutCommand.LookAtLines.class, PayoutCommand.Lines.class, (payout, look, now) -> payout.isSeenBy(look.vendorId()) ? Outcome.accepted(payout.lines(look.from())) : Outcome.refused(UNKNOWN))
            .decide("hear", PayoutCommand.Hear.class, Done.class, Paying::hear)
            .await("decline", PayoutCommand.Decline.class, PayoutView.class, Paying::decline, Paying::declined, Payout::view)
            .decide("begin-answered", PayoutCommand.BeginAnswered.class, Done.class, Payout::beginAnswered)
            .decide("next-answered", PayoutCommand.NextAnswered.class, Done.class, Payout::nextAnswered)
            .decide("settle-answered", PayoutCommand.SettleAnswered.class, Done.class, Payout::settleAnswered)
            .decide("check-answered", PayoutCommand.CheckAnswered.class, Done.class, Payout::checkAnswered)
            .decide("pay-answered", PayoutCommand.PayAnswered.class, Done.class, Paying::payAnswered)
            .decide("find-answered", PayoutCommand.FindAnswered.class, Done.class, Paying::findAnswered)
            .decide("release-answered", PayoutCommand.ReleaseAnswered.class, Done.class, Payout::releaseAnswered)
            .decide("end-answered", PayoutCommand.EndAnswered.class, Done.class, (payout, told, now) -> payout.phase != Phase.ENDING ? done() : payout.unless(told.refusal(), () -> new PayoutEvent.Ended(now), now))
            .apply(PayoutEvent.Requested.class, "vendors.payout-requested", counted((payout, event) -> payout.requested(event)))
            .apply(PayoutEvent.Passed.class, "vendors.payout-passed", counted((payout, event) -> payout.to(Phase.OVER)))
            .apply(PayoutEvent.Chosen.class, "vendors.payout-chosen", 2, counted(Payout::chosen))
            // The same, when a reserve was of whole vendor orders.
            .upcast("vendors.payout-chosen", 1, PayoutEvent.Chosen.class, chosen -> chosen)
            .apply(PayoutEvent.Taken.class, "vendors.payout-taken", counted(Payout::taken))
            .apply(PayoutEvent.Totalled.class, "vendors.payout-totalled", counted((payout, event) -> payout.totalled(event.at()).to(Phase.CHECKING)))
            .apply(PayoutEvent.GivenUp.class, "vendors.payout-given-up", counted((payout, event) -> payout.releasing()))
            .apply(PayoutEvent.Ready.class, "vendors.payout-ready", counted((payout, event) -> payout.to(Phase.PAYING)))
            .apply(PayoutEvent.Paid.class, "vendors.payout-paid", counted((payout, event) -> payout.ended(event.reference(), event.at(), null).to(Phase.ENDING)))
            .apply(PayoutEvent.Declined.class, "vendors.payout-declined", counted((payout, event) -> payout.ended(null, null, event.code()).releasing()))
            .apply(PayoutEvent.DeclineAsked.class, "vendors.payout-decline-asked", counted((payout, event) -> payout.asked(event)))
            .apply(PayoutEvent.DeclineRefused.class, "vendors.payout-decline-refused", counted((payout, event) -> payout.asked(null).heard(new Heard(payout.heard.other, event.at()))))
            .apply(PayoutEvent.AmountDiffered.class, "vendors.payout-amount-differed", counted((payout, event) -> payout.heard(new Heard(event, payout.heard.refused))))
            .apply(PayoutEvent.Released.class, "vendors.payout-released", counted((payout, event) -> payout.undone(event.part() + 1).releasing()))
            .apply(PayoutEvent.Ended.class, "vendors.payout-ended", counted((payout, event) -> payout.to(Phase.OVER)))
            .apply(PayoutEvent.Delayed.class, "vendors.payout-delayed", counted((payout, event) -> payout.again(event.tries(), event.until())))
            .process((payout, now) -> PayoutProcess.next(payout))
            .build();

    public Payout {
        if (heard == null) heard = Heard.NOTHING;
    }

    // ---- what others ask

    private Decision<Payout, PayoutEvent, Progress> request(PayoutCommand.Request asked, Instant now) {
        return requested != null ? accept(Payout::progress) : accept(Payout::progress, new PayoutEvent.Requested(asked.payoutId(), asked.runId(), asked.vendorId(), asked.minimum(), asked.hold(), asked.reserve(), asked.since(), now));
    }

    /** Whether it is over, or all that it can do is wait. */
    private boolean rests() {
        return phase == Phase.OVER || until != null;
    }

    private Progress progress() {
        var state = phase != Phase.OVER ? Progress.State.RUNNING : reference != null ? Progress.State.PAID : code != null ? Progress.State.FAILED : Progress.State.NOTHING;
        return new Progress(state, totalled == null ? money(0) : money(amount));
    }

    private boolean isSeenBy(Optional<String> vendorId) {
        return totalled != null && vendorId.map(requested.vendorId()::equals).orElse(true);
    }

    PayoutView view() {
        var state = reference != null ? PayoutView.State.PAID : code != null ? PayoutView.State.FAILED : PayoutView.State.PENDING;
        return new PayoutView(requested.payoutId(), requested.runId(), requested.vendorId(), version, state, money(amount), totalled, Optional.ofNullable(paidAt), Optional.ofNullable(reference), Optional.ofNullable(code),
                Optional.ofNullable(heard.other).filter(other -> state == PayoutView.State.PENDING).map(other -> new PayoutView.There(other.there(), other.reference(), other.at())));
    }

    private PayoutCommand.Lines lines(long from) {
        var some = parts.values().stream().flatMap(part -> part.lines.stream()).skip(from).limit(PayoutCommand.Lines.MOST + 1).toList();
        return some.size() > PayoutCommand.Lines.MOST ? new PayoutCommand.Lines(some.subList(0, PayoutCommand.Lines.MOST), true) : new PayoutCommand.Lines(some, false);
    }

    Money money(long amount) {
        return new Money(amount, requested.minimum().currency());
    }

    // ---- what came of its steps

    private Decision<Payout, PayoutEvent, Done> beginAnswered(PayoutCommand.BeginAnswered told, Instant now) {
        if (phase != Phase.BEGINNING) return done();
        // One that began later has taken what there was.
        if (told.refusal().filter(why -> why.code().equals("payout-over")).isPresent()) return done(new PayoutEvent.Passed(now));
        if (isNoAccount(told.refusal())) return done(new PayoutEvent.GivenUp(now));
        // Without anything in it, too, it has to end at the account: the first answer may have been lost, and what was payable then have gone since.
        return unless(told.refusal(), () -> told.payable().filter(payable -> !payable.vendorOrderIds().isEmpty()).<PayoutEvent>map(payable -> new PayoutEvent.Chosen(payable.vendorOrderIds(), payable.more(), now, payable.limit()))
                .orElseGet(() -> new PayoutEvent.GivenUp(now)), now);
    }

    private Decision<Payout, PayoutEvent, Done> nextAnswered(PayoutCommand.NextAnswered told, Instant now) {
        if (phase != Phase.SETTLING || !queue.isEmpty() || !more || !told.after().equals(last)) return done();
        if (told.refusal().isPresent() || told.payable().isEmpty()) return delay(told.refusal().map(Rejection::code).orElse("no-answer"), now);
        return withTotal(new PayoutEvent.Chosen(told.payable().get().vendorOrderIds(), told.payable().get().more(), now, told.payable().get().limit()), now);
    }

    private Decision<Payout, PayoutEvent, Done> settleAnswered(PayoutCommand.SettleAnswered told, Instant now) {
        if (phase != Phase.SETTLING || queue.isEmpty() || told.part() != parts.size()) return done();
        return told.refusal().isPresent() ? delay(told.refusal().get().code(), now) : withTotal(new PayoutEvent.Taken(told.part(), told.lines(), told.empty(), now), now);
    }

    /** With what is in it once nothing can be added. */
    private Decision<Payout, PayoutEvent, Done> withTotal(PayoutEvent event, Instant now) {
        var after = BLUEPRINT.apply(this, event);
        if (after.phase != Phase.TOTALLING) return done(event);
        return done(event, after.amount >= Math.max(1, requested.minimum().amount()) ? new PayoutEvent.Totalled(requested.runId(), requested.vendorId(), money(after.amount), now) : new PayoutEvent.GivenUp(now));
    }

    private Decision<Payout, PayoutEvent, Done> checkAnswered(PayoutCommand.CheckAnswered told, Instant now) {
        if (phase != Phase.CHECKING) return done();
        if (isNoAccount(told.refusal())) return done(new PayoutEvent.Declined(PayoutRequest.NO_ACCOUNT, now));
        return unless(told.refusal(), () -> new PayoutEvent.Ready(now), now);
    }

    private static boolean isNoAccount(Optional<Rejection> refusal) {
        return refusal.filter(why -> why.code().equals(PayoutRequest.NO_ACCOUNT)).isPresent();
    }

    private Decision<Payout, PayoutEvent, Done> releaseAnswered(PayoutCommand.ReleaseAnswered told, Instant now) {
        if (phase != Phase.RELEASING || !toRelease().equals(Optional.of(told.part()))) return done();
        return unless(told.refusal(), () -> new PayoutEvent.Released(told.part(), now), now);
    }

    private Decision<Payout, PayoutEvent, Done> unless(Optional<Rejection> refusal, Supplier<PayoutEvent> event, Instant now) {
        return refusal.isPresent() ? delay(refusal.get().code(), now) : done(event.get());
    }

    Decision<Payout, PayoutEvent, Done> delay(String why, Instant now) {
        return done(delayed(why, now));
    }

    /** The step under way is carried out again, later each time. */
    PayoutEvent.Delayed delayed(String why, Instant now) {
        var pause = Duration.ofSeconds(1L << Math.min(tries, 10));
        var longest = Paying.LONG.contains(why) ? LONGEST_PAUSE_WHILE_PENDING : LONGEST_PAUSE;
        return new PayoutEvent.Delayed(why, tries + 1, now.plus(pause.compareTo(longest) > 0 ? longest : pause), now);
    }

    static Decision<Payout, PayoutEvent, Done> done(PayoutEvent... events) {
        return accept(payout -> Done.DONE, events);
    }

    // ---- where it stands

    /** No more than this it takes of a vendor order; empty: all. */
    Optional<Money> most(String vendorOrderId) {
        return Optional.ofNullable(limit).filter(of -> of.vendorOrderId().equals(vendorOrderId)).map(Limit::most);
    }

    /** The vendor orders of which it takes what is due next. */
    List<String> toSettle() {
        return queue.subList(0, Math.min(SIDE_BY_SIDE, queue.size()));
    }

    /** The next part that is given back. */
    Optional<Long> toRelease() {
        return LongStream.range(undone, parts.size()).filter(part -> !parts.get(part).lines.isEmpty()).boxed().findFirst();
    }

    // ---- what events change

    private static <E extends PayoutEvent> BiFunction<Payout, E, Payout> counted(BiFunction<Payout, E, Payout> fold) {
        return (before, event) -> fold.apply(before, event).version(before.version + 1);
    }

    private Payout requested(PayoutEvent.Requested event) {
        return new Payout(event, Phase.BEGINNING, queue, limit, last, more, parts, undone, amount, totalled, reference, paidAt, code, null, heard, 0, null, version);
    }

    private Payout chosen(PayoutEvent.Chosen event) {
        var ids = event.vendorOrderIds();
        return new Payout(requested, Phase.SETTLING, ids, event.limit().orElse(limit), ids.isEmpty() ? last : ids.get(ids.size() - 1), event.more(), parts, undone, amount, totalled, reference, paidAt, code, null, heard, 0, null, version).settled();
    }

    private Payout taken(PayoutEvent.Taken event) {
        long sum = event.lines().stream().mapToLong(line -> line.net().amount()).reduce(amount, Math::addExact);
        var answered = new HashSet<>(event.empty());
        event.lines().forEach(line -> answered.add(line.vendorOrderId()));
        return new Payout(requested, phase, queue.stream().filter(id -> !answered.contains(id)).toList(), limit, last, more, parts.with(event.part(), new Part(event.lines())), undone, sum, totalled, reference, paidAt,
                code, null, heard, 0, null, version).settled();
    }

    private Payout settled() {
        return queue.isEmpty() && !more ? to(Phase.TOTALLING) : this;
    }

    private Payout releasing() {
        return to(toRelease().isPresent() ? Phase.RELEASING : Phase.ENDING);
    }

    private Payout to(Phase next) {
        return new Payout(requested, next, queue, limit, last, more, parts, undone, amount, totalled, reference, paidAt, code, null, heard, 0, null, version);
    }

    private Payout undone(long from) {
        return new Payout(requested, phase, queue, limit, last, more, parts, from, amount, totalled, reference, paidAt, code, asked, heard, tries, until, version);
    }

    private Payout totalled(Instant at) {
        return new Payout(requested, phase, queue, limit, last, more, parts, undone, amount, at, reference, paidAt, code, asked, heard, tries, until, version);
    }

    private Payout ended(String reference, Instant paidAt, String code) {
        return new Payout(requested, phase, queue, limit, last, more, parts, undone, amount, totalled, reference, paidAt, code, asked, heard, tries, until, version);
    }

    private Payout asked(PayoutEvent.DeclineAsked event) {
        return new Payout(requested, phase, queue, limit, last, more, parts, undone, amount, totalled, reference, paidAt, code, event, heard, 0, null, version);
    }

    private Payout heard(Heard said) {
        return new Payout(requested, phase, queue, limit, last, more, parts, undone, amount, totalled, reference, paidAt, code, asked, said, tries, until, version);
    }

    private Payout again(int tries, Instant until) {
        return new Payout(requested, phase, queue, limit, last, more, parts, undone, amount, totalled, reference, paidAt, code, asked, heard, tries, until, version);
    }

    private Payout version(long number) {
        return new Payout(requested, phase, queue, limit, last, more, parts, undone, amount, totalled, reference, paidAt, code, asked, heard, tries, until, number);
    }
}
