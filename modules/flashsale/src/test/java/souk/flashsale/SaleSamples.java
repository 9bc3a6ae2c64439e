package souk.flashsale;

import static souk.flashsale.FlashSamples.NOON;
import static souk.flashsale.FlashSamples.ONE;
import static souk.flashsale.FlashSamples.SALE;
import static souk.flashsale.FlashSamples.TERMS;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.flashsale.api.SaleCommand;
import souk.flashsale.api.SaleEvent;
import souk.flashsale.api.SaleStatus;
import souk.inventory.api.StockEvent.Pick;
import souk.kernel.Money;
import souk.kernel.Rejection;
import souk.testkit.Spec;

/** A sale of ten units from noon to one, in every status. */
final class SaleSamples {
    static final Instant ELEVEN = NOON.minusSeconds(3_600);
    static final List<Pick> PICKS = List.of(new Pick("bath", 4), new Pick("london", 6));
    static final Rejection ODD = new Rejection(Rejection.Kind.CONFLICT, "odd", "Something is odd.");
    static final Rejection SOLD_OUT = new Rejection(Rejection.Kind.SOLD_OUT, "sold-out", "Only 7.");
    static final Rejection TOO_LATE = new Rejection(Rejection.Kind.GONE, "too-late", "It came too late.");
    static final SaleCommand.Create CREATE = new SaleCommand.Create(SALE, TERMS, 10, 2, 1, "fingerprint-1");
    static final Optional<Rejection> NONE = Optional.empty();
    /** An hour later, as long as before. */
    static final SaleCommand.Change LATER = change("later", Optional.empty(), Optional.of(ONE), Optional.of(ONE.plusSeconds(3_600)));

    static final List<SaleCommand<?>> COMMANDS = List.of(CREATE, new SaleCommand.CallOff(), new SaleCommand.Look(), new SaleCommand.Wake(),
            new SaleCommand.BookAnswered(NONE), new SaleCommand.BookAnswered(Optional.of(ODD)), LATER, new SaleCommand.MoveAnswered(1, NONE, NONE), new SaleCommand.MoveAnswered(1, Optional.of(ODD), NONE), new SaleCommand.MoveAnswered(1, NONE, Optional.of(ODD)),
            new SaleCommand.ReserveAnswered(0, NONE, PICKS), new SaleCommand.ReserveAnswered(0, Optional.of(ODD), List.of()),
            new SaleCommand.TakeAnswered(0, NONE), new SaleCommand.TakeAnswered(0, Optional.of(ODD)), new SaleCommand.MeasureAnswered(0, NONE, 7), new SaleCommand.MeasureAnswered(0, Optional.of(ODD), 0),
            new SaleCommand.OpenAnswered(NONE), new SaleCommand.OpenAnswered(Optional.of(ODD)),
            new SaleCommand.CollectAnswered(1, NONE, 3, 2), new SaleCommand.CollectAnswered(1, Optional.of(ODD), 0, 0), new SaleCommand.ReturnAnswered(1, NONE),
            new SaleCommand.ReturnAnswered(1, Optional.of(ODD)), new SaleCommand.AcknowledgeAnswered(1, NONE), new SaleCommand.AcknowledgeAnswered(1, Optional.of(ODD)),
            new SaleCommand.FreeAnswered(NONE), new SaleCommand.FreeAnswered(Optional.of(ODD)));

    private SaleSamples() {}

    /** Of the price, of the time, or of both. */
    static SaleCommand.Change change(String id, Optional<Money> price, Optional<Instant> startsAt, Optional<Instant> endsAt) {
        return new SaleCommand.Change(id, "says " + price + startsAt + endsAt, Optional.empty(), price, Optional.empty(), Optional.empty(), startsAt, endsAt, Optional.empty(), 10_000);
    }

    /** A sale in this status, by the shortest way. */
    static Spec<Sale, SaleEvent> a(SaleStatus status) {
        return switch (status) {
            case NONE -> Spec.of(Sale.BLUEPRINT).at(ELEVEN);
            case BOOKING -> a(SaleStatus.NONE).when(CREATE);
            case SCHEDULED -> a(SaleStatus.BOOKING).when(new SaleCommand.BookAnswered(NONE));
            case CHANGING -> a(SaleStatus.SCHEDULED).when(LATER);
            case RESERVING -> a(SaleStatus.SCHEDULED).at(NOON).when(new SaleCommand.Wake());
            case TAKING -> a(SaleStatus.RESERVING).when(new SaleCommand.ReserveAnswered(0, NONE, PICKS));
            case MEASURING -> a(SaleStatus.RESERVING).when(new SaleCommand.ReserveAnswered(0, Optional.of(SOLD_OUT), List.of()));
            case OPENING -> a(SaleStatus.TAKING).when(new SaleCommand.TakeAnswered(0, NONE));
            case READY -> a(SaleStatus.SCHEDULED).at(NOON.minus(Sale.LEAD)).when(new SaleCommand.Wake()).when(new SaleCommand.ReserveAnswered(0, NONE, PICKS)).when(new SaleCommand.TakeAnswered(0, NONE))
                    .when(new SaleCommand.OpenAnswered(NONE));
            case LIVE -> a(SaleStatus.OPENING).when(new SaleCommand.OpenAnswered(NONE));
            case COLLECTING -> a(SaleStatus.LIVE).at(ONE).when(new SaleCommand.Wake());
            case RETURNING -> a(SaleStatus.COLLECTING).when(new SaleCommand.CollectAnswered(1, NONE, 5, 3));
            case ACKNOWLEDGING -> a(SaleStatus.RETURNING).when(new SaleCommand.ReturnAnswered(1, NONE));
            case LINGERING -> a(SaleStatus.ACKNOWLEDGING).when(new SaleCommand.AcknowledgeAnswered(1, NONE));
            case FREEING -> a(SaleStatus.COLLECTING).when(new SaleCommand.CollectAnswered(1, NONE, 0, 10));
            case ENDED -> a(SaleStatus.FREEING).when(new SaleCommand.FreeAnswered(NONE));
            case REJECTED -> a(SaleStatus.BOOKING).when(new SaleCommand.BookAnswered(Optional.of(ODD))).when(new SaleCommand.FreeAnswered(NONE));
        };
    }
}
