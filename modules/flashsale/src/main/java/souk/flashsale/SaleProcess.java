package souk.flashsale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import souk.flashsale.api.CalendarCommand;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.SaleCommand;
import souk.flashsale.api.SaleStatus;
import souk.inventory.api.Reservation;
import souk.inventory.api.StockCommand;
import souk.inventory.api.StockEvent.Pick;
import souk.inventory.api.StockLevel;
import souk.kernel.Address;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.kernel.Step.Call;

/**
 * What a sale does next, in each status: pure values, carried out by the partition, possibly again and again, and a copy of any call may arrive late.
 *
 * <p>The sale is the owner of one reservation of stock an attempt, and of one return a round and location; the stock is safe against copies of what an owner says, see
 * {@code StockCommand}. Counters open once and answer each round of collecting the same. The calendar is safe by the sale's id, and by the number of the change.
 */
final class SaleProcess {
    /** So long the stock holds the units until the sale has taken them for good. */
    private static final Duration HOLD = Duration.ofHours(1);
    private static final int AT_A_TIME = 100;

    private SaleProcess() {}

    static Optional<Step> next(Sale sale) {
        return step(sale).map(step -> sale.waiting().until().map(step::notBefore).orElse(step));
    }

    private static Optional<Step> step(Sale sale) {
        return switch (sale.status()) {
            case NONE, SCHEDULED, READY, LIVE, LINGERING, ENDED, REJECTED -> Optional.empty();
            case BOOKING -> Optional.of(book(sale));
            case CHANGING -> Optional.of(move(sale));
            case RESERVING -> Optional.of(reserve(sale));
            case TAKING -> Optional.of(take(sale));
            case MEASURING -> Optional.of(measure(sale));
            case OPENING -> Optional.of(open(sale));
            case COLLECTING -> Optional.of(collect(sale));
            case RETURNING -> Optional.of(returns(sale, "return", (id, pick) -> new StockCommand.Restock(id, pick.quantity(), Optional.of(pick.location()), sale.stamp()),
                    refusal -> new SaleCommand.ReturnAnswered(sale.round(), refusal)));
            case ACKNOWLEDGING -> Optional.of(returns(sale, "acknowledge-return", (id, pick) -> new StockCommand.Acknowledge(id, sale.stamp()),
                    refusal -> new SaleCommand.AcknowledgeAnswered(sale.round(), refusal)));
            case FREEING -> Optional.of(free(sale));
        };
    }

    private static Step book(Sale sale) {
        var terms = sale.created().terms();
        return Step.of("book-time", List.of(Step.send(CalendarCommand.at(terms.sku()), new CalendarCommand.Book(sale.id(), terms.startsAt(), terms.endsAt(), sale.stamp()))),
                outcomes -> new SaleCommand.BookAnswered(Step.refusal(outcomes)));
    }

    /** A copy finds what was decided, and comes too late after another one. */
    private static Step move(Sale sale) {
        var asked = sale.changes().asked();
        var move = new CalendarCommand.Move(sale.id(), asked.terms().startsAt(), asked.terms().endsAt(), asked.revision());
        return Step.of("move-time", List.of(Step.send(CalendarCommand.at(sku(sale)), move)),
                outcomes -> new SaleCommand.MoveAnswered(asked.revision(), Step.refusal(outcomes), outcomes.get(0).fold(reply -> ((CalendarCommand.Moved) reply).refusal(), refused -> Optional.empty())));
    }

    /** A copy finds the units held. A copy after {@link #take} or {@link #measure}: the stock remembers that this reservation has ended until a copy is too old to be heeded. */
    private static Step reserve(Sale sale) {
        return Step.of("reserve-units", List.of(Step.send(stock(sale), new StockCommand.Reserve(sku(sale), reservation(sale), sale.quantity(), sale.stamp(), sale.stamp().plus(HOLD)))),
                outcomes -> new SaleCommand.ReserveAnswered(sale.attempt(), Step.refusal(outcomes), outcomes.get(0).fold(held -> ((Reservation) held).picks(), refused -> List.of())));
    }

    /** Only when it is recorded that they are held, so that a copy finds the reservation gone because it was committed. */
    private static Step take(Sale sale) {
        return Step.of("take-units", List.of(Step.send(stock(sale), new StockCommand.Commit(reservation(sale), sale.stamp()))),
                outcomes -> new SaleCommand.TakeAnswered(sale.attempt(), Step.refusal(outcomes)));
    }

