package souk.vendors.orders;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.kernel.Money;
import souk.kernel.PersistentMap;
import souk.vendors.api.VendorOrderCommand.Due;
import souk.vendors.api.VendorOrderEvent;

/**
 * What payouts pay of a vendor order, each remembered by its id for as long as the order is: those are few, as after each of them nothing is due until units come back,
 * or a part of what was kept as a reserve, of which less is left each time.
 *
 * <p>A payout that was answered with nothing, or has released what it had, gets nothing for ever: whoever carries it out has gone by that answer. Of those the latest are remembered by id; and a payout that began before
 * one that has asked since is over by then (an account lets one after the other begin), so it gets nothing either. So however late a copy of a question comes, what is due of it is not lost with a payout that is over.
 *
 * @param paying what each pays, by its id
 * @param over   the latest of those that pay nothing
 * @param latest the time of the latest that has asked; null: none has
 */
record Settlements(PersistentMap<String, Part> paying, List<String> over, Instant latest) {
    /** So many that pay nothing are remembered by id. */
    static final int REMEMBERED = 32;

    static final Settlements NONE = new Settlements(PersistentMap.empty(), List.of(), null);

    record Part(List<Due> lines) {
        Part {
            lines = List.copyOf(lines);
        }
    }

    Settlements {
        over = List.copyOf(over);
    }

    /** So much of what is due, which is in the order of its lines: what went back first, then one line after the other, the last of them in part. @param most empty: all */
    static List<Due> within(Optional<Money> most, List<Due> due) {
        if (most.isEmpty()) return due;
        long open = most.get().amount() - due.stream().mapToLong(line -> Math.min(0, line.net().amount())).sum();
        var some = new ArrayList<Due>();
        for (var line : due) {
            long net = Math.min(line.net().amount(), open);
            if (net == 0) continue;
            some.add(new Due(line.lineId(), line.sku(), new Money(net, line.net().currency())));
            if (net > 0) open -= net;
        }
        return some;
    }

    /** What this payout was answered; nothing if it has not asked, or nobody remembers. */
    Optional<List<Due>> answered(String payoutId) {
        return paying.find(payoutId).map(Part::lines).or(() -> over.contains(payoutId) ? Optional.of(List.of()) : Optional.empty());
    }

    /** Whether a payout of this time is over. */
    boolean isOver(Instant asOf) {
        return latest != null && asOf.isBefore(latest);
    }

    boolean isPaying(String payoutId) {
        return paying.containsKey(payoutId);
    }

    /** What is paid of a line. */
    Money of(String lineId, Money nothing) {
        return paying.values().stream().flatMap(part -> part.lines().stream()).filter(due -> due.lineId().equals(lineId)).map(Due::net).reduce(nothing, Money::plus);
    }

    Settlements settled(VendorOrderEvent.Settled event) {
        var time = isOver(event.asOf()) ? latest : event.asOf();
        return event.lines().isEmpty() ? new Settlements(paying, remembered(event.payoutId()), time) : new Settlements(paying.with(event.payoutId(), new Part(event.lines())), over, time);
    }

    Settlements released(String payoutId) {
        return new Settlements(paying.without(payoutId), remembered(payoutId), latest);
    }

    private List<String> remembered(String payoutId) {
        var all = new ArrayList<>(over);
        all.add(payoutId);
        return all.size() > REMEMBERED ? all.subList(all.size() - REMEMBERED, all.size()) : all;
    }
}
