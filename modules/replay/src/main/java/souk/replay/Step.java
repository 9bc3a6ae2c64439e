package souk.replay;

import java.time.LocalDateTime;
import java.util.List;

/** Something that is done in the shop, once. */
public sealed interface Step {
    /** Of its own within the file, the same in every replay of it. */
    String id();

    /** The first line of the file that it is about. */
    int line();

    /** Who does it: {@code customer-17850}, or {@code invoice-536414} where no customer is named. What a buyer does is done in order. */
    String buyer();

    /** When it was, in UK local time. */
    LocalDateTime at();

    /**
     * An order.
     *
     * @param country as in the file
     * @param items   at most {@link Plan#MOST_ITEMS}, no code twice
     */
    record Sale(String id, int line, String buyer, LocalDateTime at, String country, List<Item> items) implements Step {
        public Sale {
            items = List.copyOf(items);
        }

        /** What it costs, in pence. */
        public long pence() {
            return items.stream().mapToLong(item -> item.pence() * item.quantity()).sum();
        }
    }

    /**
     * A line of an order.
     *
     * @param pence of one
     * @param lines how many lines of the file it is made of
     */
    record Item(String code, int quantity, long pence, int lines) {}

    /**
     * Some units of an order are given back.
     *
     * @param sale  the id of the order's step
     * @param pence of one
     */
    record Refund(String id, int line, String buyer, LocalDateTime at, String sale, String code, int quantity, long pence) implements Step {
        /** What is paid back, in pence. */
        public long total() {
            return pence * quantity;
        }
    }

    /**
     * A cancellation of something that was not sold here, or not at that price, or not in that number.
     *
     * @param pence of one
     */
    record Credit(String id, int line, String buyer, LocalDateTime at, String code, int quantity, long pence) implements Step {
        /** What is credited, in pence. */
        public long total() {
            return pence * quantity;
        }
    }
}