    /** What a copy of the reservation may have got meanwhile is released, or has lapsed; then there is as much as there is. */
    private static Step measure(Sale sale) {
        return Step.of("look-at-stock", List.of(Step.send(stock(sale), new StockCommand.Release(reservation(sale), sale.stamp())), Step.send(stock(sale), new StockCommand.Look())),
                outcomes -> new SaleCommand.MeasureAnswered(sale.attempt(), Step.refusal(outcomes), outcomes.get(outcomes.size() - 1).fold(level -> ((StockLevel) level).available(), refused -> 0L)));
    }

    private static Step open(Sale sale) {
        int counters = sale.created().counters();
        return Step.of("open-counters", each(sale, (counter, index) -> Step.send(counter,
                new CounterCommand.Open(counter.id(), sale.created().terms(), Counters.share(sale.quantity(), counters, index)))),
                outcomes -> new SaleCommand.OpenAnswered(Step.refusal(outcomes)));
    }

    private static Step collect(Sale sale) {
        return Step.of("collect-units", each(sale, (counter, index) -> Step.send(counter, new CounterCommand.Collect(sale.round(), sale.calledOff()))),
                outcomes -> Step.refusal(outcomes).map(refusal -> new SaleCommand.CollectAnswered(sale.round(), Optional.of(refusal), 0, 0))
                        .orElseGet(() -> new SaleCommand.CollectAnswered(sale.round(), Optional.empty(), sum(outcomes, CounterCommand.Collected::units), sum(outcomes, CounterCommand.Collected::sold))));
    }

    private static int sum(List<Outcome<?>> outcomes, ToIntFunction<CounterCommand.Collected> what) {
        return outcomes.stream().mapToInt(outcome -> outcome.fold(reply -> what.applyAsInt((CounterCommand.Collected) reply), refused -> 0)).sum();
    }

    /** Units go back to where they came from, the first location first. */
    private static Step returns(Sale sale, String name, BiFunction<String, Pick, StockCommand<?>> command, Function<Optional<Rejection>, SaleCommand<?>> result) {
        long before = sale.status() == SaleStatus.ACKNOWLEDGING ? sale.returned() - sale.collected() : sale.returned();
        var calls = new ArrayList<Call>();
        for (Pick part : part(sale.picks(), before, sale.collected())) {
            calls.add(Step.send(stock(sale), command.apply("flash-sale/" + sale.id() + "/" + sale.round() + "@" + part.location(), part)));
        }
        return Step.of(name, calls, outcomes -> result.apply(Step.refusal(outcomes)));
    }

    /** So many units of what was picked, after those that went back before. */
    static List<Pick> part(List<Pick> picks, long before, int units) {
        var part = new ArrayList<Pick>();
        for (Pick pick : picks) {
            long skipped = Math.min(before, pick.quantity());
            before -= skipped;
            int taken = (int) Math.min(units, pick.quantity() - skipped);
            units -= taken;
            if (taken > 0) part.add(new Pick(pick.location(), taken));
        }
        return part;
    }

    private static Step free(Sale sale) {
        return Step.of("free-time", List.of(Step.send(CalendarCommand.at(sku(sale)), new CalendarCommand.Free(sale.id(), sale.stamp()))),
                outcomes -> new SaleCommand.FreeAnswered(Step.refusal(outcomes)));
    }

    /** All counters, some at a time. */
    private static List<Call> each(Sale sale, BiFunction<Address<CounterCommand<?>>, Integer, Call> call) {
        int counters = sale.created().counters();
        return IntStream.iterate(0, from -> from < counters, from -> from + AT_A_TIME)
                .mapToObj(from -> Step.together(IntStream.range(from, Math.min(counters, from + AT_A_TIME))
                        .mapToObj(index -> call.apply(CounterCommand.at(sale.id(), Counters.number(index, sale.created().buckets())), index)).toList())).toList();
    }

    private static String sku(Sale sale) {
        return sale.created().terms().sku();
    }

    private static Address<StockCommand<?>> stock(Sale sale) {
        return StockCommand.at(sku(sale));
    }

    /** Reservations are orders', else: no order has such an id. Each attempt has its own, since one that was released has ended for ever. */
    private static String reservation(Sale sale) {
        return "flash-sale/" + sale.id() + "/" + sale.attempt();
    }
}
