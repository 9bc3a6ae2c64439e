package souk.orders.fraud;

import static souk.kernel.Decision.accept;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import souk.kernel.Blueprint;
import souk.kernel.Decision;

/**
 * The orders that have come by in a window, of one rule and of one account, address or the like. Whoever is over is not counted, so there are never more of them than the rule lets through, and in no window of
 * that length are there more: that is exact, as one command is decided after the other.
 *
 * @param orders in the order in which they came
 */
public record Velocity(List<Entry> orders) {
    /** The most that any rule may let through in a window: what is kept is a page of some tens of kilobytes at worst. */
    public static final int MOST = 500;
    static final Velocity NONE = new Velocity(List.of());

    /** The table of its commands and events. */
    public static final Blueprint<Velocity, VelocityEvent> BLUEPRINT = Blueprint.of(VelocityCommand.TYPE, NONE, VelocityCommand.class, VelocityEvent.class)
            .decide("count", VelocityCommand.Count.class, VelocityCommand.Counted.class, Velocity::count)
            .apply(VelocityEvent.OrderCounted.class, "orders.velocity-counted", Velocity::counted)
            .build();

    record Entry(String orderId, long amount, Instant at) {}

    public Velocity {
        orders = List.copyOf(orders);
    }

    private Decision<Velocity, VelocityEvent, VelocityCommand.Counted> count(VelocityCommand.Count count, Instant now) {
        var standing = within(count.window(), now);
        if (standing.stream().anyMatch(entry -> entry.orderId().equals(count.orderId()))) return accept(after -> new VelocityCommand.Counted(false));
        long amount = count.mostAmount().filter(most -> most.currency().equals(count.amount().currency())).map(most -> count.amount().amount()).orElse(0L);
        long sum = standing.stream().mapToLong(Entry::amount).sum() + amount;
        boolean over = standing.size() >= Math.min(count.most(), MOST) || count.mostAmount().filter(most -> sum > most.amount()).isPresent();
        if (over) return accept(after -> new VelocityCommand.Counted(true));
        return accept(after -> new VelocityCommand.Counted(false), new VelocityEvent.OrderCounted(count.orderId(), amount, count.window(), now));
    }

    private List<Entry> within(Duration window, Instant now) {
        var from = now.minus(window);
        return orders.stream().filter(entry -> entry.at().isAfter(from)).toList();
    }

    private Velocity counted(VelocityEvent.OrderCounted event) {
        var next = new ArrayList<>(within(event.window(), event.at()));
        next.add(new Entry(event.orderId(), event.amount(), event.at()));
        return new Velocity(next);
    }
}
