package souk.platform.limits;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Since when a node has owned a key: since the first of the circles, without a gap until now, in which it was the owner. Remembers the last circles.
 */
final class Tenure {
    private static final int MOST = 32;

    private record Seen(Circle circle, long at) {}

    private final String self;
    private final Deque<Seen> seen = new ArrayDeque<>();
    /** Whether the oldest that is remembered is that of a cluster that this node had founded alone: nobody was owner before. */
    private boolean founder;

    Tenure(String self) {
        this.self = self;
    }

    /** This is how things are now. */
    void sees(Circle circle, long now) {
        if (!seen.isEmpty() && seen.getLast().circle.equals(circle)) return;
        if (seen.isEmpty()) founder = circle.owners().size() == 1 && circle.owners().contains(self) && circle.majority();
        seen.addLast(new Seen(circle, now));
        if (seen.size() > MOST) {
            seen.removeFirst();
            founder = false;
        }
    }

    /** Nothing that was known before can be relied on. */
    void forget() {
        seen.clear();
    }

    Circle circle() {
        return seen.isEmpty() ? null : seen.getLast().circle;
    }

    /** For how many nanoseconds; {@link Long#MAX_VALUE}: always. Negative: not at all. */
    long of(String key, long now) {
        long since = -1;
        boolean gap = false;
        for (var each = seen.descendingIterator(); each.hasNext() && !gap; ) {
            var one = each.next();
            gap = !(one.circle.majority() && self.equals(one.circle.owner(key)));
            if (!gap) since = now - one.at;
        }
        return since >= 0 && !gap && founder ? Long.MAX_VALUE : since;
    }
}
