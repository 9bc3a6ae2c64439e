package souk.flashsale.room;

import java.time.Duration;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;

/**
 * What can be asked of one waiting room. It hands out numbers, 1, 2, 3 ..., and lets them in in that order.
 *
 * @param <R> the reply
 */
public sealed interface RoomCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "flashsale.room";

    /** Where a sale's waiting room lives, whether it has one or not. */
    static Address<RoomCommand<?>> at(String saleId) {
        return new Address<>(TYPE, saleId);
    }

    /** The sale has a waiting room on these terms. Opened before: nothing happens. */
    record Open(RoomTerms terms) implements RoomCommand<Done> {}

    /**
     * Numbers for so many who have come, in this order. The same again: other numbers; nobody misses those that are lost.
     *
     * <p>Refused: {@code not-found}, {@code not-live} (CONFLICT: the sale is over).
     */
    record Take(int count) implements RoomCommand<Taken> {
        /** So many at once, at most. */
        public static final int MOST = 500;

        public Take {
            if (count < 1 || count > MOST) throw new IllegalArgumentException("1 to " + MOST + " numbers are taken at once, not " + count);
        }
    }

    /** @param first the first of as many as were asked for */
    record Taken(long first) {}

    /**
     * Whether it is this number's turn, and how much of it is left.
     *
     * <p>Refused: {@code not-found}, {@code not-live}, {@code not-admitted} (CONFLICT), {@code turn-over} (GONE).
     */
    record LookAtTurn(long number) implements RoomCommand<Turn> {}

    /** @param left at least so long it can still claim */
    record Turn(Duration left) {}

    /** Who has this number has a claim: from now on the counters know of them. Known before, or not let in: nothing happens. */
    record Claimed(long number) implements RoomCommand<Done> {}

    /**
     * By the usher: so the sale stands, let in as many as that leaves room for. An older round, or the same again: nothing happens.
     *
     * @param round     1, 2, 3 ...
     * @param left      units that can be claimed
     * @param customers who have a claim that is not paid yet
     * @param claimed   how many had claimed, by this room's count, before these were counted
     * @param since     how long after the round before this one was to be, at most: time in which nobody was looking costs nobody their turn
     */
    record LetIn(long round, long left, int customers, long claimed, Duration since) implements RoomCommand<RoomView> {}

    /** By the usher: the sale is over. */
    record Close() implements RoomCommand<Done> {}

    /** How it stands. Refused: {@code not-found}. */
    record Look() implements RoomCommand<RoomView> {}
}
