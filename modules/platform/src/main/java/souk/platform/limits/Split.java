package souk.platform.limits;

/**
 * A limit, shared out: each node has a small part of it for good, the owner of a key lends the rest. Together that is the limit, never more.
 */
final class Split {
    /** What all nodes together have for good. A client that uses one node only can do without the others' part of it. */
    private static final double STANDING = 0.05;
    /** What a new owner begins with. */
    private static final double BEGUN = 0.02;

    final Limit limit;
    /** Of each node. */
    final long localBurst;
    final double localRate;
    /** Of the owner. */
    final long ownersBurst;
    final double ownersRate;

    Split(Limit limit, int nodes) {
        this.limit = limit;
        // Whole tokens: of a small limit all is the owner's.
        localBurst = (long) (STANDING * limit.burst() / nodes);
        localRate = limit.perSecond() * localBurst / limit.burst();
        ownersBurst = limit.burst() - nodes * localBurst;
        ownersRate = limit.perSecond() * ownersBurst / limit.burst();
    }

    /** What a new owner may lend at once that does not know what the one before has lent. */
    double begun() {
        return BEGUN * limit.burst();
    }
}
