package souk.platform.limits;

import java.util.concurrent.CompletionStage;

/** The way from a node that borrows tokens to the one that owns their key. */
interface Lending {
    /** How long what was lent is good, from when it was asked for. */
    long GOOD_FOR = 500_000_000L;

    /**
     * May I have some?
     *
     * @param borrower the node that asks
     * @param circle   {@link Circle#mark()} of the circle that it sees
     * @param wanted   how many
     * @param left     how many it still has; what is granted and those are good for {@link #GOOD_FOR} from now
     */
    record Ask(String borrower, long circle, Budget budget, String key, long wanted, long left) {}

    /**
     * So many.
     *
     * @param granted how many
     * @param level   how many the owner has left
     * @param again   after so many nanoseconds there may be more; 0: there are
     * @param owner   whether the asked one owns the key; if not, nothing is said about it
     */
    record Lent(long granted, double level, long again, boolean owner) {}

    /** These were lent, and will not be used, or were of no use. */
    record Return(String borrower, Budget budget, String key, long tokens) {}

    /** Completes exceptionally when no answer comes in time. */
    CompletionStage<Lent> ask(Ask ask);

    /** May be lost. */
    void giveBack(Return tokens);
}
