package souk.flashsale;

import static souk.flashsale.FlashSamples.COUNTER;
import static souk.flashsale.FlashSamples.NOON;
import static souk.flashsale.FlashSamples.ONE;
import static souk.flashsale.FlashSamples.SALE;
import static souk.flashsale.FlashSamples.TERMS;
import static souk.flashsale.FlashSamples.aCounter;
import static souk.flashsale.FlashSamples.attach;
import static souk.flashsale.FlashSamples.claim;
import static souk.flashsale.FlashSamples.detach;
import static souk.flashsale.FlashSamples.look;
import static souk.flashsale.FlashSamples.release;
import static souk.flashsale.FlashSamples.sell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.flashsale.api.CalendarCommand;
import souk.flashsale.api.CalendarEvent;
import souk.flashsale.api.ClaimView;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.CounterEvent;
import souk.flashsale.api.CounterLevel;
import souk.flashsale.api.SaleCommand;
import souk.flashsale.api.SaleEvent;
import souk.flashsale.api.SaleStatus;
import souk.flashsale.api.SaleView;
import souk.flashsale.api.TransferCommand;
import souk.flashsale.api.TransferEvent;
import souk.flashsale.room.RoomSamples;
import souk.inventory.api.StockEvent.Pick;
import souk.kernel.Blueprint;
import souk.kernel.Money;
import souk.kernel.Rejection;
import souk.testkit.Spec;
import souk.testkit.WireContract;

class FlashSaleWireTest {
    private static final List<Pick> PICKS = List.of(new Pick("bath", 2), new Pick("london", 1));
    private static final Rejection OVERLAP = new Rejection(Rejection.Kind.CONFLICT, "sale-overlap", "This SKU is in another sale.");

    @Test
    void storedEventsStayReadable() {
        var blueprints = new ArrayList<Blueprint<?, ?>>(List.of(Sale.BLUEPRINT, Counter.BLUEPRINT, Calendar.BLUEPRINT, Transfer.BLUEPRINT));
        blueprints.addAll(RoomSamples.blueprints());
        var contract = WireContract.of(blueprints.toArray(Blueprint<?, ?>[]::new));
        RoomSamples.events().forEach(contract::example);
        contract.example(new SaleEvent.Created(SALE, TERMS, 100, 4, 2, "fingerprint-1", NOON))
                .example(new SaleEvent.Booked(NOON))
                .example(new SaleEvent.Rejected(OVERLAP, NOON))
                .example(new SaleEvent.ChangeAsked("change-1", TERMS, 80, 1, "fingerprint-2", 1, NOON))
                .example(new SaleEvent.Changed(TERMS, 80, 1, NOON))
                .example(new SaleEvent.ChangeRefused(OVERLAP, NOON))
                .example(new SaleEvent.Started(NOON))
                .example(new SaleEvent.FoundShort(NOON))
                .example(new SaleEvent.Cut(60, NOON))
                .example(new SaleEvent.Reserved(PICKS, NOON))
                .example(new SaleEvent.Taken(NOON))
                .example(new SaleEvent.Readied(NOON))
                .example(new SaleEvent.Opened(NOON))
                .example(new SaleEvent.Closed(true, ONE))
                .example(new SaleEvent.CalledOff(NOON))
                .example(new SaleEvent.Collected(2, 40, 7, ONE))
                .example(new SaleEvent.Returned(2, 40, ONE))
                .example(new SaleEvent.Acknowledged(2, ONE))
                .example(new SaleEvent.Resumed(3, ONE))
                .example(new SaleEvent.Ended(ONE))
                .example(new SaleEvent.Delayed("too-late: It came too late.", 2, NOON.plusSeconds(1), NOON))
                .example(new CounterEvent.Opened(COUNTER, TERMS, 25))
                .example(new CounterEvent.Claimed("k", "anna", 2, NOON.plusSeconds(600)))
                .example(new CounterEvent.Released("k", NOON))
                .example(new CounterEvent.Attached("k", "order-1", NOON.plusSeconds(1_200)))
                .example(new CounterEvent.Sold("k", "order-1"))
                .example(new CounterEvent.Detached("k", "order-1", NOON, NOON.plusSeconds(45)))
                .example(new CounterEvent.Lapsed(List.of("k"), List.of("l", "m"), NOON))
                .example(new CounterEvent.Collected(1, List.of("k"), 9, true, ONE))
                .example(new CounterEvent.Gave("transfer-1", 5))
                .example(new CounterEvent.Took("transfer-1", 5))
                .example(new CounterEvent.GiveWithdrawn("transfer-1", 5, NOON, NOON.plusSeconds(45)))
                .example(new CounterEvent.MoveAcknowledged("transfer-1", NOON, NOON.plusSeconds(45)))
                .example(new TransferEvent.Begun("transfer-1", SALE, 3, 1_003, 5, NOON))
                .example(new TransferEvent.Given(5, NOON))
                .example(new TransferEvent.Arrived(NOON))
                .example(new TransferEvent.Acknowledged(NOON))
                .example(new TransferEvent.Delayed("too-late: It came too late.", 2, NOON.plusSeconds(1), NOON))
                .example(new CalendarEvent.Booked(SALE, NOON, ONE))
                .example(new CalendarEvent.Moved(SALE, NOON, ONE, 1))
                .example(new CalendarEvent.MoveRefused(SALE, 2, OVERLAP))
                .example(new CalendarEvent.Freed(SALE, ONE, ONE.plusSeconds(45)))
                .holds();
    }

