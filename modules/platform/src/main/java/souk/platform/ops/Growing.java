package souk.platform.ops;

import java.util.function.LongSupplier;
import kamon.metric.Counter;

/** A counter that follows a number which only ever grows. One thread at a time. */
final class Growing {
    private final Counter counter;
    private final LongSupplier total;
    private long before;

    Growing(Counter counter, LongSupplier total) {
        this.counter = counter;
        this.total = total;
    }

    void follow() {
        long now = total.getAsLong();
        if (now > before) counter.increment(now - before);
        before = now;
    }
}
