package souk.analytics;

import java.time.Instant;
import java.util.List;

/**
 * One thing that an order did to the figures: it was sold, or something of it was given back.
 *
 * @param log      in which it stands
 * @param position there: nothing that one segment says is ever known without the rest of it
 * @param at       when it counts: a sale when it was placed, what was given back when it was
 * @param placedAt when its order was placed
 * @param items    the units that were sold; below zero: given back
 */
record Movement(String log, long position, Instant at, Instant placedAt, String currency, Amounts amounts, List<Item> items) {
    /** @param revenue units times the price at which they were sold */
    record Item(String sku, String name, long units, long revenue) {}

    Movement {
        items = List.copyOf(items);
    }

    /** The same with these of its items only. */
    Movement of(List<Item> some) {
        return new Movement(log, position, at, placedAt, currency, amounts, some);
    }
}
