package souk.platform.limits;

import java.util.concurrent.CompletableFuture;

/** Asks whether somebody may go on, on any node, against one budget for all nodes. */
public interface Limits {
    /**
     * Takes one from a budget.
     *
     * @param key whose: the id of an account, an {@link java.net.InetAddress}; what equals, and reads the same, is the same
     * @return done at once where the node can tell by itself, within a second in any case
     */
    CompletableFuture<Verdict> take(Budget of, Object key);

    /** Gives one back that was {@linkplain #take taken}: it was not a thing to be counted after all. */
    void giveBack(Budget of, Object key);

    /** Of who has no limits. */
    Limits NONE = new Limits() {
        private final CompletableFuture<Verdict> yes = CompletableFuture.completedFuture(Verdict.granted(new Limit(Limit.MOST, Limit.MOST), Limit.MOST, 0));

        @Override
        public CompletableFuture<Verdict> take(Budget of, Object key) {
            return yes;
        }

        @Override
        public void giveBack(Budget of, Object key) {}
    };
}
