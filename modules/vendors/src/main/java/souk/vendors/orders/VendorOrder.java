package souk.vendors.orders;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.kernel.Step;
import souk.vendors.api.VendorAccountCommand;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderCommand.Due;
import souk.vendors.api.VendorOrderCommand.Line;
import souk.vendors.api.VendorOrderCommand.Settled;
import souk.vendors.api.VendorOrderEvent;
import souk.vendors.api.VendorOrderView;
import souk.vendors.api.VendorOrderView.Status;

/**
 * Those lines of one order that one vendor sells: how far the vendor got with them, what is left of them, and what payouts pay of that. It is the truth about what is due; the vendor's account is told of it after each change,
 * late if need be, and never counts by itself.
 *
 * <p>What is due of a line is what its units that are left are worth to the vendor, less what payouts pay of it: below zero when units came back that had been paid.
 *
 * @param opened    what was agreed, commission as it was corrected; null before
 * @param left      of each line, less what was given back; without those of which nothing is
 * @param cancelled whether its order was
 * @param shipped   null before
 * @param delivered null before
 * @param freezing  the disputes about it
 * @param refunds   those that it knows, by id: an order has at most a thousand, and one more for each vendor; and corrections of its commission, whose ids are never those of refunds: at most a hundred
 */
public record VendorOrder(long version, VendorOrderEvent.Opened opened, List<Line> left, boolean cancelled, VendorOrderEvent.Shipped shipped, VendorOrderEvent.Delivered delivered, PersistentMap<String, Instant> refunds,
        Settlements settlements, Telling telling, Freezing freezing) {
    private static final Rejection UNKNOWN = Rejection.notFound("vendor order");
    private static final Rejection CANCELLED = new Rejection(Kind.CONFLICT, "vendor-order-cancelled", "This was cancelled: nothing is left of it.");
    private static final Settled NOTHING = new Settled(List.of());
    private static final VendorOrder NONE = new VendorOrder(0, null, List.of(), false, null, null, PersistentMap.empty(), Settlements.NONE, Telling.NOTHING, Freezing.NONE);

    /** The table of its commands and events. */
    public static final Blueprint<VendorOrder, VendorOrderEvent> BLUEPRINT = Blueprint.of(VendorOrderCommand.TYPE, NONE, VendorOrderCommand.class, VendorOrderEvent.class)
            .decide("open", VendorOrderCommand.Open.class, Done.class, VendorOrder::open)
            .await("give-back", VendorOrderCommand.GiveBack.class, Done.class, VendorOrder::giveBack, VendorOrder::heard, order -> Done.DONE)
            .decide("correct-commission", VendorOrderCommand.CorrectCommission.class, Done.class, VendorOrder::correct)
            .await("cancel", VendorOrderCommand.Cancel.class, Done.class, VendorOrder::cancel, VendorOrder::heard, order -> Done.DONE)
            .decide("ship", VendorOrderCommand.Ship.class, VendorOrderView.class, VendorOrder::ship)
            .await("deliver", VendorOrderCommand.Deliver.class, VendorOrderView.class, VendorOrder::deliver, VendorOrder::told, VendorOrder::view)
            .answer("look", VendorOrderCommand.Look.class, VendorOrderView.class, (order, look, now) -> look.vendorId().map(order::isOf).orElse(order.opened != null) ? Outcome.accepted(order.view()) : Outcome.refused(UNKNOWN))
            .answer("look-to-cancel", VendorOrderCommand.LookToCancel.class, VendorOrderView.class, (order, look, now) -> order.lookToCancel(look))
            .decide("settle", VendorOrderCommand.Settle.class, Settled.class, VendorOrder::settle)
            .await("release", VendorOrderCommand.Release.class, Done.class, VendorOrder::release, VendorOrder::heard, order -> Done.DONE)
            .await("freeze", VendorOrderCommand.Freeze.class, Done.class, VendorOrder::freeze, VendorOrder::heard, order -> Done.DONE)
            .await("thaw", VendorOrderCommand.Thaw.class, Done.class, VendorOrder::thaw, VendorOrder::heard, order -> Done.DONE)
            .decide("standing-told", VendorOrderCommand.StandingTold.class, Done.class, VendorOrder::standingTold)
            .apply(VendorOrderEvent.Opened.class, "vendors.vendor-order-opened", VendorOrder::opened)
            .apply(VendorOrderEvent.GivenBack.class, "vendors.vendor-order-given-back", VendorOrder::givenBack)
            .apply(VendorOrderEvent.CommissionCorrected.class, "vendors.vendor-order-commission-corrected", VendorOrder::corrected)
            .apply(VendorOrderEvent.Cancelled.class, "vendors.vendor-order-cancelled", VendorOrder::cancelled)
            .apply(VendorOrderEvent.Shipped.class, "vendors.vendor-order-shipped", VendorOrder::shipped)
            .apply(VendorOrderEvent.Delivered.class, "vendors.vendor-order-delivered", VendorOrder::delivered)
            .apply(VendorOrderEvent.Settled.class, "vendors.vendor-order-settled", VendorOrder::settled)
            .apply(VendorOrderEvent.Released.class, "vendors.vendor-order-released", VendorOrder::released)
            .apply(VendorOrderEvent.Frozen.class, "vendors.vendor-order-frozen", (order, event) -> order.after(order.freezing.frozen(event.disputeId()), order.changed()))
            .apply(VendorOrderEvent.Thawed.class, "vendors.vendor-order-thawed",
                    (order, event) -> order.after(order.freezing.thawed(event.disputeId()), order.freezing.isFrozenBy(event.disputeId()) ? order.changed() : order.telling))
            .apply(VendorOrderEvent.AccountTold.class, "vendors.vendor-order-account-told", (order, event) -> order.after(order.settlements, order.telling.heard(event.version())))
            .apply(VendorOrderEvent.TellingDelayed.class, "vendors.vendor-order-telling-delayed", (order, event) -> order.after(order.settlements, order.telling.delayed(event.tries(), event.until())))
            .process((order, now) -> order.tell())
            .build();

    public VendorOrder {
        left = List.copyOf(left);
        if (freezing == null) freezing = Freezing.NONE;
    }

    // ---- what becomes of it

    private Decision<VendorOrder, VendorOrderEvent, Done> open(VendorOrderCommand.Open open, Instant now) {
        return opened != null ? done() : done(new VendorOrderEvent.Opened(open.orderId(), open.vendorId(), open.number(), open.placedAt(), open.lines(), now));
    }

    private Decision<VendorOrder, VendorOrderEvent, Done> giveBack(VendorOrderCommand.GiveBack back, Instant now) {
        if (opened == null) return reject(UNKNOWN);
        if (refunds.containsKey(back.refundId())) return done();
        var going = Lines.going(opened.lines(), left, back.lines());
        return going.isEmpty() ? done() : done(new VendorOrderEvent.GivenBack(back.refundId(), going, now));
    }

    /** It counts by itself what is left: it may have heard of a refund before that its order has had later. */
    private Decision<VendorOrder, VendorOrderEvent, Done> correct(VendorOrderCommand.CorrectCommission correct, Instant now) {
        if (opened == null) return reject(UNKNOWN);
        if (refunds.containsKey(correct.correctionId())) return done();
        return done(new VendorOrderEvent.CommissionCorrected(correct.correctionId(), Lines.corrected(opened.lines(), left, correct.lines()), now));
    }

    private Decision<VendorOrder, VendorOrderEvent, Done> cancel(VendorOrderCommand.Cancel cancel, Instant now) {
        if (opened == null) return reject(UNKNOWN);
        return cancelled ? done() : done(new VendorOrderEvent.Cancelled(left, now));
    }

    private Decision<VendorOrder, VendorOrderEvent, VendorOrderView> ship(VendorOrderCommand.Ship ship, Instant now) {
        if (!isOf(ship.vendorId())) return reject(UNKNOWN);
        if (shipped != null && shipped.carrier().equals(ship.carrier()) && shipped.trackingNumber().equals(ship.trackingNumber())) return accept(VendorOrder::view);
        return switch (status()) {
            case OPEN -> accept(VendorOrder::view, new VendorOrderEvent.Shipped(ship.carrier(), ship.trackingNumber(), ship.by(), now));
            case CANCELLED -> reject(CANCELLED);
            case SHIPPED, DELIVERED -> reject(sent());
        };
    }

    private Decision<VendorOrder, VendorOrderEvent, VendorOrderView> deliver(VendorOrderCommand.Deliver deliver, Instant now) {
        if (opened == null) return reject(UNKNOWN);
        if (delivered != null) return accept(VendorOrder::view);
        if (status() == Status.CANCELLED) return reject(CANCELLED);
        var at = deliver.at().orElse(now);
        if (at.isAfter(now)) return reject(Kind.UNPROCESSABLE, "delivered-in-future", "It is only " + now + ": say it when it has arrived.");
        return accept(VendorOrder::view, new VendorOrderEvent.Delivered(at, deliver.by(), now));
    }

    /** Who has said that it arrived is answered when the account knows. */
    private Optional<Outcome<VendorOrderView>> told() {
        return telling.isDone() ? Optional.of(Outcome.accepted(view())) : Optional.empty();
    }

    /** So is who has said what changes what is due: a payout that begins after that goes by it. */
    private Optional<Outcome<Done>> heard() {
        return telling.isDone() ? Optional.of(Outcome.accepted(Done.DONE)) : Optional.empty();
    }

    private Outcome<VendorOrderView> lookToCancel(VendorOrderCommand.LookToCancel look) {
        if (!isOf(look.vendorId())) return Outcome.refused(UNKNOWN);
        return shipped != null || delivered != null ? Outcome.refused(sent()) : Outcome.accepted(view());
    }

    private Rejection sent() {
        return new Rejection(Kind.CONFLICT, "vendor-order-shipped", shipped == null ? "This has arrived already." : "This was sent already, with " + shipped.carrier() + ".");
    }

    // ---- what is paid of it

    private Decision<VendorOrder, VendorOrderEvent, Settled> settle(VendorOrderCommand.Settle settle, Instant now) {
        if (opened == null || !settle.currency().equals(currency())) return accept(order -> NOTHING);
        var known = settlements.answered(settle.payoutId());
        if (known.isPresent()) return accept(order -> new Settled(known.get()));
        if (settlements.isOver(settle.asOf())) return accept(order -> NOTHING);
        var lines = isPayable(settle, now) ? Settlements.within(settle.most(), dueLines()) : List.<Due>of();
        return accept(order -> new Settled(lines), new VendorOrderEvent.Settled(settle.payoutId(), lines, settle.asOf(), now));
    }

    /** What the vendor owes is not kept back, by time nor by a dispute. A payout goes by another clock: what was delivered for so long by this one is so for it. */
    private boolean isPayable(VendorOrderCommand.Settle settle, Instant now) {
        if (due().amount() < 0) return true;
        return !freezing.isFrozen() && delivered != null && !(now.isAfter(settle.asOf()) ? now : settle.asOf()).isBefore(delivered.deliveredAt().plus(settle.hold()));
    }

    /** One that was never asked for may be released before it is: then it must not be given anything. */
    private Decision<VendorOrder, VendorOrderEvent, Done> release(VendorOrderCommand.Release release, Instant now) {
        boolean over = opened == null || !settlements.isPaying(release.payoutId()) && settlements.answered(release.payoutId()).isPresent();
        return over ? done() : done(new VendorOrderEvent.Released(release.payoutId(), now));
    }

    // ---- what keeps it back

    private Decision<VendorOrder, VendorOrderEvent, Done> freeze(VendorOrderCommand.Freeze freeze, Instant now) {
        if (opened == null) return reject(UNKNOWN);
        if (freezing.isFrozenBy(freeze.disputeId()) || freezing.isOver(freeze.disputeId())) return done();
        if (freezing.isFrozen()) return reject(Kind.CONFLICT, "dispute-open", "There is a dispute about this already: say there what there is to say.");
        if (left.isEmpty()) return reject(Kind.CONFLICT, "nothing-left", "All of this was paid back already.");
        if (freezing.isFull()) return reject(Kind.UNPROCESSABLE, "too-many-disputes", "There were too many disputes about this, or tries to open one: no more are opened.");
        return done(new VendorOrderEvent.Frozen(freeze.disputeId(), now));
    }

    /** Also one that never froze it is remembered: a late copy of its question must not. */
    private Decision<VendorOrder, VendorOrderEvent, Done> thaw(VendorOrderCommand.Thaw thaw, Instant now) {
        return opened == null || !freezing.minds(thaw.disputeId()) ? done() : done(new VendorOrderEvent.Thawed(thaw.disputeId(), now));
    }

    private List<Due> dueLines() {
        return opened.lines().stream().map(line -> new Due(line.lineId(), line.sku(), due(line))).filter(due -> !due.net().isZero()).toList();
    }

    private Money due(Line agreed) {
        return Lines.find(left, agreed.lineId()).map(Line::net).orElse(nothing()).minus(settlements.of(agreed.lineId(), nothing()));
    }

    /** What is still to be paid of it; below zero when more was paid than is left of it. Not before it is opened. */
    public Money due() {
        return opened.lines().stream().map(this::due).reduce(nothing(), Money::plus);
    }

    // ---- what it is

    private boolean isOf(String vendorId) {
        return opened != null && opened.vendorId().equals(vendorId);
    }

    private Currency currency() {
        return opened.lines().get(0).total().currency();
    }

    private Money nothing() {
        return Money.zero(currency());
    }

    private Status status() {
        return Status.of(cancelled, shipped != null, delivered != null, !left.isEmpty());
    }

    VendorOrderView view() {
        var sent = Optional.ofNullable(shipped);
        return new VendorOrderView(VendorOrderCommand.id(opened.orderId(), opened.vendorId()), opened.orderId(), opened.vendorId(), opened.number(), version, status(), opened.placedAt(), sent.map(VendorOrderEvent.Shipped::at),
                sent.map(VendorOrderEvent.Shipped::carrier), sent.map(VendorOrderEvent.Shipped::trackingNumber), Optional.ofNullable(delivered).map(VendorOrderEvent.Delivered::deliveredAt), left, due(), Optional.ofNullable(freezing.disputeId()), opened.lines());
    }

    // ---- what its vendor's account is told

    /** Its own version is the number of what is said: of two words the account heeds that of the later version, so a late copy does no harm. */
    private Optional<Step> tell() {
        if (opened == null || telling.isDone()) return Optional.empty();
        long said = version;
        var report = new VendorAccountCommand.Report(VendorOrderCommand.id(opened.orderId(), opened.vendorId()), said, due(), Optional.ofNullable(delivered).map(VendorOrderEvent.Delivered::deliveredAt),
                freezing.isFrozen() && due().amount() > 0);
        var step = Step.of("tell-account", List.of(Step.send(VendorAccountCommand.at(opened.vendorId(), currency()), report)), answers -> new VendorOrderCommand.StandingTold(said, Step.refusal(answers)));
        return Optional.of(telling.until() == null ? step : step.notBefore(telling.until()));
    }

    /** An answer about an older standing is none. */
    private Decision<VendorOrder, VendorOrderEvent, Done> standingTold(VendorOrderCommand.StandingTold told, Instant now) {
        if (opened == null || telling.isDone() || told.version() < telling.standing()) return done();
        if (told.refusal().isEmpty()) return done(new VendorOrderEvent.AccountTold(told.version(), now));
        if (told.version() != version) return done();
        int tries = telling.tries() + 1;
        return done(new VendorOrderEvent.TellingDelayed(told.refusal().get().code(), tries, now.plus(Telling.pause(tries)), now));
    }

    private static Decision<VendorOrder, VendorOrderEvent, Done> done(VendorOrderEvent... events) {
        return accept(order -> Done.DONE, events);
    }

    // ---- how events change it

    private VendorOrder opened(VendorOrderEvent.Opened event) {
        return new VendorOrder(version + 1, event, event.lines(), false, null, null, refunds, settlements, changed(), freezing);
    }

    private VendorOrder givenBack(VendorOrderEvent.GivenBack event) {
        return new VendorOrder(version + 1, opened, Lines.without(left, event.lines()), cancelled, shipped, delivered, refunds.with(event.refundId(), event.at()), settlements, changed(), freezing);
    }

    private VendorOrder corrected(VendorOrderEvent.CommissionCorrected event) {
        var agreed = new VendorOrderEvent.Opened(opened.orderId(), opened.vendorId(), opened.number(), opened.placedAt(), Lines.agreed(opened.lines(), event.lines()), opened.at());
        return new VendorOrder(version + 1, agreed, Lines.bearing(left, event.lines()), cancelled, shipped, delivered, refunds.with(event.correctionId(), event.at()), settlements, changed(), freezing);
    }

    private VendorOrder cancelled(VendorOrderEvent.Cancelled event) {
        return new VendorOrder(version + 1, opened, Lines.without(left, event.lines()), true, shipped, delivered, refunds, settlements, changed(), freezing);
    }

    private VendorOrder shipped(VendorOrderEvent.Shipped event) {
        return new VendorOrder(version + 1, opened, left, cancelled, event, delivered, refunds, settlements, telling, freezing);
    }

    private VendorOrder delivered(VendorOrderEvent.Delivered event) {
        return new VendorOrder(version + 1, opened, left, cancelled, shipped, event, refunds, settlements, changed(), freezing);
    }

    private VendorOrder settled(VendorOrderEvent.Settled event) {
        return after(settlements.settled(event), event.lines().isEmpty() ? telling : changed());
    }

    private VendorOrder released(VendorOrderEvent.Released event) {
        return after(settlements.released(event.payoutId()), settlements.isPaying(event.payoutId()) ? changed() : telling);
    }

    private VendorOrder after(Settlements next, Telling said) {
        return new VendorOrder(version + 1, opened, left, cancelled, shipped, delivered, refunds, next, said, freezing);
    }

    private VendorOrder after(Freezing next, Telling said) {
        return new VendorOrder(version + 1, opened, left, cancelled, shipped, delivered, refunds, settlements, said, next);
    }

    private Telling changed() {
        return telling.changed(version + 1);
    }
}