    @Test
    void commandsTravel() {
        List.of(new CounterCommand.Open(COUNTER, TERMS, 25), claim("k", "anna", 2), release("k", "anna"), look("k", "anna"), attach("k", "anna", "o"), sell("k", "o"), detach("k", "o"),
                new CounterCommand.Collect(1, true), new CounterCommand.Expire(), new CounterCommand.Look(),
                new CalendarCommand.Book(SALE, NOON, ONE, NOON), new CalendarCommand.Move(SALE, NOON, ONE, 1), new CalendarCommand.Free(SALE, NOON)).forEach(WireContract::survives);
        List.of(new CounterCommand.Give("transfer-1", 5, NOON), new CounterCommand.Take("transfer-1", 5, NOON), new CounterCommand.Withdraw("transfer-1", NOON), new CounterCommand.Acknowledge("transfer-1", NOON),
                new TransferCommand.Begin("transfer-1", SALE, 3, 1_003, 5), new TransferCommand.GiveAnswered(SaleSamples.NONE, 5), new TransferCommand.GiveAnswered(Optional.of(OVERLAP), 0),
                new TransferCommand.TakeAnswered(SaleSamples.NONE), new TransferCommand.AcknowledgeAnswered(SaleSamples.NONE)).forEach(WireContract::survives);
        SaleSamples.COMMANDS.forEach(WireContract::survives);
        WireContract.survives(new CounterCommand.CountCustomers());
        WireContract.survives(new CounterCommand.LookAtCustomer("anna"));
        WireContract.survives(new CounterCommand.Theirs(List.of(new CounterCommand.TheirClaim("sale-1.0.claim", 2, NOON, "sold", Optional.of("order-1")))));
        RoomSamples.commands().forEach(WireContract::survives);
    }

    @Test
    void repliesTravel() {
        WireContract.survives(new ClaimView("sale.3.k", "MUG", "A mug", 2, Money.of(500, "GBP"), NOON));
        WireContract.survives(new CounterLevel(4, 3, 2, 1));
        WireContract.survives(new CounterCommand.Collected(1, 9, 2));
        WireContract.survives(new CounterCommand.Crowd(9, 2));
        RoomSamples.replies().forEach(WireContract::survives);
        WireContract.survives(new TransferCommand.Moved(5));
        WireContract.survives(new CalendarCommand.Moved(SaleSamples.NONE));
        WireContract.survives(new CalendarCommand.Moved(Optional.of(OVERLAP)));
        for (var status : SaleStatus.values()) WireContract.survives(new SaleView(SALE, 9, status, TERMS, 100, 4, 2, 40, NOON));
    }

    @Test
    void statesAreStoredAsTheyAre() {
        WireContract.survives(Counter.EMPTY);
        WireContract.survives(aCounter(5).when(claim("open", "anna")).when(claim("sold", "bert")).when(attach("sold", "bert", "o")).when(sell("sold", "o")).when(claim("gone", "carl"))
                .when(release("gone", "carl")).when(claim("let-go", "dora")).when(attach("let-go", "dora", "o")).when(detach("let-go", "o")).when(attach("let-go", "dora", "p"))
                .when(new CounterCommand.Take("t", 2, NOON)).when(new CounterCommand.Give("u", 1, NOON)).when(new CounterCommand.Acknowledge("u", NOON)).when(new CounterCommand.Collect(1, true)).state());
        WireContract.survives(Calendar.EMPTY);
        WireContract.survives(Spec.of(Calendar.BLUEPRINT).at(NOON).when(new CalendarCommand.Book("a", NOON, ONE, NOON)).when(new CalendarCommand.Book("b", ONE, ONE.plusSeconds(1), NOON))
                .when(new CalendarCommand.Free("a", NOON)).when(new CalendarCommand.Book("c", NOON, ONE, NOON)).when(new CalendarCommand.Move("c", ONE, ONE.plusSeconds(5), 1)).state());
        WireContract.survives(SaleSamples.a(SaleStatus.CHANGING).when(new SaleCommand.MoveAnswered(1, SaleSamples.NONE, Optional.of(OVERLAP))).state());
        for (var status : SaleStatus.values()) WireContract.survives(SaleSamples.a(status).state());
        RoomSamples.states().forEach(WireContract::survives);
    }
}
