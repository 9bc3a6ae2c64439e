package souk.platform.partition;

import java.util.List;
import souk.kernel.Address;

/**
 * These aggregates have changed, or may have: told at most once to whoever {@linkplain Watch watches} them, so it is a reason to ask and
 * never the only one.
 */
public record Changed(List<Address<?>> what) {
    public Changed {
        what = List.copyOf(what);
    }
}
