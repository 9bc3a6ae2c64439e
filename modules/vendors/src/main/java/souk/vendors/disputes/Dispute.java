package souk.vendors.disputes;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.orders.api.OrderStatus;
import souk.vendors.disputes.DisputeCommand.Side;
import souk.vendors.disputes.DisputeView.Status;

/**
 * What a buyer and a vendor do not agree about: one vendor's part of one order. While it is open the vendor order gives payouts nothing; what staff decides is carried out by {@link DisputeProcess}, step by step, each of
 * which may come twice.
 *
 * @param asked    null before
 * @param opened   null before the money is kept back
 * @param evidence what was said since, in order; each side a few times at most
 * @param times    what has happened by the clock, and after the decision
 * @param decided  null before
 * @param refusal  why it is not opened; null: it is, or may be
 * @param plan     what is to go back; null: nothing is yet
 * @param plans    how many there were
 * @param refunded what went back; null: nothing has
 * @param pause    of the step under way
 */
public record Dispute(long version, Stage stage, DisputeEvent.Asked asked, DisputeEvent.Opened opened, List<DisputeEvent.EvidenceAdded> evidence, Times times, DisputeEvent.Decided decided, Rejection refusal,
        DisputeEvent.RefundPlanned plan, int plans, DisputeEvent.Refunded refunded, Pause pause) {
    /** What it does next. */
    enum Stage {
        NONE, FREEZING, TALKING, REVIEWING, COUNTING, REFUNDING, THAWING, CLOSED,
        /** It was not opened, and sees to it that no late copy of its question keeps anything back. */ WITHDRAWING,
        /** It was not opened. */ REFUSED
    }

    /** Null each: not yet. */
    record Times(Instant evidenceClosed, Instant overdue, Instant closed) {}

    /** @param until null: none */
    record Pause(int tries, Instant until) {
        static final Pause NONE = new Pause(0, null);
        private static final Duration LONGEST = Duration.ofMinutes(5);

        /** How long nobody is asked after so many refusals. */
        static Duration after(int tries) {
            var pause = Duration.ofMillis(500L << Math.min(tries - 1, 12));
            return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        }
    }

    private static final Rejection UNKNOWN = Rejection.notFound("dispute");
    private static final Rejection KEY_REUSED = new Rejection(Kind.UNPROCESSABLE, "idempotency-key-reused", "This Idempotency-Key was used for something else.");
    private static final Dispute NOTHING = new Dispute(0, Stage.NONE, null, null, List.of(), new Times(null, null, null), null, null, null, 0, null, Pause.NONE);

    /** The table of its commands and events. */
    public static final Blueprint<Dispute, DisputeEvent> BLUEPRINT = Blueprint.of(DisputeCommand.TYPE, NOTHING, DisputeCommand.class, DisputeEvent.class)
            .await("open", DisputeCommand.Open.class, DisputeView.class, Dispute::open, Dispute::begun, Dispute::view)
            .decide("add-evidence", DisputeCommand.AddEvidence.class, DisputeView.class, Dispute::addEvidence)
            .answer("look", DisputeCommand.Look.class, DisputeView.class, (dispute, look, now) -> dispute.isOpenTo(look.side()) ? Outcome.accepted(dispute.view()) : Outcome.refused(UNKNOWN))
            .answer("look-as-author", DisputeCommand.LookAsAuthor.class, DisputeWords.class, (dispute, look, now) -> dispute.words(look.author()))
            .await("decide", DisputeCommand.Decide.class, DisputeView.class, Dispute::decide, Dispute::carriedOut, Dispute::view)
            .decide("pass-time", DisputeCommand.PassTime.class, Done.class, Dispute::passTime)
            .decide("freeze-answered", DisputeCommand.FreezeAnswered.class, Done.class, Dispute::freezeAnswered)
            .decide("left-answered", DisputeCommand.LeftAnswered.class, Done.class, Dispute::leftAnswered)
            .decide("refund-answered", DisputeCommand.RefundAnswered.class, Done.class, Dispute::refundAnswered)
            .decide("thaw-answered", DisputeCommand.ThawAnswered.class, Done.class, Dispute::thawAnswered)
            .apply(DisputeEvent.Asked.class, "vendors.dispute-asked", (dispute, event) -> new Dispute(1, Stage.FREEZING, event, null, List.of(), dispute.times, null, null, null, 0, null, Pause.NONE))
            .apply(DisputeEvent.Opened.class, "vendors.dispute-opened",
                    (dispute, event) -> new Dispute(dispute.version + 1, Stage.TALKING, dispute.asked, event, dispute.evidence, dispute.times, null, null, null, 0, null, Pause.NONE))
            .apply(DisputeEvent.Refused.class, "vendors.dispute-refused",
                    (dispute, event) -> new Dispute(dispute.version + 1, Stage.WITHDRAWING, dispute.asked, null, List.of(), dispute.times, null, event.rejection(), null, 0, null, Pause.NONE))
            .apply(DisputeEvent.EvidenceAdded.class, "vendors.dispute-evidence-added", Dispute::evidenceAdded)
            .apply(DisputeEvent.EvidenceClosed.class, "vendors.dispute-evidence-closed", (dispute, event) -> dispute.after(Stage.REVIEWING, new Times(event.at(), dispute.times.overdue, null)))
            .apply(DisputeEvent.FellOverdue.class, "vendors.dispute-fell-overdue", (dispute, event) -> dispute.after(dispute.stage, new Times(dispute.times.evidenceClosed, event.at(), null)))
            .apply(DisputeEvent.Decided.class, "vendors.dispute-decided", Dispute::decided)
            .apply(DisputeEvent.RefundPlanned.class, "vendors.dispute-refund-planned", (dispute, event) -> dispute.after(Stage.REFUNDING, event, null))
            .apply(DisputeEvent.PlanDropped.class, "vendors.dispute-plan-dropped", (dispute, event) -> dispute.after(Stage.COUNTING, null, null).after(new Pause(event.tries(), event.until()), 0))
            .apply(DisputeEvent.Refunded.class, "vendors.dispute-refunded", (dispute, event) -> dispute.after(Stage.THAWING, dispute.plan, event))
            .apply(DisputeEvent.Closed.class, "vendors.dispute-closed",
                    (dispute, event) -> dispute.after(dispute.refusal == null ? Stage.CLOSED : Stage.REFUSED, new Times(dispute.times.evidenceClosed, dispute.times.overdue, event.at())))
            .apply(DisputeEvent.Delayed.class, "vendors.dispute-delayed", (dispute, event) -> dispute.after(new Pause(event.tries(), event.until()), 1))
            .wakes(Dispute::nextDeadline, DisputeCommand.PassTime::new)
            .process((dispute, now) -> DisputeProcess.next(dispute))
            .build();

    public Dispute {
        evidence = List.copyOf(evidence);
    }

    // ---- what people ask for

    private Decision<Dispute, DisputeEvent, DisputeView> open(DisputeCommand.Open open, Instant now) {
        if (asked != null) return asked.fingerprint().equals(open.fingerprint()) && asked.orderId().equals(open.orderId()) ? accept(Dispute::view) : reject(KEY_REUSED);
        if (!open.sells()) return reject(Rejection.notFound("vendor in this order"));
        if (open.status() == OrderStatus.REJECTED || open.status() == OrderStatus.UNDOING) return reject(Kind.CONFLICT, "order-rejected", "This order came to nothing.");
        if (open.status() == OrderStatus.CANCELLED || open.status() == OrderStatus.CANCELLING) return reject(Kind.CONFLICT, "order-cancelled", "This order was cancelled and paid back.");
        if (open.status() != OrderStatus.CONFIRMED && open.status() != OrderStatus.REFUNDING) return reject(Kind.CONFLICT, "order-in-progress", "This order is not confirmed yet: try again when it is.");
        return accept(Dispute::view, new DisputeEvent.Asked(open.disputeId(), open.fingerprint(), open.orderId(), open.vendorId(), open.author(), open.text(), open.evidenceFor(), open.decideWithin(), now));
    }

    private Optional<Outcome<DisputeView>> begun() {
        if (refusal != null) return Optional.of(Outcome.refused(refusal));
        return opened == null ? Optional.empty() : Optional.of(Outcome.accepted(view()));
    }

    private Decision<Dispute, DisputeEvent, DisputeView> addEvidence(DisputeCommand.AddEvidence add, Instant now) {
        if (!isOpenTo(add.side())) return reject(UNKNOWN);
        var said = evidence.stream().filter(each -> each.evidenceId().equals(add.evidenceId())).findFirst();
        if (said.isPresent()) return said.get().fingerprint().equals(add.fingerprint()) ? accept(Dispute::view) : reject(KEY_REUSED);
        if (stage != Stage.TALKING || !now.isBefore(opened.evidenceUntil())) return reject(Kind.CONFLICT, "evidence-closed", "It is too late to say more: staff decides by what was said, or has.");
        if (evidence.stream().filter(each -> each.by() == add.side().party()).count() >= DisputeCommand.MOST_EVIDENCE) {
            return reject(Kind.UNPROCESSABLE, "too-much-evidence", "Each side may say something " + DisputeCommand.MOST_EVIDENCE + " times.");
        }
        return accept(Dispute::view, new DisputeEvent.EvidenceAdded(add.evidenceId(), add.fingerprint(), add.side().party(), add.author(), add.text(), now));
    }

    private boolean isOpenTo(Side side) {
        return opened != null && switch (side.party()) {
            case BUYER -> opened.orderId().equals(side.of());
            case VENDOR -> opened.vendorId().equals(side.of());
            case STAFF -> true;
        };
    }

    private Outcome<DisputeWords> words(String author) {
        var said = new ArrayList<DisputeWords.Said>();
        if (asked != null && asked.author().equals(author)) said.add(new DisputeWords.Said(asked.at(), asked.text()));
        evidence.stream().filter(each -> each.author().equals(author)).forEach(each -> said.add(new DisputeWords.Said(each.at(), each.text())));
        return said.isEmpty() ? Outcome.refused(UNKNOWN) : Outcome.accepted(new DisputeWords(asked.disputeId(), asked.orderId(), asked.vendorId(), said));
    }

    private Decision<Dispute, DisputeEvent, DisputeView> decide(DisputeCommand.Decide decide, Instant now) {
        if (opened == null) return reject(UNKNOWN);
        if (decided == null) return accept(Dispute::view, new DisputeEvent.Decided(decide.favoured(), decide.by(), now));
        return decided.favoured() == decide.favoured() ? accept(Dispute::view) : reject(Kind.CONFLICT, "dispute-decided", "This was decided otherwise already.");
    }

    private Optional<Outcome<DisputeView>> carriedOut() {
        return stage == Stage.CLOSED ? Optional.of(Outcome.accepted(view())) : Optional.empty();
    }

    // ---- what time does

    private Optional<Instant> nextDeadline() {
        if (stage == Stage.TALKING) return Optional.of(opened.evidenceUntil());
        return stage == Stage.REVIEWING && times.overdue == null ? Optional.of(opened.decideBy()) : Optional.empty();
    }

    /** Nobody is favoured because nobody decided: it is only seen to be overdue. */
    private Decision<Dispute, DisputeEvent, Done> passTime(DisputeCommand.PassTime pass, Instant now) {
        var events = new ArrayList<DisputeEvent>();
        boolean undecided = stage == Stage.TALKING || stage == Stage.REVIEWING;
        if (stage == Stage.TALKING && !now.isBefore(opened.evidenceUntil())) events.add(new DisputeEvent.EvidenceClosed(now));
        if (undecided && times.overdue == null && !now.isBefore(opened.decideBy()) && !now.isBefore(opened.evidenceUntil())) events.add(new DisputeEvent.FellOverdue(now));
        return done(events.toArray(DisputeEvent[]::new));
    }

    // ---- what its steps came to

    /** An order is confirmed a moment before its vendors' orders are there: then it is asked again. */
    private Decision<Dispute, DisputeEvent, Done> freezeAnswered(DisputeCommand.FreezeAnswered answer, Instant now) {
        if (stage != Stage.FREEZING) return done();
        if (answer.refusal().isEmpty()) return done(new DisputeEvent.Opened(asked.orderId(), asked.vendorId(), now.plus(asked.evidenceFor()), now.plus(asked.decideWithin()), now));
        var refused = answer.refusal().get();
        return refused.kind() == Kind.NOT_FOUND ? delayed(refused.code(), now) : done(new DisputeEvent.Refused(refused, now));
    }

    private Decision<Dispute, DisputeEvent, Done> leftAnswered(DisputeCommand.LeftAnswered answer, Instant now) {
        if (stage != Stage.COUNTING) return done();
        if (answer.refusal().isPresent()) return delayed(answer.refusal().get().code(), now);
        return done(answer.units().isEmpty() ? new DisputeEvent.Refunded("", List.of(), now) : new DisputeEvent.RefundPlanned(plans + 1, answer.units(), now));
    }

    /** Whatever came in the way, what is left is looked at again: the order never gives back more than there is, so a late copy of an older plan does no harm. */
    private Decision<Dispute, DisputeEvent, Done> refundAnswered(DisputeCommand.RefundAnswered answer, Instant now) {
        if (stage != Stage.REFUNDING || !answer.refundId().equals(refundId())) return done();
        int tries = pause.tries() + 1;
        if (answer.refusal().isPresent()) return done(new DisputeEvent.PlanDropped(answer.refusal().get().code(), tries, now.plus(Pause.after(tries)), now));
        return answer.lines().isEmpty() ? delayed("refund-under-way", now) : done(new DisputeEvent.Refunded(answer.refundId(), answer.lines(), now));
    }

    private Decision<Dispute, DisputeEvent, Done> thawAnswered(DisputeCommand.ThawAnswered answer, Instant now) {
        if (stage != Stage.THAWING && stage != Stage.WITHDRAWING) return done();
        return answer.refusal().isPresent() ? delayed(answer.refusal().get().code(), now) : done(new DisputeEvent.Closed(now));
    }

    private Decision<Dispute, DisputeEvent, Done> delayed(String code, Instant now) {
        int tries = pause.tries() + 1;
        return done(new DisputeEvent.Delayed(code, tries, now.plus(Pause.after(tries)), now));
    }

    private static Decision<Dispute, DisputeEvent, Done> done(DisputeEvent... events) {
        return accept(dispute -> Done.DONE, events);
    }

    // ---- what it is

    /** Of the plan under way. */
    String refundId() {
        return asked.disputeId() + "-" + plan.attempt();
    }

    private Status status() {
        return switch (stage) {
            case TALKING -> Status.OPEN;
            case REVIEWING -> times.overdue == null ? Status.REVIEW : Status.OVERDUE;
            case COUNTING, REFUNDING, THAWING -> Status.SETTLING;
            case CLOSED -> Status.DECIDED;
            default -> Status.OPENING;
        };
    }

    DisputeView view() {
        return new DisputeView(asked.disputeId(), asked.orderId(), asked.vendorId(), version, status(), asked.text(), asked.at(), Optional.ofNullable(opened).map(DisputeEvent.Opened::evidenceUntil),
                Optional.ofNullable(opened).map(DisputeEvent.Opened::decideBy), evidence, Optional.ofNullable(times.evidenceClosed), Optional.ofNullable(times.overdue), Optional.ofNullable(decided),
                Optional.ofNullable(refunded).filter(back -> !back.lines().isEmpty()).map(DisputeEvent.Refunded::at), Optional.ofNullable(times.closed));
    }

    // ---- how events change it

    private Dispute evidenceAdded(DisputeEvent.EvidenceAdded event) {
        var all = new ArrayList<>(evidence);
        all.add(event);
        return new Dispute(version + 1, stage, asked, opened, all, times, decided, refusal, plan, plans, refunded, pause);
    }

    private Dispute decided(DisputeEvent.Decided event) {
        return new Dispute(version + 1, event.favoured() == Party.BUYER ? Stage.COUNTING : Stage.THAWING, asked, opened, evidence, times, event, refusal, plan, plans, refunded, Pause.NONE);
    }

    private Dispute after(Stage next, Times seen) {
        return new Dispute(version + 1, next, asked, opened, evidence, seen, decided, refusal, plan, plans, refunded, Pause.NONE);
    }

    private Dispute after(Stage next, DisputeEvent.RefundPlanned planned, DisputeEvent.Refunded back) {
        return new Dispute(version + 1, next, asked, opened, evidence, times, decided, refusal, planned, planned == null ? plans : planned.attempt(), back, new Pause(pause.tries(), null));
    }

    private Dispute after(Pause next, int events) {
        return new Dispute(version + events, stage, asked, opened, evidence, times, decided, refusal, plan, plans, refunded, next);
    }
}
