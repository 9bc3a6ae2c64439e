package souk.orders.api;

/** What the shop's rules against fraud say about an order, the strictest last. */
public enum Verdict {
    /** Nothing speaks against it. */ ACCEPT,
    /** People look at it before it is paid. */ REVIEW,
    /** It is refused. */ REJECT;

    /** The stricter of the two. */
    public Verdict or(Verdict other) {
        return compareTo(other) < 0 ? other : this;
    }
}
